package theory_test

import (
	"math"
)

func jetCriteria() []criterion {
	nan := math.NaN()
	exact := table([]string{"kind", "function", "order"}, []string{"n", "error/bound", "bound/100u|rec|", "ulps", "assumed ulps"})
	exact.Add([]string{"library", "exp", "0"}, 500, nan, nan, 0.5, 1)
	exact.Add([]string{"library", "tanh", "0"}, 500, nan, nan, 1.6, 2)
	exact.Add([]string{"elementary function", "exp", "3"}, 500, 0.5, 0.25, 7, 0)
	exact.Add([]string{"composition", "depth 2", "8"}, 500, 0.75, 0.5, 7, 0)

	laws := table([]string{"law", "order"}, []string{"n", "difference/bounds"})
	laws.Add([]string{"Leibniz", "4"}, 500, 0.5)
	laws.Add([]string{"inverse", "8"}, 500, 0.25)
	return []criterion{
		{
			id: "A1", table: exact, margin: 4. / 3,
			reads: []string{"kind", "error/bound", "bound/100u|rec|", "ulps", "assumed ulps"},
			flips: []flip{
				{nil, change{"exp 3", "error/bound", pastOne, ""}, fails},
				{nil, change{"composition", "error/bound", math.Inf(1), ""}, fails},
				{nil, change{"composition", "error/bound", nan, ""}, open},
				{nil, change{"exp 3", "bound/100u|rec|", pastOne, ""}, fails},
				{nil, change{"library exp", "ulps", pastOne, ""}, fails},
				{nil, change{"library tanh", "assumed ulps", 1.5, ""}, fails},
				{nil, change{"elementary function", "kind", 0, "library"}, fails},
				{nil, change{"library exp", "kind", 0, "composition"}, open},
			},
			indifferent: []change{{"library", "error/bound", 5, ""}, {"composition", "ulps", nan, ""}, {"exp 3", "assumed ulps", 1, ""}},
		},
		{
			id: "A2", table: laws, margin: 2,
			reads: []string{"difference/bounds"},
			flips: []flip{
				{nil, change{"Leibniz", "difference/bounds", pastOne, ""}, fails},
				{nil, change{"inverse 8", "difference/bounds", nan, ""}, open},
			},
		},
	}
}
