package golden

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"adfd/theory/claims"
)

// Header says where a recorded table comes from.
type Header struct {
	Suite  string
	Go     string
	GOARCH string
	Build  string // see the function Build
	Seed   uint64
	Size   claims.Size
	Claim  string
}

// Of reports a table that is not that of the claim, size and seed: what judges or draws
// it would look for columns that it does not have.
func (h Header) Of(claim string, size claims.Size, seed uint64) error {
	if h.Claim != claim || h.Size != size || h.Seed != seed {
		return fmt.Errorf("golden: the table is that of %s at size %s with seed %d, want %s at size %s with seed %d; %s",
			h.Claim, h.Size, h.Seed, claim, size, seed, remedy)
	}
	return nil
}

// Recorded is a table with its origin.
type Recorded struct {
	Header
	Table claims.Table
}

// Record puts the header of this build and machine on a table.
func Record(claim string, s claims.Setup, t claims.Table) Recorded {
	return Recorded{
		Header: Header{
			Suite: Suite, Go: runtime.Version(), GOARCH: runtime.GOARCH, Build: Build(),
			Seed: s.Seed, Size: s.Size, Claim: claim,
		},
		Table: t,
	}
}

// validate reports what a file cannot hold: a table without keys, names or rows
// that occur twice, a row of the wrong width, a tolerance that is no number or lets a value
// fall to 0, or a NaN without a reason.
func (r Recorded) validate() error {
	if _, err := claims.ParseSize(string(r.Size)); err != nil {
		return err
	}
	if len(r.Table.Keys) == 0 {
		return fmt.Errorf("no key columns, so no row can be found again")
	}
	if name, ok := twice(r.Table.Keys); ok {
		return fmt.Errorf("key %q occurs twice", name)
	}
	if name, ok := twice(columnNames(r.Table)); ok {
		return fmt.Errorf("column %q occurs twice", name)
	}
	for _, c := range r.Table.Columns {
		if err := validateTolerance(c.Tol); err != nil {
			return fmt.Errorf("column %q: %w", c.Name, err)
		}
	}
	for i, row := range r.Table.Rows {
		if len(row.Key) != len(r.Table.Keys) || len(row.Values) != len(r.Table.Columns) {
			return fmt.Errorf("row %d has %d keys and %d values, want %d and %d",
				i, len(row.Key), len(row.Values), len(r.Table.Keys), len(r.Table.Columns))
		}
	}
	if _, err := byKey(r.Table); err != nil {
		return err
	}
	return r.Table.CheckNaN()
}

func validateTolerance(t claims.Tolerance) error {
	for _, v := range []float64{t.Abs, t.Rel} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("tolerance %v, want a finite number that is not negative", v)
		}
	}
	if t.Free != "" && (t.Abs != 0 || t.Rel != 0) {
		return fmt.Errorf("free column with a tolerance (abs %v, rel %v)", t.Abs, t.Rel)
	}
	if t.Rel >= 1 {
		return fmt.Errorf("relative tolerance %v, under which a value may fall to 0 unseen; want less than 1, or a factor", t.Rel)
	}
	if t.Factor != 0 {
		return validateFactor(t)
	}
	return nil
}

// validateFactor reports a factor that allows nothing or everything, or one beside another tolerance.
func validateFactor(t claims.Tolerance) error {
	if !(t.Factor > 1) || math.IsInf(t.Factor, 0) {
		return fmt.Errorf("factor %v, want a finite number above 1", t.Factor)
	}
	if t.Free != "" || t.Abs != 0 || t.Rel != 0 {
		return fmt.Errorf("factor %v beside another tolerance (abs %v, rel %v, free %q)", t.Factor, t.Abs, t.Rel, t.Free)
	}
	return nil
}

func twice(names []string) (string, bool) {
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			return name, true
		}
	}
	return "", false
}

func columnNames(t claims.Table) []string {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return names
}

// byKey indexes the rows by their keys and reports keys that occur twice.
func byKey(t claims.Table) (map[string]claims.Row, error) {
	rows := make(map[string]claims.Row, len(t.Rows))
	for _, r := range t.Rows {
		id := rowID(r.Key)
		if _, seen := rows[id]; seen {
			return nil, fmt.Errorf("two rows with %s", keyText(t.Keys, r.Key))
		}
		rows[id] = r
	}
	return rows, nil
}

// rowID joins keys without ambiguity: an encoded cell holds no tab.
func rowID(key []string) string { return strings.Join(encodeCells(key), "\t") }

// keyText is the key as a reader wants it: problem=poisson h=1e-2.
func keyText(names, key []string) string {
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = name + "=" + key[i]
	}
	return strings.Join(parts, " ")
}
