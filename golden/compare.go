package golden

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"adfd/theory/claims"
)

// worstShown is how many cells, and how many rows, a comparison lists.
const worstShown = 10

// Compare reports how a new table differs from a recorded one, and nil if every
// cell is within the recorded tolerance of its column. Rows are matched by their
// keys, in any order. The protocol must still declare the recorded keys, columns,
// tolerances and reasons for NaN, and no cell is NaN without one. The error lists the worst cells first: by |got - want| over
// what is allowed, logarithms taken where that is a factor.
func Compare(got claims.Table, want Recorded) error {
	if err := sameColumns(got, want.Table); err != nil {
		return fmt.Errorf("golden: %s: %w; if the protocol was meant to change: go test ./golden -update", want.Claim, err)
	}
	gotRows, err := byKey(got)
	if err == nil {
		err = got.CheckNaN()
	}
	if err != nil {
		return fmt.Errorf("golden: %s: measured table: %w", want.Claim, err)
	}
	var d difference
	wanted := map[string]bool{}
	for _, w := range want.Table.Rows {
		id := rowID(w.Key)
		wanted[id] = true
		g, ok := gotRows[id]
		if !ok {
			d.missing = append(d.missing, keyText(want.Table.Keys, w.Key))
			continue
		}
		for i, c := range want.Table.Columns {
			d.cells++
			if !c.Tol.Allows(g.Values[i], w.Values[i]) {
				d.off = append(d.off, offender{c, keyText(want.Table.Keys, w.Key), g.Values[i], w.Values[i]})
			}
		}
	}
	for _, g := range got.Rows {
		if !wanted[rowID(g.Key)] {
			d.extra = append(d.extra, keyText(got.Keys, g.Key))
		}
	}
	return d.err(want.Header)
}

func sameColumns(got, want claims.Table) error {
	if !slices.Equal(got.Keys, want.Keys) {
		return fmt.Errorf("keys %q, recorded were %q", got.Keys, want.Keys)
	}
	if g, w := columnNames(got), columnNames(want); !slices.Equal(g, w) {
		return fmt.Errorf("columns %q, recorded were %q", g, w)
	}
	for i, c := range got.Columns {
		w := want.Columns[i]
		if c.Tol != w.Tol {
			return fmt.Errorf("column %q: the protocol allows %+v, the record %+v", c.Name, c.Tol, w.Tol)
		}
		if c.NaN != w.NaN {
			return fmt.Errorf("column %q: the protocol allows NaN for %q, the record for %q", c.Name, c.NaN, w.NaN)
		}
	}
	return nil
}

// offender is a cell beyond its tolerance.
type offender struct {
	column    claims.Column
	key       string
	got, want float64
}

func (o offender) allowed() float64 {
	return o.column.Tol.Abs + float64(o.column.Tol.Rel*math.Abs(o.want))
}

// allowance is what is allowed as the message says it.
func (o offender) allowance() string {
	if f := o.column.Tol.Factor; f != 0 {
		return fmt.Sprintf("a factor of %v", f)
	}
	return fmt.Sprint(o.allowed())
}

// excess is |got - want| over what is allowed, infinite where nothing is or
// where one side is no number. Of a factor it is |ln got/want| over its logarithm,
// infinite for another sign or for 0 alone.
func (o offender) excess() float64 {
	if f := o.column.Tol.Factor; f != 0 {
		return logExcess(o.got, o.want, f)
	}
	e := math.Abs(o.got-o.want) / o.allowed()
	if math.IsNaN(e) {
		return math.Inf(1)
	}
	return e
}

// logExcess takes the logarithms one by one, as the quotient may overflow, and to the base 2,
// as those of powers of two are then exact.
func logExcess(got, want, factor float64) float64 {
	if got == want {
		return 0
	}
	e := math.Abs(math.Log2(math.Abs(got))-math.Log2(math.Abs(want))) / math.Log2(factor)
	if math.Signbit(got) != math.Signbit(want) || math.IsNaN(e) {
		return math.Inf(1)
	}
	return e
}

type difference struct {
	off            []offender
	missing, extra []string
	cells          int
}

func (d difference) err(h Header) error {
	if len(d.off) == 0 && len(d.missing) == 0 && len(d.extra) == 0 {
		return nil
	}
	slices.SortStableFunc(d.off, func(a, b offender) int { return cmp.Compare(b.excess(), a.excess()) })
	var b strings.Builder
	fmt.Fprintf(&b, "golden: %s at size %s, recorded on %s: %d of %d cells beyond their tolerance, %d rows missing, %d extra",
		h.Claim, h.Size, h.GOARCH, len(d.off), d.cells, len(d.missing), len(d.extra))
	for _, o := range d.off[:min(len(d.off), worstShown)] {
		fmt.Fprintf(&b, "\n  column %q at %s: got %v, want %v, allowed %s", o.column.Name, o.key, o.got, o.want, o.allowance())
	}
	more(&b, len(d.off))
	for _, list := range []struct {
		what string
		rows []string
	}{{"missing", d.missing}, {"extra", d.extra}} {
		for _, key := range list.rows[:min(len(list.rows), worstShown)] {
			fmt.Fprintf(&b, "\n  %s row: %s", list.what, key)
		}
		more(&b, len(list.rows))
	}
	return fmt.Errorf("%s", b.String())
}

func more(b *strings.Builder, n int) {
	if n > worstShown {
		fmt.Fprintf(b, "\n  and %d more", n-worstShown)
	}
}
