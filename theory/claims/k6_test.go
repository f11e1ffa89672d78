package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(networkEdgeCriterion)

// The second setting's K has a width of 1.0, and is recorded alone.
func networkEdgeCriterion(*testing.T) criterion {
	t := table(append(slices.Clone(networkKeys), claims.ColMatrix),
		[]string{claims.ColCount, claims.ColLower, claims.ColUpper, claims.ColLowerRatio, claims.ColUpperRatio})
	for _, set := range networkSettings {
		t.Add(append(slices.Clone(set), "J"), 10, 1e-5, 1e-2, 0.8, 1.25)
	}
	t.Add(append(slices.Clone(networkSettings[0]), "K"), 10, 1e-5, 1e-2, 1, 1)
	t.Add(append(slices.Clone(networkSettings[1]), "K"), 10, 1e-2, 3e-2, math.NaN(), 9)
	return criterion{
		id: "K6", table: t, margin: 1.6,
		reads: []string{claims.ColLower, claims.ColUpper, claims.ColLowerRatio, claims.ColUpperRatio, claims.ColMatrix},
		flips: []flip{
			set("initial J", claims.ColLowerRatio, 0.45).gives(open),
			set("initial J", claims.ColLowerRatio, math.NaN()).gives(open),
			set("initial K", claims.ColLowerRatio, 2.1).gives(open),
			set("trained J", claims.ColUpperRatio, 2.1).gives(open),
			set("trained J", claims.ColUpperRatio, 0.2).gives(fails),
			set("initial K", claims.ColUpperRatio, 4.1).gives(fails),
			set("trained K", claims.ColUpper, 0.1).gives(fails),
			set("trained K", claims.ColLower, 1e-3).gives(fails),
			set("initial K", claims.ColUpper, 3.2e-5).gives(open), // no setting is left for K
			key("K", claims.ColMatrix, "J").gives(open),
		},
		indifferent: []change{set("trained K", claims.ColUpperRatio, 100)},
	}
}
