package golden

import (
	"math"

	"adfd/theory/claims"
)

// Distance is how far a new table is from a recorded one, in units of the recorded
// tolerance: the largest |got - want| over what is allowed, or |ln got/want| over the logarithm
// of the factor, so that Compare accepts up to 1.
// It is 0 if every cell has the recorded bits; an exact cell that differs, a row of one table
// alone or a NaN of one alone is infinitely far. Free columns count for nothing.
func Distance(got claims.Table, want Recorded) float64 {
	if sameColumns(got, want.Table) != nil || len(got.Rows) != len(want.Table.Rows) {
		return math.Inf(1)
	}
	rows, err := byKey(got)
	if err != nil {
		return math.Inf(1)
	}
	var far float64
	for _, w := range want.Table.Rows {
		g, ok := rows[rowID(w.Key)]
		if !ok {
			return math.Inf(1)
		}
		for i, c := range want.Table.Columns {
			if c.Tol.Free == "" && math.Float64bits(g.Values[i]) != math.Float64bits(w.Values[i]) {
				far = max(far, offender{c, "", g.Values[i], w.Values[i]}.excess(), math.SmallestNonzeroFloat64)
			}
		}
	}
	return far
}

// DistanceMark begins the line in which the replay of a claim logs its distance, for the
// command golden/legs: the mark, the claim, the distance.
const DistanceMark = "distance from the record: "
