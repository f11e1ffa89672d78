package properties_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/properties"
	"adfd/properties/expr"
)

// On steps 2^-j the rounding of what cancels out of sight is a multiple of the step, and its
// sum with zeros stands still: both look exact. The right derivative is never called
// wrong there, nor a kink.
func TestDerivativeOfWhatCancelsOutOfSight(t *testing.T) {
	for _, c := range []struct {
		text   string
		lo, hi float64
		x      float64
		order  int
	}{
		{"erf(erf(sin(x) - x))", -1, 1, 0, 1},
		{"erf(erf(sin(x) - x))", -1, 1, 0x1.a2ep-43, 3},
		{"erf(cos(cos(x)*x) - cos(x))", 0, 1, 0x1p-28, 3},
		{"erf(cos(cos(x)*x) - cos(x))", 0, 1, 0x1p-294, 3},
		{"erf(cos(cos(x)*x) - cos(x))", 0, 1, 0x1p-19, 3},
	} {
		e := expr.MustParse(c.text, c.lo, c.hi)
		assert.Contains(t, []string{"right", "inconclusive"}, verdict(inDomain(e, c.x, c.order, 1, 0)), "%v at %v, order %d", e, c.x, c.order)
	}
}

// The residuals are small by chance here, and the estimate on the steps 2^-j is off by 0.1%: the other
// ladder of steps shows it.
func TestDerivativeOfOneLadder(t *testing.T) {
	e := expr.MustParse("sigmoid(softplus(0.5*(1.5 - x^2) + 3))", -1, 1)
	assert.NotEqual(t, "right", verdict(inDomain(e, 1.0, 4, 1+slip, 0)))
	assert.NotEqual(t, "wrong", verdict(inDomain(e, 1.0, 4, 1, 0)))
}

// Near a border one side has few steps, and the estimate of the coarsest may be far off by chance: a
// kink must show on both ladders.
func TestDerivativeNearABorder(t *testing.T) {
	e := expr.MustParse("softplus(tan(0.5*x - 1))", 1, 3)
	assert.Equal(t, "wrong", verdict(inDomain(e, 1.125, 4, 1+slip, 0)))
	assert.Contains(t, []string{"right", "inconclusive"}, verdict(inDomain(e, 1.125, 4, 1, 0)))
}

// The jumps of a sum whose digits stand still are told from a flat part.
func TestDerivativeOfFlatParts(t *testing.T) {
	relu := func(x float64) float64 { return max(x, 0) }
	for _, x := range []float64{-0.1, -1e-5, -1e-12} {
		assert.NoError(t, properties.Derivative(relu, constant(0), 1, []float64{x}, nil), "x = %v", x)
		assert.Equal(t, "wrong", verdict(properties.Derivative(relu, constant(1e-3), 1, []float64{x}, nil)), "x = %v", x)
	}
}

// The loss of a confident classifier stands still: its derivative is lost in the digits of x, 4e-18 beside
// 40, whichever coordinate moves. A derivative that they would show is not.
func TestGradientOfConfidentClassifier(t *testing.T) {
	parts := func(x []float64) (largest, sum float64) {
		for _, v := range x {
			largest = max(largest, v)
		}
		for _, v := range x {
			sum += math.Exp(v - largest)
		}
		return largest, sum
	}
	loss := func(x []float64) float64 {
		largest, sum := parts(x)
		return largest + math.Log(sum) - x[0]
	}
	for _, x := range [][]float64{{30, 0}, {36, 0}, {40, 0, 0}, {64, -3, 2}, {100, 0}} {
		off := 0.0
		grad := func(dst, x []float64) {
			largest, sum := parts(x)
			for i, v := range x {
				dst[i] = math.Exp(v-largest) / sum
			}
			dst[0] -= 1 - off
		}
		assert.Contains(t, []string{"right", "inconclusive"}, verdict(properties.Gradient(loss, grad, x, nil)), "%v", x)
		off = 1e-9
		assert.Equal(t, "wrong", verdict(properties.Gradient(loss, grad, x, nil)), "%v", x)
	}
	for _, c := range []struct {
		name  string
		f, df func(float64) float64
		x     float64
	}{
		{"1 - tanh(x)", func(x float64) float64 { return 1 - math.Tanh(x) }, func(x float64) float64 { return -1 / math.Pow(math.Cosh(x), 2) }, 40},
		{"log(1 + exp(x))", func(x float64) float64 { return math.Log(1 + math.Exp(x)) }, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, -60},
	} {
		assert.NoError(t, properties.Derivative(c.f, c.df, 1, []float64{c.x}, nil), c.name)
	}
}

// A structure much finer than the steps that know the rest of f best could be rounding: neither who
// sees it nor who does not is told that he is right or wrong.
func TestDerivativeOfFineStructure(t *testing.T) {
	root := func(x float32) float32 { return float32(math.Sqrt(float64(x*x + 1e-8))) }
	right := func(x float32) float32 { return x / root(x) }
	one := func(float32) float32 { return 1 }
	for _, x := range []float32{1e-3, 3e-4} {
		assert.Contains(t, []string{"right", "inconclusive"}, verdict(properties.Derivative(root, right, 1, []float32{x}, nil)), "%v", x)
		assert.NotEqual(t, "right", verdict(properties.Derivative(root, one, 1, []float32{x}, nil)), "%v", x)
	}
	wave := func(x float64) float64 { return x*x*x/7 + math.Cos(3*x) }
	assert.Contains(t, []string{"right", "inconclusive"},
		verdict(properties.Derivative(wave, func(x float64) float64 { return 6./7 + 27*math.Sin(3*x) }, 3, []float64{1000}, nil)))
	assert.NotEqual(t, "right", verdict(properties.Derivative(wave, constant(6./7), 3, []float64{1000}, nil)))
}

// A kink beside x is not one at x, on however few steps.
func TestDerivativeBesideAKink(t *testing.T) {
	root := func(x float32) float32 { return float32(math.Sqrt(float64(x*x + 1e-12))) }
	assert.NotEqual(t, "kink", verdict(properties.Derivative(root, func(x float32) float32 { return x / root(x) }, 1, []float32{1e-5}, nil)))
}
