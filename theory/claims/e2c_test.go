package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(signCriterion)

// signCriterion is that of E2c: one setting is clearly positive in one pool and
// clearly negative in another. A second one is so with smaller margins, and of the
// others one has nothing but its sign and one not even that.
func signCriterion(t *testing.T) criterion {
	const (
		best, second, positive = "poisson-1d sin", "biharmonic-1d sin", "poisson-1d tanh" // neither first nor last
		up, down               = "float64 " + best, "float32 " + best
	)
	limits := func(at string, lo, hi float64) []change {
		return []change{set(at, claims.ColLo, lo), set(at, claims.ColHi, hi)}
	}
	leave := []change{set(second, claims.ColLo, -0.75)} // the second setting is no longer one
	apart := slices.Concat(limits(best, -0.75, -0.125), limits(second, 0.125, 0.75), limits("biharmonic-1d tanh", -0.75, -0.25))
	return criterion{
		id: "E2c",
		table: after(t, correlationTable("float64", "float32", "pooled over M"),
			slices.Concat(limits("", -0.75, 0.75), limits(positive, 0.5, 0.75),
				limits(up, 0.5, 0.75), limits(down, -0.75, -0.375),
				limits("pooled over M "+second, 0.625, 0.75), limits("float32 "+second, -0.75, -0.125))...),
		margin: 1.25, // of 0.5 over 0.4; the second setting has 1.125
		alarm:  2 * 12 * signLevel, fails: 2 * signLevel,
		reads: []string{"problem", "activation", claims.ColLo, claims.ColHi},
		flips: []flip{
			set("", claims.ColHi, 0.01).gives(open),
			set(up, claims.ColLo, 0.39).gives(open).after(leave...),
			set(up, claims.ColLo, math.NaN()).gives(open).after(leave...),
			set(down, claims.ColHi, 0.01).gives(open).after(leave...),
			set(down, claims.ColHi, math.NaN()).gives(open).after(leave...),
			// Both signs, but in different settings.
			key(down, "problem", "helmholtz-1d").gives(open).after(leave...),
			key(up, "activation", "gaussian").gives(open).after(leave...),
			// Each setting has one sign in all pools.
			set(up, claims.ColHi, -0.1).gives(fails).after(append(slices.Clone(apart), set(up, claims.ColHi, 0.1))...),
			set("float32 "+second, claims.ColLo, 0.1).gives(fails).after(append(slices.Clone(apart), set("float32 "+second, claims.ColLo, -0.1))...),
		},
	}
}
