package figure

import (
	"fmt"
	"strings"

	"adfd/theory/claims"
)

func edgeFigures() []drawing {
	return []drawing{{
		id:      "E4",
		keys:    []string{"precision", "N", "M"},
		columns: []string{claims.ColCount, claims.ColUpper, "measured upper", claims.ColLower, "measured lower"},
		draw:    edges,
	}}
}

// edges draws measured against predicted edges of the regime.
func edges(_ claims.Setup, t claims.Table, o claims.Outcome) Figure {
	roles := []Role{FD, FDSecond, FDThird}
	var sizes []string
	for _, part := range split(t, "N", "M") {
		sizes = append(sizes, "N = "+title(part, "N")+" with M = "+title(part, "M"))
	}
	against := func(name, predicted, measured, clause string) Panel {
		factor := limit(o, clause)
		p := Panel{
			Title: name,
			X:     Axis{Label: predicted + " predicted", Log: true}, Y: Axis{Label: "edge measured", Log: true},
			Subtitle: fmt.Sprintf("shaded: within a factor %g", factor), Bands: []Band{{"within the criterion's factor", BandRatio, 1 / factor, factor}},
			Series: []Series{{Name: "measured = predicted", Role: Prediction, Points: along(t, column(t, predicted), column(t, predicted))}},
		}
		for i, part := range split(t, "precision") {
			p.Series = append(p.Series, Series{Name: title(part, "precision"), Role: roles[i%len(roles)], Scatter: true,
				Points: along(part, column(t, predicted), column(t, measured))})
		}
		return p
	}
	return Figure{Apart: true, Rows: [][]Panel{{
		against("upper edge", claims.ColUpper, "measured upper", "upper edge and h_c differ by"),
		against("lower edge", claims.ColLower, "measured lower", "lower edge and h_l differ by"),
	}}, Notes: []string{"A point is a setting. " + noIntervals + " Ordinary nodes; " + strings.Join(sizes, "; ") + "."}}
}
