package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/series"
)

// In this file and in the elementary functions dst receives the result and is
// returned. It may be nil, or too short, and is then replaced by new memory. A
// comment says where dst may be one of the arguments; else that panics, as do
// arguments of different orders and jets without coefficients.

// Add sets dst = a + b. dst may be a or b.
func Add[T engine.Float](dst, a, b Jet[T]) Jet[T] {
	sameOrder(a, b)
	dst = output(dst, len(a))
	for k := range a {
		dst[k] = a[k] + b[k]
	}
	return dst
}

// Sub sets dst = a - b. dst may be a or b.
func Sub[T engine.Float](dst, a, b Jet[T]) Jet[T] {
	sameOrder(a, b)
	dst = output(dst, len(a))
	for k := range a {
		dst[k] = a[k] - b[k]
	}
	return dst
}

// Neg sets dst = -x. dst may be x.
func Neg[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	for k := range x {
		dst[k] = -x[k]
	}
	return dst
}

// Scale sets dst = c x. dst may be x.
func Scale[T engine.Float](dst Jet[T], c T, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	for k := range x {
		dst[k] = T(c * x[k])
	}
	return dst
}

// Shift sets dst = x + c. dst may be x.
func Shift[T engine.Float](dst Jet[T], c T, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	copy(dst, x)
	dst[0] += c
	return dst
}

// Mul sets dst = a b by Leibniz's rule, (ab)[k] = sum_{i=0..k} a[i] b[k-i].
// dst may be a or b.
func Mul[T engine.Float](dst, a, b Jet[T]) Jet[T] {
	sameOrder(a, b)
	dst = output(dst, len(a))
	series.Mul(plain[T]{}, dst, a, b)
	return dst
}

// Div sets dst = a / b. dst may be a. Where b[0] is zero the result is that of
// IEEE division: infinities and NaN.
func Div[T engine.Float](dst, a, b Jet[T]) Jet[T] {
	sameOrder(a, b)
	dst = output(dst, len(a))
	separate(dst, b)
	series.Div(plain[T]{}, dst, a, b)
	return dst
}
