package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(largeStepCriterion)

func largeStepCriterion(*testing.T) criterion {
	return criterion{
		id: "P1",
		table: orderingTable(func(_, activation, h string) (wins, losses, median float64) {
			if activation == "tanh" && h == "1e-1" {
				return 5, 10, 0.8
			}
			return 20, 0, 9
		}),
		margin: 1.25, alarm: 0, fails: 2 * signLevel,
		reads: []string{"activation", claims.ColStep, claims.ColCount, claims.ColWins, claims.ColLosses, claims.ColMedian},
		flips: []flip{
			set("biharmonic-1d tanh dyadic a 1e-1", claims.ColMedian, 1.01).gives(open),
			set("biharmonic-1d tanh dyadic a 1e-1", claims.ColMedian, math.NaN()).gives(open),
			set("poisson-1d tanh dyadic a 1e-1", claims.ColWins, 18).gives(fails).after(set("tanh dyadic a 1e-1", claims.ColMedian, 1.5)),
			set("poisson-1d tanh dyadic a 1e-1", claims.ColLosses, 0).gives(open).after(set("tanh dyadic a 1e-1", claims.ColWins, 0)),
			set("", claims.ColCount, 30).gives(open).after(set("tanh dyadic a 1e-1", claims.ColMedian, 1.5), set("tanh dyadic a 1e-1", claims.ColWins, 18)),
			set("poisson-1d tanh dyadic a 3e-2", claims.ColStep, 0.1).gives(fails),
			key("poisson-1d sin dyadic a 1e-1", "activation", "tanh").gives(fails),
		},
		indifferent: []change{set("sin", claims.ColMedian, math.NaN()), set("tanh dyadic a 3e-2", claims.ColWins, 0)},
	}
}
