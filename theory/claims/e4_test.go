package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(edgeCriterion)

func edgeCriterion(*testing.T) criterion {
	t := table([]string{"problem", "activation", "precision", "N", "M"},
		[]string{claims.ColCount, claims.ColRoom, claims.ColUpper, "measured upper", claims.ColLower, "measured lower", claims.ColUpperRatio, claims.ColLowerRatio})
	t.Add([]string{"poisson-1d", "tanh", "float64", "200", "100"}, 20, 40, 1e-2, 8e-3, 1e-8, 9e-9, 0.8, 0.9)
	t.Add([]string{"biharmonic-1d", "sin", "float32", "100", "50"}, 20, 5, 1e-2, 2e-2, 1e-8, 1e-8, 2, 1)
	t.Add([]string{"poisson-1d", "tanh", "float64", "100", "70"}, 20, 4, 1e-2, 1, 1e-8, 1, 100, 1e8)
	t.Add([]string{"poisson-1d", "gaussian", "float64", "50", "50"}, 20, 15, 1e-2, 1, 1e-8, 1, 100, 1e8)
	return criterion{
		id: "E4", table: t, margin: 1.25,
		reads: []string{"N", claims.ColRoom, claims.ColUpperRatio, claims.ColLowerRatio},
		flips: []flip{
			set("sin", claims.ColUpperRatio, 2.6).gives(open),
			set("sin", claims.ColUpperRatio, 0.39).gives(open),
			set("sin", claims.ColUpperRatio, 5.1).gives(fails),
			set("sin", claims.ColUpperRatio, math.NaN()).gives(open),
			set("200 100", claims.ColLowerRatio, 1.6).gives(open),
			set("200 100", claims.ColLowerRatio, 0.3).gives(fails),
			set("100 70", claims.ColRoom, 5).gives(fails),
			key("50 50", "N", "100").gives(fails),
			set("", claims.ColRoom, 4).gives(open),
		},
		indifferent: []change{set("100 70", claims.ColUpperRatio, math.NaN()), set("50 50", claims.ColLowerRatio, 0)},
	}
}
