package lab

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMemo(t *testing.T) {
	var m Memo[string, int]
	ctx, calls := context.Background(), 0
	failing := errors.New("first attempt")
	_, err := m.Get(ctx, "a", func() (int, error) { calls++; return 0, failing })
	assert.ErrorIs(t, err, failing)
	for range 3 {
		v, err := m.Get(ctx, "a", func() (int, error) { calls++; return 7, nil })
		require.NoError(t, err)
		assert.Equal(t, 7, v)
	}
	assert.Equal(t, 2, calls, "an error is not kept, a value is")

	release, waiting := make(chan struct{}), make(chan struct{})
	go m.Get(ctx, "b", func() (int, error) { close(waiting); <-release; return 1, nil })
	<-waiting
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	_, err = m.Get(cancelled, "b", func() (int, error) { return 2, nil })
	assert.ErrorIs(t, err, context.Canceled, "who waits can give up")
	close(release)
	v, err := m.Get(ctx, "b", func() (int, error) { return 3, nil })
	require.NoError(t, err)
	assert.Equal(t, 1, v)
}

func TestForEach(t *testing.T) {
	const n = 50
	var ran atomic.Int64
	last := 0
	err := ForEach(context.Background(), n, func(done, total int) {
		assert.Equal(t, n, total)
		assert.Equal(t, last+1, done)
		last = done
	}, func(context.Context, int) error { ran.Add(1); return nil })
	require.NoError(t, err)
	assert.EqualValues(t, n, ran.Load())
	assert.Equal(t, n, last)

	bad := errors.New("unit 3")
	err = ForEach(context.Background(), n, nil, func(_ context.Context, i int) error {
		if i == 3 {
			return bad
		}
		return nil
	})
	assert.ErrorIs(t, err, bad)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, ForEach(ctx, n, nil, func(context.Context, int) error { return nil }), context.Canceled)
}

func TestSeedsOfNeighbouringMastersDiffer(t *testing.T) {
	seen := map[uint64]bool{}
	for master := uint64(0); master < 20; master++ {
		for i := range 30 {
			s := SeedOf(master, i)
			assert.False(t, seen[s], "master %d, run %d", master, i)
			seen[s] = true
		}
	}
	assert.Equal(t, SeedOf(5, 2), SeedOf(5, 2))
}

func TestSigns(t *testing.T) {
	p, n := Signs([]float64{1, -2, 0, math.NaN(), 3})
	assert.Equal(t, 2.0, p)
	assert.Equal(t, 1.0, n)
}
