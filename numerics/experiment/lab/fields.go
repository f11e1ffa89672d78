package lab

import (
	"fmt"
	"slices"

	"adfd/theory/claims"
)

// Field is a number of a row together with its column, so that it cannot come to stand
// under another's name.
type Field struct {
	claims.Column
	of float64
}

// OrNaN gives the column of a number the reason for which some rows have none there.
func (f Field) OrNaN(reason string) Field {
	f.NaN = reason
	return f
}

// Fields are some numbers of a row, in order.
type Fields []Field

// Of is a number with the name of its column and the column's tolerance, for example
//
//	lab.Of(claims.ColWins, lab.TolCount, wins)
func Of[N int | float64](name string, tol claims.Tolerance, v N) Field {
	return Field{claims.Column{Name: name, Tol: tol}, float64(v)}
}

// Interval is an estimate with its two limits.
func Interval(estimate, lo, hi string, tol claims.Tolerance, v claims.Interval) Fields {
	return Fields{Of(estimate, tol, v.Estimate), Of(lo, tol, v.Lo), Of(hi, tol, v.Hi)}
}

// Add appends a row. The first row makes the columns of the table; a later one that has
// others is a slip of the protocol, for which it panics.
func Add(t *claims.Table, key []string, groups ...Fields) {
	fields := slices.Concat(groups...)
	columns := Each(fields, func(f Field) claims.Column { return f.Column })
	if len(t.Rows) == 0 {
		t.Columns = columns
	}
	if !slices.Equal(t.Columns, columns) {
		panic(fmt.Sprintf("lab: a row with the columns %v in a table with %v", columns, t.Columns))
	}
	t.Add(key, Each(fields, func(f Field) float64 { return f.of })...)
}

// Each is what a function takes from every element.
func Each[S, V any](x []S, of func(S) V) []V {
	out := make([]V, len(x))
	for i, v := range x {
		out[i] = of(v)
	}
	return out
}

// MedianBy is the median of a number over the elements; NaN if there are none.
func MedianBy[S any](x []S, of func(S) float64) float64 { return MedianOf(Each(x, of)) }

// Nth is the k-th element of each list: what every seed gave at step k.
func Nth[S any](lists [][]S, k int) []S {
	out := make([]S, len(lists))
	for i, l := range lists {
		out[i] = l[k]
	}
	return out
}
