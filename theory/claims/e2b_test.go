package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(insideCriterion)

func insideCriterion(t *testing.T) criterion {
	const left = "biharmonic-1d tanh"
	inside := after(t, correlationTable(), set("", claims.ColLo, 0.125), set("", claims.ColHi, 0.5), set("", claims.ColSpearman, 0.25))
	return criterion{
		id: "E2b", table: inside, margin: 1.125, alarm: signLevel, fails: 4 * signLevel,
		reads: []string{claims.ColLo, claims.ColHi},
		flips: []flip{
			set("poisson-1d sin", claims.ColLo, -0.01).gives(open),
			set(left, claims.ColLo, math.NaN()).gives(open),
			set(left, claims.ColHi, -0.01).gives(fails).after(set(left, claims.ColLo, -0.5)),
		},
	}
}
