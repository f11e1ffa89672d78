package properties_test

import (
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
