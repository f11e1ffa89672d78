package spectral

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

// A cancelled sweep finishes no more than what was under way, one unit a processor.
func TestCancelledSweepEndsSoon(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	finished := 0
	_, err := sweep(ctx, claims.DefaultSetup(claims.Short, 99), smallGrid(), smallSeeds, func(done, _ int) { finished = done; cancel() })
	assert.ErrorIs(t, err, context.Canceled)
	assert.LessOrEqual(t, finished, runtime.GOMAXPROCS(0))
}

// A protocol whose context has ended measures nothing, and the next caller does not get
// what it left.
func TestCancelledProtocolIsNotKept(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := claims.DefaultSetup(claims.Short, 99)
	_, err := EntropyOrdering(ctx, s, func(done, _ int) { assert.Fail(t, "a unit was measured", "%d", done) })
	assert.ErrorIs(t, err, context.Canceled)
	assert.False(t, sweeps.Has(measured(s)))
}

// Every reading of entropy that theory lists is taken from one sweep, without measuring
// anything again.
func TestEntropyVariantsShareASweep(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 98)
	_, err := sweeps.Get(t.Context(), measured(s), smallSweep)
	require.NoError(t, err)
	for _, v := range theory.EntropyVariants() {
		_, err := EntropyOrdering(t.Context(), s.With(claims.Setup{Entropy: v}), func(done, _ int) { assert.Fail(t, "a unit was measured", "%d", done) })
		assert.NoError(t, err, v)
	}
}
