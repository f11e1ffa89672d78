package optimiser

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// With beta = 1/2 the first correction is 1/2 and its error 3u/2 + u/2 = 2u, so that the limit,
// 2^-7 of the correction, is met by u = 2^-9.
func TestCorrectionLimit(t *testing.T) {
	assert.NoError(t, (&correction{beta: 0.5}).next(precision{u: 0x1p-9}))
	assert.ErrorContains(t, (&correction{beta: 0.5}).next(precision{u: 0x1p-9 * 1.001}), "take a beta further from 1")
	c := correction{beta: 0.5}
	assert.NoError(t, c.next(precision{u: 0x1p-20}))
	assert.NoError(t, c.next(precision{u: 0x1p-20}))
	assert.Equal(t, 2.0*0x1p-20, c.err, "of 1 - 1/4: five quarters of u and three")
}

func TestRootQuadraticByHand(t *testing.T) {
	assert.Equal(t, math.Sqrt(7), rootQuadratic([]float64{3, 2}, []float64{2, -1}), "half of 3*4 + 2*1")
	assert.True(t, math.IsNaN(rootQuadratic([]float64{3}, []float64{math.Inf(1)})))
}
