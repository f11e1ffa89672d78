package spectral

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// The singular values of the exhibit are S3's: AD's do not depend on the step, FD's with AD on
// both sides are AD's, and the tail of FD's grows as h^-q while the model's follows it.
func TestNoiseSpectra(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, claims.DefaultSeed)
	table, err := NoiseSpectra(t.Context(), s, nil)
	require.NoError(t, err)
	control, err := NoiseSpectra(t.Context(), s.With(claims.Control), nil)
	require.NoError(t, err)
	last := map[string]float64{}
	for i, r := range table.Rows {
		key := table.Key(r, "index")
		if ad := table.Value(r, "AD"); table.Key(r, "h") == "2^-14" {
			assert.Equal(t, last[key], ad, key)
		} else {
			last[key] = ad
		}
		for _, column := range []string{"AD", "FD", "model lo"} {
			assert.GreaterOrEqual(t, table.Value(r, column), spectrumFloor, column)
		}
		assert.Equal(t, control.Value(control.Rows[i], "AD"), control.Value(control.Rows[i], "FD"), key)
		if key == "1" {
			assert.Equal(t, 1., table.Value(r, "AD"), "in units of the largest")
		}
		if key == "101" { // of 112: noise
			assert.InDelta(t, 0, math.Log2(table.Value(r, "FD")/table.Value(r, "model hi")), 1, "FD over the model")
		}
	}
	fd := func(h string) float64 {
		rows := table.Where(func(r claims.Row) bool { return table.Key(r, "h") == h && table.Key(r, "index") == "101" })
		require.Len(t, rows.Rows, 1, h)
		return rows.Value(rows.Rows[0], "FD")
	}
	assert.InDelta(t, 12, math.Log2(fd("2^-14")/fd("2^-8")), 0.5, "q = 2, over a ratio of 2^6")
}
