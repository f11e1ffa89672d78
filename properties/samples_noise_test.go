package properties

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties/internal/estimate"
	"adfd/theory"
)

// The deviation of a value has two parts: u |g|/sqrt 3 of its own rounding, and the error of its point
// times the slope. At x = 1 + 2u the step 1 ends at 2, rounded by 2u; the steps 1/2 and -1 are exact.
// 3 (x - 2) is 0 there, so that all of its deviation is 3 times 2u, and 3u/sqrt 3 that of its value at x:
// together u sqrt(36 + 3). To the left the value is -6, and the deviation u sqrt(36/3 + 9/3).
func TestNoiseOfRoundedPoints(t *testing.T) {
	const u = theory.UnitRoundoff64
	const few = 16 * u // the slope is off by 4u, the values by 2u, the sums and roots by some u
	set, err := new(Settings).resolve(1)
	require.NoError(t, err)
	s := estimate.NewLine([]float64{1 + 2*u}, []float64{1}, set.box()).
		Sample(func(dst, x []float64) { dst[0] = 3 * (x[0] - 2) }, 1)[0]
	_, right, _ := s.Quotient(1, estimate.Right, 0)
	assert.InEpsilon(t, u*math.Sqrt(36+3), right, few)
	_, left, _ := s.Quotient(1, estimate.Left, 0)
	assert.InEpsilon(t, u*math.Sqrt(12+3), left, few)
	_, finer, _ := s.Quotient(1, estimate.Right, 1) // -3/2 at 3/2 + 2u
	assert.InEpsilon(t, u*math.Sqrt(0.75+3), finer, few)
}
