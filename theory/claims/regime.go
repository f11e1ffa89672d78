package claims

import "math"

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

// offBy is the factor by which a ratio misses 1.
func offBy(ratio float64) float64 { return math.Max(ratio, 1/ratio) }
