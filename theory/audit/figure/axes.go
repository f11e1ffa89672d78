package figure

import (
	"fmt"
	"math"

	"adfd/theory"
	"adfd/theory/claims"
)

// setting are the keys of a sweep over h.
var setting = []string{"problem", "activation", "nodes"}

// sweepColumns are those that every figure over a sweep reads.
var sweepColumns = []string{claims.ColStep, claims.ColLower, claims.ColUpper, "N", "M", claims.ColCount}

// What several captions say.
const (
	sizesInWords = "N interior nodes, M random features."
	edgesInWords = sizesInWords + " h_l and h_c are predicted by the noise law: " +
		"above h_c FD's rounding noise is below the cut-off of singular values, below h_l it is the spectrum."
	equispaced  = "tanh, equispaced nodes on powers of two."
	oneValue    = "AD has no step: its line is one value."
	noIntervals = "Medians over seeds, of which the table has no intervals."
	broken      = "No line of FD crosses a gap of more than twice the usual distance of neighbouring steps, or an edge of the shaded regime."
)

// sweep makes a panel for each setting of a sweep over the step h.
func sweep(t claims.Table, draw func(claims.Table) Panel) [][]Panel {
	return wrap(4, panels(t, func(t claims.Table) Panel {
		p := draw(t)
		p.X = stepAxis
		p.Title, p.Subtitle = title(t, "problem", "activation"), sized(t)
		return p
	}, setting...))
}

// stepAxis is that of the step h of finite differences, on nodes in [-1, 1].
var stepAxis = Axis{Label: "step h", Log: true}

// regime is where the claims that are sharpened by one are stated.
func regime(t claims.Table) Band {
	r := t.Rows[0]
	from, to := theory.RegimeBounds(t.Value(r, claims.ColLower), t.Value(r, claims.ColUpper))
	return Band{"predicted regime, 1.5 h_l <= h <= h_c/2", BandX, from, to}
}

// belowUpperEdge is the regime without its lower end.
func belowUpperEdge(t claims.Table) Band {
	b := regime(t)
	return Band{"predicted regime, h <= h_c/2", BandX, 0, b.To}
}

// within is the band of ratios that a factor allows either way.
func within(factor float64) Band {
	return Band{"allowed by the criterion", BandY, 1 / factor, factor}
}

// atMost is the band of values that a limit allows.
func atMost(limit float64) Band {
	return Band{"allowed by the criterion", BandY, 0, limit}
}

// unsettled marks the points of y in whose cells a sign test of some count of wins misses the
// criterion's level.
func unsettled(t claims.Table, y func(claims.Row) float64, wins ...string) Series {
	missed := t.Where(func(r claims.Row) bool {
		p := 0.0
		for _, w := range wins {
			p = math.Max(p, claims.SignTest(t.Value(r, w), t.Value(r, claims.ColCount)))
		}
		return !(p <= claims.SignLevel)
	})
	name := fmt.Sprintf("hollow: AD is not better by a sign test over seeds, p < %g", claims.SignLevel)
	return Series{Name: name, Role: Hollow, Points: along(missed, column(t, claims.ColStep), y), Scatter: true}
}
