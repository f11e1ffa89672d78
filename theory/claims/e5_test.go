package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(variantCriterion)

func variantCriterion(*testing.T) criterion {
	c := criterion{
		id: "E5", table: variantTable(),
		margin: 616666. / (1 << 20) / signLevel, // P(X >= 10 | 20) of the cell that keeps no ordering
		alarm:  signLevel, fails: (3*12 + 3) * signLevel,
		reads: []string{"variant", "activation", claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount, claims.ColWins, claims.ColLosses},
		flips: []flip{
			set("absolute a poisson-1d tanh dyadic a 3e-2", claims.ColUpper, 6e-2).gives(fails),
			set("absolute a poisson-1d tanh dyadic a 1e-6", claims.ColLower, 6e-7).gives(fails),
			set("no factor poisson-1d sin dyadic a 1e-3", claims.ColStep, 0.1).gives(fails),
			key("no factor poisson-1d sin dyadic a 1e-3", "activation", "tanh").gives(fails),
			set("no factor poisson-1d sin dyadic a 1e-3", claims.ColCount, 10).gives(fails), // 10 of 10
			set("no factor poisson-1d sin dyadic a 1e-2", claims.ColCount, 0).gives(open),   // unknown
			key("1/ln n poisson-1d sin dyadic a 1e-3", "variant", "a as a count").gives(fails),
			key("sigma^2", "variant", "no factor").gives(open), // a reading is not measured
			key("a as a count", "variant", "no factor").gives(open),
		},
		indifferent: []change{
			set("no factor poisson-1d tanh dyadic a 1e-3", claims.ColWins, 0), set("a as a count biharmonic-1d sin dyadic a 1e-1", claims.ColWins, 0),
			set("1/ln n_a poisson-1d sin dyadic a 1e-1", claims.ColWins, math.NaN()), set("1/ln n", claims.ColLosses, math.NaN()),
		},
	}
	for _, v := range []string{"1/ln n_a", "sigma^2", "absolute a"} {
		c.flips = append(c.flips, orderingFlips(v+" biharmonic-1d sin dyadic a 3e-2")...)
	}
	for _, v := range []string{"no factor", "1/ln n", "a as a count"} {
		c.flips = append(c.flips, set(v+" poisson-1d sin dyadic a 1e-3", claims.ColWins, 20).gives(fails))
	}
	return c
}

// variantTable has every reading on the ordering sweep. Those with the factor
// win in the regime and lose outside; those without it win everywhere but in one
// cell of sin.
func variantTable() claims.Table {
	t := table([]string{"variant", "problem", "activation", "nodes", "cutoff", "h"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount, claims.ColWins, claims.ColLosses, claims.ColMedian})
	for _, v := range []string{"1/ln n_a", "sigma^2", "absolute a", "no factor", "1/ln n", "a as a count"} {
		hasFactor := v == "1/ln n_a" || v == "sigma^2" || v == "absolute a"
		for _, s := range sweep {
			for _, activation := range []string{"tanh", "sin"} {
				for _, h := range s.steps {
					wins, losses := 20., 0.
					switch {
					case hasFactor && side(s.problem, h) != 0:
						wins, losses = 0, 20
					case !hasFactor && s.problem == "poisson-1d" && activation == "sin" && h == "1e-3":
						wins, losses = 10, 10
					}
					t.Add([]string{v, s.problem, activation, "dyadic", "a", h}, s.q, number(h), s.lower, s.upper, 20, wins, losses, 0.1)
				}
			}
		}
	}
	return t
}
