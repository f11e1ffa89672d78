package figure

import (
	"fmt"
	"math"
	"strings"

	"adfd/theory/claims"
)

// words are the names that tables give to settings, as a reader who has seen no table
// would say them. Names that are words already are not here.
var words = map[string]string{
	"poisson-1d":    "Poisson",
	"biharmonic-1d": "biharmonic",
	"dyadic":        "nodes on powers of two",
	"ordinary":      "ordinary nodes",

	claims.OptimiserAdam:  "Adam",
	claims.OptimiserGD:    "gradient descent",
	claims.OptimiserLM:    "Levenberg-Marquardt",
	claims.OptimiserLBFGS: "L-BFGS",

	string(claims.Short): "in the short run",
	string(claims.Test):  "in the test run",
	string(claims.Audit): "in the audit",
	string(claims.Full):  "at the paper's scale",
}

// inWords says a name in words.
func inWords(name string) string {
	if s, ok := words[name]; ok {
		return s
	}
	return name
}

// title names a table by keys in which its rows agree.
func title(t claims.Table, keys ...string) string {
	var out []string
	for _, v := range values(t, t.Rows[0], keys) {
		out = append(out, inWords(v))
	}
	return strings.Join(out, ", ")
}

// sized are the nodes, the N interior ones and the M features of a sweep's setting, from
// its columns.
func sized(t claims.Table) string {
	r := t.Rows[0]
	return fmt.Sprintf("%s, N = %g, M = %g", title(t, "nodes"), t.Value(r, "N"), t.Value(r, "M"))
}

// counted says how many there are behind each row of the table.
func counted(t claims.Table, column string) string {
	least, most := math.Inf(1), math.Inf(-1)
	for _, r := range t.Rows {
		least, most = math.Min(least, t.Value(r, column)), math.Max(most, t.Value(r, column))
	}
	if least < most {
		return fmt.Sprintf("n = %g to %g", least, most)
	}
	return fmt.Sprintf("n = %g", least)
}

// sides are what all figures compare.
const sides = "AD is automatic differentiation; FD is finite differences with step h."

// drawnFrom says of which seeds and which run a table is.
func drawnFrom(s claims.Setup, t claims.Table, unseeded bool) string {
	if unseeded {
		return fmt.Sprintf("Points drawn from master seed %d, %s. %s", s.Seed, inWords(string(s.Size)), sides)
	}
	return fmt.Sprintf("%s seeds of master seed %d, %s. %s", counted(t, claims.ColCount), s.Seed, inWords(string(s.Size)), sides)
}
