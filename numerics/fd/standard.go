package fd

import (
	"fmt"
	"sync"
)

// Central returns the stencil of derivative order q and accuracy p on the
// fewest offsets -m, …, m, m = floor((q+1)/2) + p/2 - 1. Symmetry makes the
// accuracy even, so p must be.
//
// For q = 0 the stencil is the point itself, as for Forward and Backward.
func Central(q, p int) (Stencil, error) {
	if err := checkAccuracy(q, p); err != nil {
		return Stencil{}, err
	}
	if p%2 != 0 {
		return Stencil{}, fmt.Errorf("fd: central stencil of accuracy %d, want an even number", p)
	}
	m := (q+1)/2 + p/2 - 1
	return onIntegers(q, -m, m)
}

// Forward returns the stencil of derivative order q and accuracy p on the
// offsets 0, …, q+p-1.
func Forward(q, p int) (Stencil, error) {
	if err := checkAccuracy(q, p); err != nil {
		return Stencil{}, err
	}
	return onIntegers(q, 0, q+p-1)
}

// Backward returns the stencil of derivative order q and accuracy p on the
// offsets -(q+p-1), …, 0.
func Backward(q, p int) (Stencil, error) {
	if err := checkAccuracy(q, p); err != nil {
		return Stencil{}, err
	}
	return onIntegers(q, -(q + p - 1), 0)
}

func checkAccuracy(q, p int) error {
	if q < 0 {
		return fmt.Errorf("fd: derivative of order %d, want at least 0", q)
	}
	if p < 1 {
		return fmt.Errorf("fd: stencil of accuracy %d, want at least 1", p)
	}
	if q >= MaxPoints || p > MaxPoints {
		return fmt.Errorf("fd: order %d and accuracy %d take more than %d points", q, p, MaxPoints)
	}
	return nil
}

// onIntegers is the stencil on the offsets lo, …, hi. Its exact arithmetic is done
// once a process for each: engines ask for the same few stencils at every step.
func onIntegers(q, lo, hi int) (Stencil, error) {
	key := integerStencil{q, lo, hi}
	if s, ok := standard.Load(key); ok {
		return s.(Stencil), nil
	}
	var offsets []float64
	for s := lo; s <= hi; s++ {
		offsets = append(offsets, float64(s))
	}
	s, err := New(q, offsets)
	if err != nil {
		return Stencil{}, err
	}
	standard.Store(key, s)
	return s, nil
}

// standard holds the stencils that onIntegers has made, which are immutable.
var standard sync.Map // of integerStencil to Stencil

type integerStencil struct{ order, lo, hi int }
