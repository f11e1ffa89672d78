package properties_test

import (
	"math"
	"math/big"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties"
	"adfd/properties/catalog"
)

// mathUlps is the error that package math's sources state for most of its
// elementary functions: less than a unit in the last place.
const mathUlps = 1

// reductionUlps is that of its sine and cosine beside a zero. The argument is
// reduced by pi/4 in three parts, of which the last, 2.7e-15, is rounded at 2^-53
// of it; y = 4 or 2 of them are subtracted, which leaves an error of up to
// 4 * 2.7e-15 * 2^-53 = 1.2e-30. That is 49 of the units, 2^-105, of sin at the float64
// beside pi, and as many of cos beside pi/2.
const reductionUlps = 49 + mathUlps

// expOverflows is where math.Exp gives +Inf on amd64 instead of up to 1.8e308:
// from (1024 - 1/2) log 2 on, though e^x overflows at 1024 log 2 = 709.78 only.
// It rounds x/log 2 to the nearest integer for the exponent, and takes 1024 for
// overflow. Sinh and Cosh call it.
const expOverflows = 709.43613930310391

func TestKnownLibrary(t *testing.T) {
	for name, f := range map[string]func(float64) float64{
		"log": math.Log, "tanh": math.Tanh, "sqrt": math.Sqrt, "erf": math.Erf, "log1p": math.Log1p,
		"recip": func(x float64) float64 { return 1 / x },
		"abs":   math.Abs,
		"relu":  func(x float64) float64 { return max(x, 0) },
	} {
		assert.NoError(t, properties.Known(f, name, 0, nil, mathUlps), name)
	}
	assert.NoError(t, properties.Known(math.Sin, "sin", 0, nil, reductionUlps))
	assert.NoError(t, properties.Known(math.Cos, "cos", 0, nil, reductionUlps))
	for name, f := range map[string]func(float64) float64{"exp": math.Exp, "sinh": math.Sinh, "cosh": math.Cosh} {
		c, err := catalog.ByName(name)
		require.NoError(t, err)
		points := slices.DeleteFunc(append(c.Hard(), c.Grid(33)...), func(x float64) bool { return math.Abs(x) > expOverflows })
		assert.NoError(t, properties.Known(f, name, 0, points, 2*mathUlps), name)
	}
}

// Upstream: math.Exp overflows early on amd64. If this fails, it no longer does, and
// TestKnownLibrary can take all points.
func TestKnownExpOverflowsEarly(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		return
	}
	for name, f := range map[string]func(float64) float64{"exp": math.Exp, "sinh": math.Sinh, "cosh": math.Cosh} {
		assert.NoError(t, properties.Known(f, name, 0, []float64{expOverflows}, 2*mathUlps), name)
		err := properties.Known(f, name, 0, []float64{709.4362}, 2*mathUlps)
		assert.ErrorContains(t, err, "at x = 709.4362: got +Inf, want", name)
	}
}

func TestKnownDerivatives(t *testing.T) {
	assert.NoError(t, properties.Known(math.Cos, "sin", 1, nil, mathUlps))
	assert.NoError(t, properties.Known(func(x float64) float64 { return 2 * x }, "maxsquare", 1, []float64{-1, 3}, 0))
	assert.NoError(t, properties.Known(func(x float64) float64 { return math.Copysign(1, x) }, "abs", 1, nil, 0))
	assert.NoError(t, properties.Known(func(x float64) float64 { return -1 / x / x }, "recip", 1, nil, 1))
	// A quotient of the library's tanh has its error twice and two roundings.
	assert.NoError(t, properties.Known(func(x float64) float64 { return math.Tanh(x) }, "logcosh", 1, nil, mathUlps))
	// Float32 by rounding float64's once.
	sine := func(x float32) float32 { return float32(math.Sin(float64(x))) }
	assert.NoError(t, properties.Known(sine, "sin", 0, nil, 0.5+0x1p-20))
}

func TestKnownRepeatsNil(t *testing.T) {
	assert.ErrorContains(t, properties.Known(math.Sin, "sine", 0, nil, 1), `repeat: properties.Known(impl, "sine", 0, nil, 1)`)
}

// Each derivative is plausible, and wrong where it is hard.
func TestKnownRejects(t *testing.T) {
	for _, c := range []struct {
		name string
		k    int
		impl func(float64) float64
	}{
		{"tanh", 1, func(x float64) float64 { y := math.Tanh(x); return 1 - y*y }},
		{"sigmoid", 1, func(x float64) float64 { y := 1 / (1 + math.Exp(-x)); return y * (1 - y) }},
		{"softplus", 0, func(x float64) float64 { return math.Log(1 + math.Exp(x)) }},
		{"gelu", 0, func(x float64) float64 { return x * (1 + math.Erf(x/math.Sqrt2)) / 2 }},
		{"log1p", 0, func(x float64) float64 { return math.Log(1 + x) }},
		{"relu", 1, func(x float64) float64 { return (max(x+1e-6, 0) - max(x-1e-6, 0)) / 2e-6 }},
		{"exp", 0, func(x float64) float64 { return float64(float32(math.Exp(x))) }},
		{"sin", 1, func(x float64) float64 { return (math.Sin(x+6e-6) - math.Sin(x-6e-6)) / 1.2e-5 }},
		{"runge", 2, func(x float64) float64 { return math.NaN() }},
	} {
		err := properties.Known(c.impl, c.name, c.k, nil, 1000)
		var v *properties.Violation
		require.ErrorAs(t, err, &v, c.name)
		assert.Greater(t, v.Measured, 1000., c.name)
		assert.Equal(t, 1000., v.Allowed)
	}
	err := properties.Known(func(x float64) float64 { return 1.001 * math.Cos(x) }, "sin", 1, []float64{0.5, 0.25}, 2)
	assert.ErrorContains(t, err, "derivative of order 1 of sin, sin x, at x = 0.")
	assert.ErrorContains(t, err, "got 0.96988")
	assert.ErrorContains(t, err, "want 0.9689124217106447")
	assert.ErrorContains(t, err, `repeat: properties.Known(impl, "sin", 1, []float64{0.25}, 2)`)
}

func TestKnownInput(t *testing.T) {
	f := math.Abs
	gradient := func(dst, x []float64) {}
	for want, err := range map[string]error{
		`unknown function "sine"`: properties.Known(f, "sine", 0, nil, 1),
		"order -1":                properties.Known(f, "abs", -1, nil, 1),
		"NaN ulps":                properties.Known(f, "abs", 0, nil, math.NaN()),
		"outside the domain":      properties.Known(f, "log", 0, []float64{-1}, 1),
		"x = NaN":                 properties.Known(f, "log", 0, []float64{math.NaN()}, 1),
		"slopes -1 and 1":         properties.Known(f, "abs", 1, []float64{0}, 1),
		"no points":               properties.Known(f, "abs", 0, []float64{}, 1),
		`unknown field "rosen"`:   properties.KnownField(gradient, "rosen", nil, 1),
		"-1 ulps":                 properties.KnownField(gradient, "norm", nil, -1),
		"no gradient":             properties.KnownField(gradient, "norm", [][]float64{{0, 0, 0}}, 1),
		"coordinate 1 is NaN":     properties.KnownField(gradient, "norm", [][]float64{{0, math.NaN(), 0}}, 1),
		"norm: a point has 2 coordinates, want 3": properties.KnownField(gradient, "norm", [][]float64{{0, 1}}, 1),
		"changed x": properties.KnownField(func(dst, x []float64) {
			x[0] = 7
			copy(dst, x)
		}, "norm", nil, 1),
	} {
		var v *properties.Violation
		assert.ErrorContains(t, err, want)
		assert.NotErrorAs(t, err, &v)
	}
}

func rosenbrockGradient[T float32 | float64](dst, x []T) {
	clear(dst)
	for i := range len(x) - 1 {
		a := x[i+1] - x[i]*x[i]
		dst[i] += -400*x[i]*a - 2*(1-x[i])
		dst[i+1] += 200 * a
	}
}

// rosenbrockUlps: an entry takes 9 operations, each rounding of at most half a
// unit of the terms, whose absolute values sum to at most the scale of the measure
// but for a factor below 2 (x d/dx of 400 x^3 counts it three times).
const rosenbrockUlps = 9

func TestKnownField(t *testing.T) {
	assert.NoError(t, properties.KnownField(rosenbrockGradient[float64], "rosenbrock", nil, rosenbrockUlps))
	assert.NoError(t, properties.KnownField(rosenbrockGradient[float32], "rosenbrock", nil, rosenbrockUlps))

	// A sum of four products: 7 roundings, each of at most half a unit of the sum of
	// absolute terms, which is the measure's scale.
	a := catalog.QuadraticMatrix()
	quadratic := func(dst, x []float64) {
		for i := range dst {
			dst[i] = 0
			for j := range x {
				dst[i] += a[i][j] * x[j]
			}
		}
	}
	assert.NoError(t, properties.KnownField(quadratic, "quadratic", nil, 3.5))

	// Hypot scales: overflow and underflow of the squares do not matter.
	norm := func(dst, x []float64) {
		n := math.Hypot(math.Hypot(x[0], x[1]), x[2])
		for i := range x {
			dst[i] = x[i] / n
		}
	}
	assert.NoError(t, properties.KnownField(norm, "norm", nil, 3))
}

// A gradient rounded once is off by half a unit, and by half of it more if the unit is
// misjudged.
func TestKnownFieldUnit(t *testing.T) {
	require.NoError(t, properties.KnownField(roundedOnce[float32](t, "wells"), "wells", nil, 0.5))
	require.NoError(t, properties.KnownField(roundedOnce[float64](t, "wells"), "wells", nil, 0.5))
	assert.Error(t, properties.KnownField(roundedOnce[float32](t, "wells"), "wells", nil, 0.2))
	assert.Error(t, properties.KnownField(roundedOnce[float64](t, "wells"), "wells", nil, 0.2))

	// An entry that is not set is no 0.
	err := properties.KnownField(func(dst, x []float64) {}, "wells", [][]float64{{1, -1, 0}}, 1)
	assert.ErrorContains(t, err, "got NaN, want 0")
}

func roundedOnce[T float32 | float64](t *testing.T, name string) func(dst, x []T) {
	f, err := catalog.FieldByName(name)
	require.NoError(t, err)
	return func(dst, x []T) {
		p := make([]*big.Float, len(x))
		for i, v := range x {
			p[i] = new(big.Float).SetFloat64(float64(v))
		}
		g, err := f.Gradient(p)
		require.NoError(t, err)
		for i := range dst {
			switch d := any(dst).(type) {
			case []float32:
				d[i], _ = g[i].Float32()
			case []float64:
				d[i], _ = g[i].Float64()
			}
		}
	}
}

func TestKnownFieldRejects(t *testing.T) {
	for name, impl := range map[string]func(dst, x []float64){
		"rosenbrock": func(dst, x []float64) { rosenbrockGradient(dst, x); dst[1] *= 1.001 },
		"quadratic":  func(dst, x []float64) { copy(dst, x) },
		"norm": func(dst, x []float64) {
			n := math.Sqrt(x[0]*x[0] + x[1]*x[1] + x[2]*x[2])
			for i := range x {
				dst[i] = x[i] / n
			}
		},
		"logsumexp": func(dst, x []float64) {
			s := math.Exp(x[0]) + math.Exp(x[1]) + math.Exp(x[2])
			for i := range x {
				dst[i] = math.Exp(x[i]) / s
			}
		},
		"wells": func(dst, x []float64) { dst[0] = 4 * (x[0]*x[0]*x[0] - x[0]) },
	} {
		var v *properties.Violation
		err := properties.KnownField(impl, name, nil, 1000)
		require.ErrorAs(t, err, &v, name)
		assert.Greater(t, v.Measured, 1000., name)
		assert.Contains(t, v.Case, "entry")
		assert.Contains(t, v.Repeat, "[][]float64{[]float64{")
	}
}
