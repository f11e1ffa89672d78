package nn

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// After collect the work of a call is either done or will not begin. finished has no lock: the
// race detector sees work that goes on too long.
func TestHelperIsDoneWhenCollected(t *testing.T) {
	var begun atomic.Int64
	finished := int64(0)
	length := time.Duration(0)
	h := newHelper(func() {
		begun.Add(1)
		time.Sleep(length)
		finished++
	})
	for _, c := range []struct {
		name   string
		length time.Duration
		calls  int
	}{
		{"short work", 0, 10000},
		{"work that the caller sleeps for", 10 * patience, 100},
	} {
		length = c.length
		for k := range c.calls {
			before := begun.Load()
			h.call()
			for k%2 == 0 && begun.Load() == before {
				runtime.Gosched()
			}
			h.collect()
			require.Equal(t, begun.Load(), finished, "%s, call %d", c.name, k)
			require.LessOrEqual(t, finished, before+1, "%s, call %d", c.name, k)
		}
	}
	assert.GreaterOrEqual(t, finished, int64(5050), "calls that were waited for")
}

// A helper leaves when no call comes, and comes back for the next.
func TestHelperLeaves(t *testing.T) {
	worked := make(chan bool, 1)
	h := newHelper(func() { worked <- true })
	for range 3 {
		h.call()
		<-worked
		h.collect()
		require.Eventually(t, func() bool { return h.state.Load() == absent }, time.Minute, linger,
			"a helper without work is there for %v and no longer, but for what else runs", linger)
	}
}

// Work that ends its goroutine leaves a helper that does nothing more, and a caller
// that does not wait for it.
func TestHelperWhoseGoroutineEnds(t *testing.T) {
	worked := make(chan bool, 1)
	h := newHelper(func() {
		worked <- true
		runtime.Goexit()
	})
	h.call()
	<-worked
	h.collect()
	h.call()
	h.collect()
	assert.Empty(t, worked)
}
