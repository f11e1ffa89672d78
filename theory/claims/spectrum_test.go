package claims_test

import (
	"fmt"
	"math"

	"adfd/theory/claims"
)

// perturbationTable: in two settings three steps on the line 3 h^2, one above
// 0.2/R = 0.05 and off it, and one where noise rules.
func perturbationTable() claims.Table {
	t := table([]string{"problem", "activation", "nodes", "h"},
		[]string{"q", "step", "n", "weyl", "norm of E", "noise share", "large/h^p", "growth"})
	for _, s := range []struct {
		problem, activation string
		q, large, growth    float64
	}{{"poisson-1d", "tanh", 2, 10, 1}, {"biharmonic-1d", "sin", 4, 30, 1.5}} { // limits 40/3 and 40
		for _, k := range []int{3, 5, 6, 7, 16} {
			h := math.Ldexp(1, -k)
			norm, noise, large := 3*h*h, 0.0078125, s.large
			switch k {
			case 3:
				norm = 1
			case 16:
				norm, noise, large = 100, 0.02, 1e6
			}
			t.Add([]string{s.problem, s.activation, "dyadic", fmt.Sprintf("2^-%d", k)}, s.q, h, 20, 0.5, norm, noise, large, s.growth)
		}
	}
	return t
}

func perturbationCriterion() criterion {
	const poisson, biharmonic = "poisson-1d tanh dyadic ", "biharmonic-1d sin dyadic "
	// Of three equidistant logarithms the slope is half the difference of the
	// ends: a factor 2^(2d) at one end moves it by d.
	end := func(d float64, want claims.Verdict) flip {
		return flip{nil, change{poisson + "2^-5", "norm of E", 3 * math.Exp2(-10+2*d), ""}, want}
	}
	return criterion{
		id: "S1", table: perturbationTable(), margin: 4. / 3,
		reads: []string{"q", "step", "weyl", "norm of E", "noise share", "large/h^p", "growth"},
		flips: []flip{
			{nil, change{poisson + "2^-16", "weyl", pastOne, ""}, fails},
			{nil, change{poisson + "2^-3", "weyl", math.NaN(), ""}, open},
			end(0.15, open), end(-0.15, open), end(0.25, fails), end(-0.25, fails),
			{nil, change{biharmonic + "2^-6", "norm of E", 0, ""}, open},
			{nil, change{poisson + "2^-3", "large/h^p", 20, ""}, open},
			{nil, change{poisson + "2^-6", "large/h^p", 27, ""}, fails},
			{nil, change{biharmonic + "2^-6", "large/h^p", 45, ""}, open},
			{nil, change{biharmonic + "2^-6", "q", 2, ""}, open},      // 30 is beyond 20
			{nil, change{biharmonic + "2^-6", "growth", 1, ""}, open}, // 30 is beyond 80/3
			{nil, change{poisson + "2^-5", "growth", math.NaN(), ""}, open},
			{nil, change{poisson + "2^-16", "noise share", 0.01, ""}, fails},
			{nil, change{"", "noise share", 0.02, ""}, open}, // truncation dominates nowhere
			{nil, change{poisson + "2^-3", "step", 0.05, ""}, fails},
			// One step makes no slope.
			{[]change{{biharmonic + "2^-5", "noise share", 1, ""}}, change{biharmonic + "2^-6", "noise share", 1, ""}, open},
		},
		indifferent: []change{
			{poisson + "2^-16", "large/h^p", math.NaN(), ""}, {poisson + "2^-16", "norm of E", 0, ""},
			{poisson + "2^-3", "norm of E", math.NaN(), ""}, {poisson + "2^-3", "step", 0.051, ""},
			{poisson + "2^-16", "noise share", math.NaN(), ""},
		},
	}
}

func tailCriterion() criterion {
	t := table([]string{"problem", "activation", "nodes", "cutoff", "h"},
		[]string{"q", "step", "h_l", "h_c", "n", "tail", "all larger", "most smaller", "least ratio", "middle ratio"})
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
	low := change{cell, "least ratio", 0.5, ""}
	return criterion{
		id: "S2", table: t, margin: 3, alarm: 0, fails: 16 * signLevel,
		reads: []string{"step", "h_c", "n", "tail", "most smaller", "least ratio"},
		flips: []flip{
			{nil, change{cell, "least ratio", 1, ""}, open},
			{nil, change{cell, "least ratio", math.NaN(), ""}, open},
			{[]change{low, {cell, "most smaller", 17, ""}}, change{cell, "most smaller", 18, ""}, fails},
			{[]change{low, {cell, "most smaller", 18, ""}}, change{cell, "n", 30, ""}, open},
			{nil, change{short, "tail", 5, ""}, fails},
			{nil, change{"poisson-1d tanh dyadic a 3e-2", "h_c", 6e-2, ""}, fails},
			{nil, change{"poisson-1d sin dyadic a 1e-1", "step", 1e-5, ""}, fails},
			{nil, change{"", "tail", 4, ""}, open}, // no tail anywhere
		},
		indifferent: []change{{short, "least ratio", math.NaN(), ""}, {"1e-1", "most smaller", math.NaN(), ""}},
	}
}

func sincCriterion() criterion {
	t := table([]string{"problem", "activation", "nodes", "rows", "h"}, []string{"q", "step", "n", "error/bound"})
	t.Add([]string{"poisson-1d", "sin", "dyadic", "interior", "1e-3"}, 2, 1e-3, 20, 0.5)
	t.Add([]string{"poisson-1d", "sin", "dyadic", "value", "1e-3"}, 2, 1e-3, 20, 0)
	t.Add([]string{"biharmonic-1d", "sin", "ordinary", "slope", "1e-3"}, 4, 1e-3, 20, 0.25)
	return criterion{
		id: "S4", table: t, margin: 2,
		reads: []string{"error/bound"},
		flips: []flip{
			{nil, change{"interior", "error/bound", pastOne, ""}, fails},
			{nil, change{"value", "error/bound", math.Inf(1), ""}, fails},
			{nil, change{"slope", "error/bound", math.NaN(), ""}, open},
		},
	}
}
