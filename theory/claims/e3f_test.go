package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(residualFloorCriterion)

func residualFloorCriterion(*testing.T) criterion {
	return criterion{
		id: "E3f", table: allWin(-1, 1), margin: 1.5,
		reads: []string{claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColFloor},
		flips: []flip{
			set("poisson-1d sin dyadic a 1e-3", claims.ColFloor, 0.3).gives(open),
			set("poisson-1d sin dyadic a 1e-3", claims.ColFloor, 4).gives(open),
			set("biharmonic-1d sin dyadic a 3e-2", claims.ColFloor, 0.1).gives(fails),
			set("biharmonic-1d sin dyadic a 3e-2", claims.ColFloor, math.NaN()).gives(open),
			set("poisson-1d sin dyadic a 1e-6", claims.ColLower, 6e-7).gives(fails),
			set("poisson-1d tanh dyadic a 3e-2", claims.ColUpper, 6e-2).gives(fails),
			set("poisson-1d sin dyadic a 1e-1", claims.ColStep, 1e-2).gives(fails),
		},
		indifferent: []change{set("1e-1", claims.ColFloor, math.NaN()), set("1e-6", claims.ColFloor, 0)},
	}
}
