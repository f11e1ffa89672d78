package golden

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDistance(t *testing.T) {
	want := sample()
	changed := func(row, column int, v float64) float64 {
		got := sample().Table
		got.Rows[row].Values[column] = v
		return Distance(got, want)
	}
	assert.Zero(t, Distance(sample().Table, want), "NaN and infinities are themselves")
	assert.Equal(t, 0.25, changed(0, 1, 23), "3 of 2 + 20/2 allowed")
	assert.Equal(t, 1.5, changed(0, 1, 38), "beyond the tolerance")
	assert.True(t, math.IsInf(changed(0, 0, math.Nextafter(0.01, 1)), 1), "an exact column")
	assert.True(t, math.IsInf(changed(1, 1, 1), 1), "a number for a NaN")
	assert.Positive(t, changed(2, 1, 0), "the sign of zero is a bit")
	assert.Less(t, changed(2, 1, 0), 1e-300)
	assert.Zero(t, changed(0, 3, 7), "a free column")
	assert.Equal(t, 0.5, changed(0, 2, 1), "a factor of 2 where 4 is allowed: ln 2/ln 4")
	assert.Equal(t, 0.5, changed(0, 2, 0.25), "as far below")
	assert.Equal(t, 1.5, changed(0, 2, 4), "beyond the factor")
	assert.True(t, math.IsInf(changed(0, 2, 0), 1), "0 for a number")
	assert.True(t, math.IsInf(changed(1, 2, 1e-300), 1), "a number for 0")
	assert.True(t, math.IsInf(changed(0, 2, -0.5), 1), "another sign")
	assert.True(t, math.IsInf(changed(0, 2, math.NaN()), 1), "no number")
	assert.Positive(t, changed(1, 2, math.Copysign(0, -1)), "the sign of zero is a bit")
	assert.Less(t, changed(1, 2, math.Copysign(0, -1)), 1e-300)
	got := sample().Table
	got.Rows[0].Key = []string{"poisson", "other"}
	assert.True(t, math.IsInf(Distance(got, want), 1), "a row that is not recorded")
	got.Rows = got.Rows[1:]
	assert.True(t, math.IsInf(Distance(got, want), 1), "a row that is missing")
}
