package claims_test

import (
	"math"

	"adfd/theory/claims"
)

// trendTable has an interval above 0 in every row.
func trendTable(problems ...string) claims.Table {
	t := table([]string{"problem"}, []string{"n", "trend", "lo", "hi"})
	for _, problem := range problems {
		t.Add([]string{problem}, 20, 0.4, 0.25, 0.5)
	}
	return t
}

func trendCriterion(id string, problems ...string) criterion {
	c := criterion{
		id: id, table: trendTable(problems...), margin: 1.25, alarm: limitRate, fails: float64(len(problems)) * limitRate,
		reads: []string{"lo", "hi"},
	}
	for _, problem := range problems {
		c.flips = append(c.flips,
			flip{nil, change{problem, "lo", 0, ""}, open},
			flip{nil, change{problem, "lo", math.NaN(), ""}, open},
			flip{[]change{{problem, "lo", -0.5, ""}}, change{problem, "hi", -0.01, ""}, fails},
			flip{[]change{{problem, "lo", -0.5, ""}, {problem, "hi", -0.01, ""}}, change{problem, "hi", math.NaN(), ""}, open})
	}
	return c
}

// stabilityTable is T5's, with one step at which the floor is not above the loss by
// the factor, and one at which it is by just that; and for rates one at which it is too large
// beside the loss, and one at which it just is not.
func stabilityTable() claims.Table {
	nan := math.NaN()
	t := table([]string{"kind", "problem", "network", "h"}, []string{"n", "floor/loss AD", "noise FD/AD", "noise FD/AD lo", "largest log ratio"})
	for _, s := range sweep {
		t.Add([]string{"gradient noise", s.problem, "deep", "1e-1"}, 20, 3.99, 0.5, 0.25, nan)
		t.Add([]string{"gradient noise", s.problem, "deep", "3e-2"}, 20, 4, 15, 12.5, nan)
		t.Add([]string{"gradient noise", s.problem, "deep", "1e-3"}, 20, 1e6, 1500, 1000, nan)
		t.Add([]string{"largest rate", s.problem, "deep", "1e-1"}, 20, 1e-20, nan, nan, math.Log(2)/16)
		t.Add([]string{"largest rate", s.problem, "deep", "1e-3"}, 20, 6.25e-6, nan, nan, -math.Log(2)/16)
		t.Add([]string{"largest rate", s.problem, "deep", "1e-4"}, 20, 6.26e-6, nan, nan, 5)
	}
	return t
}

func stabilityCriterion() criterion {
	const noise, rate = "gradient noise biharmonic-1d deep ", "largest rate poisson-1d deep "
	return criterion{
		id: "T5", table: stabilityTable(), margin: 1.25, alarm: limitRate,
		reads: []string{"kind", "floor/loss AD", "noise FD/AD", "noise FD/AD lo", "largest log ratio"},
		flips: []flip{
			{nil, change{noise + "3e-2", "noise FD/AD lo", 10, ""}, open},
			{nil, change{noise + "3e-2", "noise FD/AD lo", math.NaN(), ""}, open},
			{[]change{{noise + "3e-2", "noise FD/AD lo", 0.5, ""}}, change{noise + "3e-2", "noise FD/AD", 0.99, ""}, fails},
			{nil, change{noise + "1e-1", "floor/loss AD", 4, ""}, fails},
			{nil, change{"gradient noise", "floor/loss AD", 3.99, ""}, open}, // gradients are not measured
			{nil, change{"gradient noise", "floor/loss AD", math.NaN(), ""}, open},
			{nil, change{rate + "1e-1", "largest log ratio", 0.087, ""}, open}, // log(2)/8 = 0.0866
			{nil, change{rate + "1e-1", "largest log ratio", -0.087, ""}, open},
			{nil, change{rate + "1e-3", "largest log ratio", 0.174, ""}, fails},
			{nil, change{rate + "1e-3", "largest log ratio", -0.174, ""}, fails},
			{nil, change{rate + "1e-3", "largest log ratio", math.NaN(), ""}, open},
			{nil, change{rate + "1e-4", "floor/loss AD", 6.25e-6, ""}, fails},
			{nil, change{"largest rate", "floor/loss AD", 1, ""}, open}, // rates are not measured
			{nil, change{"largest rate", "kind", 0, "gradient noise"}, open},
			{[]change{{noise + "1e-1", "floor/loss AD", 0, ""}}, change{noise + "1e-1", "kind", 0, "largest rate"}, open}, // a rate that is not known
		},
		indifferent: []change{{noise + "1e-1", "noise FD/AD", math.NaN(), ""}, {rate + "1e-4", "largest log ratio", math.NaN(), ""}, {noise + "1e-3", "largest log ratio", 5, ""}, {"largest rate", "noise FD/AD lo", 0, ""}},
	}
}

func advantageCriteria() []criterion {
	return []criterion{
		trendCriterion("T3", "poisson-1d, biharmonic-1d"),
		trendCriterion("T4", "poisson-1d", "biharmonic-1d"),
		trendCriterion("T4w", "poisson-1d", "biharmonic-1d"),
		stabilityCriterion(),
		trendCriterion("K3", "poisson-1d", "biharmonic-1d"),
	}
}
