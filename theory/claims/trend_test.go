package claims_test

import (
	"math"

	"adfd/theory/claims"
)

// trendTable has an interval above 0 in every row.
func trendTable(problems ...string) claims.Table {
	t := table([]string{"problem"}, []string{claims.ColCount, claims.ColTrend, claims.ColLo, claims.ColHi})
	for _, problem := range problems {
		t.Add([]string{problem}, 20, 0.4, 0.25, 0.5)
	}
	return t
}

func trendCriterion(id string, problems ...string) criterion {
	c := criterion{
		id: id, table: trendTable(problems...), margin: 1.25, alarm: limitRate, fails: float64(len(problems)) * limitRate,
		reads: []string{claims.ColLo, claims.ColHi},
	}
	for _, problem := range problems {
		c.flips = append(c.flips,
			set(problem, claims.ColLo, 0).gives(open),
			set(problem, claims.ColLo, math.NaN()).gives(open),
			set(problem, claims.ColHi, -0.01).gives(fails).after(set(problem, claims.ColLo, -0.5)),
			set(problem, claims.ColHi, math.NaN()).gives(open).after(set(problem, claims.ColLo, -0.5), set(problem, claims.ColHi, -0.01)))
	}
	return c
}
