package claims_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/theory/claims"
)

func sampleTable() claims.Table {
	t := claims.NewTable([]string{"problem", "h"}, claims.Column{Name: "wins"}, claims.Column{Name: "ratio"})
	t.Add([]string{"poisson-1d", "1e-2"}, 20, 1.5)
	t.Add([]string{"poisson-1d", "1e-3"}, 19, math.NaN())
	t.Add([]string{"biharmonic-1d", "1e-2"}, math.Inf(-1), math.Inf(1))
	return t
}

func TestTableLookup(t *testing.T) {
	table := sampleTable()
	assert.True(t, table.HasKey("h"))
	assert.False(t, table.HasKey("wins"), "a measured column is no key")
	r := table.Rows[0]
	assert.Equal(t, "poisson-1d", table.Key(r, "problem"))
	assert.Equal(t, "1e-2", table.Key(r, "h"))
	assert.Equal(t, 20.0, table.Value(r, "wins"))
	assert.Equal(t, 1.5, table.Value(r, "ratio"))

	assert.PanicsWithValue(t, `claims: table has no key "q" among ["problem" "h"]`, func() { table.Key(r, "q") })
	assert.PanicsWithValue(t, `claims: table has no column "h"`, func() { table.Value(r, "h") })
}

func TestTableAddChecksItsShape(t *testing.T) {
	table := sampleTable()
	assert.PanicsWithValue(t, "claims: row with 1 keys and 2 values in a table with 2 and 2", func() { table.Add([]string{"a"}, 1, 2) })
	assert.PanicsWithValue(t, "claims: row with 2 keys and 1 values in a table with 2 and 2", func() { table.Add([]string{"a", "b"}, 1) })
	assert.Len(t, table.Rows, 3)
}

func TestTableWhere(t *testing.T) {
	table := sampleTable()
	poisson := table.Where(func(r claims.Row) bool { return table.Key(r, "problem") == "poisson-1d" })
	assert.Equal(t, table.Rows[:2], poisson.Rows)
	assert.Equal(t, table.Keys, poisson.Keys)
	assert.Equal(t, table.Columns, poisson.Columns)
	poisson.Add([]string{"kdv", "1"}, 1, 2)
	assert.Equal(t, "biharmonic-1d", table.Key(table.Rows[2], "problem"), "the original keeps its rows")
	assert.Empty(t, table.Where(func(claims.Row) bool { return false }).Rows)
}

// A number that JSON cannot hold is null, and nulls say where and why.
func TestTableJSON(t *testing.T) {
	got, err := json.Marshal(sampleTable())
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"columns": ["problem", "h", "wins", "ratio"],
		"rows": [
			["poisson-1d", "1e-2", 20, 1.5],
			["poisson-1d", "1e-3", 19, null],
			["biharmonic-1d", "1e-2", null, null]
		],
		"nulls": [
			{"row": 1, "column": "ratio", "reason": "NaN"},
			{"row": 2, "column": "wins", "reason": "-Inf"},
			{"row": 2, "column": "ratio", "reason": "+Inf"}
		]
	}`, string(got))
}

// A column says why some rows have no number; in another a NaN is reported.
func TestNaNIsNamed(t *testing.T) {
	table := claims.NewTable([]string{"h"}, claims.Column{Name: "wins"}, claims.Column{Name: "ratio", NaN: "no pair"})
	table.Add([]string{"1"}, math.Inf(1), math.NaN())
	assert.NoError(t, table.CheckNaN())
	text, err := json.Marshal(table)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"nulls":[{"row":0,"column":"wins","reason":"+Inf"},{"row":0,"column":"ratio","reason":"NaN: no pair"}]`)
	table.Add([]string{"2"}, math.NaN(), 1)
	assert.ErrorContains(t, table.CheckNaN(), `column "wins" is NaN in row ["2"], and names no reason`)
}

func TestTableJSONWithoutNulls(t *testing.T) {
	table := claims.NewTable([]string{"h"}, claims.Column{Name: "wins"})
	empty, err := json.Marshal(table)
	require.NoError(t, err)
	assert.JSONEq(t, `{"columns": ["h", "wins"], "rows": []}`, string(empty))

	table.Add([]string{"1"}, 3)
	pointer, err := json.Marshal(&table) // as part of a larger object too
	require.NoError(t, err)
	assert.JSONEq(t, `{"columns": ["h", "wins"], "rows": [["1", 3]]}`, string(pointer))
}

// Every finite number comes back to the bit.
func TestTableJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64().Draw(t, "v")
		table := claims.NewTable(nil, claims.Column{Name: "v"})
		table.Add(nil, v)
		text, err := json.Marshal(table)
		if err != nil {
			t.Fatal(err)
		}
		var back struct{ Rows [][]*float64 }
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if got := back.Rows[0][0]; math.IsInf(v, 0) != (got == nil) || got != nil && *got != v {
			t.Fatalf("%v became %s", v, text)
		}
	})
}

func TestToleranceAllows(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	exact := claims.Tolerance{}
	quarter := claims.Tolerance{Abs: 0.25}
	half := claims.Tolerance{Rel: 0.5}
	four := claims.Tolerance{Factor: 4}
	least, most := math.SmallestNonzeroFloat64, math.MaxFloat64
	for _, c := range []struct {
		tol       claims.Tolerance
		got, want float64
		allowed   bool
	}{
		{exact, 1, 1, true}, {exact, pastOne, 1, false}, {exact, 0, math.Copysign(0, -1), true},
		{quarter, 1.25, 1, true}, {quarter, 0.75, 1, true}, {quarter, 1.25 + 4*u, 1, false}, {quarter, -1, 1, false},
		{half, 6, 4, true}, {half, 2, 4, true}, {half, 7, 4, false}, {half, -6, -4, true}, {half, 4, -4, false},
		{half, 6, 3, false}, // relative to what is wanted
		{claims.Tolerance{Abs: 1, Rel: 0.5}, 7, 4, true}, {claims.Tolerance{Abs: 1, Rel: 0.5}, 8, 4, false},
		{half, nan, nan, true}, {half, nan, 1, false}, {half, 1, nan, false}, {exact, nan, nan, true},
		{half, inf, inf, true}, {half, -inf, inf, false}, {half, 1, inf, false}, {half, inf, 1, false}, {quarter, nan, inf, false},
		{four, 4, 1, true}, {four, 0.25, 1, true}, {four, pastOne, 1, true}, // a factor of 4 at most, either way
		{four, math.Nextafter(4, 5), 1, false}, {four, math.Nextafter(0.25, 0), 1, false},
		{four, -4, -1, true}, {four, -0.25, -1, true}, {four, -1, 1, false}, {four, 1, -1, false},
		{four, 0, 1, false}, {four, 1, 0, false}, {four, 0, 0, true}, {four, 0, math.Copysign(0, -1), true},
		{four, least, 0, false}, {four, 0, least, false}, {four, 4 * least, least, true}, {four, 5 * least, least, false},
		{four, most, most / 4, true}, {four, most, most / 8, false}, {four, most / 4, most, true}, {four, inf, most, false}, {four, most, inf, false},
		{four, inf, inf, true}, {four, -inf, inf, false}, {four, nan, nan, true}, {four, nan, 1, false}, {four, 1, nan, false},
		{claims.Tolerance{Free: "noise of the routine"}, nan, 1, true},
	} {
		assert.Equal(t, c.allowed, c.tol.Allows(c.got, c.want), "%+v: %v for %v", c.tol, c.got, c.want)
	}
}
