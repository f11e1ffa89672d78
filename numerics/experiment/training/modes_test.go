package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/rfm"
	"adfd/numerics/spectrum"
)

// By hand: A = (1, 0)^T and f = (1, 2) leave the floor 4, and the rate is half of the largest
// that is stable.
func TestNewModes(t *testing.T) {
	m, err := newModes(&spectrum.Decomposer{}, rfm.System{A: mat.NewDense(2, 1, []float64{2, 0}), F: []float64{1, 2}})
	require.NoError(t, err)
	assert.Equal(t, 4.0, m.floor)
	assert.Equal(t, []float64{2}, m.sigma)
	assert.Equal(t, 0.125, m.rate)
	assert.Equal(t, 1.0, math.Abs(m.c[0]))
	assert.Equal(t, 5.0, m.loss(0))
}
