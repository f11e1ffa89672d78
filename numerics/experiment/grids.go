package experiment

import (
	"fmt"

	"gonum.org/v1/gonum/floats"

	"adfd/theory"
	"adfd/theory/claims"
)

// settings are the paper's problems with both activations, at one node set and
// size.
func settings(nodes string, n, m int, precision theory.Precision) []setting {
	var out []setting
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"tanh", "sin"} {
			out = append(out, setting{problem: problem, activation: activation, nodes: nodes, n: n, m: m, precision: precision})
		}
	}
	return out
}

// alternate keeps Poisson with tanh and the biharmonic problem with sin: half of the
// settings, with each problem and each activation among them.
func alternate(s []setting) []setting { return []setting{s[0], s[len(s)-1]} }

// crossed keeps the other half: Poisson with sin, where the entropy ordering is clearest to
// fail at large steps, and the biharmonic problem with tanh, where that of residuals is.
func crossed(s []setting) []setting { return s[1:3] }

// under is the setting with what a setup puts in its place. newTrial applies it to
// whatever is measured; tables that name the activation apply it to the name.
func (s setting) under(setup claims.Setup) setting {
	if setup.Activation != "" {
		s.activation = setup.Activation
	}
	return s
}

// withSteps gives each setting the steps of its problem.
func withSteps(s []setting, second, fourth []Step) grid {
	var g grid
	for _, set := range s {
		steps := second
		if set.problem == "biharmonic-1d" {
			steps = fourth
		}
		g = append(g, gridEntry{setting: set, steps: steps})
	}
	return g
}

// orderingGrid is the grid of the paired comparisons: steps inside the regime,
// and some on either side of it for the claims as worded.
func orderingGrid(size claims.Size) grid {
	switch size {
	case claims.Short:
		return withSteps(crossed(settings(dyadic, 127, 64, theory.Float64)),
			dyadicSteps(1, 8, 12, 26), dyadicSteps(1, 6, 8, 14))
	case claims.Test:
		return append(
			withSteps(settings(dyadic, 127, 64, theory.Float64),
				dyadicSteps(1, 3, 5, 8, 9, 11, 14, 18, 22, 26), dyadicSteps(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14)),
			withSteps(settings(ordinary, 200, 100, theory.Float64),
				decimalSteps("3e-1", "1e-1", "3e-2", "7e-3", "1e-3", "1e-4", "1e-5", "1e-8"),
				decimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4"))...)
	}
	return append(
		withSteps(settings(dyadic, 255, 128, theory.Float64),
			dyadicSteps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 23, 26),
			dyadicSteps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
		withSteps(settings(ordinary, 200, 100, theory.Float64),
			decimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "7e-3", "3e-3", "1e-3", "3e-4", "1e-4", "1e-5", "1e-6", "1e-8"),
			decimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4", "3e-5"))...)
}

// correlationSize is N and M of the correlation claims.
func correlationSize(size claims.Size) (n, m int) {
	switch size {
	case claims.Short:
		return 100, 70
	case claims.Test:
		return 110, 76
	}
	return 200, 100
}

// correlationSettings are the settings of the correlation claims.
func correlationSettings(size claims.Size, n, m int, precision theory.Precision) []setting {
	sets := settings(ordinary, n, m, precision)
	if size == claims.Short {
		sets = alternate(sets)
	}
	return sets
}

// correlationGrid has four steps a decade over [h_c/30, 6 h_c], as E2a states them,
// and two in the short run.
func correlationGrid(size claims.Size, n, m int, precision theory.Precision) grid {
	perDecade := 4
	if size == claims.Short {
		perDecade = 2
	}
	lo, hi := -6*perDecade/4, 3*perDecade/4 // 10^-1.5 = 1/32, 10^0.75 = 5.6
	return relativeTo(correlationSettings(size, n, m, precision), func(_, upper float64) []Step {
		steps := decadeSteps(lo, hi, perDecade)
		for i := range steps {
			steps[i] = Step{steps[i].Name + " h_c", steps[i].H * upper}
		}
		return steps
	})
}

// regimeGrid spans the predicted regime.
func regimeGrid(size claims.Size, n, m int) grid {
	count := 8
	if size == claims.Short {
		count = 4
	}
	return relativeTo(correlationSettings(size, n, m, theory.Float64), func(lower, upper float64) []Step {
		from, to := theory.RegimeBounds(lower, upper)
		steps := make([]Step, count)
		for i, h := range floats.LogSpan(make([]float64, count), from, to) {
			steps[i] = Step{fmt.Sprintf("%d of %d", i+1, count), h}
		}
		return steps
	})
}

// relativeTo gives every setting steps that follow its predicted edges.
func relativeTo(s []setting, steps func(lower, upper float64) []Step) grid {
	var g grid
	for _, set := range s {
		g = append(g, gridEntry{setting: set, relative: steps})
	}
	return g
}
