package claims_test

import (
	"testing"

	"adfd/theory/claims"
)

var _ = register(samplePointCriterion)

func samplePointCriterion(*testing.T) criterion {
	t := table([]string{"activation", "operator", "elsewhere"}, []string{claims.ColCount, claims.ColBatch, claims.ColADChanged, claims.ColFDUnchanged})
	t.Add([]string{"tanh", "d(1)", "changed"}, 360, 0, 0, 0)
	t.Add([]string{"tanh", "d(1)", "undefined"}, 360, 0, 0, 0)
	return criterion{
		id: "A5", table: t, margin: 1,
		reads: []string{claims.ColCount, claims.ColBatch, claims.ColADChanged, claims.ColFDUnchanged},
		flips: []flip{
			set("changed", claims.ColBatch, 1).gives(fails), set("undefined", claims.ColADChanged, 1).gives(fails),
			set("changed", claims.ColFDUnchanged, 1).gives(fails), set("undefined", claims.ColCount, 0).gives(open),
		},
	}
}
