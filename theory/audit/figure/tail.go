package figure

import "adfd/theory"

func tailFigures() []drawing {
	return []drawing{{
		id:      "S3",
		keys:    []string{"problem", "activation", "nodes"},
		columns: []string{theory.ColOrder, theory.ColStep, theory.ColLower, theory.ColUpper, theory.ColTailMean, theory.ColTailMedian, theory.ColNoiseNorm},
		draw:    tails,
	}}
}

// tails draws the tail of FD's singular values against h, and how far it is from the
// model.
func tails(t theory.Table, o theory.Outcome) Figure {
	step := column(t, theory.ColStep)
	level := panels(t, func(t theory.Table) Panel {
		mean := along(t, step, column(t, theory.ColTailMean))
		return Panel{
			X: stepAxis, Y: Axis{Label: "tail of A_FD, geometric mean", Log: true},
			Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "slope -q, level fitted", Role: Prediction, Points: powerLaw(mean, -t.Value(t.Rows[0], theory.ColOrder))},
				{Name: "FD", Role: FD, Points: mean, Scatter: true},
			},
		}
	}, setting...)
	ratio := panels(t, func(t theory.Table) Panel {
		return Panel{
			X: stepAxis, Y: Axis{Label: "measured/model", Log: true},
			Bands: []Band{regime(t), within(limit(o, "tail median and model differ by"))},
			Series: []Series{
				{Name: "FD's tail, median, over the model's", Role: FDSecond, Points: along(t, step, column(t, theory.ColTailMedian))},
				{Name: "norm of E over the model's", Role: FDThird, Points: along(t, step, column(t, theory.ColNoiseNorm))},
			},
		}
	}, setting...)
	return Figure{Rows: [][]Panel{level, ratio}}
}
