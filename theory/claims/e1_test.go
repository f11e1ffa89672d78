package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var (
	_ = register(func(*testing.T) criterion { return regimeCriterion("E1") })
	_ = register(func(*testing.T) criterion { return regimeCriterion("E1p") })
	_ = register(everyStepCriterion)
)

// regimeCriterion is that of E1 and E1p.
func regimeCriterion(id string) criterion {
	return criterion{
		id: id, table: allWin(0, 0), margin: allWinMargin, alarm: signLevel, fails: 12 * signLevel,
		reads: regimeColumns,
		flips: slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-2"), orderingFlips("biharmonic-1d sin dyadic a 3e-4"), enterRegime,
			[]flip{set("poisson-1d sin dyadic a 1e-6", claims.ColStep, 1e-5).gives(fails)}),
		indifferent: []change{set("3e-2", claims.ColMedian, 5), set("1e-6", claims.ColWins, math.NaN()), set("1e-1", claims.ColLosses, 10), set("1e-4", claims.ColCount, 0)},
	}
}

func everyStepCriterion(*testing.T) criterion {
	return criterion{
		id: "E1w", table: allWin(-1, 1), margin: allWinMargin, alarm: signLevel, fails: 22 * signLevel,
		reads: orderedColumns,
		flips: slices.Concat(orderingFlips("poisson-1d sin dyadic a 1e-1"), orderingFlips("biharmonic-1d tanh dyadic a 1e-4")),
	}
}
