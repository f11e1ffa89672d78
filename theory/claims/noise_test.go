package claims_test

import (
	"fmt"
	"math"

	"adfd/theory/claims"
)

func edgeCriterion() criterion {
	t := table([]string{"problem", "activation", "precision", "N", "M"},
		[]string{"n", "least M - n_a", "h_c", "measured upper", "h_l", "measured lower", "upper edge/h_c", "lower edge/h_l"})
	t.Add([]string{"poisson-1d", "tanh", "float64", "200", "100"}, 20, 40, 1e-2, 8e-3, 1e-8, 9e-9, 0.8, 0.9)
	t.Add([]string{"biharmonic-1d", "sin", "float32", "100", "50"}, 20, 5, 1e-2, 2e-2, 1e-8, 1e-8, 2, 1)
	t.Add([]string{"poisson-1d", "tanh", "float64", "100", "70"}, 20, 4, 1e-2, 1, 1e-8, 1, 100, 1e8)
	t.Add([]string{"poisson-1d", "gaussian", "float64", "50", "50"}, 20, 15, 1e-2, 1, 1e-8, 1, 100, 1e8)
	return criterion{
		id: "E4", table: t, margin: 1.25,
		reads: []string{"N", "least M - n_a", "upper edge/h_c", "lower edge/h_l"},
		flips: []flip{
			{nil, change{"sin", "upper edge/h_c", 2.6, ""}, open},
			{nil, change{"sin", "upper edge/h_c", 0.39, ""}, open},
			{nil, change{"sin", "upper edge/h_c", 5.1, ""}, fails},
			{nil, change{"sin", "upper edge/h_c", math.NaN(), ""}, open},
			{nil, change{"200 100", "lower edge/h_l", 1.6, ""}, open},
			{nil, change{"200 100", "lower edge/h_l", 0.3, ""}, fails},
			{nil, change{"100 70", "least M - n_a", 5, ""}, fails},
			{nil, change{"50 50", "N", 0, "100"}, fails},
			{nil, change{"", "least M - n_a", 4, ""}, open},
		},
		indifferent: []change{{"100 70", "upper edge/h_c", math.NaN(), ""}, {"50 50", "lower edge/h_l", 0, ""}},
	}
}

// noiseTable follows h^-q exactly, in two settings, with one step outside the
// regime.
func noiseTable() claims.Table {
	t := table([]string{"problem", "activation", "nodes", "h"},
		[]string{"q", "step", "h_l", "h_c", "n", "controls", "tail median/model", "tail top/model", "tail mean", "norm of E/model", "106-bit tail FD/AD"})
	for _, s := range sweep {
		for _, k := range []int{6, 9, 10, 11} {
			h := math.Ldexp(1, -k)
			mean, ratio := math.Pow(h, -s.q), 0.8
			if k == 6 && s.problem == "poisson-1d" {
				mean, ratio = 1, 100 // above h_c/2
			}
			t.Add([]string{s.problem, "sin", "dyadic", fmt.Sprintf("2^-%d", k)}, s.q, h, s.lower, s.upper, 20, 1, ratio, ratio, mean, ratio, ratio)
		}
	}
	return t
}

func noiseCriterion() criterion {
	const at, above = "biharmonic-1d sin dyadic 2^-9", "poisson-1d sin dyadic 2^-6"
	c := criterion{
		id: "S3", table: noiseTable(), margin: 2 * 0.8,
		reads: []string{"q", "step", "h_l", "h_c", "tail median/model", "tail mean", "norm of E/model", "106-bit tail FD/AD"},
		flips: []flip{
			{nil, change{"poisson-1d", "q", 2.07, ""}, open},
			{nil, change{"poisson-1d", "q", 4, ""}, fails},
			{nil, change{"poisson-1d", "tail mean", 1, ""}, fails}, // no slope
			{nil, change{"biharmonic-1d sin dyadic 2^-9", "tail mean", math.NaN(), ""}, open},
			{nil, change{above, "step", 0x1p-8, ""}, fails},
			{nil, change{above, "h_c", 0.1, ""}, fails},
			{nil, change{"biharmonic-1d", "h_l", 1, ""}, open}, // nothing is in the regime
		},
		indifferent: []change{{above, "tail mean", math.NaN(), ""}, {above, "norm of E/model", 0, ""}},
	}
	for _, column := range []string{"tail median/model", "norm of E/model", "106-bit tail FD/AD"} {
		c.flips = append(c.flips,
			flip{nil, change{at, column, 0.49, ""}, open}, flip{nil, change{at, column, 2.1, ""}, open},
			flip{nil, change{at, column, 0.2, ""}, fails}, flip{nil, change{at, column, 5, ""}, fails},
			flip{nil, change{at, column, math.NaN(), ""}, open})
	}
	return c
}

func decayCriterion() criterion {
	t := table([]string{"kind", "problem", "activation", "nodes", "h"}, []string{"n", "relative error", "least lo", "largest hi"})
	for _, activation := range []string{"tanh", "sin"} {
		t.Add([]string{claims.KindDecay, "poisson-1d", activation, "dyadic", "-"}, 2, 5e-9, 0, 0)
		t.Add([]string{claims.KindParity, "poisson-1d", activation, "dyadic", "2^-9"}, 20, 0, -math.Log(1.01)/4, math.Log(1.01)/4)
	}
	return criterion{
		id: "K1", table: t, margin: 2, alarm: limitRate, fails: 2 * 2 * limitRate,
		reads: []string{"kind", "relative error", "least lo", "largest hi"},
		flips: []flip{
			{nil, change{"parity poisson-1d tanh", "least lo", -0.011, ""}, open},
			{nil, change{"parity poisson-1d sin", "largest hi", 0.011, ""}, open},
			{nil, change{"parity poisson-1d sin", "largest hi", math.NaN(), ""}, open},
			{[]change{{"parity poisson-1d sin", "largest hi", 0.02, ""}}, change{"parity poisson-1d sin", "least lo", 0.011, ""}, fails},
			{[]change{{"parity poisson-1d sin", "least lo", -0.02, ""}}, change{"parity poisson-1d sin", "largest hi", -0.011, ""}, fails},
			{nil, change{"decay poisson-1d sin", "relative error", 1.5e-8, ""}, open},
			{nil, change{"decay poisson-1d sin", "relative error", 3e-8, ""}, fails},
			{nil, change{"decay", "kind", 0, "parity"}, open}, // the law is not measured
			{nil, change{"parity", "kind", 0, "decay"}, open}, // parity is not
		},
	}
}
