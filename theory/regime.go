package theory

// The predicted regime of a cell: [1.5 h_l, h_c/2], from the edges LowerEdge and
// UpperEdge of its setting at the cut-off of its row, medians over seeds. Nothing
// measured on FD's side enters. The factors leave room for the spread of seeds
// about the median.

// The columns that hold the predicted edges.
const (
	ColLower = "h_l"
	ColUpper = "h_c"
)

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

// leastCells is how many cells of its regime a setting must have measured: a claim
// about a regime must not hold because nothing was looked at.
const leastCells = 2

// inRegime visits the rows of t in the regime. A setting with too few of them adds
// a clause that is not met.
func inRegime(j *Judgement, t Table, belongs func(h, lower, upper float64) bool, visit func(Row)) {
	var order []string
	count := map[string]float64{}
	for _, r := range t.Rows {
		name := t.Key(r, "problem") + " " + t.Key(r, "activation") + " " + t.Key(r, "nodes")
		if _, seen := count[name]; !seen {
			order = append(order, name)
			count[name] = 0
		}
		if belongs(t.Value(r, ColStep), t.Value(r, ColLower), t.Value(r, ColUpper)) {
			count[name]++
			visit(r)
		}
	}
	for _, name := range order {
		if count[name] >= leastCells {
			continue
		}
		j.AtLeast("cells in the regime", name, count[name], leastCells)
	}
}
