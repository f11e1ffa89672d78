package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

// trainingTable has both problems, two networks, four optimisers, both precisions
// and three steps, the middle one FD's best. AD wins in all 20 seeds and by the same
// ratios everywhere.
func trainingTable() claims.Table {
	t := table([]string{"problem", "network", "optimiser", "precision", "h"},
		[]string{
			claims.ColOrder, claims.ColStep, claims.ColCount, claims.ColWins, claims.ColLosses, claims.ColStepWins, claims.ColStepLosses, claims.ColPredicted, claims.ColBest,
			"log loss", "log loss lo", "log loss hi",
			"log solution error", "log solution error lo", "log solution error hi",
			"log steps", "log steps lo", "log steps hi",
			"log mean loss", "log mean loss lo", "log mean loss hi",
			claims.ColLossOver, claims.ColErrorOver,
		})
	for _, s := range sweep {
		for _, network := range []string{"two-layer", "deep"} {
			for _, optimiser := range []string{"adam", "gd", "lm", "l-bfgs"} {
				for _, precision := range []string{"float64", "float32"} {
					for _, h := range []string{"1e-1", "3e-2", "1e-3"} {
						best := 0.
						if h == "3e-2" {
							best = 1
						}
						t.Add([]string{s.problem, network, optimiser, precision, h},
							s.q, number(h), 20, 20, 0, 20, 0, 8, best,
							math.Log(2), math.Log(1.5), math.Log(3),
							math.Log(1.25), math.Log(1.125), math.Log(3),
							1, 0.25, 2,
							1, 0.25, 2,
							1.5, 1)
					}
				}
			}
		}
	}
	return t
}

// evenTraining is the training table with AD on both sides.
func evenTraining(t *testing.T) claims.Table {
	even := trainingTable()
	for _, column := range even.Columns[slices.IndexFunc(even.Columns, func(c claims.Column) bool { return c.Name == "n" })+1:] {
		if column.Name != "floor/loss AD" && column.Name != "best by theory" {
			even = after(t, even, set("", column.Name, 0))
		}
	}
	return even
}

// adverse are changes that refute every claim of training in the cells at.
func adverse(at string) []change {
	var all []change
	for column, value := range map[string]float64{
		"wins": 0, "losses": 20, "steps wins": 0, "steps losses": 20,
		"log loss": -1, "log loss lo": -2, "log loss hi": -0.5,
		"log solution error": -1, "log solution error lo": -2, "log solution error hi": -0.5,
		"loss over floors": 9, "solution error over floors": 9,
	} {
		all = append(all, set(at, column, value))
	}
	return all
}

// adverseElsewhere is the training table, adverse outside a regime.
func adverseElsewhere(t *testing.T, outside ...string) claims.Table {
	var all []change
	for _, at := range outside {
		all = append(all, adverse(at)...)
	}
	return after(t, trainingTable(), all...)
}

// stepFlips are those of a sign test on the steps to a loss.
func stepFlips(cell string) []flip {
	return []flip{
		set(cell, claims.ColStepWins, 17).gives(open),
		set(cell, claims.ColStepWins, math.NaN()).gives(open),
		set(cell, claims.ColStepLosses, 18).gives(fails).after(set(cell, claims.ColStepWins, 2)),
		set(cell, claims.ColCount, 36).gives(open),
	}
}
