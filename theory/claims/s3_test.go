package claims_test

import (
	"fmt"
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(noiseCriterion)

func noiseCriterion(*testing.T) criterion {
	const at, above = "biharmonic-1d sin dyadic 2^-9", "poisson-1d sin dyadic 2^-6"
	c := criterion{
		id: "S3", table: noiseTable(), margin: 2 * 0.8,
		reads: []string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColTailMedian, claims.ColTailMean, claims.ColNoiseNorm, claims.ColExactTail},
		flips: []flip{
			set("poisson-1d", claims.ColOrder, 2.07).gives(open),
			set("poisson-1d", claims.ColOrder, 4).gives(fails),
			set("poisson-1d", claims.ColTailMean, 1).gives(fails), // no slope
			set("biharmonic-1d sin dyadic 2^-9", claims.ColTailMean, math.NaN()).gives(open),
			set(above, claims.ColStep, 0x1p-8).gives(fails),
			set(above, claims.ColUpper, 0.1).gives(fails),
			set("biharmonic-1d", claims.ColLower, 1).gives(open), // nothing is in the regime
		},
		indifferent: []change{set(above, claims.ColTailMean, math.NaN()), set(above, claims.ColNoiseNorm, 0)},
	}
	for _, column := range []string{"tail median/model", "norm of E/model", "106-bit tail FD/AD"} {
		c.flips = append(c.flips,
			set(at, column, 0.49).gives(open), set(at, column, 2.1).gives(open),
			set(at, column, 0.2).gives(fails), set(at, column, 5).gives(fails),
			set(at, column, math.NaN()).gives(open))
	}
	return c
}

// noiseTable follows h^-q exactly, in two settings, with one step outside the
// regime.
func noiseTable() claims.Table {
	t := table([]string{"problem", "activation", "nodes", "h"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount, "controls", claims.ColTailMedian, claims.ColTailTop, claims.ColTailMean, claims.ColNoiseNorm, claims.ColExactTail})
	for _, s := range sweep {
		for _, k := range []int{6, 9, 10, 11} {
			h := math.Ldexp(1, -k)
			mean, ratio := math.Pow(h, -s.q), 0.8
			if k == 6 && s.problem == "poisson-1d" {
				mean, ratio = 1, 100 // above h_c/2
			}
			t.Add([]string{s.problem, "sin", "dyadic", fmt.Sprintf("2^-%d", k)}, s.q, h, s.lower, s.upper, 20, 1, ratio, ratio, mean, ratio, ratio)
		}
	}
	return t
}
