package engine

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFinite(t *testing.T) {
	for _, x := range []float64{0, 5e-324, -1, math.MaxFloat32, math.MaxFloat64} {
		assert.True(t, Finite(x), "%v", x)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.False(t, Finite(x), "%v", x)
		assert.False(t, Finite(float32(x)), "float32 %v", x)
	}
	large := math.MaxFloat64
	assert.False(t, Finite(float32(large)), "beyond float32")

	// A product that rounds and is used as it is computed, the place where a fused
	// multiply-add would subtract the product from itself.
	third := float32(1) / 3
	for range 4 {
		assert.True(t, Finite(16*third*third), "%v", third)
		third /= 7
	}
}
