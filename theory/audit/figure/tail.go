package figure

import (
	"fmt"

	"adfd/numerics/experiment/spectral"
	"adfd/theory/claims"
)

func tailFigures() []drawing {
	return []drawing{{
		id:   "S3",
		keys: setting,
		columns: []string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount,
			claims.ColTailMean, claims.ColTailMedian, claims.ColNoiseNorm},
		draw: tails,
	}}
}

// tails draws the tail of FD's singular values against h, and how far it is from the
// model.
func tails(s claims.Setup, t claims.Table, o claims.Outcome) Figure {
	step := column(t, claims.ColStep)
	n, m := spectral.NoiseSize(s.Size)
	of := func(t claims.Table, label string, bands []Band, series ...Series) Panel {
		return Panel{
			Title: title(t, "problem", "activation"), Subtitle: fmt.Sprintf("%s, N = %d, M = %d", title(t, "nodes"), n, m),
			X: stepAxis, Y: Axis{Label: label, Log: true}, Bands: append([]Band{regime(t)}, bands...), Series: series,
		}
	}
	level := panels(t, func(t claims.Table) Panel {
		mean := along(t, step, column(t, claims.ColTailMean))
		return of(t, "tail of A_FD, geometric mean", nil,
			Series{Name: "predicted slope -q, level fitted", Role: Prediction, Points: powerLaw(mean, -t.Value(t.Rows[0], claims.ColOrder))},
			Series{Name: "FD", Role: FD, Points: mean, Scatter: true})
	}, setting...)
	ratio := panels(t, func(t claims.Table) Panel {
		return of(t, "measured / model", []Band{within(limit(o, "tail median and model differ by"))},
			Series{Name: "FD's tail, median, over the model's", Role: FDSecond, Points: along(t, step, column(t, claims.ColTailMedian))},
			Series{Name: "norm of the noise over the model's", Role: FDThird, Points: along(t, step, column(t, claims.ColNoiseNorm))})
	}, setting...)
	return Figure{Rows: [][]Panel{level, ratio}, Notes: []string{
		noIntervals + " The tail is the singular values that A_AD does not keep; the model is A_AD with Gaussian noise of predicted size.",
		edgesInWords,
	}}
}
