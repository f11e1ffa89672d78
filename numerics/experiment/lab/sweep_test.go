package lab

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// Results lie by setting and seed; an error names both, the master seed and its cause.
func TestSweep(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 77)
	got, err := Sweep(t.Context(), s, []string{"a", "b"}, 3, nil, func(_ context.Context, set string, seed int) (string, error) {
		return fmt.Sprint(set, seed), nil
	})
	require.NoError(t, err)
	assert.Equal(t, [][]string{{"a0", "a1", "a2"}, {"b0", "b1", "b2"}}, got)

	itself := func(n int) int { return n }
	uneven, err := SweepUneven(t.Context(), s, []int{2, 0, 1}, itself, nil, func(_ context.Context, n, seed int) (int, error) {
		return 10*n + seed, nil
	})
	require.NoError(t, err)
	assert.Equal(t, [][]int{{20, 21}, nil, {10}}, uneven)

	bad := errors.New("no convergence")
	_, err = Sweep(t.Context(), s, []string{"a", "b"}, 3, nil, func(_ context.Context, set string, seed int) (int, error) {
		if set == "b" && seed == 2 {
			return 0, bad
		}
		return 0, nil
	})
	assert.ErrorIs(t, err, bad)
	assert.EqualError(t, err, "b, seed 2 (master seed 77): no convergence")
}

func TestIn(t *testing.T) {
	assert.Equal(t, "single", In(theory.Float32, "single", "double"))
	assert.Equal(t, "double", In(theory.Float64, "single", "double"))
}

// Both sides have one draw, unless the pairing is shifted.
func TestPaired(t *testing.T) {
	s, drawn := claims.DefaultSetup(claims.Short, 1), 0
	draw := func(seed int) (*int, error) { drawn++; return &seed, nil }
	left, right, err := Paired(s, 4, draw)
	require.NoError(t, err)
	assert.Same(t, left, right)
	assert.Equal(t, 1, drawn)
	left, right, err = Paired(s.With(claims.Setup{Pairing: claims.PairShifted}), 4, draw)
	require.NoError(t, err)
	assert.Equal(t, []int{4, 5}, []int{*left, *right})
	bad := errors.New("no draw")
	_, _, err = Paired(s, 4, func(int) (*int, error) { return nil, bad })
	assert.ErrorIs(t, err, bad)
}
