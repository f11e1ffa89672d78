package properties_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
	"adfd/properties"
)

// At a kink the slope of one side is accepted if rounding puts it beyond that side; a slope
// that is a thousandth beyond is not.
func TestAtKinkOneSidedSlopes(t *testing.T) {
	f := func(x float64) float64 { return math.Exp(math.Abs(x)) }
	s := &properties.Settings{AtKink: true}
	for _, side := range []float64{1, -1} {
		slope := func(factor float64) func(float64) float64 {
			return func(float64) float64 { return side * factor }
		}
		for _, factor := range []float64{0, 1 - 0x1p-50, 1, 1 + 0x1p-52, 1 + 0x1p-50} {
			assert.NoError(t, properties.Derivative(f, slope(factor), 1, []float64{0}, s), "slope %v", side*factor)
		}
		assert.Error(t, properties.Derivative(f, slope(1.001), 1, []float64{0}, s))
	}
}

// The kinks of two terms may cancel: the sum then has no sides that differ, and no derivative either.
func TestOperatorOfKinksThatCancel(t *testing.T) {
	u := func(x []float64) float64 { return math.Abs(x[0]) - math.Abs(x[1]) + 3*x[0] }
	terms := []pde.Term{{Coef: 1, Index: engine.MultiIndex{1, 0}}, {Coef: 1, Index: engine.MultiIndex{0, 1}}}
	err := properties.Operator(u, func([]float64) float64 { return 3 }, terms, []float64{0, 0}, nil)
	assert.ErrorIs(t, err, properties.ErrInconclusive)
	assert.ErrorContains(t, err, "too near to each other for a kink")
}
