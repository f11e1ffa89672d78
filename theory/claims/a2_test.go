package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(lawsCriterion)

func lawsCriterion(*testing.T) criterion {
	t := table([]string{"law", "order"}, []string{claims.ColCount, claims.ColLaw})
	t.Add([]string{"Leibniz", "4"}, 500, 0.5)
	t.Add([]string{"inverse", "8"}, 500, 0.25)
	return criterion{
		id: "A2", table: t, margin: 2,
		reads: []string{claims.ColLaw},
		flips: []flip{
			set("Leibniz", claims.ColLaw, pastOne).gives(fails),
			set("inverse 8", claims.ColLaw, math.NaN()).gives(open),
		},
	}
}
