package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(totalErrorCriterion)

func totalErrorCriterion(*testing.T) criterion {
	nan := math.NaN()
	t := table([]string{"function", "smooth", "q", "p", "regime"}, []string{claims.ColCount, claims.ColTotal, claims.ColTightness, claims.ColRunning, claims.ColRunningTightness, claims.ColSlope})
	t.Add([]string{"tanh", "yes", "2", "4", "truncation"}, 30, 0.5, 900, 0.5, 900, nan)
	t.Add([]string{"tanh", "yes", "2", "8", "rounding"}, 30, 0.25, 900, 0.5, 900, nan)
	t.Add([]string{"cubed", "yes", "1", "2", "kink"}, 9, 0.5, 900, 0.5, 900, 2)
	t.Add([]string{"relu", "no", "2", "2", "kink"}, 9, 1e14, 0, 1e14, 0, 0.75)
	t.Add([]string{"all", "yes", "1..4", "<= 4", "truncation"}, 30, 0.5, 5, 0.5, 900, nan)
	t.Add([]string{"all", "yes", "1..4", "<= 4", "rounding"}, 30, 0.5, 50, 0.5, 900, nan)
	t.Add([]string{"all", "yes", "1..4", "> 4", "truncation"}, 30, 0.5, 50, 0.5, 900, nan)
	return criterion{
		id: "F2", table: t, margin: 2,
		reads: []string{"function", "smooth", "p", "regime", claims.ColTotal, claims.ColTightness, claims.ColRunning, claims.ColSlope},
		flips: []flip{
			set("tanh", claims.ColTotal, pastOne).gives(fails), set("cubed", claims.ColTotal, pastOne).gives(fails),
			set("tanh", claims.ColRunning, pastOne).gives(fails), set("tanh", claims.ColTotal, nan).gives(open),
			set("<= 4 truncation", claims.ColTightness, 11).gives(open), set("<= 4 truncation", claims.ColTightness, 21).gives(fails),
			set("rounding", claims.ColTightness, 201).gives(fails), set("> 4 truncation", claims.ColTightness, 101).gives(open),
			set("relu", claims.ColSlope, 2).gives(fails), set("relu", claims.ColSlope, nan).gives(open),
			key("relu", "smooth", "yes").gives(fails),
			key("relu", "p", "1").gives(fails),
			key("8 rounding", "function", "all").gives(fails),
			key("> 4 truncation", "p", "<= 4").gives(fails),
			key("<= 4 rounding", "regime", "truncation").gives(fails),
		},
		indifferent: []change{set("relu", claims.ColTotal, 1e20), set("tanh", claims.ColSlope, 4), set("all", claims.ColTotal, 2), set("tanh", claims.ColTightness, 1e9)},
	}
}
