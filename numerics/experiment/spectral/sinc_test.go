package spectral

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// sincTightness is the least that the worst of some 10^4 entries may use of its bound.
// The bound takes u for each rounding where the mean over a binade is three quarters
// of it at most; theory.SineUlps for sines that are mostly within half of that; and
// the same direction for all roundings of three or five points, which so many
// entries nearly, but not quite, meet. A factor 2 for each is 1/8, and a slope, with
// two points, loses less of the last: 1/6. Measured: 0.167 to 0.198 and 0.24 to 0.26,
// so a bound twice as wide fails.
func sincTightness(rows string) float64 {
	if rows == "slope" {
		return 1. / 6
	}
	return 1. / 8
}

// A bound that is never violated may be so because it is far too wide.
func TestSincBoundIsTight(t *testing.T) {
	for _, master := range []uint64{1, 2, 3} {
		s := claims.DefaultSetup(claims.Short, master)
		worst := map[string]float64{}
		for _, e := range sincGrid(s.Size) {
			for seed := range 4 {
				rows, err := measureSinc(t.Context(), s, e, seed)
				require.NoError(t, err)
				for _, r := range rows {
					key := e.Problem + " " + r.name
					worst[key] = math.Max(worst[key], r.worst)
				}
			}
		}
		require.Len(t, worst, 5, "interior and value rows of both problems, slopes of one")
		for key, w := range worst {
			rows := key[strings.LastIndex(key, " ")+1:]
			if rows == "value" {
				assert.Zero(t, w, "master seed %d, %s: equal bits", master, key)
				continue
			}
			assert.GreaterOrEqual(t, w, sincTightness(rows), "master seed %d, %s", master, key)
			assert.LessOrEqual(t, w, 1.0, "master seed %d, %s", master, key)
		}
	}
}

// Every entry of every kind of rows is compared, and counted where it is.
func TestSincCountsWhatItCompares(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	for _, e := range sincGrid(s.Size) {
		rows, err := measureSinc(t.Context(), s, e, 0)
		require.NoError(t, err)
		entries := 0
		for _, r := range rows {
			entries += r.compared
		}
		boundary := 2
		if e.Problem == "biharmonic-1d" {
			boundary = 4
		}
		assert.Equal(t, len(e.Steps)*(e.N+boundary)*e.M, entries, "%v", e.Setting)
	}
}
