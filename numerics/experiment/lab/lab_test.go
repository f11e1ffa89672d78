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

// With a budget a memo holds the latest values, whose sizes it counts; an older one is made again.
func TestMemoWithABudget(t *testing.T) {
	m := Memo[int, int]{Budget: 100, Size: func(v int) int { return v }}
	calls := 0
	get := func(key, size int) {
		v, err := m.Get(t.Context(), key, func() (int, error) { calls++; return size, nil })
		require.NoError(t, err)
		assert.Equal(t, size, v)
	}
	for key := range 1000 {
		get(key, 10)
		get(key, 10)
		assert.LessOrEqual(t, m.Total(), 100)
	}
	assert.Equal(t, 1000, calls, "each once")
	for key := range 1000 {
		assert.Equal(t, key >= 990, m.Has(key), key)
	}
	get(0, 10)
	assert.Equal(t, 1001, calls)
	get(1001, 95) // leaves room for nothing else
	assert.Equal(t, 95, m.Total())
	get(1002, 1000) // larger than the budget, and kept until the next
	assert.True(t, m.Has(1002) && !m.Has(1001))
	_, err := m.Get(t.Context(), 7, func() (int, error) { return 50, errors.New("no") })
	assert.Error(t, err)
	assert.Equal(t, 1000, m.Total(), "a failure has no size")
	_, err = m.Get(t.Context(), 8, func() (int, error) { m.Reset(); return 50, nil })
	assert.NoError(t, err)
	assert.Zero(t, m.Total(), "what was under way at a reset is not kept")
	get(9, 10)
	assert.Equal(t, 10, m.Total())
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
