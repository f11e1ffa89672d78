package claims

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Table is what a protocol measured. A row is identified by its keys and holds
// one number a column.
type Table struct {
	Keys    []string // names of the key columns
	Columns []Column // the measured columns
	Rows    []Row
}

// Column describes one measured quantity.
type Column struct {
	Name string
	// Tol is how far a recorded value may differ on another machine.
	Tol Tolerance
	// NaN is why some rows have no number here; empty where every row must have one.
	NaN string
}

// Tolerance allows |got - want| <= Abs + Rel*|want|. With a Factor > 1, Abs and Rel are 0 and
// it allows want/Factor to want*Factor: the sign stays, and neither number may fall to 0, as
// it may where Rel is 1 or more. The zero Tolerance is exact. Free columns are recorded but
// not compared, with the reason why.
type Tolerance struct {
	Abs, Rel float64
	Factor   float64 // 0 for none
	Free     string
}

// Allows reports whether got may stand for want. NaN stands for NaN alone, an
// infinity for itself; with a Factor, so does 0.
func (t Tolerance) Allows(got, want float64) bool {
	if t.Free != "" || got == want || math.IsNaN(got) && math.IsNaN(want) {
		return true
	}
	if math.IsInf(got, 0) || math.IsInf(want, 0) {
		return false
	}
	if t.Factor != 0 {
		g, w := math.Abs(got), math.Abs(want)
		return math.Signbit(got) == math.Signbit(want) && g <= t.Factor*w && w <= t.Factor*g
	}
	return math.Abs(got-want) <= t.Abs+float64(t.Rel*math.Abs(want))
}

// Row is one measurement.
type Row struct {
	Key    []string
	Values []float64
}

// NewTable makes an empty table.
func NewTable(keys []string, columns ...Column) Table {
	return Table{Keys: keys, Columns: columns}
}

// Add appends a row. It panics if the row does not fit the table, which is a
// slip of the protocol that fills it.
func (t *Table) Add(key []string, values ...float64) {
	if len(key) != len(t.Keys) || len(values) != len(t.Columns) {
		panic(fmt.Sprintf("claims: row with %d keys and %d values in a table with %d and %d",
			len(key), len(values), len(t.Keys), len(t.Columns)))
	}
	t.Rows = append(t.Rows, Row{Key: key, Values: values})
}

// CheckNaN reports a NaN in a column that names no reason for one.
func (t Table) CheckNaN() error {
	for _, r := range t.Rows {
		for i, c := range t.Columns {
			if c.NaN == "" && math.IsNaN(r.Values[i]) {
				return fmt.Errorf("column %q is NaN in row %q, and names no reason why it may be", c.Name, r.Key)
			}
		}
	}
	return nil
}

// HasKey reports whether the table has the key column.
func (t Table) HasKey(name string) bool { return slices.Contains(t.Keys, name) }

// Key is the value of a key column in row r. It panics on an unknown name.
func (t Table) Key(r Row, name string) string {
	i := slices.Index(t.Keys, name)
	if i < 0 {
		panic(fmt.Sprintf("claims: table has no key %q among %q", name, t.Keys))
	}
	return r.Key[i]
}

// Value is the value of a measured column in row r. It panics on an unknown
// name.
func (t Table) Value(r Row, name string) float64 {
	for i, c := range t.Columns {
		if c.Name == name {
			return r.Values[i]
		}
	}
	panic(fmt.Sprintf("claims: table has no column %q", name))
}

// Where keeps the rows for which keep is true.
func (t Table) Where(keep func(Row) bool) Table {
	out := t
	out.Rows = nil
	for _, r := range t.Rows {
		if keep(r) {
			out.Rows = append(out.Rows, r)
		}
	}
	return out
}

// null is a number that JSON cannot hold.
type null struct {
	Row    int    `json:"row"`
	Column string `json:"column"`
	Reason string `json:"reason"`
}

// reason says why there is a value of a column that JSON cannot hold.
func reason(v float64, c Column) string {
	if math.IsNaN(v) && c.NaN != "" {
		return "NaN: " + c.NaN
	}
	return fmt.Sprint(v)
}

// MarshalJSON writes {columns, rows, nulls}: the key columns come first, a
// number that is not finite is null, and nulls says which and why.
func (t Table) MarshalJSON() ([]byte, error) {
	columns := slices.Clone(t.Keys)
	for _, c := range t.Columns {
		columns = append(columns, c.Name)
	}
	rows := make([][]any, len(t.Rows))
	var nulls []null
	for i, r := range t.Rows {
		row := make([]any, 0, len(columns))
		for _, k := range r.Key {
			row = append(row, k)
		}
		for j, v := range r.Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				nulls = append(nulls, null{i, t.Columns[j].Name, reason(v, t.Columns[j])})
				row = append(row, nil)
				continue
			}
			row = append(row, v)
		}
		rows[i] = row
	}
	return json.Marshal(struct {
		Columns []string `json:"columns"`
		Rows    [][]any  `json:"rows"`
		Nulls   []null   `json:"nulls,omitempty"`
	}{columns, rows, nulls})
}
