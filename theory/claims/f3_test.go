package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(bestStepCriterion)

func bestStepCriterion(*testing.T) criterion {
	nan := math.NaN()
	t := table([]string{"function", "q", "p", "bits"}, []string{claims.ColCount, claims.ColBestStep, claims.ColStepRatio, claims.ColBestError, claims.ColErrorRatio, claims.ColStepExponent, claims.ColAccuracyExponent})
	t.Add([]string{"sin", "1", "3", "24"}, 48, 1, 2, 1, 0.5, nan, nan)
	t.Add([]string{"sin", "1", "3", "53"}, 48, 1, 0.5, 1, 2, nan, nan)
	t.Add([]string{"sin", "1", "3", "24, 53, 106"}, 48, nan, nan, nan, nan, 0.25+0x1p-7, 0.75-0x1p-7)
	return criterion{
		id: "F3", table: t, margin: 2,
		reads: []string{"bits", claims.ColOrder, "p", claims.ColStepRatio, claims.ColErrorRatio, claims.ColStepExponent, claims.ColAccuracyExponent},
		flips: []flip{
			set("24", claims.ColStepRatio, 4.5).gives(open), set("53", claims.ColStepRatio, 0.24).gives(open), set("53", claims.ColStepRatio, 0.12).gives(fails), set("53", claims.ColStepRatio, 9).gives(fails),
			set("24", claims.ColErrorRatio, 0.2).gives(open), set("24", claims.ColErrorRatio, 9).gives(fails), set("24", claims.ColErrorRatio, nan).gives(open),
			set("106", claims.ColStepExponent, 0.28).gives(open), set("106", claims.ColStepExponent, 0.2).gives(fails),
			set("106", claims.ColAccuracyExponent, 0.72).gives(open), set("106", claims.ColAccuracyExponent, 0.8).gives(fails),
			key("106", "q", "2").gives(fails),
			key("106", "p", "4").gives(fails),
			key("106", "bits", "53").gives(open),
		},
		indifferent: []change{set("24, 53, 106", claims.ColStepRatio, 100), set("53", claims.ColStepExponent, 3)},
	}
}
