package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(partialsCriterion)

func partialsCriterion(*testing.T) criterion {
	t := table([]string{"operator", "dim", "depth"}, []string{claims.ColCount, claims.ColError, claims.ColBound})
	t.Add([]string{"laplacian", "2", "1"}, 24, 0.5, 0.25)
	t.Add([]string{"biharmonic", "3", "2"}, 24, 0.25, 0.25)
	return criterion{
		id: "A3", table: t, margin: 2,
		reads: []string{claims.ColError, claims.ColBound},
		flips: []flip{
			set("biharmonic", claims.ColError, pastOne).gives(fails), set("laplacian", claims.ColError, math.NaN()).gives(open),
			set("laplacian", claims.ColBound, pastOne).gives(fails), set("biharmonic", claims.ColBound, math.NaN()).gives(open),
		},
	}
}
