package jet

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

// Jet is a truncated Taylor series: c[k] = f^(k)(t)/k! for k = 0 … len-1.
// Its order is its length less one.
type Jet[T engine.Float] []T

// Variable is the jet of the independent variable at x: x, 1, 0, …
// It panics if order is negative.
func Variable[T engine.Float](x T, order int) Jet[T] {
	c := Constant(x, order)
	if order > 0 {
		c[1] = 1
	}
	return c
}

// Constant is the jet of the constant c: c, 0, 0, …
// It panics if order is negative.
func Constant[T engine.Float](c T, order int) Jet[T] {
	if order < 0 {
		panic(fmt.Sprintf("jet: order %d is negative", order))
	}
	y := make(Jet[T], order+1)
	y[0] = c
	return y
}

// Order is the order of the highest derivative that the jet holds.
func (c Jet[T]) Order() int { return len(c) - 1 }

// Derivative returns f^(k) = k! c[k]. It panics if the jet has no such order.
// The factorial is formed in float64, where it is exact to k = 22, and the
// product is rounded once.
func (c Jet[T]) Derivative(k int) T {
	if k < 0 || k >= len(c) {
		panic(fmt.Sprintf("jet: derivative %d of a jet of order %d", k, c.Order()))
	}
	return T(float64(c[k]) * scalar.Factorial(k))
}

// output returns dst with length n, reusing its memory if there is enough.
func output[T engine.Float](dst Jet[T], n int) Jet[T] {
	if n == 0 {
		panic("jet: a jet without coefficients")
	}
	if cap(dst) < n {
		return make(Jet[T], n)
	}
	return dst[:n]
}

// separate panics if dst shares its first coefficient with x: a recurrence reads
// x after it has begun to write dst.
func separate[T engine.Float](dst, x Jet[T]) {
	if &dst[0] == &x[0] {
		panic("jet: the destination must not be the argument")
	}
}

// sameOrder panics if a and b differ in length.
func sameOrder[T engine.Float](a, b Jet[T]) {
	if len(a) != len(b) {
		panic(fmt.Sprintf("jet: orders %d and %d differ", a.Order(), b.Order()))
	}
}

// stackLen is the number of coefficients an auxiliary series may have before it
// leaves the stack: orders up to 15 are free of allocation.
const stackLen = 16

// auxiliary returns a series of n coefficients, in buf if it fits.
func auxiliary[T engine.Float](buf *[stackLen]T, n int) Jet[T] {
	if n <= stackLen {
		return buf[:n]
	}
	return make(Jet[T], n)
}
