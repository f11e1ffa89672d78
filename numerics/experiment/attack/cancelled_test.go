package attack

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// A cancelled search finishes no more than what was under way, one unit a processor, and
// the next caller does not get what it left.
func TestCancelledSearchEndsSoonAndIsNotKept(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	finished := 0
	s := claims.DefaultSetup(claims.Short, 99)
	_, err := Adversary(ctx, s, func(done, _ int) { finished = done; cancel() })
	assert.ErrorIs(t, err, context.Canceled)
	assert.LessOrEqual(t, finished, runtime.GOMAXPROCS(0))
	assert.False(t, lab.Kept("adversary", s))
}
