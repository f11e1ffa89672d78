package figure

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// exhibited are small tables of every exhibit, each with the keys and columns that it reads.
func exhibited(t *testing.T) map[string]map[string]claims.Table {
	t.Helper()
	const sweep = "cutoff h problem activation nodes"
	return map[string]map[string]claims.Table{
		"S3-spectrum": {"S3-spectrum": made(t, "h problem activation nodes", "k,a,N,M,n,AD,AD lo,AD hi,FD,FD lo,FD hi,model,model lo,model hi",
			"2^-8 poisson-1d tanh dyadic: 1 1e-14 255 128 10 1 1 1 1 1 1 1 1 1",
			"2^-8 poisson-1d tanh dyadic: 5 1e-14 255 128 10 0.25 0.125 0.5 0.5 0.25 0.75 0.375 0.3 0.4",
			"2^-9 biharmonic-1d tanh dyadic: 1 1e-14 255 128 10 1 1 1 1 1 1 1 1 1")},
		"E2a-cells": {
			"E1": made(t, sweep, "step,h_l,h_c,N,M,n,median H_AD,median H_FD",
				"a 2^-1 poisson-1d tanh dyadic: 0.5 1e-3 0.25 127 64 20 0.75 0.5",
				"a 2^-8 poisson-1d tanh dyadic: 0.0078125 1e-3 0.25 127 64 20 0.75 0.25",
				"3a 2^-8 poisson-1d tanh dyadic: 0.0078125 1e-3 0.25 127 64 20 9 9"),
			"E3": made(t, sweep, "median residual AD,median residual FD",
				"a 2^-8 poisson-1d tanh dyadic: 0.125 8", "a 2^-1 poisson-1d tanh dyadic: 0.125 4", "3a 2^-8 poisson-1d tanh dyadic: 9 9"),
			"E2a": made(t, "cutoff problem activation", "spearman,lo,hi", "a poisson-1d tanh: 0.7512 0.7 0.8", "3a poisson-1d tanh: 0 0 0"),
		},
		"T1-curves": {"T1-curves": made(t, "precision h problem network optimiser", "t,nodes,n,log floor,log AD,log AD lo,log AD hi,log FD,log FD lo,log FD hi",
			"float32 2^-6 poisson-1d 1x20 adam: 10 31 10 0 0 0 0 1.3862943611198906 0 2.772588722239781",
			"float32 2^-6 poisson-1d 1x20 adam: 100 31 10 0 -1.3862943611198906 -2 -1 0 0 0")},
	}
}

func exhibitOf(t *testing.T, name string) Figure {
	t.Helper()
	f, err := DrawExhibit(name, plain, exhibited(t)[name])
	require.NoError(t, err)
	assert.Equal(t, name, f.ID)
	return f
}

// Every exhibit is tested, is named by a claim, says what it is drawn from, and is in words.
func TestExhibits(t *testing.T) {
	names, tables := Exhibits()
	assert.Len(t, exhibited(t), len(names))
	for _, name := range names {
		id, _, _ := strings.Cut(name, "-")
		_, err := claims.Lookup(id)
		assert.NoError(t, err, name)
		assert.Len(t, exhibited(t)[name], len(tables[name]), name)
		f := exhibitOf(t, name)
		assert.Regexp(t, `n = \d+ seeds of master seed 20240514, in the test run`, strings.Join(f.Notes, " "), name)
		f.each(func(p Panel) { assert.Regexp(t, `N = \d+, M = \d+$|^network \d+x\d+, \d+ nodes`, p.Subtitle, name) })
		text := svg(t, f)
		assert.NotRegexp(t, `-1d|dyadic|[> ](adam|gd|lm|l-bfgs)[,.< ]|NaN|Inf`, text, name)
		assert.True(t, strings.HasPrefix(f.Heading, strings.TrimRight(id, "abc")+": "), f.Heading)
	}
}

// A table that is missing, or lacks a key or column that is read, is an error that names it.
func TestExhibitsMissing(t *testing.T) {
	_, err := DrawExhibit("E1", plain, nil)
	assert.ErrorContains(t, err, `no exhibit "E1", there are S3-spectrum, E2a-cells, T1-curves`)
	names, tables := Exhibits()
	for _, name := range names {
		for _, table := range tables[name] {
			all := exhibited(t)[name]
			whole := all[table]
			for i, column := range whole.Columns {
				less := claims.Table{Keys: whole.Keys, Rows: whole.Rows, Columns: append([]claims.Column{}, whole.Columns...)}
				less.Columns[i].Name = "another"
				all[table] = less
				_, err := DrawExhibit(name, plain, all)
				assert.ErrorContains(t, err, name+": "+table+`: the table has no column "`+column.Name+`"`)
			}
			delete(all, table)
			_, err := DrawExhibit(name, plain, all)
			assert.ErrorContains(t, err, name+": "+table+": the table has no key")
		}
	}
}

func TestSpectra(t *testing.T) {
	f := exhibitOf(t, "S3-spectrum")
	assert.Equal(t, [][]string{{"Poisson, tanh, h = 2^-8", "biharmonic, tanh, h = 2^-9", ""}}, titles(f))
	p := f.Rows[0][0]
	assertSeries(t, p,
		series{"cut-off a: the entropy H is of the values above", Truncation, [][2]float64{{1, 0}, {5, 0}}},
		series{"AD", AD, [][2]float64{{1, 1}, {5, 0.25}}}, series{"FD", FDThird, [][2]float64{{1, 1}, {5, 0.5}}},
		series{"predicted for FD: A_AD with noise of predicted size", Prediction, [][2]float64{{1, 1}, {5, 0.375}}})
	assert.Equal(t, Point{5, 0.25, 0.125, 0.5}, p.Series[1].Points[1], "the seeds' span")
	assert.True(t, p.Series[3].Ribbon)
	assert.Equal(t, 10*0x1p-53, p.Bands[0].From)
}

// The point of a cell has the entropy of E1 and the residual of E3 at the default cut-off,
// and the class of its step; that in the regime, [1.5e-3, 0.125], has a ring.
func TestCells(t *testing.T) {
	f := exhibitOf(t, "E2a-cells")
	assertSeries(t, f.Rows[0][0],
		series{"FD, h >= 1e-2", Coarse, [][2]float64{{0.5, 4}}}, series{"FD, 1e-4 <= h < 1e-2", Medium, [][2]float64{{0.25, 8}}},
		series{"FD inside the predicted regime of h", Mark, [][2]float64{{0.25, 8}}},
		series{"AD, which has no step", AD, [][2]float64{{0.75, 0.125}, {0.75, 0.125}}})
	assert.Contains(t, f.Notes[1], "AD among them: Poisson with tanh 0.75 (0.70 to 0.80).")
}

// exponentials is what the exponential of a recorded logarithm, below 8 in size, may err by: its
// argument's rounding, 8 u, and a few ulps of the library.
const exponentials = 16 * theory.UnitRoundoff64

func TestCurves(t *testing.T) {
	f := exhibitOf(t, "T1-curves")
	assert.Equal(t, [][]string{{"Poisson, Adam, h = 2^-6", "", ""}}, titles(f))
	p := f.Rows[0][0]
	assertSeries(t, p, series{"AD", AD, [][2]float64{{10, 1}, {100, 0.25}}}, series{"FD", FD, [][2]float64{{10, 4}, {100, 1}}},
		series{"FD's predicted rounding floor at AD's solution", Rounding, [][2]float64{{10, 1}, {100, 1}}})
	assert.InEpsilon(t, 16, p.Series[1].Points[0].Hi, exponentials)
	assert.InEpsilon(t, 1, p.Bands[0].From, exponentials, "4 times AD's last")
	assert.True(t, math.IsInf(p.Bands[0].To, 1))
}
