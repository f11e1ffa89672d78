package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(stencilCriterion)

func stencilCriterion(*testing.T) criterion {
	const exact, sweep = "cos 2 2 256 bits", "cos 4 8 float64"
	c := table([]string{"function", "q", "p", "arithmetic"}, []string{"accuracy", claims.ColPoints, claims.ColSlope, claims.ColConstant, "h from", "h to"})
	c.Add([]string{"cos", "2", "2", "256 bits"}, 2, 12, 2-0x1p-6, 1+0x1p-8, 0.01, 0.1)
	c.Add([]string{"cos", "4", "8", "256 bits"}, 8, 12, 8+0x1p-7, 1-0x1p-8, 0.01, 0.1)
	c.Add([]string{"cos", "4", "8", "float64"}, 8, 0, 1, 300, 0.01, 0.1)
	return criterion{
		id: "F1", table: c, margin: 0.02 / 0x1p-6,
		reads: []string{"arithmetic", "accuracy", claims.ColPoints, claims.ColSlope, claims.ColConstant},
		flips: []flip{
			set(exact, claims.ColSlope, 2.03).gives(open), set(exact, claims.ColSlope, 1.97).gives(open), set(exact, claims.ColSlope, 2.041).gives(fails), set(exact, claims.ColSlope, 1.959).gives(fails), set(exact, claims.ColSlope, math.NaN()).gives(open),
			set(exact, claims.ColConstant, 1.015).gives(open), set(exact, claims.ColConstant, 0.985).gives(open),
			set(exact, claims.ColConstant, 1.021).gives(fails), set(exact, claims.ColConstant, 0.979).gives(fails), set(exact, claims.ColConstant, -1).gives(fails),
			set(exact, "accuracy", 4).gives(fails),
			set(exact, claims.ColPoints, 0).gives(open), set(exact, claims.ColPoints, math.NaN()).gives(open),
			key(sweep, "arithmetic", "256 bits").gives(fails),
		},
		indifferent: []change{set(sweep, claims.ColSlope, math.NaN()), set(sweep, "accuracy", 2)},
	}
}
