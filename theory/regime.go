package theory

// The predicted regime of a cell: [1.5 h_l, h_c/2], from the edges LowerEdge and
// UpperEdge of its setting at the cut-off of its row, medians over seeds. Nothing
// measured on FD's side enters. The factors leave room for the spread of seeds
// about the median.

const (
	lowerRoom = 1.5
	upperRoom = 0.5
)

// RegimeText states the predicted regime.
const RegimeText = "1.5 h_l <= h <= h_c/2, the edges that the noise law predicts"

// RegimeBounds are the steps between which the regime lies.
func RegimeBounds(lower, upper float64) (from, to float64) {
	return lowerRoom * lower, upperRoom * upper
}

// BelowRegimeTop reports whether the step h lies below the regime of these edges
// or in it.
func BelowRegimeTop(h, _, upper float64) bool { return h <= upperRoom*upper }

// InRegime reports whether the step h lies in the regime of these edges.
func InRegime(h, lower, upper float64) bool {
	return h >= lowerRoom*lower && BelowRegimeTop(h, lower, upper)
}
