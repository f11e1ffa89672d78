package spectral

import (
	"fmt"

	"gonum.org/v1/gonum/floats"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// Settings are the paper's problems with both activations, at one node set and
// size.
func Settings(nodes string, n, m int, precision theory.Precision) []Setting {
	var out []Setting
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"tanh", "sin"} {
			out = append(out, Setting{Problem: problem, Activation: activation, Nodes: nodes, N: n, M: m, Precision: precision})
		}
	}
	return out
}

// Alternate keeps Poisson with tanh and the biharmonic problem with sin: half of the
// settings, with each problem and each activation among them.
func Alternate(s []Setting) []Setting { return []Setting{s[0], s[len(s)-1]} }

// crossed keeps the other half: Poisson with sin, where the entropy ordering is clearest to
// fail at large steps, and the biharmonic problem with tanh, where that of residuals is.
func crossed(s []Setting) []Setting { return s[1:3] }

// WithSteps gives each setting the steps of its problem.
func WithSteps(s []Setting, second, fourth []lab.Step) Grid {
	var g Grid
	for _, set := range s {
		steps := second
		if set.Problem == "biharmonic-1d" {
			steps = fourth
		}
		g = append(g, GridEntry{Setting: set, Steps: steps})
	}
	return g
}

// orderingGrid is the grid of the paired comparisons: steps inside the regime,
// and some on either side of it for the claims as worded.
func orderingGrid(size claims.Size) Grid {
	switch size {
	case claims.Short:
		return WithSteps(crossed(Settings(Dyadic, 127, 64, theory.Float64)),
			lab.DyadicSteps(1, 8, 12, 26), lab.DyadicSteps(1, 6, 8, 14))
	case claims.Test:
		return append(
			WithSteps(Settings(Dyadic, 127, 64, theory.Float64),
				lab.DyadicSteps(1, 3, 5, 8, 9, 11, 14, 18, 22, 26), lab.DyadicSteps(1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14)),
			WithSteps(Settings(ordinary, 200, 100, theory.Float64),
				lab.DecimalSteps("3e-1", "1e-1", "3e-2", "7e-3", "1e-3", "1e-4", "1e-5", "1e-8"),
				lab.DecimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4"))...)
	}
	return append(
		WithSteps(Settings(Dyadic, 255, 128, theory.Float64),
			lab.DyadicSteps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 23, 26),
			lab.DyadicSteps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
		WithSteps(Settings(ordinary, 200, 100, theory.Float64),
			lab.DecimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "7e-3", "3e-3", "1e-3", "3e-4", "1e-4", "1e-5", "1e-6", "1e-8"),
			lab.DecimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4", "3e-5"))...)
}

// correlationSize is N and M of the correlation claims.
func correlationSize(size claims.Size) (n, m int) {
	return lab.At(size, 100, 110, 200), lab.At(size, 70, 76, 100)
}

// correlationSettings are the settings of the correlation claims.
func correlationSettings(size claims.Size, n, m int, precision theory.Precision) []Setting {
	sets := Settings(ordinary, n, m, precision)
	if size == claims.Short {
		sets = Alternate(sets)
	}
	return sets
}

// correlationGrid has four steps a decade over [h_c/30, 6 h_c], as E2a states them,
// and two in the short run.
func correlationGrid(size claims.Size, n, m int, precision theory.Precision) Grid {
	perDecade := 4
	if size == claims.Short {
		perDecade = 2
	}
	lo, hi := -6*perDecade/4, 3*perDecade/4 // 10^-1.5 = 1/32, 10^0.75 = 5.6
	return relativeTo(correlationSettings(size, n, m, precision), func(_, upper float64) []lab.Step {
		steps := lab.DecadeSteps(lo, hi, perDecade)
		for i := range steps {
			steps[i] = lab.Step{Name: steps[i].Name + " h_c", H: steps[i].H * upper}
		}
		return steps
	})
}

// regimeGrid spans the predicted regime.
func regimeGrid(size claims.Size, n, m int) Grid {
	count := 8
	if size == claims.Short {
		count = 4
	}
	return relativeTo(correlationSettings(size, n, m, theory.Float64), func(lower, upper float64) []lab.Step {
		from, to := theory.RegimeBounds(lower, upper)
		steps := make([]lab.Step, count)
		for i, h := range floats.LogSpan(make([]float64, count), from, to) {
			steps[i] = lab.Step{Name: fmt.Sprintf("%d of %d", i+1, count), H: h}
		}
		return steps
	})
}

// relativeTo gives every setting steps that follow its predicted edges.
func relativeTo(s []Setting, steps func(lower, upper float64) []lab.Step) Grid {
	var g Grid
	for _, set := range s {
		g = append(g, GridEntry{Setting: set, relative: steps})
	}
	return g
}
