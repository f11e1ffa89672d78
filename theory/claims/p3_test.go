package claims_test

import (
	"fmt"
	"math"
	"testing"

	"adfd/theory/claims"
)

var (
	_ = register(func(*testing.T) criterion { return roundedCriterion("P3", claims.ColPerUnit) })
	_ = register(func(*testing.T) criterion { return roundedCriterion("P3w", claims.ColResidual) })
)

// roundedCriterion is that of P3 and P3w, which read another column beside the tail.
func roundedCriterion(id, column string) criterion {
	const at = "poisson-1d tanh dyadic a 2^-6 127 64 "
	return criterion{
		id: id, table: precisionTable(1.025), margin: 2,
		reads: []string{claims.ColUnit, claims.ColTailMean, column},
		flips: []flip{
			// Over bits 11, 24, 53 the slope moves by (11-88/3) / 918.67 for each bit at
			// the coarse end: 4 of them by 0.08, and 8 by 0.16.
			set(at+"11", claims.ColTailMean, 3*math.Pow(0x1p-11, 1.025)*0x1p4).gives(fails),
			set(at+"11", claims.ColTailMean, 3*math.Pow(0x1p-11, 1.025)*0x1p2).gives(open),
			set(at+"11", column, math.Pow(0x1p-11, 1.025)*0x1p8).gives(fails),
			set(at+"53", column, math.NaN()).gives(open),
			set(at+"53", column, 0).gives(open),
			set(at+"8", claims.ColUnit, 0x1p-12).gives(fails), // now it counts
		},
		indifferent: []change{set("8", claims.ColTailMean, math.NaN()), set("8", column, 0)},
	}
}

// precisionTable follows u^slope exactly, in 11 to 53 bits; the 8-bit rows do not.
func precisionTable(slope float64) claims.Table {
	t := table([]string{"problem", "activation", "nodes", "cutoff", "h", "N", "M", "bits"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColUnit, claims.ColCount, claims.ColTailMean, claims.ColResidual, claims.ColPerUnit, "n_a FD"})
	for _, s := range sweep {
		for _, bits := range []int{8, 11, 24, 53} {
			u := math.Ldexp(1, -bits)
			y := math.Pow(u, slope)
			if bits == 8 {
				y = 1e9
			}
			t.Add([]string{s.problem, "tanh", "dyadic", "a", "2^-6", "127", "64", fmt.Sprint(bits)}, s.q, 0x1p-6, u, 20, 3*y, 5*y, 7*y, 50)
		}
	}
	return t
}
