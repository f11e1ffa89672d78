package fd

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The parts of the bound by hand, where a sum over a stencil hides them.
func TestBoundedPartsByHand(t *testing.T) {
	assert.Equal(t, smallest, productError(0x1p-540, 0x1p-540, 0), "what underflows loses less than the smallest number")
	assert.Zero(t, productError(3, 5, 15))
	assert.Zero(t, productError(0x1p-480, 0x1p-480, 0x1p-960), "the rounding of this one is a float64")
	assert.Zero(t, productError(0, 5, 0))
	assert.Equal(t, 0x1p-60, sumError(1, 0x1p-60, 1))

	// n = 24(m+1): 48 for one point, so 2 n u = 96 u.
	assert.Equal(t, 1+0x60p-53, outward(1, 1, 1))
	assert.Equal(t, 48*smallest, outward(0, 1, 4))
	assert.Equal(t, 96*smallest, outward(0, 1, 0.5))
}
