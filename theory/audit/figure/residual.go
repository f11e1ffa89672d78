package figure

import "adfd/theory/claims"

// The columns of E3 and E3f that the criteria do not read.
const (
	colResidualAD = "median residual AD"
	colResidualFD = "median residual FD"
)

func residualFigures() []drawing {
	keys := append([]string{claims.CutoffKey}, setting...)
	columns := append([]string{claims.ColFloor}, sweepColumns...)
	return []drawing{
		{"E3", keys, append([]string{colResidualAD, colResidualFD, claims.ColWins, claims.ColLo, claims.ColHi}, columns...),
			atDefaultCutoff, residuals},
		{"E3f", keys, columns, atDefaultCutoff, floorRatios},
	}
}

// residuals draws both sides against h, and FD's predicted floor. The interval is that of the
// paired ratio.
func residuals(_ claims.Setup, t claims.Table, _ claims.Outcome) Figure {
	step, ad, fd := column(t, claims.ColStep), column(t, colResidualAD), column(t, colResidualFD)
	floor := func(r claims.Row) float64 { return fd(r) / t.Value(r, claims.ColFloor) }
	times := func(ratio string) func(claims.Row) float64 {
		return func(r claims.Row) float64 { return ad(r) * t.Value(r, ratio) }
	}
	return Figure{Rows: sweep(t, func(t claims.Table) Panel {
		return Panel{
			Y: Axis{Label: "residual |A a - f| / |f|", Log: true}, Bands: []Band{belowUpperEdge(t)},
			Series: []Series{
				{Name: "predicted rounding floor, u/h^q", Role: Rounding, Points: along(t, step, floor)},
				{Name: "AD", Role: AD, Points: along(t, step, ad)},
				{Name: "FD", Role: FD, Points: between(t, step, fd, times(claims.ColLo), times(claims.ColHi))},
				unsettled(t, fd, claims.ColWins),
			},
		}
	}), Notes: []string{
		"Medians over seeds; bars: the 95% interval of the paired ratio, times AD's median. " + oneValue,
		"The floor is FD's median residual over the median of residual/floor.",
		edgesInWords, broken,
	}}
}

// floorRatios draws FD's residual over its floor.
func floorRatios(_ claims.Setup, t claims.Table, o claims.Outcome) Figure {
	step := column(t, claims.ColStep)
	factor := limit(o, "residual and floor differ by")
	return Figure{Rows: sweep(t, func(t claims.Table) Panel {
		return Panel{
			Y: Axis{Label: "FD's residual / floor", Log: true}, Bands: []Band{regime(t), within(factor)},
			Series: []Series{
				{Name: "predicted floor", Role: Rounding, Points: along(t, step, always(1))},
				{Name: "FD", Role: FD, Points: along(t, step, column(t, claims.ColFloor))},
			},
		}
	}), Notes: []string{noIntervals, edgesInWords, broken}}
}
