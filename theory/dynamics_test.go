package theory_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory"
)

// A = diag(2, 1), f = (1, 1): with eta = 1/8 the factors are 1 - 1 = 0 and
// 1 - 1/4 = 3/4, so the loss is (3/4)^(2t) once the first mode is gone.
func TestLinearDecayByHand(t *testing.T) {
	sigma, c := []float64{2, 1}, []float64{1, 1}
	assert.Equal(t, 2.5, theory.LinearDecay(0.5, sigma, c, 0.125, 0))
	assert.Equal(t, 0.5+0.5625, theory.LinearDecay(0.5, sigma, c, 0.125, 1))
	assert.Equal(t, 0.5+0.5625*0.5625, theory.LinearDecay(0.5, sigma, c, 0.125, 2))
	// Beyond 2/sigma_1^2 it grows: eta = 1/2 makes the first factor -3.
	assert.Equal(t, 9.0, theory.LinearDecay(0, sigma[:1], c, 0.5, 1))
}
