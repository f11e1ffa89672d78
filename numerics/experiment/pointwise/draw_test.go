package pointwise

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// Features are drawn from both signs and as far as R.
func TestDrawStageFillsTheRange(t *testing.T) {
	s := drawStage(200, 2, rand.New(rand.NewPCG(3, 0)))
	require.Len(t, s.W, 200)
	lo, hi := math.Inf(1), math.Inf(-1)
	for j, row := range s.W {
		for _, v := range append([]float64{s.B[j]}, row...) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	// That none of 600 numbers falls within a tenth of an end has the probability 0.95^600, 4e-14.
	assert.InDelta(t, -claims.FeatureR, lo, 0.1*claims.FeatureR)
	assert.InDelta(t, claims.FeatureR, hi, 0.1*claims.FeatureR)
}

// The points lie in the interval, in all of it over many draws, where the derivative is a tenth
// of its largest value or more.
func TestSignificantPoints(t *testing.T) {
	f := analytic{name: "sin", lo: -3, hi: 3}
	r := rand.New(rand.NewPCG(4, 0))
	lo, hi := math.Inf(1), math.Inf(-1)
	for range 60 {
		points, err := significantPoints(f, 1, r)
		require.NoError(t, err)
		require.Len(t, points, 3)
		for _, x := range points {
			assert.True(t, f.lo <= x && x <= f.hi, "%v", x)
			assert.GreaterOrEqual(t, math.Abs(math.Cos(x)), significant*0.9)
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	assert.Less(t, lo, -2.8)
	assert.Greater(t, hi, 2.8)
	_, err := significantPoints(analytic{name: "no such function", hi: 1}, 1, r)
	assert.ErrorContains(t, err, "no such function")
}
