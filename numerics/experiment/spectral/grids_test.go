package spectral

import (
	"testing"

	"adfd/numerics/experiment/lab/labtest"
	"adfd/theory"
	"adfd/theory/claims"
)

// count is the number of settings of a grid times their steps.
func count(g Grid) int {
	n := 0
	for _, e := range g {
		steps := e.Steps
		if e.relative != nil {
			steps = e.relative(0x1p-10, 1)
		}
		n += len(steps)
	}
	return n
}

// The number of cells: settings times steps, by problem. Where the short run has one
// activation a problem it has no factor two.
func TestCellsOfTheGrids(t *testing.T) {
	const two = 2 // activations
	across := func(s claims.Size) int {
		n, m := correlationSize(s)
		return count(correlationGrid(s, n, m, theory.Float64))
	}
	inside := func(s claims.Size) int {
		n, m := correlationSize(s)
		return count(regimeGrid(s, n, m))
	}
	labtest.CheckCells(t, map[string]labtest.Counts{
		// Steps of Poisson and of the biharmonic problem, on dyadic and then on
		// ordinary nodes.
		"ordering":          {Short: 4 + 4, Test: two * (10 + 11 + 8 + 8), Audit: two * (19 + 15 + 12 + 9)},
		"perturbation":      {Short: 4 + 4, Test: two * (7 + 7), Audit: two * (10 + 8 + 4 + 4)},
		"sinc":              {Short: 5 + 4 + 3 + 3, Test: 5 + 4 + 3 + 3, Audit: 5 + 4 + 3 + 3},
		"across the edge":   {Short: 5 + 5, Test: two * (10 + 10), Audit: two * (10 + 10)},
		"inside the regime": {Short: 4 + 4, Test: two * (8 + 8), Audit: two * (8 + 8)},
		// Both problems and precisions with two or four activations, and larger ones.
		"edges": {Short: 2 * 2, Test: 2*2*4 + 2*2, Audit: 2*2*(5*4) + 2*2},
	}, map[string]func(claims.Size) int{
		"ordering":          func(s claims.Size) int { return count(orderingGrid(s)) },
		"perturbation":      func(s claims.Size) int { return count(spectrumGrid(s)) },
		"sinc":              func(s claims.Size) int { return count(sincGrid(s)) },
		"across the edge":   across,
		"inside the regime": inside,
		"edges":             func(s claims.Size) int { return len(edgeSettings(s)) },
	})
}
