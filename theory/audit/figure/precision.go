package figure

import (
	"math"

	"adfd/theory/claims"
)

// colTailAD is a column of P3 that its criterion does not read.
const colTailAD = claims.ColTailMean + " AD"

func precisionFigures() []drawing {
	keys := []string{claims.CutoffKey, "problem", "activation", "h", "M"}
	columns := []string{claims.ColUnit, claims.ColTailMean, colTailAD}
	return []drawing{
		{"P3", keys, append([]string{claims.ColPerUnit}, columns...), floorsByPrecision("residual/|a|", claims.ColPerUnit)},
		{"P3w", keys, append([]string{claims.ColResidual}, columns...), floorsByPrecision("residual", claims.ColResidual)},
	}
}

// floorsByPrecision draws the floors of spectrum and residual against the bits of the
// assembly, each with a line of slope 1 in u.
func floorsByPrecision(name, residual string) func(claims.Table, claims.Outcome) Figure {
	return func(t claims.Table, _ claims.Outcome) Figure {
		t = atDefaultCutoff(t)
		unit := column(t, claims.ColUnit)
		inBits := func(points []Point) []Point {
			out := make([]Point, len(points))
			for i, p := range points {
				p.X = -math.Log2(p.X)
				out[i] = p
			}
			return out
		}
		all := panels(t, func(t claims.Table) Panel {
			spectrum, loss := along(t, unit, column(t, claims.ColTailMean)), along(t, unit, column(t, residual))
			return Panel{
				X: Axis{Label: "bits of the assembly"}, Y: Axis{Label: "floor", Log: true},
				Series: []Series{
					{Name: "slope 1 in u, level fitted", Role: Prediction, Points: inBits(powerLaw(spectrum, 1))},
					{Name: "slope 1 in u, level fitted", Role: Prediction, Points: inBits(powerLaw(loss, 1))},
					{Name: "AD, tail of the spectrum", Role: AD, Points: inBits(along(t, unit, column(t, colTailAD))), Scatter: true},
					{Name: "FD, tail of the spectrum", Role: FD, Points: inBits(spectrum), Scatter: true},
					{Name: "FD, " + name, Role: FDSecond, Points: inBits(loss), Scatter: true},
				},
			}
		}, "problem", "activation", "h", "M")
		for i, part := range split(t, "problem", "activation", "h", "M") {
			all[i].Title = title(part, "problem", "activation") + " h=" + title(part, "h") + " M=" + title(part, "M")
		}
		return Figure{Rows: wrap(3, all), Notes: []string{"Medians over seeds."}}
	}
}
