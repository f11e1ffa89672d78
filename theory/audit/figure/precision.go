package figure

import (
	"math"

	"adfd/theory/claims"
)

// colTailAD is a column of P3 that its criterion does not read.
const colTailAD = claims.ColTailMean + " AD"

func precisionFigures() []drawing {
	keys := []string{claims.CutoffKey, "problem", "activation", "nodes", "h", "N", "M"}
	columns := []string{claims.ColUnit, claims.ColCount, claims.ColTailMean, colTailAD}
	return []drawing{
		{"P3", keys, append([]string{claims.ColPerUnit}, columns...), atDefaultCutoff, floorsByPrecision("residual/|a|", claims.ColPerUnit)},
		{"P3w", keys, append([]string{claims.ColResidual}, columns...), atDefaultCutoff, floorsByPrecision("residual", claims.ColResidual)},
	}
}

// floorsByPrecision draws the floors of spectrum and residual against the bits of the
// assembly, each with a line of slope 1 in u.
func floorsByPrecision(name, residual string) func(claims.Setup, claims.Table, claims.Outcome) Figure {
	return func(_ claims.Setup, t claims.Table, _ claims.Outcome) Figure {
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
				Title:    title(t, "problem", "activation") + ", h = " + title(t, "h"),
				Subtitle: title(t, "nodes") + ", N = " + title(t, "N") + ", M = " + title(t, "M"),
				X:        Axis{Label: "bits of the assembly"}, Y: Axis{Label: "floor", Log: true},
				Series: []Series{
					{Name: "the claim: slope 1 in u, level fitted", Role: Prediction, Points: inBits(powerLaw(spectrum, 1))},
					{Name: "the claim: slope 1 in u, level fitted", Role: Prediction, Points: inBits(powerLaw(loss, 1))},
					{Name: "AD, tail of the spectrum", Role: AD, Points: inBits(along(t, unit, column(t, colTailAD))), Scatter: true},
					{Name: "FD, tail of the spectrum", Role: FD, Points: inBits(spectrum), Scatter: true},
					{Name: "FD, " + name, Role: FDSecond, Points: inBits(loss), Scatter: true},
				},
			}
		}, "problem", "activation", "nodes", "h", "N", "M")
		return Figure{Rows: wrap(3, all), Notes: []string{
			noIntervals + " " + sizesInWords + " The claim is on 11 bits and more; u = 2^-bits.",
		}}
	}
}
