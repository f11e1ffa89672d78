package figure

import (
	"math"

	"adfd/theory"
	"adfd/theory/claims"
)

func trainingFigures() []drawing {
	keys := []string{"problem", "network", "optimiser", "precision"}
	columns := []string{claims.ColStep, claims.ColBest, claims.ColPredicted, claims.ColErrorOver}
	for _, ratio := range []string{claims.RatioLoss, claims.RatioError} {
		median, lo, hi := claims.RatioColumns(ratio)
		columns = append(columns, median, lo, hi)
	}
	return []drawing{
		{"T1", keys, columns, finals(theory.Float32, claims.OptimiserAdam, claims.OptimiserGD)},
		{"T2", keys, columns, finals(theory.Float32, claims.OptimiserLM)},
		{"T2w", keys, columns, finals(theory.Float64, claims.OptimiserAdam)},
		{"T7f", keys, []string{claims.ColStep, claims.ColFloorRatio}, noiseOverFloor},
	}
}

// finals draws what FD's training ends with over what AD's does, and the predicted
// floors: rounding for the loss, truncation for the solution.
func finals(precision theory.Precision, optimisers ...string) func(claims.Table, claims.Outcome) Figure {
	return func(t claims.Table, _ claims.Outcome) Figure {
		t = where(t, "precision", string(precision))
		t = t.Where(func(r claims.Row) bool {
			for _, o := range optimisers {
				if t.Key(r, "optimiser") == o {
					return true
				}
			}
			return false
		})
		step := column(t, claims.ColStep)
		final := func(ratio, label, floor string, role Role, predicted func(claims.Row) float64) []Panel {
			median, lo, hi := claims.RatioColumns(ratio)
			return panels(t, func(t claims.Table) Panel {
				best := t.Where(func(r claims.Row) bool { return t.Value(r, claims.ColBest) == 1 })
				return Panel{
					X: stepAxis, Y: Axis{Label: label, Log: true},
					Series: []Series{
						{Name: "AD", Role: AD, Points: along(t, step, always(1))},
						{Name: floor, Role: role, Points: along(t, step, predicted)},
						{Name: "FD", Role: FD, Points: between(t, step, expOf(t, median), expOf(t, lo), expOf(t, hi))},
						{Name: "FD's best step by theory", Role: Mark, Points: along(best, step, expOf(t, median)), Scatter: true},
					},
				}
			}, "problem", "network", "optimiser")
		}
		solution, _, _ := claims.RatioColumns(claims.RatioError)
		// FD's solution error is recorded over AD's, and over the larger of AD's and the
		// truncation's: their quotient is that larger one over AD's.
		truncation := func(r claims.Row) float64 {
			return math.Exp(t.Value(r, solution)) / t.Value(r, claims.ColErrorOver)
		}
		return Figure{
			Rows: [][]Panel{
				final(claims.RatioLoss, "final loss / AD's", "predicted rounding floor (u/h^q)^2", Rounding, column(t, claims.ColPredicted)),
				final(claims.RatioError, "solution error / AD's", "predicted truncation floor h^p, or AD's error if larger", Truncation, truncation),
			},
			Notes: []string{"Training in " + string(precision) + ". Medians over seeds of ratios to AD's, with 95% intervals."},
		}
	}
}

// noiseOverFloor draws the rounding noise in FD's residual over its predicted floor.
func noiseOverFloor(t claims.Table, o claims.Outcome) Figure {
	factor := limit(o, "noise and floor differ by")
	roles := []Role{FD, FDSecond, FDThird}
	return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
		p := Panel{
			X: stepAxis, Y: Axis{Label: "|noise|^2 / floor", Log: true},
			Bands:  []Band{within(factor)},
			Series: []Series{{Name: "floor", Role: Rounding, Points: along(t, column(t, claims.ColStep), always(1))}},
		}
		for i, part := range split(t, "precision") {
			p.Series = append(p.Series, Series{Name: "FD, " + title(part, "precision"), Role: roles[i%len(roles)],
				Points: along(part, column(t, claims.ColStep), column(t, claims.ColFloorRatio))})
		}
		return p
	}, "problem", "network", "optimiser")), Notes: []string{"Medians over seeds."}}
}
