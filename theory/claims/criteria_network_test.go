package claims_test

import "math"

func networkCriteria() []criterion {
	return []criterion{gradientCriterion(), kernelCriterion(), networkPrecisionCriterion(), costCriterion()}
}

// gradientCriterion is that of A4.
func gradientCriterion() criterion {
	t := table([]string{"problem", "network", "of"}, []string{"n", "error/bound", "bound/(100 u recurrence)"})
	t.Add([]string{"poisson-1d", "two-layer", "loss"}, 20, 0.5, 0.25)
	t.Add([]string{"biharmonic-1d", "deep", "gradient"}, 20, 0.25, 0.125)
	c := criterion{id: "A4", table: t, margin: 2, reads: []string{"error/bound", "bound/(100 u recurrence)"}}
	for _, column := range c.reads {
		for _, of := range []string{"loss", "gradient"} {
			c.flips = append(c.flips, flip{nil, change{of, column, pastOne, ""}, fails}, flip{nil, change{of, column, math.NaN(), ""}, open})
		}
	}
	return c
}

// kernelCriterion is that of K2. All rows would meet the clauses of either kind.
func kernelCriterion() criterion {
	nan := math.NaN()
	t := table([]string{"kind", "problem", "network", "side"}, []string{"n", "|difference|/bound", "log error", "log error, eta/2", "halving", "lambda_min/lambda_1"})
	for _, side := range []string{"AD", "FD"} {
		t.Add([]string{"identity", "poisson-1d", "deep", side}, 20, 0.5, 0.05, 0.025, 2, 1e-30)
		t.Add([]string{"decay rate", "poisson-1d", "deep", side}, 20, 0.5, 0.05, 0.025, 2, 1e-30)
	}
	const identity, decay = "identity poisson-1d deep FD", "decay rate poisson-1d deep AD"
	return criterion{
		id: "K2", table: t, margin: 1.25,
		reads: []string{"kind", "|difference|/bound", "log error", "halving"},
		flips: []flip{
			{nil, change{identity, "|difference|/bound", pastOne, ""}, open},
			{nil, change{identity, "|difference|/bound", 2.1, ""}, fails},
			{nil, change{identity, "|difference|/bound", nan, ""}, open},
			{nil, change{decay, "log error", 0.11, ""}, open},
			{nil, change{decay, "log error", -0.11, ""}, open},
			{nil, change{decay, "log error", 0.21, ""}, fails},
			{nil, change{decay, "log error", -0.21, ""}, fails},
			{nil, change{decay, "log error", nan, ""}, open},
			{nil, change{decay, "halving", 1.4, ""}, open},
			{nil, change{decay, "halving", 2.6, ""}, open},
			{nil, change{decay, "halving", nan, ""}, open},
			{nil, change{"identity", "kind", 0, "decay rate"}, open}, // the identity is not measured
			{nil, change{"decay rate", "kind", 0, "identity"}, open}, // the decay is not
		},
		indifferent: []change{{"identity", "halving", 9, ""}, {"decay rate", "|difference|/bound", 9, ""}},
	}
}

// networkPrecisionCriterion is that of P3n.
func networkPrecisionCriterion() criterion {
	t := table([]string{"problem", "network", "quantity"}, []string{"n", "slope", "expected slope", "slope with 8 bits"})
	t.Add([]string{"poisson-1d", "deep", "residual"}, 20, 1+0x1p-6, 1, 0.5)
	t.Add([]string{"poisson-1d", "deep", "gradient"}, 20, 1-0x1p-6, 1, 0.5)
	t.Add([]string{"poisson-1d", "deep", "loss"}, 20, 2-0x1p-5, 2, 0.5)
	set := func(at, column string, value float64) change { return change{at, column, value, ""} }
	return criterion{
		id: "P3n", table: t, margin: 0.05 / 0x1p-6,
		reads: []string{"slope", "expected slope"},
		flips: []flip{
			{nil, set("residual", "slope", 1.051), open}, {nil, set("gradient", "slope", 0.949), open},
			{nil, set("residual", "slope", 0.89), fails}, {nil, set("gradient", "slope", 1.11), fails},
			{nil, set("loss", "slope", 2.101), open}, {nil, set("loss", "slope", 1.899), open},
			{nil, set("loss", "slope", 2.21), fails}, {nil, set("loss", "slope", 1), fails},
			{nil, set("loss", "slope", math.NaN()), open},
			{nil, set("residual", "expected slope", 2), fails},
			{nil, set("loss", "expected slope", math.NaN()), open},
		},
	}
}

// costCriterion is that of P2, with another band for each case.
func costCriterion() criterion {
	t := table([]string{"case"}, []string{"n", "time AD/FD", "memory AD/FD", "band lo", "band hi"})
	t.Add([]string{"two-layer, q = 2"}, 20, 1, 1, 0.5, 2)
	t.Add([]string{"deep, q = 4"}, 20, 1.5, 3, 1, 4)
	set := func(at, column string, value float64) change { return change{at, column, value, ""} }
	return criterion{
		id: "P2", table: t, margin: 4. / 3,
		reads: []string{"time AD/FD", "memory AD/FD", "band lo", "band hi"},
		flips: []flip{
			{nil, set("two-layer, q = 2", "time AD/FD", 0.49), open}, {nil, set("deep, q = 4", "time AD/FD", 0.99), open},
			{nil, set("two-layer, q = 2", "time AD/FD", 2.1), open}, {nil, set("deep, q = 4", "time AD/FD", 4.1), open},
			{nil, set("two-layer, q = 2", "time AD/FD", 4.1), fails}, {nil, set("deep, q = 4", "time AD/FD", 8.1), fails},
			{nil, set("deep, q = 4", "time AD/FD", math.NaN()), open},
			{nil, set("two-layer, q = 2", "memory AD/FD", 0.49), open}, {nil, set("two-layer, q = 2", "memory AD/FD", 9), open},
			{nil, set("deep, q = 4", "memory AD/FD", math.NaN()), open},
			{nil, set("two-layer, q = 2", "band lo", 1.1), open}, {nil, set("two-layer, q = 2", "band lo", math.NaN()), open},
			{nil, set("deep, q = 4", "band hi", 2.9), open}, {nil, set("deep, q = 4", "band hi", 0.7), fails},
		},
	}
}
