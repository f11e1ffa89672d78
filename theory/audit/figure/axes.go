package figure

import (
	"adfd/theory"
	"adfd/theory/claims"
)

// stepAxis is that of the step h of finite differences, on nodes in [-1, 1].
var stepAxis = Axis{Label: "step h", Log: true}

// regime is where the claims that are sharpened by one are stated.
func regime(t claims.Table) Band {
	r := t.Rows[0]
	from, to := theory.RegimeBounds(t.Value(r, claims.ColLower), t.Value(r, claims.ColUpper))
	return Band{"regime [1.5 h_l, h_c/2]", BandX, from, to}
}

// belowUpperEdge is the regime without its lower end.
func belowUpperEdge(t claims.Table) Band {
	b := regime(t)
	return Band{"h <= h_c/2", BandX, 0, b.To}
}

// within is the band of ratios that a factor allows either way.
func within(factor float64) Band {
	return Band{"allowed by the criterion", BandY, 1 / factor, factor}
}

// atMost is the band of values that a limit allows.
func atMost(limit float64) Band {
	return Band{"allowed by the criterion", BandY, 0, limit}
}
