package pde

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTensor(t *testing.T) {
	assert.Equal(t, []float64{1, 2, 3}, Tensor([]float64{1, 2, 3}))
	assert.Equal(t, []float64{1, 5, 1, 6, 2, 5, 2, 6}, Tensor([]float64{1, 2}, []float64{5, 6}))
	assert.Equal(t, []float64{1, 5, 8, 1, 6, 8}, Tensor([]float64{1}, []float64{5, 6}, []float64{8}))
	assert.Empty(t, Tensor())
	assert.Empty(t, Tensor([]float64{1, 2}, nil))
}

// Every combination once, in lexicographic order of the indices.
func TestTensorProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		axes := rapid.SliceOfN(rapid.SliceOfN(rapid.Float64Range(-9, 9), 1, 5), 1, 4).Draw(t, "axes")
		points := Tensor(axes...)
		i := 0
		index := make([]int, len(axes))
		for done := false; !done; i++ {
			for d, axis := range axes {
				require.Equal(t, axis[index[d]], points[i*len(axes)+d], "point %d", i)
			}
			done = true
			for d := len(axes) - 1; d >= 0 && done; d-- { // count up, the last index fastest
				if index[d]++; index[d] == len(axes[d]) {
					index[d] = 0
				} else {
					done = false
				}
			}
		}
		require.Len(t, points, i*len(axes))
	})
}

func TestSquares(t *testing.T) {
	for name, grid := range map[string]func(int) ([]float64, error){"equispaced": EquispacedSquare, "dyadic": DyadicSquare} {
		x, err := grid(3)
		require.NoError(t, err)
		assert.Equal(t, []float64{
			-0.5, -0.5, -0.5, 0, -0.5, 0.5,
			0, -0.5, 0, 0, 0, 0.5,
			0.5, -0.5, 0.5, 0, 0.5, 0.5,
		}, x, name)
		x, err = grid(0)
		assert.Error(t, err, name)
		assert.Nil(t, x, name)
	}
	x, err := EquispacedSquare(20)
	require.NoError(t, err)
	axis, err := Equispaced(20, -1, 1)
	require.NoError(t, err)
	assert.Len(t, x, 2*20*20)
	for i := range 20 * 20 {
		assert.True(t, slices.Contains(axis, x[2*i]) && slices.Contains(axis, x[2*i+1]), "point %d", i)
	}
	_, err = DyadicSquare(20)
	assert.ErrorContains(t, err, "20 dyadic points")
}
