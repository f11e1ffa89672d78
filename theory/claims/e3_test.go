package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(residualCriterion)

func residualCriterion(*testing.T) criterion {
	return criterion{
		id: "E3", table: allWin(-1, 0), margin: allWinMargin, alarm: signLevel, fails: 16 * signLevel,
		reads:       belowColumns,
		flips:       slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-6"), orderingFlips("biharmonic-1d sin dyadic a 3e-2"), enterBelow),
		indifferent: []change{set("1e-1", claims.ColWins, math.NaN()), set("1e-1", claims.ColLosses, 10)},
	}
}

var _ = register(residualEverywhereCriterion)

func residualEverywhereCriterion(*testing.T) criterion {
	return criterion{
		id: "E3w", table: allWin(-1, 1), margin: allWinMargin, alarm: signLevel, fails: 22 * signLevel,
		reads: orderedColumns,
		flips: slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-1"), orderingFlips("biharmonic-1d tanh dyadic a 1e-1")),
	}
}
