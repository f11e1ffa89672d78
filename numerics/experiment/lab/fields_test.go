package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory/claims"
)

// The first row makes the columns; each number stands under the name it was written with.
func TestAddMakesTheColumns(t *testing.T) {
	table := claims.NewTable([]string{"cell"})
	row := func(n int, median claims.Interval) []Fields {
		return []Fields{{Of("n", Exactly, n)}, Interval("m", "lo", "hi", TolNoise, median)}
	}
	Add(&table, []string{"a"}, row(3, claims.Interval{Estimate: 1, Lo: 0.5, Hi: 2})...)
	Add(&table, []string{"b"}, row(4, claims.Interval{Estimate: math.Inf(1), Lo: -1, Hi: 5})...)
	assert.Equal(t, []claims.Column{
		{Name: "n"}, {Name: "m", Tol: TolNoise}, {Name: "lo", Tol: TolNoise}, {Name: "hi", Tol: TolNoise},
	}, table.Columns)
	assert.Equal(t, []claims.Row{
		{Key: []string{"a"}, Values: []float64{3, 1, 0.5, 2}}, {Key: []string{"b"}, Values: []float64{4, math.Inf(1), -1, 5}},
	}, table.Rows)
	for name, fields := range map[string]Fields{
		"another order":     {Of("m", TolNoise, 1), Of("n", Exactly, 1), Of("lo", TolNoise, 1), Of("hi", TolNoise, 1)},
		"another tolerance": {Of("n", TolCount, 1), Of("m", TolNoise, 1), Of("lo", TolNoise, 1), Of("hi", TolNoise, 1)},
		"one less":          {Of("n", Exactly, 1)},
	} {
		assert.Panics(t, func() { Add(&table, []string{"c"}, fields) }, name)
	}
	assert.Len(t, table.Rows, 2)
}

func TestEachAndNth(t *testing.T) {
	length := func(s string) float64 { return float64(len(s)) }
	assert.Equal(t, []float64{1, 3, 0}, Each([]string{"a", "bcd", ""}, length))
	assert.Equal(t, 2.0, MedianBy([]string{"a", "bcd"}, length))
	assert.True(t, math.IsNaN(MedianBy(nil, length)))
	assert.Equal(t, []int{2, 5}, Nth([][]int{{1, 2, 3}, {4, 5, 6}}, 1))
}
