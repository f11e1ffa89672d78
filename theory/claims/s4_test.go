package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(sincCriterion)

func sincCriterion(*testing.T) criterion {
	t := table([]string{"problem", "activation", "nodes", "rows", "h"}, []string{claims.ColOrder, claims.ColStep, claims.ColCount, claims.ColSinc})
	t.Add([]string{"poisson-1d", "sin", "dyadic", "interior", "1e-3"}, 2, 1e-3, 20, 0.5)
	t.Add([]string{"poisson-1d", "sin", "dyadic", "value", "1e-3"}, 2, 1e-3, 20, 0)
	t.Add([]string{"biharmonic-1d", "sin", "ordinary", "slope", "1e-3"}, 4, 1e-3, 20, 0.25)
	return criterion{
		id: "S4", table: t, margin: 2,
		reads: []string{claims.ColSinc},
		flips: []flip{
			set("interior", claims.ColSinc, pastOne).gives(fails),
			set("value", claims.ColSinc, math.Inf(1)).gives(fails),
			set("slope", claims.ColSinc, math.NaN()).gives(open),
		},
	}
}
