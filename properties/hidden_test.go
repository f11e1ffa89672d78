package properties_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/properties"
)

// hiding is the check of factor times the gradient of offset + c sin(3x) at 0.4.
func hiding(offset, c, factor float64) error {
	return properties.Gradient(
		func(x []float64) float64 { return offset + c*math.Sin(3*x[0]) },
		func(dst, x []float64) { dst[0] = factor * c * 3 * math.Cos(3*x[0]) },
		[]float64{0.4}, nil)
}

// A large constant hides digits of the derivative, and no wrong claim passes for that:
// it must lie within what the quotients leave open, and so small a derivative must be
// lost beside f. The right one is never called wrong.
func TestDerivativeBesideALargeConstant(t *testing.T) {
	for _, k := range []struct{ offset, c, factor float64 }{
		{1e11, 1, 1.01}, {1e12, 1, 1.01}, {1e12, 1, 1.1}, {1e13, 1, 1.1}, {1e13, 1, 1.5}, {1e14, 1, 2}, {1e14, 1, 0},
		{1, 1e-11, 1.01}, {1, 1e-12, 1.1}, {1, 1e-13, 1.1}, {1, 1e-13, 1.5}, {1, 1e-14, 0}, {1, 1e-14, 2},
	} {
		assert.NotEqual(t, "right", verdict(hiding(k.offset, k.c, k.factor)), fmt.Sprint(k))
	}
	for e := -16; e <= 16; e++ {
		offset := math.Pow(10, float64(e))
		say := verdict(hiding(offset, 1, 1))
		assert.Contains(t, []string{"right", "inconclusive"}, say, "offset %v", offset)
		if e <= 10 {
			assert.Equal(t, "right", say, "offset %v", offset)
			assert.Equal(t, "wrong", verdict(hiding(offset, 1, 1.001)), "offset %v", offset)
		}
		assert.Contains(t, []string{"right", "inconclusive"}, verdict(hiding(1, 1/offset, 1)), "1 + %v sin(3x)", 1/offset)
	}
}

// The exception: a derivative that is lost in the digits of f passes by any claim as
// small as what hides it, that of a saturated unit among them.
func TestDerivativeOfSaturatedUnits(t *testing.T) {
	for _, x := range []float64{13, 14, 16, 20, 40} {
		slope := func(x float64) float64 { return 1 / math.Pow(math.Cosh(x), 2) }
		assert.NoError(t, properties.Derivative(math.Tanh, slope, 1, []float64{x}, nil), "x = %v", x)
	}
	assert.NoError(t, properties.Derivative(math.Tanh, constant(1e-17), 1, []float64{40}, nil))
	assert.Error(t, properties.Derivative(math.Tanh, constant(1e-12), 1, []float64{40}, nil))
}
