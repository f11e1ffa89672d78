package claims_test

import (
	"math"

	"adfd/theory/claims"
)

func stencilCriterion() criterion {
	const exact, sweep = "cos 2 2 256 bits", "cos 4 8 float64"
	c := table([]string{"function", "q", "p", "arithmetic"}, []string{"accuracy", "points", "slope", "constant/textbook", "h from", "h to"})
	c.Add([]string{"cos", "2", "2", "256 bits"}, 2, 12, 2-0x1p-6, 1+0x1p-8, 0.01, 0.1)
	c.Add([]string{"cos", "4", "8", "256 bits"}, 8, 12, 8+0x1p-7, 1-0x1p-8, 0.01, 0.1)
	c.Add([]string{"cos", "4", "8", "float64"}, 8, 0, 1, 300, 0.01, 0.1)
	set := func(column string, value float64, want claims.Verdict) flip {
		return flip{nil, change{exact, column, value, ""}, want}
	}
	return criterion{
		id: "F1", table: c, margin: 0.02 / 0x1p-6,
		reads: []string{"arithmetic", "accuracy", "points", "slope", "constant/textbook"},
		flips: []flip{
			set("slope", 2.03, open), set("slope", 1.97, open), set("slope", 2.041, fails), set("slope", 1.959, fails), set("slope", math.NaN(), open),
			set("constant/textbook", 1.015, open), set("constant/textbook", 0.985, open),
			set("constant/textbook", 1.021, fails), set("constant/textbook", 0.979, fails), set("constant/textbook", -1, fails),
			set("accuracy", 4, fails),
			set("points", 0, open), set("points", math.NaN(), open),
			{nil, change{sweep, "arithmetic", 0, "256 bits"}, fails},
		},
		indifferent: []change{{sweep, "slope", math.NaN(), ""}, {sweep, "accuracy", 2, ""}},
	}
}
