package properties_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties"
)

// chained is the sum of cos(x_i x_(i+1)), with its Hessian's product.
func chained(x []float64) (sum float64) {
	for i := range len(x) - 1 {
		sum += math.Cos(x[i] * x[i+1])
	}
	return sum
}

func chainedHVP(dst, x, v []float64) {
	clear(dst)
	for i := range len(x) - 1 {
		a, b := x[i], x[i+1]
		s, c := math.Sincos(a * b)
		mixed := -s - a*b*c
		dst[i] += -b*b*c*v[i] + mixed*v[i+1]
		dst[i+1] += mixed*v[i] - a*a*c*v[i+1]
	}
}

func waves(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Sin(1 + 3*float64(i))
	}
	return x
}

// An antisymmetric part leaves every v.H v as it is; where pairs are a sample, only
// w.H v = v.H w sees it.
func TestHVPAntisymmetricSlip(t *testing.T) {
	sizes := []int{2, 12, 40, 100}
	if testing.Short() {
		sizes = []int{2, 12}
	}
	for _, n := range sizes {
		x := waves(n)
		s := &properties.Settings{Coordinates: 8}
		require.NoError(t, properties.HVP(chained, chainedHVP, x, s), "n = %d", n)
		for _, slip := range []float64{2, 1e-3} {
			for j := 1; j < n; j += 1 + n/10 {
				err := properties.HVP(chained, func(dst, x, v []float64) {
					chainedHVP(dst, x, v)
					dst[j] -= slip * v[0]
					dst[0] += slip * v[j]
				}, x, s)
				assert.Equal(t, "wrong", verdict(err), "n = %d, entries (0, %d) by %v: %v", n, j, slip, err)
			}
		}
	}
	// As it is found by default.
	x := waves(12)
	err := properties.HVP(chained, func(dst, x, v []float64) {
		chainedHVP(dst, x, v)
		dst[1] -= 2 * v[0]
		dst[0] += 2 * v[1]
	}, x, nil)
	assert.Equal(t, "wrong", verdict(err), "%v", err)
	assert.ErrorContains(t, err, "transposed")
}

// A symmetric slip outside of the sample shows in directions, and without them does not:
// so it was outside.
func TestHVPSlipOutsideOfTheSample(t *testing.T) {
	const n = 100
	x := waves(n)
	outside, stride, least := 0, 9, 10
	if testing.Short() {
		stride, least = 37, 2
	}
	for i := 0; i < n; i += stride {
		for _, j := range []int{i, (i + 37) % n} {
			slipped := func(dst, x, v []float64) {
				chainedHVP(dst, x, v)
				dst[i] += 0.5 * v[j]
				dst[j] += 0.5 * v[i]
			}
			if properties.HVP(chained, slipped, x, &properties.Settings{Coordinates: 8, Directions: -1}) != nil {
				continue
			}
			outside++
			err := properties.HVP(chained, slipped, x, &properties.Settings{Coordinates: 8, Directions: 2})
			assert.Equal(t, "wrong", verdict(err), "entry (%d, %d): %v", i, j, err)
			assert.ErrorContains(t, err, "direction 0")
		}
	}
	assert.Greater(t, outside, least)
}

// A NaN in one triangle of H alone.
func TestHVPNaNBelowTheDiagonal(t *testing.T) {
	err := properties.HVP(chained, func(dst, x, v []float64) {
		chainedHVP(dst, x, v)
		if v[0] != 0 && v[1] == 0 {
			dst[1] = math.NaN()
		}
	}, waves(2), &properties.Settings{Directions: -1})
	assert.Equal(t, "wrong", verdict(err), "%v", err)
}

// Products that are right on all vectors of entries +-1 and 0, and not linear.
func TestProductsThatAreNotLinear(t *testing.T) {
	cubed := func(v []float64) []float64 {
		w := make([]float64, len(v))
		for i, a := range v {
			w[i] = a * a * a
		}
		return w
	}
	y := []float64{0.3, -0.7}
	for _, s := range []*properties.Settings{nil, {Directions: 1}, {Seed: 9}} {
		err := properties.JVP(layer[float64], func(dst, x, v []float64) { layerJVP(dst, x, cubed(v)) }, 3, y, s)
		assert.Equal(t, "wrong", verdict(err), "v in jvp: %v", err)
		err = properties.VJP(layer[float64], func(dst, x, w []float64) { layerVJP(dst, x, cubed(w)) }, 3, y, s)
		assert.Equal(t, "wrong", verdict(err), "w in vjp: %v", err)
		err = properties.HVP(chained, func(dst, x, v []float64) { chainedHVP(dst, x, cubed(v)) }, y, s)
		assert.Equal(t, "wrong", verdict(err), "v in hvp: %v", err)
	}
	// One variable and one output.
	f := func(dst, x []float64) { dst[0] = math.Exp(x[0]) }
	assert.Equal(t, "wrong", verdict(properties.JVP(f, func(dst, x, v []float64) { dst[0] = math.Exp(x[0]) * v[0] * v[0] * v[0] }, 1, y[:1], nil)))
	assert.Equal(t, "wrong", verdict(properties.VJP(f, func(dst, x, w []float64) { dst[0] = math.Exp(x[0]) * w[0] * w[0] * w[0] }, 1, y[:1], nil)))
}
