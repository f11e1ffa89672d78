package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

func entropyCriteria() []criterion {
	return []criterion{
		{
			id: "E1", table: allWin(0, 0), margin: allWinMargin, alarm: signLevel, fails: 12 * signLevel,
			reads: regimeColumns,
			flips: slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-2"), orderingFlips("biharmonic-1d sin dyadic a 3e-4"), enterRegime,
				[]flip{{nil, change{"poisson-1d sin dyadic a 1e-6", "step", 1e-5, ""}, fails}}),
			indifferent: []change{{"3e-2", "median", 5, ""}, {"1e-6", "wins", math.NaN(), ""}, {"1e-1", "losses", 10, ""}, {"1e-4", "n", 0, ""}},
		},
		{
			id: "E1p", table: allWin(0, 0), margin: allWinMargin, alarm: signLevel, fails: 12 * signLevel,
			reads: regimeColumns,
			flips: slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-2"), orderingFlips("biharmonic-1d sin dyadic a 3e-4"), enterRegime,
				[]flip{{nil, change{"poisson-1d sin dyadic a 1e-6", "step", 1e-5, ""}, fails}}),
			indifferent: []change{{"3e-2", "median", 5, ""}, {"1e-6", "wins", math.NaN(), ""}, {"1e-1", "losses", 10, ""}, {"1e-4", "n", 0, ""}},
		},
		{
			id: "E1w", table: allWin(-1, 1), margin: allWinMargin, alarm: signLevel, fails: 22 * signLevel,
			reads: orderedColumns,
			flips: slices.Concat(orderingFlips("poisson-1d sin dyadic a 1e-1"), orderingFlips("biharmonic-1d tanh dyadic a 1e-4")),
		},
	}
}

// correlationTable has one row a setting, in each pool if there are any.
func correlationTable(pools ...string) claims.Table {
	keys := []string{"problem", "activation", "cutoff"}
	if len(pools) > 0 {
		keys = append([]string{"pool"}, keys...)
	}
	t := table(keys, []string{"n", "cells", "spearman", "lo", "hi"})
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		for _, activation := range []string{"tanh", "sin"} {
			setting := []string{problem, activation, "a"}
			if len(pools) == 0 {
				t.Add(setting, 20, 200, 0.9, 0.5, 0.95)
			}
			for _, pool := range pools {
				t.Add(append([]string{pool}, setting...), 20, 200, 0.9, 0.5, 0.95)
			}
		}
	}
	return t
}

func correlationFlips(cell string) []flip {
	weak := []change{{cell, "spearman", 0.3, ""}, {cell, "lo", 0.1, ""}, {cell, "hi", 0.5, ""}}
	return []flip{
		{nil, change{cell, "spearman", 0.59, ""}, open},
		{nil, change{cell, "spearman", math.NaN(), ""}, open},
		{nil, change{cell, "lo", 0.39, ""}, open},
		{weak, change{cell, "hi", 0.39, ""}, fails},
	}
}

func correlationCriteria(t *testing.T) []criterion {
	const left = "biharmonic-1d tanh" // the setting that E2a leaves out
	fixed := correlationTable()
	adverse := after(t, fixed, change{left, "spearman", -0.5, ""}, change{left, "lo", -0.7, ""}, change{left, "hi", -0.3, ""})
	inside := after(t, fixed, change{"", "lo", 0.125, ""}, change{"", "hi", 0.5, ""}, change{"", "spearman", 0.25, ""})
	return []criterion{
		{
			id: "E2a", table: adverse, margin: 1.25, alarm: limitRate, fails: 3 * limitRate,
			reads: []string{"problem", "activation", "spearman", "lo", "hi"},
			flips: append(slices.Concat(correlationFlips("poisson-1d tanh"), correlationFlips("biharmonic-1d sin")),
				flip{nil, change{left, "problem", 0, "poisson-1d"}, fails},
				flip{nil, change{left, "activation", 0, "sin"}, fails}),
			indifferent: []change{{left, "spearman", math.NaN(), ""}, {left, "hi", math.NaN(), ""}},
		},
		{
			id: "E2b", table: inside, margin: 1.125, alarm: signLevel, fails: 4 * signLevel,
			reads: []string{"lo", "hi"},
			flips: []flip{
				{nil, change{"poisson-1d sin", "lo", -0.01, ""}, open},
				{nil, change{left, "lo", math.NaN(), ""}, open},
				{[]change{{left, "lo", -0.5, ""}}, change{left, "hi", -0.01, ""}, fails},
			},
		},
		signCriterion(t),
	}
}

// signCriterion is that of E2c: one setting is clearly positive in one pool and
// clearly negative in another. A second one is so with smaller margins, and of the
// others one has nothing but its sign and one not even that.
func signCriterion(t *testing.T) criterion {
	const (
		best, second, positive = "poisson-1d sin", "biharmonic-1d sin", "poisson-1d tanh" // neither first nor last
		up, down               = "float64 " + best, "float32 " + best
	)
	limits := func(at string, lo, hi float64) []change {
		return []change{{at, "lo", lo, ""}, {at, "hi", hi, ""}}
	}
	leave := []change{{second, "lo", -0.75, ""}} // the second setting is no longer one
	apart := slices.Concat(limits(best, -0.75, -0.125), limits(second, 0.125, 0.75), limits("biharmonic-1d tanh", -0.75, -0.25))
	return criterion{
		id: "E2c",
		table: after(t, correlationTable("float64", "float32", "pooled over M"),
			slices.Concat(limits("", -0.75, 0.75), limits(positive, 0.5, 0.75),
				limits(up, 0.5, 0.75), limits(down, -0.75, -0.375),
				limits("pooled over M "+second, 0.625, 0.75), limits("float32 "+second, -0.75, -0.125))...),
		margin: 1.25, // of 0.5 over 0.4; the second setting has 1.125
		alarm:  2 * 12 * signLevel, fails: 2 * signLevel,
		reads: []string{"problem", "activation", "lo", "hi"},
		flips: []flip{
			{nil, change{"", "hi", 0.01, ""}, open},
			{leave, change{up, "lo", 0.39, ""}, open},
			{leave, change{up, "lo", math.NaN(), ""}, open},
			{leave, change{down, "hi", 0.01, ""}, open},
			{leave, change{down, "hi", math.NaN(), ""}, open},
			// Both signs, but in different settings.
			{leave, change{down, "problem", 0, "helmholtz-1d"}, open},
			{leave, change{up, "activation", 0, "gaussian"}, open},
			// Each setting has one sign in all pools.
			{append(slices.Clone(apart), change{up, "hi", 0.1, ""}), change{up, "hi", -0.1, ""}, fails},
			{append(slices.Clone(apart), change{"float32 " + second, "lo", -0.1, ""}), change{"float32 " + second, "lo", 0.1, ""}, fails},
		},
	}
}

// variantTable has every reading on the ordering sweep. Those with the factor
// win in the regime and lose outside; those without it win everywhere but in one
// cell of sin.
func variantTable() claims.Table {
	t := table([]string{"variant", "problem", "activation", "nodes", "cutoff", "h"},
		[]string{"q", "step", "h_l", "h_c", "n", "wins", "losses", "median"})
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

func variantCriterion() criterion {
	c := criterion{
		id: "E5", table: variantTable(),
		margin: 616666. / (1 << 20) / signLevel, // P(X >= 10 | 20) of the cell that keeps no ordering
		alarm:  signLevel, fails: (3*12 + 3) * signLevel,
		reads: []string{"variant", "activation", "step", "h_l", "h_c", "n", "wins", "losses"},
		flips: []flip{
			{nil, change{"absolute a poisson-1d tanh dyadic a 3e-2", "h_c", 6e-2, ""}, fails},
			{nil, change{"absolute a poisson-1d tanh dyadic a 1e-6", "h_l", 6e-7, ""}, fails},
			{nil, change{"no factor poisson-1d sin dyadic a 1e-3", "step", 0.1, ""}, fails},
			{nil, change{"no factor poisson-1d sin dyadic a 1e-3", "activation", 0, "tanh"}, fails},
			{nil, change{"no factor poisson-1d sin dyadic a 1e-3", "n", 10, ""}, fails}, // 10 of 10
			{nil, change{"no factor poisson-1d sin dyadic a 1e-2", "n", 0, ""}, open},   // unknown
			{nil, change{"1/ln n poisson-1d sin dyadic a 1e-3", "variant", 0, "a as a count"}, fails},
			{nil, change{"sigma^2", "variant", 0, "no factor"}, open}, // a reading is not measured
			{nil, change{"a as a count", "variant", 0, "no factor"}, open},
		},
		indifferent: []change{
			{"no factor poisson-1d tanh dyadic a 1e-3", "wins", 0, ""}, {"a as a count biharmonic-1d sin dyadic a 1e-1", "wins", 0, ""},
			{"1/ln n_a poisson-1d sin dyadic a 1e-1", "wins", math.NaN(), ""}, {"1/ln n", "losses", math.NaN(), ""},
		},
	}
	for _, v := range []string{"1/ln n_a", "sigma^2", "absolute a"} {
		c.flips = append(c.flips, orderingFlips(v+" biharmonic-1d sin dyadic a 3e-2")...)
	}
	for _, v := range []string{"no factor", "1/ln n", "a as a count"} {
		c.flips = append(c.flips, flip{nil, change{v + " poisson-1d sin dyadic a 1e-3", "wins", 20, ""}, fails})
	}
	return c
}
