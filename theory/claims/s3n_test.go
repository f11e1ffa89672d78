package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(networkNoiseCriterion)

// The first setting has a control, with a tail that truncation has halved at the larger step; the second
// has none.
func networkNoiseCriterion(*testing.T) criterion {
	t := table(append(slices.Clone(networkKeys), "h"),
		[]string{claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColTruncation, claims.ColCount, claims.ColTailMedian, claims.ColNoiseNorm, claims.ColExactTail})
	t.Add(append(slices.Clone(networkSettings[0]), "J1"), 1e-4, 1e-5, 1e-2, 1e-3, 10, 0.8, 1.25, 1)
	t.Add(append(slices.Clone(networkSettings[0]), "J2"), 4e-3, 1e-5, 1e-2, 0.02, 10, 1, 1, 0.2)
	t.Add(append(slices.Clone(networkSettings[0]), "above"), 6e-3, 1e-5, 1e-2, 0.02, 10, 9, 9, 9)
	t.Add(append(slices.Clone(networkSettings[1]), "J1"), 1e-4, 1e-5, 1e-2, 1e-3, 10, 1, math.NaN(), math.NaN())
	return criterion{
		id: "S3n", table: t, margin: 1.6,
		reads: []string{claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColTruncation, claims.ColTailMedian, claims.ColNoiseNorm, claims.ColExactTail},
		flips: []flip{
			set("initial J1", claims.ColTailMedian, 2.1).gives(open),
			set("initial J1", claims.ColTailMedian, math.NaN()).gives(open),
			set("trained J1", claims.ColTailMedian, 0.2).gives(fails),
			set("initial J2", claims.ColNoiseNorm, 0.45).gives(open),
			set("initial J1", claims.ColNoiseNorm, 4.1).gives(fails),
			set("initial", claims.ColNoiseNorm, math.NaN()).gives(open), // no control is left
			set("initial J1", claims.ColExactTail, 0.45).gives(open),
			set("initial J2", claims.ColExactTail, 2.1).gives(open),
			set("initial J2", claims.ColExactTail, 4.1).gives(fails),
			set("initial J2", claims.ColExactTail, math.NaN()).gives(open),
			set("initial J2", claims.ColTruncation, 0.01).gives(fails), // a fifth is not AD's tail
			set("initial above", claims.ColStep, 5e-3).gives(fails),
			set("initial above", claims.ColUpper, 2e-2).gives(fails),
			set("", claims.ColLower, 1).gives(open), // nothing is in the regime
		},
		indifferent: []change{set("initial above", claims.ColTailMedian, math.NaN())},
	}
}
