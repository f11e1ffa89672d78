package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(entropyAndParityCriterion)

// Each setting has a cell with low floors, and one whose rounding floor or truncation is too high.
func entropyAndParityCriterion(*testing.T) criterion {
	median, lo, hi := claims.RatioColumns(claims.RatioLoss)
	t := table([]string{"problem", "network", "activation", "h"},
		[]string{claims.ColStep, claims.ColCount, claims.ColWins, claims.ColLosses, claims.ColPredicted, claims.ColTruncation, median, lo, hi})
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		t.Add([]string{problem, "1x20", "tanh", "J1"}, 1e-5, 20, 0, 20, 1e-5, 1e-12, 0.1, 0.06, 0.3)
		t.Add([]string{problem, "1x20", "tanh", "J2"}, 1e-3, 20, 20, 0, 1e-9, 1e-6, 0.001, -0.01, 0.025)
		t.Add([]string{problem, "1x20", "tanh", "J3"}, 1e-1, 20, 0, 20, 1e-20, 0.02, 0.1, 0.06, 0.3)
	}
	low := "biharmonic-1d 1x20 tanh J2"
	return criterion{
		id: "K5b", table: t, margin: 2, alarm: limitRate, fails: 2*signLevel + 4*limitRate,
		reads: []string{claims.ColWins, claims.ColLosses, claims.ColCount, claims.ColPredicted, claims.ColTruncation, lo, hi},
		flips: slices.Concat(orderingFlips(low), []flip{
			set(low, hi, 0.06).gives(open),
			set(low, lo, -0.06).gives(open),
			set(low, lo, math.NaN()).gives(open),
			set(low, lo, 0.051).gives(fails).after(set(low, hi, 0.06)),
			set(low, hi, -0.051).gives(fails).after(set(low, lo, -0.06)),
			set("poisson-1d 1x20 tanh J1", claims.ColPredicted, 6.25e-6).gives(fails),
			set("poisson-1d 1x20 tanh J3", claims.ColTruncation, 0.01).gives(fails),
			set("poisson-1d 1x20 tanh J2", claims.ColPredicted, 1e-5).gives(open), // none is left
			set("poisson-1d 1x20 tanh J2", claims.ColTruncation, math.NaN()).gives(open),
		}),
		indifferent: []change{set("poisson-1d 1x20 tanh J1", hi, 9), set("biharmonic-1d 1x20 tanh J3", claims.ColWins, math.NaN())},
	}
}
