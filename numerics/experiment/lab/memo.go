package lab

import (
	"context"
	"sync"
)

// Memo computes the value of each key once and keeps it. Callers that ask for a
// key under way wait for it. A failed computation is not kept, so that one
// caller's cancelled context does not become another's error.
//
// With a Budget the values that were made first are forgotten once the sizes of all exceed it,
// and made again for a caller that asks: what is kept does not grow with a sweep.
type Memo[K comparable, V any] struct {
	Budget int         // of the sizes of all values; 0 for no limit
	Size   func(V) int // in bytes, say

	mu      sync.Mutex
	entries map[K]*entry[V]
	made    []sized[K] // what counts against the budget, the oldest first
	total   int
}

type sized[K comparable] struct {
	key  K
	size int
}

type entry[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// Get returns the value of key, from compute if nobody has it yet; or the error of a
// context that has ended.
func (m *Memo[K, V]) Get(ctx context.Context, key K, compute func() (V, error)) (V, error) {
	var zero V
	for {
		if err := ctx.Err(); err != nil {
			return zero, err
		}
		m.mu.Lock()
		if m.entries == nil {
			m.entries = map[K]*entry[V]{}
		}
		e, found := m.entries[key]
		if !found {
			e = &entry[V]{done: make(chan struct{})}
			m.entries[key] = e
		}
		m.mu.Unlock()
		if !found {
			e.value, e.err = compute()
			m.settle(key, e)
			close(e.done)
			return e.value, e.err
		}
		select {
		case <-e.done:
			if e.err == nil {
				return e.value, nil
			}
		case <-ctx.Done():
			return zero, ctx.Err()
		}
	}
}

// settle keeps a value and makes room for it, or forgets a failure.
func (m *Memo[K, V]) settle(key K, e *entry[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.entries[key] != e: // a Reset came between
	case e.err != nil:
		delete(m.entries, key)
	case m.Budget > 0:
		size := m.Size(e.value)
		m.made, m.total = append(m.made, sized[K]{key, size}), m.total+size
		for m.total > m.Budget && len(m.made) > 1 {
			oldest := m.made[0]
			m.made, m.total = m.made[1:], m.total-oldest.size
			delete(m.entries, oldest.key)
		}
	}
}

// Total is the size of all that counts against the budget.
func (m *Memo[K, V]) Total() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

// Has reports whether a value is kept, or under way, for the key.
func (m *Memo[K, V]) Has(key K) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, found := m.entries[key]
	return found
}

// Reset forgets everything that is kept: a test that compares runs must measure twice.
func (m *Memo[K, V]) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries, m.made, m.total = nil, nil, 0
}
