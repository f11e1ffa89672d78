package properties_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
	"adfd/properties"
)

// valley is Rosenbrock's function, the sum of 100 (x_(i+1) - x_i^2)^2 + (1 - x_i)^2.
func valley[T engine.Float](x []T) T {
	var sum T
	for i := range len(x) - 1 {
		a, b := x[i+1]-x[i]*x[i], 1-x[i]
		sum += 100*a*a + b*b
	}
	return sum
}

func valleyGradient[T engine.Float](dst, x []T) {
	clear(dst)
	for i := range len(x) - 1 {
		a, b := x[i+1]-x[i]*x[i], 1-x[i]
		dst[i] += -400*a*x[i] - 2*b
		dst[i+1] += 200 * a
	}
}

func valleyHVP[T engine.Float](dst, x, v []T) {
	clear(dst)
	for i := range len(x) - 1 {
		dst[i] += (1200*x[i]*x[i]-400*x[i+1]+2)*v[i] - 400*x[i]*v[i+1]
		dst[i+1] += -400*x[i]*v[i] + 200*v[i+1]
	}
}

// layer is tanh(W x), W the 3 by 2 matrix below, and its Jacobian.
var layerWeights = [3][2]float64{{0.5, -1}, {2, 0.25}, {-0.75, 1.5}}

func layer[T engine.Float](dst, x []T) {
	for i, w := range layerWeights {
		dst[i] = T(math.Tanh(float64(T(w[0])*x[0] + T(w[1])*x[1])))
	}
}

func layerJacobian[T engine.Float](x []T, i, j int) T {
	w := layerWeights[i]
	c := math.Cosh(float64(T(w[0])*x[0] + T(w[1])*x[1]))
	return T(w[j] / (c * c))
}

func layerJVP[T engine.Float](dst, x, v []T) {
	for i := range dst {
		dst[i] = layerJacobian(x, i, 0)*v[0] + layerJacobian(x, i, 1)*v[1]
	}
}

func layerVJP[T engine.Float](dst, x, w []T) {
	for j := range dst {
		dst[j] = 0
		for i := range w {
			dst[j] += w[i] * layerJacobian(x, i, j)
		}
	}
}

// productErrors are those of every check of a product, of right ones, by check.
func productErrors[T engine.Float](resolution float64) map[string]error {
	s := &properties.Settings{Seed: 3, Resolution: resolution}
	x := []T{-1.2, 1, 0.3, 0.875}
	return map[string]error{
		"Gradient": properties.Gradient(valley[T], valleyGradient[T], x, s),
		"HVP":      properties.HVP(valley[T], valleyHVP[T], x, s),
		"JVP":      properties.JVP(layer[T], layerJVP[T], 3, []T{0.3, -0.7}, s),
		"VJP":      properties.VJP(layer[T], layerVJP[T], 3, []T{0.3, -0.7}, s),
	}
}

func TestProducts(t *testing.T) {
	for name, err := range productErrors[float64](0) {
		assert.NoError(t, err, "%s in float64", name)
	}
	for name, err := range productErrors[float32](0.02) {
		assert.NoError(t, err, "%s in float32", name)
	}
}

// Each slip is named by its place.
func TestProductsWithSlips(t *testing.T) {
	x := []float64{-1.2, 1, 0.3, 0.875}
	y := []float64{0.3, -0.7}
	for _, c := range []struct {
		name, place string
		err         error
	}{
		{"swapped", "coordinate 0", properties.Gradient(valley[float64], func(dst, x []float64) {
			valleyGradient(dst, x)
			dst[0], dst[1] = dst[1], dst[0]
		}, x, nil)},
		{"one entry by 0.1%", "coordinate 2", properties.Gradient(valley[float64], func(dst, x []float64) {
			valleyGradient(dst, x)
			dst[2] *= 1.001
		}, x, nil)},
		{"entry not written", "coordinate 3", properties.Gradient(valley[float64], func(dst, x []float64) {
			last := dst[3]
			valleyGradient(dst, x)
			dst[3] = last
		}, x, nil)},
		{"directions alone", "direction 0 of seed 5", properties.Gradient(valley[float64], func(dst, x []float64) {
			valleyGradient(dst, x)
			dst[2] *= 1.01
		}, x, &properties.Settings{Seed: 5, Coordinates: -1})},
		{"transposed", "output 1, coordinate 0", properties.VJP(
			func(dst, x []float64) { dst[0], dst[1] = x[0]+2*x[1], 3*x[0]*x[1] },
			func(dst, x, w []float64) { dst[0], dst[1] = w[0]+2*w[1], 3*x[1]*w[0]+3*x[0]*w[1] }, 2, y, nil)},
		{"output lost", "output 2", properties.JVP(layer[float64], func(dst, x, v []float64) {
			layerJVP(dst, x, v)
			dst[2] = 0
		}, 3, y, nil)},
		{"not linear in w", "weights", properties.VJP(layer[float64], func(dst, x, w []float64) {
			v := make([]float64, len(w))
			for i := range w {
				v[i] = math.Abs(w[i])
			}
			layerVJP(dst, x, v)
		}, 3, y, nil)},
		{"half the Hessian", "entry (0, 0)", properties.HVP(valley[float64], func(dst, x, v []float64) {
			valleyHVP(dst, x, v)
			for i := range dst {
				dst[i] /= 2
			}
		}, x, nil)},
		{"not symmetric", "transposed", properties.HVP(valley[float64], func(dst, x, v []float64) {
			valleyHVP(dst, x, v)
			dst[1] += 40 * v[0]
		}, x, nil)},
		{"off the diagonal", "entry (2, 0)", properties.HVP(valley[float64], func(dst, x, v []float64) {
			valleyHVP(dst, x, v)
			dst[0] += 0.5 * v[2]
			dst[2] += 0.5 * v[0]
		}, x, nil)},
	} {
		assert.Equal(t, "wrong", verdict(c.err), "%s: %v", c.name, c.err)
		assert.ErrorContains(t, c.err, c.place, c.name)
	}
}

// In a long vector the coordinates are a sample, and directions see the rest.
func TestGradientOfManyCoordinates(t *testing.T) {
	x := make([]float64, 300)
	for i := range x {
		x[i] = math.Sin(float64(i))
	}
	f := func(x []float64) (sum float64) {
		for _, v := range x {
			sum += math.Exp(v)
		}
		return sum
	}
	grad := func(dst, x []float64) {
		for i, v := range x {
			dst[i] = math.Exp(v)
		}
	}
	s := &properties.Settings{Coordinates: 10, Directions: 2}
	require.NoError(t, properties.Gradient(f, grad, x, s))
	for _, i := range []int{0, 137, 299} {
		err := properties.Gradient(f, func(dst, x []float64) {
			grad(dst, x)
			dst[i] = -dst[i]
		}, x, s)
		assert.Equal(t, "wrong", verdict(err), "entry %d: %v", i, err)
	}
}

func TestOperator(t *testing.T) {
	u := func(x []float64) float64 { return math.Exp(0.5*x[0]) * math.Sin(2*x[1]) }
	laplace := []pde.Term{{Coef: 1, Index: []int{2, 0}}, {Coef: 1, Index: []int{0, 2}}}
	x := []float64{0.3, -0.6}
	right := func(factor float64) func(x []float64) float64 {
		return func(x []float64) float64 { return factor * (0.25 - 4) * u(x) }
	}
	assert.NoError(t, properties.Operator(u, right(1), laplace, x, nil))
	assert.Equal(t, "wrong", verdict(properties.Operator(u, right(1.001), laplace, x, nil)))

	// d^a/dx^a d^b/dy^b is 0.5^a 2^b times exp(x/2) and sin or cos.
	trig := []func(float64) float64{math.Sin, math.Cos,
		func(x float64) float64 { return -math.Sin(x) }, func(x float64) float64 { return -math.Cos(x) }}
	for a := range 4 {
		for b := range 4 {
			if a+b > 4 {
				continue
			}
			terms := []pde.Term{{Coef: 3, Index: []int{a, b}}, {Coef: -1, Index: []int{0, 0}}}
			for _, factor := range []float64{1, 1.001, 0.999} {
				lu := func(x []float64) float64 {
					d := math.Pow(0.5, float64(a)) * math.Pow(2, float64(b)) * math.Exp(0.5*x[0]) * trig[b](2*x[1])
					return factor*3*d - u(x)
				}
				say := verdict(properties.Operator(u, lu, terms, x, nil))
				want := "right"
				if factor != 1 {
					want = "wrong"
				}
				assert.Equal(t, want, say, fmt.Sprint(terms, factor))
			}
		}
	}

	assert.ErrorContains(t, properties.Operator(u, u, nil, x, nil), "without a derivative")
	assert.ErrorContains(t, properties.Operator(u, u, []pde.Term{{Coef: 1, Index: []int{9, 0}}}, x, nil), "order 9, want at most 8")
}

// A ReLU is at its kink in one direction only.
func TestGradientAtKink(t *testing.T) {
	f := func(x []float64) float64 { return max(x[0], x[1]) + x[2] }
	grad := func(dst, x []float64) { dst[0], dst[1], dst[2] = 1, 0, 1 }
	x := []float64{0.5, 0.5, 0}
	assert.Equal(t, "kink", verdict(properties.Gradient(f, grad, x, nil)))
	assert.ErrorContains(t, properties.Gradient(f, grad, x, nil), "coordinate 0")
	assert.NoError(t, properties.Gradient(f, grad, x, &properties.Settings{AtKink: true}))
	assert.NoError(t, properties.Gradient(f, grad, []float64{0.75, 0.5, 0}, nil))
}

func TestSettingsErrors(t *testing.T) {
	f := func(x []float64) float64 { return x[0] }
	g := func(dst, x []float64) { dst[0] = 1 }
	for _, c := range []struct {
		x    []float64
		s    *properties.Settings
		want string
	}{
		{nil, nil, "x is empty"},
		{[]float64{math.NaN()}, nil, "x[0] is NaN"},
		{[]float64{2}, &properties.Settings{Hi: []float64{1}}, "outside the box"},
		{[]float64{1}, &properties.Settings{Lo: []float64{0, 0}}, "Settings.Lo has 2 entries, want 1"},
		{[]float64{1}, &properties.Settings{Lo: []float64{3}, Hi: []float64{2}}, "not below"},
		{[]float64{1}, &properties.Settings{Step: -1}, "Settings.Step"},
		{[]float64{1}, &properties.Settings{Resolution: 2}, "Settings.Resolution"},
	} {
		assert.ErrorContains(t, properties.Gradient(f, g, c.x, c.s), c.want)
	}
	assert.ErrorContains(t, properties.Derivative(math.Sin, math.Cos, 9, []float64{1}, nil), "order 9, want 1 to 8")
	assert.ErrorContains(t, properties.JVP(layer[float64], layerJVP[float64], 0, []float64{1}, nil), "0 outputs")
}

// Evaluations on one line are bounded, whatever f is.
func TestEvaluations(t *testing.T) {
	for _, x := range []float64{0, 1, 0.1, 1e-8, 1e8, 1e-300} {
		n := 0
		err := properties.Derivative(func(x float64) float64 { n++; return math.Exp(-x * x) },
			func(x float64) float64 { return -2 * x * math.Exp(-x*x) }, 1, []float64{x}, nil)
		assert.NoError(t, err, "x = %v", x)
		assert.LessOrEqual(t, n, 257, "x = %v", x)
	}
}

func BenchmarkDerivative(b *testing.B) {
	n := 0
	for b.Loop() {
		err := properties.Derivative(func(x float64) float64 { n++; return math.Sin(x) }, math.Cos, 1, []float64{0.7}, nil)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(n)/float64(b.N), "evaluations/op")
}

func BenchmarkGradient(b *testing.B) {
	n := 0
	x := []float64{-1.2, 1, 0.3, 0.875}
	for b.Loop() {
		err := properties.Gradient(func(x []float64) float64 { n++; return valley(x) }, valleyGradient[float64], x, nil)
		require.NoError(b, err)
	}
	b.ReportMetric(float64(n)/float64(b.N), "evaluations/op")
}
