package rfm

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The bits of a seed are part of every recorded result.
func TestSamplePinned(t *testing.T) {
	f, err := Sample[float64](1, 3, 1, 4)
	require.NoError(t, err)
	assert.Equal(t, []float64{-0.2729744197627282, -1.9885793031851868, -2.734482881254446}, f.W)
	assert.Equal(t, []float64{2.5854247629176905, -3.626222934245569, -2.163854201240814}, f.B)
}

func TestSample(t *testing.T) {
	const seed, m, dim, r = 7, 500, 2, 4
	f, err := Sample[float64](seed, m, dim, r)
	require.NoError(t, err)
	require.NoError(t, f.Validate())
	assert.Equal(t, m, f.M())

	// The first features of a larger sample, whatever its size.
	head, err := Sample[float64](seed, 20, dim, r)
	require.NoError(t, err)
	assert.Equal(t, f.W[:20*dim], head.W)
	assert.Equal(t, f.B[:20], head.B)

	// float32 features are the rounded float64 ones, and promotion is exact.
	single, err := Sample[float32](seed, m, dim, r)
	require.NoError(t, err)
	for i, w := range f.W {
		require.Equal(t, float32(w), single.W[i])
		require.Equal(t, float64(single.W[i]), single.Promote().W[i])
	}
	for j, b := range f.B {
		require.Equal(t, float32(b), single.B[j])
	}

	// Another seed gives other features.
	other, err := Sample[float64](seed+1, m, dim, r)
	require.NoError(t, err)
	assert.NotEqual(t, f.W[0], other.W[0])

	// Uniform on [-r, r]: the largest distance of the empirical distribution from
	// the uniform one stays below 1.95/sqrt(n), which one seed in a thousand
	// exceeds (Kolmogorov-Smirnov); this seed does not.
	all := append(append([]float64(nil), f.W...), f.B...)
	n := float64(len(all))
	for _, v := range all {
		require.LessOrEqual(t, math.Abs(v), float64(r))
		below := 0.0
		for _, w := range all {
			if w <= v {
				below++
			}
		}
		require.InDelta(t, (v/r+1)/2, below/n, 1.95/math.Sqrt(n), "seed %d", seed)
	}
}

func TestSampleBadInput(t *testing.T) {
	for _, c := range []struct {
		m, dim int
		r      float64
		want   string
	}{
		{0, 1, 4, "0 features"},
		{-2, 1, 4, "-2 features"},
		{5, 0, 4, "dimension 0"},
		{5, 1, 0, "radius 0"},
		{5, 1, -1, "radius -1"},
		{5, 1, math.NaN(), "radius NaN"},
		{5, 1, math.Inf(1), "radius +Inf"},
	} {
		_, err := Sample[float64](1, c.m, c.dim, c.r)
		assert.ErrorContains(t, err, c.want)
	}
	for _, r := range []float64{1e300, 1e-300} { // beyond float32
		_, err := Sample[float32](1, 5, 1, r)
		assert.ErrorContains(t, err, "radius")
	}
}

func TestFeaturesValidate(t *testing.T) {
	nan := math.NaN()
	for want, f := range map[string]Features[float64]{
		"no features":                  {Dim: 1},
		"3 weights for 2 features":     {Dim: 1, W: make([]float64, 3), B: make([]float64, 2)},
		"in dimension 0":               {W: make([]float64, 2), B: make([]float64, 2)},
		"weight 1 of feature 1 is NaN": {Dim: 2, W: []float64{1, 2, 3, nan}, B: make([]float64, 2)},
		"bias of feature 1 is +Inf":    {Dim: 1, W: make([]float64, 2), B: []float64{0, math.Inf(1)}},
	} {
		assert.ErrorContains(t, f.Validate(), want)
	}
}
