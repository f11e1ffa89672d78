package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(correlationCriterion)

func correlationCriterion(t *testing.T) criterion {
	const left = "biharmonic-1d tanh" // the setting that E2a leaves out
	adverse := after(t, correlationTable(), set(left, claims.ColSpearman, -0.5), set(left, claims.ColLo, -0.7), set(left, claims.ColHi, -0.3))
	return criterion{
		id: "E2a", table: adverse, margin: 1.25, alarm: limitRate, fails: 3 * limitRate,
		reads: []string{"problem", "activation", claims.ColSpearman, claims.ColLo, claims.ColHi},
		flips: append(slices.Concat(correlationFlips("poisson-1d tanh"), correlationFlips("biharmonic-1d sin")),
			key(left, "problem", "poisson-1d").gives(fails),
			key(left, "activation", "sin").gives(fails)),
		indifferent: []change{set(left, claims.ColSpearman, math.NaN()), set(left, claims.ColHi, math.NaN())},
	}
}

// correlationTable has one row a setting, in each pool if there are any.
func correlationTable(pools ...string) claims.Table {
	keys := []string{"problem", "activation", "cutoff"}
	if len(pools) > 0 {
		keys = append([]string{"pool"}, keys...)
	}
	t := table(keys, []string{claims.ColCount, claims.ColCells, claims.ColSpearman, claims.ColLo, claims.ColHi})
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"tanh", "sin"} {
			setting := []string{problem, activation, "a"}
			if len(pools) == 0 {
				t.Add(setting, 20, 200, 0.9, 0.5, 0.95)
			}
			for _, pool := range pools {
				t.Add(append([]string{pool}, setting...), 20, 200, 0.9, 0.5, 0.95)
			}
		}
	}
	return t
}

func correlationFlips(cell string) []flip {
	weak := []change{set(cell, claims.ColSpearman, 0.3), set(cell, claims.ColLo, 0.1), set(cell, claims.ColHi, 0.5)}
	return []flip{
		set(cell, claims.ColSpearman, 0.59).gives(open),
		set(cell, claims.ColSpearman, math.NaN()).gives(open),
		set(cell, claims.ColLo, 0.39).gives(open),
		set(cell, claims.ColHi, 0.39).gives(fails).after(weak...),
	}
}
