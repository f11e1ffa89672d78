// Package taylor holds what the series of the oracle's packages share that needs no
// arithmetic: a series is a slice of coefficients, whatever their kind.
package taylor

import "fmt"

// Line is the series x, v, 0, ... of x + v t, where 0 is the zero value of N. It panics, in
// the name of the package pkg, where order < 0.
func Line[J ~[]N, N any](pkg string, x, v N, order int) J {
	if order < 0 {
		panic(fmt.Sprintf("%s: jet of order %d", pkg, order))
	}
	j := make(J, order+1)
	j[0] = x
	if order > 0 {
		j[1] = v
	}
	return j
}

// Zip is the series of op(a[k], b[k]). It panics on different orders.
func Zip[J ~[]N, N any](pkg string, a, b J, op func(a, b N) N) J {
	Match(pkg, a, b)
	c := make(J, len(a))
	for k := range c {
		c[k] = op(a[k], b[k])
	}
	return c
}

// Map is the series of op(a[k]).
func Map[J ~[]N, N any](a J, op func(a N) N) J {
	c := make(J, len(a))
	for k := range c {
		c[k] = op(a[k])
	}
	return c
}

// Match panics on different orders.
func Match[J ~[]N, N any](pkg string, a, b J) {
	if len(a) != len(b) {
		panic(fmt.Sprintf("%s: jets of orders %d and %d", pkg, len(a)-1, len(b)-1))
	}
}

// Div is a/b = a (1/b). The error names a divisor that has no reciprocal.
func Div[J ~[]N, N any](pkg string, a, b J, apply func(name string, x J) (J, error), mul func(a, b J) J) (J, error) {
	Match(pkg, a, b)
	r, err := apply("recip", b)
	if err != nil {
		return nil, fmt.Errorf("%s: divisor: %w", pkg, err)
	}
	return mul(a, r), nil
}

// Domain is where a function is defined: what its argument must be, in words, and
// whether it is.
type Domain[N any] struct {
	Want  string
	Holds func(x N) bool
}

// Outside is what x must be and is not, or empty. A nil domain is everywhere.
func (d *Domain[N]) Outside(x N) string {
	if d == nil || d.Holds(x) {
		return ""
	}
	return d.Want
}
