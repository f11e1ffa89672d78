package experiment

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory"
	"adfd/theory/claims"
)

// cells are the settings of a grid with their steps.
func cells(g grid) int {
	n := 0
	for _, e := range g {
		steps := e.steps
		if e.relative != nil {
			steps = e.relative(0x1p-10, 1)
		}
		n += len(steps)
	}
	return n
}

// A grid that loses steps or settings still gives verdicts. The number of its cells at
// each size is therefore fixed here: settings times steps, by problem. Where the short
// run has one activation a problem it has no factor two.
func TestCellsOfTheGrids(t *testing.T) {
	type counts struct{ short, test, audit int }
	const two = 2 // activations
	want := map[string]counts{
		// Steps of Poisson and of the biharmonic problem, on dyadic and then on
		// ordinary nodes.
		"ordering":          {4 + 4, two * (10 + 11 + 8 + 8), two * (19 + 15 + 12 + 9)},
		"perturbation":      {4 + 4, two * (7 + 7), two * (10 + 8 + 4 + 4)},
		"sinc":              {5 + 4 + 3 + 3, 5 + 4 + 3 + 3, 5 + 4 + 3 + 3},
		"across the edge":   {5 + 5, two * (10 + 10), two * (10 + 10)},
		"inside the regime": {4 + 4, two * (8 + 8), two * (8 + 8)},
		"decay":             {3 + 3, two * (3 + 3), two * (3 + 3)},
		// Both problems and precisions with two or four activations, and larger ones.
		"edges": {2 * 2, 2*2*4 + 2*2, 2*2*(5*4) + 2*2},
		// Functions, tails, depths; activations; points and expressions.
		"jets":        {16 + 5 + 3, 16 + 5 + 3, 16 + 5 + 3},
		"activations": {10, 10, 10},
		"points":      {16, 120, 1000},
		"expressions": {24, 300, 3000},
		"laws":        {4, 4, 4},
		"functions":   {2, 6, 6}, // of F1
	}
	for name, count := range map[string]func(claims.Size) int{
		"ordering":     func(s claims.Size) int { return cells(orderingGrid(s)) },
		"perturbation": func(s claims.Size) int { return cells(spectrumGrid(s)) },
		"sinc":         func(s claims.Size) int { return cells(sincGrid(s)) },
		"across the edge": func(s claims.Size) int {
			n, m := correlationSize(s)
			return cells(correlationGrid(s, n, m, theory.Float64))
		},
		"inside the regime": func(s claims.Size) int {
			n, m := correlationSize(s)
			return cells(regimeGrid(s, n, m))
		},
		"decay":       func(s claims.Size) int { g, _ := decayGrid(s); return cells(g) },
		"edges":       func(s claims.Size) int { return len(edgeSettings(s)) },
		"jets":        func(s claims.Size) int { return len(accuracyGroups(s)) },
		"activations": func(claims.Size) int { return len(smoothActivations()) },
		"points":      func(s claims.Size) int { n, _ := jetCounts(s); return n },
		"expressions": func(s claims.Size) int { _, n := jetCounts(s); return n },
		"laws":        func(claims.Size) int { return len(laws) },
		"functions":   func(s claims.Size) int { return len(analytics(s)) },
	} {
		assert.Equal(t, want[name], counts{count(claims.Short), count(claims.Test), count(claims.Audit)}, name)
	}
}
