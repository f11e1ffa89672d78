package training

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/rfm"
)

// One mode, a = 1 from 0 at a rate of 1/4, beside a row that no a meets: the loss is
// 1 + 2^-2t, all numbers powers of two or rounded alike. By a law with twice the floor the relative error is
// 1/(2 + 2^-2t), 1/2 in the end.
func TestLawError(t *testing.T) {
	sys := rfm.System{A: mat.NewDense(2, 1, []float64{1, 0}), F: []float64{1, 1}}
	law := modes{sigma: []float64{1}, c: []float64{1}, rate: 0.25, floor: 1}
	worst, err := lawError(t.Context(), sys, law)
	require.NoError(t, err)
	assert.Zero(t, worst)
	law.floor = 2
	worst, err = lawError(t.Context(), sys, law)
	require.NoError(t, err)
	assert.Equal(t, 0.5, worst)
}
