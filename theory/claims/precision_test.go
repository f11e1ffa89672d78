package claims_test

import (
	"fmt"
	"math"

	"adfd/theory/claims"
)

// precisionTable follows u^slope exactly, in 11 to 53 bits; the 8-bit rows do not.
func precisionTable(slope float64) claims.Table {
	t := table([]string{"problem", "activation", "nodes", "cutoff", "h", "N", "M", "bits"},
		[]string{"q", "step", "u", "n", "tail mean", "residual", "residual/|a|", "n_a FD"})
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

func precisionCriteria() []criterion {
	const at = "poisson-1d tanh dyadic a 2^-6 127 64 "
	var both []criterion
	for id, column := range map[string]string{"P3": "residual/|a|", "P3w": "residual"} {
		both = append(both, criterion{
			id: id, table: precisionTable(1.025), margin: 2,
			reads: []string{"u", "tail mean", column},
			flips: []flip{
				// Over bits 11, 24, 53 the slope moves by (11-88/3) / 918.67 for each bit at
				// the coarse end: 4 of them by 0.08, and 8 by 0.16.
				{nil, change{at + "11", "tail mean", 3 * math.Pow(0x1p-11, 1.025) * 0x1p4, ""}, fails},
				{nil, change{at + "11", "tail mean", 3 * math.Pow(0x1p-11, 1.025) * 0x1p2, ""}, open},
				{nil, change{at + "11", column, math.Pow(0x1p-11, 1.025) * 0x1p8, ""}, fails},
				{nil, change{at + "53", column, math.NaN(), ""}, open},
				{nil, change{at + "53", column, 0, ""}, open},
				{nil, change{at + "8", "u", 0x1p-12, ""}, fails}, // now it counts
			},
			indifferent: []change{{"8", "tail mean", math.NaN(), ""}, {"8", column, 0, ""}},
		})
	}
	return both
}
