package lab

import (
	"context"
	"sync"
)

// Memo computes the value of each key once and keeps it. Callers that ask for a
// key under way wait for it. A failed computation is not kept, so that one
// caller's cancelled context does not become another's error.
type Memo[K comparable, V any] struct {
	mu      sync.Mutex
	entries map[K]*entry[V]
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
			if e.err != nil {
				m.mu.Lock()
				delete(m.entries, key)
				m.mu.Unlock()
			}
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
	m.entries = nil
}
