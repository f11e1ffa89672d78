package figure

import (
	"math"

	"gonum.org/v1/gonum/floats"

	"adfd/theory/claims"
)

func stencilFigures() []drawing {
	return []drawing{
		{
			id:      "F1",
			keys:    []string{"q", "arithmetic"},
			columns: []string{"accuracy", claims.ColPoints, claims.ColSlope, claims.ColConstant},
			draw:    slopesAndConstants,
		},
		{
			id:      "F3",
			keys:    []string{"q", "p", "bits"},
			columns: []string{claims.ColCount, claims.ColStepRatio, claims.ColErrorRatio},
			draw:    bestSteps,
		},
	}
}

// slopesAndConstants draws by how much the slope in h and the constant miss theirs.
func slopesAndConstants(_ claims.Setup, t claims.Table, o claims.Outcome) Figure {
	orders := func(label, clause string, miss func(claims.Row) float64) []Panel {
		return panels(t, func(t claims.Table) Panel {
			exact, double := where(t, "arithmetic", claims.ArithmeticExact), where(t, "arithmetic", claims.ArithmeticFloat)
			return Panel{
				X: Axis{Label: "accuracy p"}, Y: Axis{Label: label, Log: true},
				Bands: []Band{atMost(limit(o, clause))},
				Series: []Series{
					{Name: "256 bits, decides", Role: FD, Points: along(exact, column(t, "accuracy"), miss), Scatter: true},
					{Name: "float64, where it has a window", Role: FDSecond, Points: along(double, column(t, "accuracy"), miss), Scatter: true},
				},
			}
		}, "q")
	}
	rows := [][]Panel{
		orders("|slope - p|", "|slope - p|", func(r claims.Row) float64 { return math.Abs(t.Value(r, claims.ColSlope) - t.Value(r, "accuracy")) }),
		orders("|constant/textbook - 1|", "|constant/textbook - 1|", func(r claims.Row) float64 { return math.Abs(t.Value(r, claims.ColConstant) - 1) }),
	}
	for _, row := range rows {
		for i := range row {
			row[i].Title = "derivative of order " + row[i].Title
		}
	}
	points := counted(where(t, "arithmetic", claims.ArithmeticExact), claims.ColPoints)
	return Figure{Rows: rows, Notes: []string{"A point is a function; its error was fitted over a decade of h, at " + points + " points that decide."}}
}

// bestSteps draws the model of the total error in units of its minimum E* at h*,
//
//	E(h) / E* = (q s^p + p s^-q) / (p+q),    s = h/h*,
//
// with its two parts, and the best steps that were measured.
func bestSteps(_ claims.Setup, t claims.Table, o claims.Outcome) Figure {
	const (
		reach = 4   // of the drawing in h/h*, the criterion's factor
		least = 0.1 // of the parts
	)
	t = t.Where(func(r claims.Row) bool { return t.Key(r, "bits") != claims.AllPrecisions })
	roles := []Role{FD, FDSecond, FDThird}
	factor := limit(o, "factor of the error")
	all := panels(t, func(t claims.Table) Panel {
		q, p := number(t, "q"), number(t, "p")
		truncation := func(s float64) float64 { return q / (p + q) * math.Pow(s, p) }
		rounding := func(s float64) float64 { return p / (p + q) * math.Pow(s, -q) }
		// Where the parts are least: outside of these steps the other one is all.
		from, to := math.Pow(least*(p+q)/q, 1/p), math.Pow(least*(p+q)/p, -1/q)
		panel := Panel{
			X: Axis{Label: "h/formula", Log: true}, Y: Axis{Label: "RMS error/formula", Log: true},
			Bands: []Band{within(factor)},
			Series: []Series{
				{Name: "truncation h^p", Role: Truncation, Points: curve(truncation, math.Max(from, 1./reach), reach)},
				{Name: "rounding u/h^q", Role: Rounding, Points: curve(rounding, 1./reach, math.Min(to, reach))},
				{Name: "predicted total", Role: Prediction, Points: curve(func(s float64) float64 { return truncation(s) + rounding(s) }, 1./reach, reach)},
			},
		}
		for i, part := range split(t, "bits") {
			panel.Series = append(panel.Series, Series{Name: "best step of FD, " + title(part, "bits") + " bits", Role: roles[i%len(roles)], Scatter: true,
				Points: along(part, column(t, claims.ColStepRatio), column(t, claims.ColErrorRatio))})
		}
		return panel
	}, "q", "p")
	for i, part := range split(t, "q", "p") {
		all[i].Title = "q = " + title(part, "q") + ", p = " + title(part, "p")
	}
	return Figure{Rows: wrap(4, all), Notes: []string{
		"A point is a function, its RMS error over " + counted(t, claims.ColCount) + " points; formula is the minimum of the model, without a fitted constant.",
	}}
}

// curve is f at evenly spaced logarithms of its argument.
func curve(f func(float64) float64, from, to float64) []Point {
	const steps = 33
	if !(from < to) {
		return nil
	}
	var out []Point
	for _, s := range floats.LogSpan(make([]float64, steps), from, to) {
		out = append(out, at(s, f(s)))
	}
	return out
}
