package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(tailCriterion)

func tailCriterion(*testing.T) criterion {
	t := table([]string{"problem", "activation", "nodes", "cutoff", "h"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount, claims.ColTail, claims.ColAbove, claims.ColBelow, claims.ColRatio, claims.ColMiddle})
	for _, s := range sweep {
		for _, activation := range []string{"tanh", "sin"} {
			for _, h := range s.steps {
				tail, below, ratio := 10., 0., 3.
				if side(s.problem, h) > 0 {
					below, ratio = 20, 0.1
				}
				t.Add([]string{s.problem, activation, "dyadic", "a", h}, s.q, number(h), s.lower, s.upper, 20, tail, 20-below, below, ratio, 2*ratio)
			}
		}
	}
	// In the regime, adverse, but with too short a tail.
	t.Add([]string{"poisson-1d", "tanh", "ordinary", "a", "1e-3"}, 2, 1e-3, 0.6e-5, 2e-2, 20, 4, 0, 20, 0.1, 0.2)
	const cell, short = "biharmonic-1d sin dyadic a 3e-2", "poisson-1d tanh ordinary a 1e-3"
	low := set(cell, claims.ColRatio, 0.5)
	return criterion{
		id: "S2", table: t, margin: 3, alarm: 0, fails: 16 * signLevel,
		reads: []string{claims.ColStep, claims.ColUpper, claims.ColCount, claims.ColTail, claims.ColBelow, claims.ColRatio},
		flips: []flip{
			set(cell, claims.ColRatio, 1).gives(open),
			set(cell, claims.ColRatio, math.NaN()).gives(open),
			set(cell, claims.ColBelow, 18).gives(fails).after(low, set(cell, claims.ColBelow, 17)),
			set(cell, claims.ColCount, 30).gives(open).after(low, set(cell, claims.ColBelow, 18)),
			set(short, claims.ColTail, 5).gives(fails),
			set("poisson-1d tanh dyadic a 3e-2", claims.ColUpper, 6e-2).gives(fails),
			set("poisson-1d sin dyadic a 1e-1", claims.ColStep, 1e-5).gives(fails),
			set("", claims.ColTail, 4).gives(open), // no tail anywhere
		},
		indifferent: []change{set(short, claims.ColRatio, math.NaN()), set("1e-1", claims.ColBelow, math.NaN())},
	}
}
