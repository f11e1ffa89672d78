package figure

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"adfd/theory/claims"
)

// split gives the tables of the rows that agree in some keys, in the order in which
// these are first seen.
func split(t claims.Table, keys ...string) []claims.Table {
	var names []string
	parts := map[string]claims.Table{}
	for _, r := range t.Rows {
		name := strings.Join(values(t, r, keys), "\x00")
		part, seen := parts[name]
		if !seen {
			names = append(names, name)
			part = claims.Table{Keys: t.Keys, Columns: t.Columns}
		}
		part.Rows = append(part.Rows, r)
		parts[name] = part
	}
	var out []claims.Table
	for _, name := range names {
		out = append(out, parts[name])
	}
	return out
}

// values are those of some keys in a row.
func values(t claims.Table, r claims.Row, keys []string) []string {
	var out []string
	for _, k := range keys {
		out = append(out, t.Key(r, k))
	}
	return out
}

// where keeps the rows with that value of a key.
func where(t claims.Table, key, value string) claims.Table {
	return t.Where(func(r claims.Row) bool { return t.Key(r, key) == value })
}

// atDefaultCutoff keeps the rows on which the verdict rests.
func atDefaultCutoff(t claims.Table) claims.Table {
	return where(t, claims.CutoffKey, claims.Cutoffs()[0].Name)
}

// panels makes one panel of each group of rows, titled by the keys that make it if it has
// no title of its own.
func panels(t claims.Table, draw func(claims.Table) Panel, keys ...string) []Panel {
	var out []Panel
	for _, part := range split(t, keys...) {
		p := draw(part)
		if p.Title == "" {
			p.Title = title(part, keys...)
		}
		out = append(out, p)
	}
	return out
}

// wrap breaks panels into rows of n, the last one filled with gaps.
func wrap(n int, panels []Panel) [][]Panel {
	var rows [][]Panel
	for row := range slices.Chunk(panels, n) {
		rows = append(rows, append(slices.Clone(row), make([]Panel, n-len(row))...))
	}
	return rows
}

// along gives a point of each row, in the order of x.
func along(t claims.Table, x, y func(claims.Row) float64) []Point {
	var out []Point
	for _, r := range t.Rows {
		out = append(out, at(x(r), y(r)))
	}
	return sorted(out)
}

// at is a point without an interval.
func at(x, y float64) Point { return Point{x, y, math.NaN(), math.NaN()} }

// between is along with the interval of each value.
func between(t claims.Table, x, y, lo, hi func(claims.Row) float64) []Point {
	var out []Point
	for _, r := range t.Rows {
		out = append(out, Point{x(r), y(r), lo(r), hi(r)})
	}
	return sorted(out)
}

func sorted(points []Point) []Point {
	slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
	return points
}

// column reads one.
func column(t claims.Table, name string) func(claims.Row) float64 {
	return func(r claims.Row) float64 { return t.Value(r, name) }
}

// expOf reads the logarithm of what is drawn.
func expOf(t claims.Table, name string) func(claims.Row) float64 {
	return func(r claims.Row) float64 { return math.Exp(t.Value(r, name)) }
}

// always is the same value in every row.
func always(v float64) func(claims.Row) float64 {
	return func(claims.Row) float64 { return v }
}

// powerLaw is c x^slope at the points, c being the median of y/x^slope over those
// with positive values: the slope is predicted, the level is not.
func powerLaw(points []Point, slope float64) []Point {
	var levels []float64
	for _, p := range points {
		if c := p.Y / math.Pow(p.X, slope); c > 0 && !math.IsInf(c, 1) {
			levels = append(levels, c)
		}
	}
	if len(levels) == 0 {
		return nil
	}
	level := claims.Median(levels).Estimate
	var out []Point
	for _, p := range points {
		out = append(out, at(p.X, level*math.Pow(p.X, slope)))
	}
	return out
}

// limit is that of the criterion's clauses on what, NaN if there is none: nothing was
// measured in the regime.
func limit(o claims.Outcome, what string) float64 {
	for _, c := range o.Clauses {
		if c.What == what {
			return c.Limit
		}
	}
	return math.NaN()
}

// number is the value of a key that is one, NaN if it is not.
func number(t claims.Table, key string) float64 {
	v, err := strconv.ParseFloat(t.Key(t.Rows[0], key), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}
