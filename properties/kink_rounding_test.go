package properties_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

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
