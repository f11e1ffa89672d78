package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(floorsCriterion)

// floorsCriterion is that of T7.
func floorsCriterion(t *testing.T) criterion {
	c := criterion{
		id: "T7", table: adverseElsewhere(t, "float32", "adam", "gd"), margin: 2,
		reads: []string{"optimiser", "precision", claims.ColLossOver, claims.ColErrorOver},
		flips: []flip{
			key("poisson-1d deep adam float64 1e-3", "optimiser", "lm").gives(fails),
			key("poisson-1d deep gd float64 1e-3", "optimiser", "l-bfgs").gives(fails),
			key("poisson-1d deep lm float32 1e-3", "precision", "float64").gives(fails),
		},
		indifferent: []change{set("float32", claims.ColLossOver, math.NaN()), set("adam", claims.ColErrorOver, math.NaN())},
	}
	for _, cell := range []string{"poisson-1d deep lm float64 1e-1", "biharmonic-1d two-layer l-bfgs float64 1e-3"} {
		for _, column := range []string{"loss over floors", "solution error over floors"} {
			c.flips = append(c.flips,
				set(cell, column, 3.1).gives(open), set(cell, column, 6.1).gives(fails),
				set(cell, column, math.NaN()).gives(open))
		}
	}
	return c
}
