// Package figure draws the figures of the claims. One is found under the id of its
// claim, E1.svg, and made of that claim's table and outcome alone: the measured
// points, and beside them what was predicted.
//
// Draw turns a table into a Figure, which is data and can be checked by hand;
// WriteSVG lays it out.
package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"adfd/theory/claims"
)

// Figure is one claim's picture: small panels in rows. The panels of a row share
// their y axis, those of the figure their x axis.
type Figure struct {
	ID      string
	Heading string    // the statement and the verdict on this table
	Notes   []string  // below the panels: how to read them, what is left out
	Rows    [][]Panel // a panel without series is a gap
	Apart   bool      // every panel has axes of its own
}

// Panel is one pair of axes.
type Panel struct {
	Title    string
	Subtitle string // the sizes of the setting
	X, Y     Axis
	Bands    []Band
	Series   []Series
}

// Axis is a name, with its unit if it has one, and a scale.
type Axis struct {
	Label string
	Log   bool // logarithmic, and then for positive values alone
}

// Series is a line through points, or the points alone.
type Series struct {
	Name    string // in the legend
	Role    Role
	Points  []Point
	Scatter bool // not joined by a line
	Ribbon  bool // the intervals are a shaded strip, not bars
}

// Point is a measured or predicted value with the interval [Lo, Hi] about it; both
// are NaN where there is none.
type Point struct{ X, Y, Lo, Hi float64 }

// Band is a region of the plane.
type Band struct {
	Name     string // in the legend
	Kind     BandKind
	From, To float64
}

// BandKind says what lies between the ends of a band.
type BandKind int

// The regions From <= x <= To, From <= y <= To and, of logarithmic axes,
// From <= y/x <= To.
const (
	BandX BandKind = iota
	BandY
	BandRatio
)

// drawing makes the figure of one claim from the rows of a table with these keys and columns.
type drawing struct {
	id      string
	keys    []string
	columns []string
	rows    func(claims.Table) claims.Table // those that are drawn; nil for all
	draw    func(claims.Setup, claims.Table, claims.Outcome) Figure
}

// drawings are in the order of the claims.
func drawings() []drawing {
	return slices.Concat(stencilFigures(), edgeFigures(), tailFigures(), entropyFigures(), residualFigures(), precisionFigures(), trainingFigures(), jacobianFigures())
}

// IDs lists the claims that have a figure.
func IDs() []string {
	var ids []string
	for _, d := range drawings() {
		ids = append(ids, d.id)
	}
	return ids
}

// Has reports whether the claim of that id has a figure.
func Has(id string) bool { return slices.Contains(IDs(), id) }

// Draw makes the figure of a claim from its table, the setup under which that was measured,
// and the outcome that the claim's criterion gives on it, which has the limits. Values that
// are not finite, or not positive on a logarithmic axis, are left out and counted in a note.
//
// The error names a claim that has no figure, a key or column that the table lacks,
// and a table of which nothing can be drawn.
func Draw(c claims.Claim, s claims.Setup, t claims.Table, o claims.Outcome) (Figure, error) {
	all := drawings()
	i := slices.IndexFunc(all, func(d drawing) bool { return d.id == c.ID })
	if i < 0 {
		return Figure{}, fmt.Errorf("figure: claim %q has none, there are those of %s", c.ID, strings.Join(IDs(), ", "))
	}
	if err := check(t, all[i].keys, all[i].columns); err != nil {
		return Figure{}, fmt.Errorf("figure: %s: %w", c.ID, err)
	}
	part := t
	if all[i].rows != nil {
		part = all[i].rows(t)
	}
	if len(part.Rows) == 0 {
		return Figure{}, nothing(c.ID, t)
	}
	f := all[i].draw(s, part, o)
	f.ID, f.Heading = c.ID, fmt.Sprintf("%s (%s): %s", c.ID, o.Verdict, c.Statement)
	f.Notes = append(f.Notes, drawnFrom(s, part, c.Unseeded))
	return f.finished(t)
}

// finished is the figure without what cannot be drawn, which a note counts.
func (f Figure) finished(t claims.Table) (Figure, error) {
	values, intervals := f.clean()
	if values > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("Left out, not finite or not positive on a logarithmic axis: %s.", count(values, "value")))
	}
	if intervals > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("Drawn without the interval, an end of which is not finite or not positive on a logarithmic axis: %s.", count(intervals, "value")))
	}
	if f.points() == 0 {
		return Figure{}, nothing(f.ID, t)
	}
	return f, nil
}

func nothing(id string, t claims.Table) error {
	return fmt.Errorf("figure: %s: nothing in %s can be drawn: they are of other settings, or their values not finite, or not positive on a logarithmic axis", id, count(len(t.Rows), "row"))
}

// check reports what a table lacks.
func check(t claims.Table, keys, columns []string) error {
	for _, key := range keys {
		if !t.HasKey(key) {
			return fmt.Errorf("the table has no key %q, its keys are %q", key, t.Keys)
		}
	}
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	for _, column := range columns {
		if !slices.Contains(names, column) {
			return fmt.Errorf("the table has no column %q, its columns are %q", column, names)
		}
	}
	if len(t.Rows) == 0 {
		return fmt.Errorf("the table has no rows")
	}
	return nil
}

// clean leaves out what its axes cannot show and counts it. Series that lose all of
// their points go.
func (f *Figure) clean() (values, intervals int) {
	for _, row := range f.Rows {
		for i := range row {
			p := &row[i]
			var kept []Series
			for _, s := range p.Series {
				var points []Point
				for _, v := range s.Points {
					if !p.X.shows(v.X) || !p.Y.shows(v.Y) {
						values++
						continue
					}
					if v.bounded() && (!p.Y.shows(v.Lo) || !p.Y.shows(v.Hi)) {
						intervals++
						v.Lo, v.Hi = math.NaN(), math.NaN()
					}
					points = append(points, v)
				}
				if s.Points = points; len(points) > 0 {
					kept = append(kept, s)
				}
			}
			p.Series = kept
		}
	}
	return values, intervals
}

// bounded reports whether the point has an interval.
func (p Point) bounded() bool { return !math.IsNaN(p.Lo) || !math.IsNaN(p.Hi) }

// shows reports whether the axis has a place for v.
func (a Axis) shows(v float64) bool {
	return !math.IsNaN(v) && !math.IsInf(v, 0) && (!a.Log || v > 0)
}

func (f Figure) points() int {
	n := 0
	for _, row := range f.Rows {
		for _, p := range row {
			for _, s := range p.Series {
				n += len(s.Points)
			}
		}
	}
	return n
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
