package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(networkPrecisionCriterion)

// networkPrecisionCriterion is that of P3n.
func networkPrecisionCriterion(*testing.T) criterion {
	t := table([]string{"problem", "network", "quantity"}, []string{claims.ColCount, claims.ColSlope, claims.ColExpected, "slope with 8 bits"})
	t.Add([]string{"poisson-1d", "deep", "residual"}, 20, 1+0x1p-6, 1, 0.5)
	t.Add([]string{"poisson-1d", "deep", "gradient"}, 20, 1-0x1p-6, 1, 0.5)
	t.Add([]string{"poisson-1d", "deep", "loss"}, 20, 2-0x1p-5, 2, 0.5)
	return criterion{
		id: "P3n", table: t, margin: 0.05 / 0x1p-6,
		reads: []string{claims.ColSlope, claims.ColExpected},
		flips: []flip{
			set("residual", claims.ColSlope, 1.051).gives(open), set("gradient", claims.ColSlope, 0.949).gives(open),
			set("residual", claims.ColSlope, 0.89).gives(fails), set("gradient", claims.ColSlope, 1.11).gives(fails),
			set("loss", claims.ColSlope, 2.101).gives(open), set("loss", claims.ColSlope, 1.899).gives(open),
			set("loss", claims.ColSlope, 2.21).gives(fails), set("loss", claims.ColSlope, 1).gives(fails),
			set("loss", claims.ColSlope, math.NaN()).gives(open),
			set("residual", claims.ColExpected, 2).gives(fails),
			set("loss", claims.ColExpected, math.NaN()).gives(open),
		},
	}
}
