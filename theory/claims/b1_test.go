package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(adversaryCriterion)

func adversaryCriterion(*testing.T) criterion {
	nan := math.NaN()
	t := table([]string{"bound"}, []string{claims.ColEvaluations, claims.ColWorst, claims.ColHalved, claims.ColPower, "input 1"})
	t.Add([]string{"truncation"}, 1e4, 0.5, 20, 2, 7)
	t.Add([]string{"argument"}, 1e4, 0.25, 5000, nan, 7)
	return criterion{
		id: "B1", table: t, margin: 2,
		reads: []string{claims.ColWorst, claims.ColHalved, claims.ColPower},
		flips: []flip{
			set("argument", claims.ColWorst, pastOne).gives(fails), set("truncation", claims.ColWorst, nan).gives(open),
			set("argument", claims.ColHalved, math.Inf(1)).gives(open), set("truncation", claims.ColHalved, nan).gives(open),
			set("truncation", claims.ColPower, 10_001).gives(open),
		},
	}
}
