package figure

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// made is a table from text: keys apart by spaces, columns by commas, and rows as
// "key key: value value", where _ stands for a space in a key.
func made(t *testing.T, keys, columns string, rows ...string) claims.Table {
	t.Helper()
	table := claims.NewTable(strings.Fields(keys))
	for _, c := range strings.Split(columns, ",") {
		table.Columns = append(table.Columns, claims.Column{Name: c})
	}
	for _, row := range rows {
		key, numbers, found := strings.Cut(row, ":")
		require.True(t, found, row)
		var values []float64
		for _, s := range strings.Fields(numbers) {
			v, err := strconv.ParseFloat(s, 64)
			require.NoError(t, err, row)
			values = append(values, v)
		}
		names := strings.Fields(key)
		for i := range names {
			names[i] = strings.ReplaceAll(names[i], "_", " ")
		}
		table.Add(names, values...)
	}
	return table
}

// judged is an outcome with limits of 3 for every clause that a figure asks for.
func judged() claims.Outcome {
	o := claims.Outcome{Verdict: claims.Holds}
	for _, what := range []string{
		"|slope - p|", "|constant/textbook - 1|", "factor of the error", "tail median and model differ by",
		"median ratio of loss", "larger lower limit of the ratios",
		"upper edge and h_c differ by", "lower edge and h_l differ by", "residual and floor differ by", "noise and floor differ by",
	} {
		o.Clauses = append(o.Clauses, claims.Clause{What: what, Limit: 3})
	}
	return o
}

// plain is the setup of the recorded tables.
var plain = claims.DefaultSetup(claims.Test, claims.DefaultSeed)

func drawn(t *testing.T, id string, table claims.Table) Figure {
	t.Helper()
	claim, err := claims.Lookup(id)
	require.NoError(t, err)
	f, err := Draw(claim, plain, table, judged())
	require.NoError(t, err)
	assert.Equal(t, id, f.ID)
	assert.Equal(t, id+" (holds): "+claim.Statement, f.Heading)
	return f
}

// The ids are claims, in their order, each once.
func TestIDs(t *testing.T) {
	var want []string
	for _, c := range claims.All() {
		if Has(c.ID) {
			want = append(want, c.ID)
		}
	}
	assert.Equal(t, want, IDs())
	assert.False(t, Has("e1"))
	for id := range samples(t) {
		assert.True(t, Has(id), id)
	}
	assert.Len(t, samples(t), len(IDs()), "every figure is tested")
}

func TestDrawWithoutFigure(t *testing.T) {
	claim, err := claims.Lookup("A1")
	require.NoError(t, err)
	_, err = Draw(claim, plain, claims.Table{}, judged())
	assert.ErrorContains(t, err, `claim "A1" has none, there are those of F1, F3`)
}

// A table without one of the keys or columns that a figure reads is an error that
// names it, and so is one without rows.
func TestDrawMissing(t *testing.T) {
	for id, table := range samples(t) {
		claim, err := claims.Lookup(id)
		require.NoError(t, err)
		for i, key := range table.Keys {
			less := claims.Table{Columns: table.Columns, Rows: table.Rows, Keys: append([]string{}, table.Keys...)}
			less.Keys[i] = "another"
			_, err := Draw(claim, plain, less, judged())
			assert.ErrorContains(t, err, "figure: "+id+": the table has no key "+strconv.Quote(key))
		}
		for i, column := range table.Columns {
			less := claims.Table{Keys: table.Keys, Rows: table.Rows, Columns: append([]claims.Column{}, table.Columns...)}
			less.Columns[i].Name = "another"
			_, err := Draw(claim, plain, less, judged())
			assert.ErrorContains(t, err, "figure: "+id+": the table has no column "+strconv.Quote(column.Name))
		}
		_, err = Draw(claim, plain, claims.Table{Keys: table.Keys, Columns: table.Columns}, judged())
		assert.ErrorContains(t, err, "figure: "+id+": the table has no rows")
	}
}

// What axes cannot show is left out and counted; a figure of nothing is an error.
func TestDrawLeavesOut(t *testing.T) {
	const keys, columns = "cutoff problem activation nodes", "step,h_l,h_c,N,M,n,wins,lo,hi,residual_FD/floor,median residual AD,median residual FD"
	rows := []string{
		"a poisson-1d tanh dyadic: 0.5 1e-3 0.1 127 64 20 20 1 2 1 2 3",
		"a poisson-1d tanh dyadic: 0.25 1e-3 0.1 127 64 20 20 NaN NaN 1 NaN 3",
		"a poisson-1d tanh dyadic: 0.125 1e-3 0.1 127 64 20 20 1 2 1 2 +Inf",
		"a poisson-1d tanh dyadic: 0 1e-3 0.1 127 64 20 20 1 2 1 2 3",
	}
	f := drawn(t, "E3", made(t, keys, columns, rows...))
	require.Len(t, f.Rows[0][0].Series, 3)
	assert.Len(t, f.Rows[0][0].Series[0].Points, 2, "the floor: infinite at 0.125, no place at 0")
	assert.Len(t, f.Rows[0][0].Series[1].Points, 2, "AD: NaN at 0.25, no place at 0")
	assert.Len(t, f.Rows[0][0].Series[2].Points, 2, "FD")
	assert.Contains(t, f.Notes, "Left out, not finite or not positive on a logarithmic axis: 6 values.")

	// A linear axis has a place for every finite number.
	f = drawn(t, "E1", made(t, keys, "step,h_l,h_c,N,M,n,wins,lo,hi,median H_AD,median H_FD",
		"a poisson-1d tanh dyadic: 0.5 1e-3 0.1 127 64 20 20 NaN NaN NaN -1", "a poisson-1d tanh dyadic: 0.25 1e-3 0.1 127 64 20 20 NaN NaN 0 -Inf"))
	assertSeries(t, f.Rows[0][0], series{"AD", AD, [][2]float64{{0.25, 0}}}, series{"FD", FD, [][2]float64{{0.5, -1}}})
	assert.Contains(t, f.Notes, "Left out, not finite or not positive on a logarithmic axis: 2 values.")

	claim, err := claims.Lookup("E3")
	require.NoError(t, err)
	_, err = Draw(claim, plain, made(t, keys, columns, rows[3]), judged())
	assert.ErrorContains(t, err, "figure: E3: nothing in 1 row can be drawn")
	_, err = Draw(claim, plain, made(t, keys, columns, "3a"+rows[0][1:]), judged())
	assert.ErrorContains(t, err, "nothing in 1 row can be drawn", "another cut-off")
}

// A point of which an end of the interval has no place is drawn without it.
func TestDrawLeavesIntervalsOut(t *testing.T) {
	f := drawn(t, "E1w", made(t, "cutoff problem activation nodes", "step,h_l,h_c,N,M,n,wins,median,lo,hi",
		"a poisson-1d tanh dyadic: 0.25 1e-3 0.1 127 64 20 20 0.5 -Inf 0.75",
		"a poisson-1d tanh dyadic: 0.125 1e-3 0.1 127 64 20 20 0.5 0.25 0.75"))
	points := f.Rows[0][0].Series[1].Points
	require.Len(t, points, 2)
	assert.Equal(t, Point{0.125, 0.5, 0.25, 0.75}, points[0])
	assert.False(t, points[1].bounded())
	assert.Contains(t, f.Notes, "Drawn without the interval, an end of which is not finite or not positive on a logarithmic axis: 1 value.")
}

// Without a clause there is no limit to draw.
func TestDrawWithoutClauses(t *testing.T) {
	claim, err := claims.Lookup("E3f")
	require.NoError(t, err)
	f, err := Draw(claim, plain, samples(t)["E3f"], claims.Outcome{Verdict: claims.Inconclusive})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(f.Heading, "E3f (inconclusive): "))
	require.Len(t, f.Rows[0][0].Bands, 2)
	assert.True(t, f.Rows[0][0].Bands[0].drawn())
	assert.False(t, f.Rows[0][0].Bands[1].drawn())
	assert.True(t, math.IsNaN(f.Rows[0][0].Bands[1].To))
}
