package figure

import "adfd/theory/claims"

func tailFigures() []drawing {
	return []drawing{{
		id:      "S3",
		keys:    []string{"problem", "activation", "nodes"},
		columns: []string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColTailMean, claims.ColTailMedian, claims.ColNoiseNorm},
		draw:    tails,
	}}
}

// tails draws the tail of FD's singular values against h, and how far it is from the
// model.
func tails(t claims.Table, o claims.Outcome) Figure {
	step := column(t, claims.ColStep)
	level := panels(t, func(t claims.Table) Panel {
		mean := along(t, step, column(t, claims.ColTailMean))
		return Panel{
			X: stepAxis, Y: Axis{Label: "tail of A_FD, geometric mean", Log: true},
			Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "slope -q, level fitted", Role: Prediction, Points: powerLaw(mean, -t.Value(t.Rows[0], claims.ColOrder))},
				{Name: "FD", Role: FD, Points: mean, Scatter: true},
			},
		}
	}, setting...)
	ratio := panels(t, func(t claims.Table) Panel {
		return Panel{
			X: stepAxis, Y: Axis{Label: "measured/model", Log: true},
			Bands: []Band{regime(t), within(limit(o, "tail median and model differ by"))},
			Series: []Series{
				{Name: "FD's tail, median, over the model's", Role: FDSecond, Points: along(t, step, column(t, claims.ColTailMedian))},
				{Name: "norm of E over the model's", Role: FDThird, Points: along(t, step, column(t, claims.ColNoiseNorm))},
			},
		}
	}, setting...)
	return Figure{Rows: [][]Panel{level, ratio}}
}
