package experiment

import "adfd/theory"

// settings are the paper's problems with both activations, at one node set and
// size.
func settings(nodes string, n, m int, precision theory.Precision) []setting {
	var out []setting
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"tanh", "sin"} {
			out = append(out, setting{problem, activation, nodes, n, m, precision})
		}
	}
	return out
}

// withSteps gives each setting the steps of its problem.
func withSteps(s []setting, second, fourth []Step) grid {
	var g grid
	for _, set := range s {
		steps := second
		if set.problem == "biharmonic-1d" {
			steps = fourth
		}
		g = append(g, gridEntry{set, steps})
	}
	return g
}

// orderingGrid is the grid of the paired comparisons: steps inside the regime,
// and some on either side of it for the claims as worded.
func orderingGrid(size theory.Size) grid {
	switch size {
	case theory.Short:
		return withSteps(settings(dyadic, 127, 64, theory.Float64),
			dyadicSteps(3, 7, 11, 16, 26), dyadicSteps(3, 6, 8, 11, 14))
	case theory.Test:
		return append(
			withSteps(settings(dyadic, 127, 64, theory.Float64),
				dyadicSteps(3, 5, 7, 9, 11, 13, 16, 26), dyadicSteps(3, 4, 6, 7, 8, 9, 10, 11, 14)),
			withSteps(settings(ordinary, 200, 100, theory.Float64),
				decimalSteps("1e-1", "3e-2", "1e-2", "1e-3", "1e-4", "1e-5", "1e-8"),
				decimalSteps("1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4"))...)
	}
	return append(
		withSteps(settings(dyadic, 255, 128, theory.Float64),
			dyadicSteps(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 22, 26),
			dyadicSteps(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)),
		withSteps(settings(ordinary, 200, 100, theory.Float64),
			decimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4", "3e-5", "1e-5", "1e-8"),
			decimalSteps("3e-1", "1e-1", "3e-2", "1e-2", "3e-3", "1e-3", "3e-4", "1e-4", "3e-5"))...)
}

// correlationSize is N and M of the correlation claims.
func correlationSize(size theory.Size) (n, m int) {
	if size == theory.Short {
		return 120, 80
	}
	return 200, 100
}

// correlationGrid has four steps a decade across the regime's upper edge, as E2a
// states them, and two in the short run.
func correlationGrid(size theory.Size, n, m int) grid {
	set := settings(ordinary, n, m, theory.Float64)
	if size == theory.Short {
		return withSteps(set, decadeSteps(-6, -2, 2), decadeSteps(-5, -1, 2))
	}
	return withSteps(set, decadeSteps(-13, -3, 4), decadeSteps(-10, -1, 4))
}

// correlationGrid32 is the same in float32, whose regime lies higher.
func correlationGrid32(size theory.Size, n, m int) grid {
	set := settings(ordinary, n, m, theory.Float32)
	if size == theory.Short {
		return withSteps(set, decadeSteps(-3, -1, 2), decadeSteps(-2, 0, 2))
	}
	return withSteps(set, decadeSteps(-6, -1, 4), decadeSteps(-4, 0, 4))
}

// regimeGrid spans the fixed regime.
func regimeGrid(size theory.Size, n, m int) grid {
	set := settings(ordinary, n, m, theory.Float64)
	if size == theory.Short {
		return withSteps(set, decadeSteps(-5, -2, 1), decadeSteps(-7, -4, 2))
	}
	return withSteps(set, decadeSteps(-10, -4, 2), decadeSteps(-14, -7, 4))
}
