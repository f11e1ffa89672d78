package figure

import "adfd/theory/claims"

// The columns of E3 and E3f that the criteria do not read.
const (
	colResidualAD = "median residual AD"
	colResidualFD = "median residual FD"
)

func residualFigures() []drawing {
	keys := append([]string{claims.CutoffKey}, setting...)
	columns := []string{claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColFloor}
	return []drawing{
		{"E3", keys, append([]string{colResidualAD, colResidualFD}, columns...), residuals},
		{"E3f", keys, columns, floorRatios},
	}
}

// residuals draws both sides against h, and FD's predicted floor.
func residuals(t claims.Table, _ claims.Outcome) Figure {
	t = atDefaultCutoff(t)
	step := column(t, claims.ColStep)
	return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
		floor := func(r claims.Row) float64 { return t.Value(r, colResidualFD) / t.Value(r, claims.ColFloor) }
		return Panel{
			X: stepAxis, Y: Axis{Label: "residual |A a - f| / |f|", Log: true},
			Bands: []Band{belowUpperEdge(t)},
			Series: []Series{
				{Name: "predicted rounding floor u/h^q", Role: Rounding, Points: along(t, step, floor)},
				{Name: "AD", Role: AD, Points: along(t, step, column(t, colResidualAD))},
				{Name: "FD", Role: FD, Points: along(t, step, column(t, colResidualFD))},
			},
		}
	}, setting...)), Notes: []string{"Medians over seeds; the floor is FD's median residual over the median of residual/floor."}}
}

// floorRatios draws FD's residual over its floor.
func floorRatios(t claims.Table, o claims.Outcome) Figure {
	t = atDefaultCutoff(t)
	step := column(t, claims.ColStep)
	factor := limit(o, "residual and floor differ by")
	return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
		return Panel{
			X: stepAxis, Y: Axis{Label: "FD's residual/floor", Log: true},
			Bands: []Band{regime(t), within(factor)},
			Series: []Series{
				{Name: "floor", Role: Rounding, Points: along(t, step, always(1))},
				{Name: "FD", Role: FD, Points: along(t, step, column(t, claims.ColFloor))},
			},
		}
	}, setting...)), Notes: []string{"Medians over seeds."}}
}
