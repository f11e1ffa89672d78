package nn

import (
	"runtime"
	"sync/atomic"
	"time"
)

// To wake a sleeping thread costs as much as a small step of training. So a helper lingers
// after its work, awake, for the next call to find, and the caller looks for a while
// whether the helpers are done before it sleeps.
const (
	// linger is how long a helper stays: several times what an optimiser does between
	// two calls.
	linger = 100 * time.Microsecond

	// patience is how long the caller stays awake: a share of a small step.
	patience = 50 * time.Microsecond

	// looks is how often a helper looks for a call, some microseconds in all, before
	// other goroutines have their turn.
	looks = 100
)

// helper does work for a caller, one call at a time, on a goroutine that ends when it has
// lingered in vain. A helper that has not begun when the caller has nothing left to share
// is not waited for.
type helper struct {
	work  func()
	start func() // h.serve, made once
	state atomic.Int32
	done  chan struct{} // for a caller that sleeps
}

// The states of a helper. It has a goroutine in all but absent.
const (
	absent  int32 = iota
	idle          // lingers
	called        // is to begin
	busy          // works
	awaited       // works, and the caller sleeps
)

func newHelper(work func()) *helper {
	h := &helper{work: work, done: make(chan struct{}, 1)}
	h.start = h.serve
	return h
}

// call asks for work. It is followed by collect.
func (h *helper) call() {
	if h.state.Swap(called) == absent {
		go h.start()
	}
}

// collect takes the call back or, if work has begun, waits for its end.
func (h *helper) collect() {
	if h.state.CompareAndSwap(called, idle) {
		return
	}
	for start := time.Now(); time.Since(start) < patience; {
		if h.state.Load() == idle {
			return
		}
	}
	if h.state.CompareAndSwap(busy, awaited) {
		<-h.done
	}
}

func (h *helper) serve() {
	for h.summoned() {
		h.serveOnce()
	}
}

// serveOnce says that it is done even if work ends the goroutine; all calls are then taken
// back.
func (h *helper) serveOnce() {
	defer func() {
		if h.state.Swap(idle) == awaited {
			h.done <- struct{}{}
		}
	}()
	h.work()
}

// summoned lingers for a call and takes it; false means that none came. To read the clock
// each time leaves the processor to others that share its core.
func (h *helper) summoned() bool {
	for start := time.Now(); ; runtime.Gosched() {
		for range looks {
			if h.state.CompareAndSwap(called, busy) {
				return true
			}
			if time.Since(start) > linger && h.state.CompareAndSwap(idle, absent) {
				return false
			}
		}
	}
}
