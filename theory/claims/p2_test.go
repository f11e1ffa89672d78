package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(costCriterion)

// costCriterion is that of P2, with another band for each case.
func costCriterion(*testing.T) criterion {
	t := table([]string{"case"}, []string{claims.ColCount, claims.ColTimeRatio, claims.ColMemoryRatio, claims.ColBandLo, claims.ColBandHi})
	t.Add([]string{"two-layer, q = 2"}, 20, 1, 1, 0.5, 2)
	t.Add([]string{"deep, q = 4"}, 20, 1.5, 3, 1, 4)
	return criterion{
		id: "P2", table: t, margin: 4. / 3,
		reads: []string{claims.ColTimeRatio, claims.ColMemoryRatio, claims.ColBandLo, claims.ColBandHi},
		flips: []flip{
			set("two-layer, q = 2", "time AD/FD", 0.49).gives(open), set("deep, q = 4", "time AD/FD", 0.99).gives(open),
			set("two-layer, q = 2", "time AD/FD", 2.1).gives(open), set("deep, q = 4", "time AD/FD", 4.1).gives(open),
			set("two-layer, q = 2", "time AD/FD", 4.1).gives(fails), set("deep, q = 4", "time AD/FD", 8.1).gives(fails),
			set("deep, q = 4", "time AD/FD", math.NaN()).gives(open),
			set("two-layer, q = 2", "memory AD/FD", 0.49).gives(open), set("two-layer, q = 2", "memory AD/FD", 9).gives(open),
			set("deep, q = 4", "memory AD/FD", math.NaN()).gives(open),
			set("two-layer, q = 2", "band lo", 1.1).gives(open), set("two-layer, q = 2", "band lo", math.NaN()).gives(open),
			set("deep, q = 4", "band hi", 2.9).gives(open), set("deep, q = 4", "band hi", 0.7).gives(fails),
		},
	}
}
