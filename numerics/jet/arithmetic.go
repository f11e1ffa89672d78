package jet

import (
	"adfd/numerics/engine"
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
// dst may be a or b: coefficients are formed from the highest down.
func Mul[T engine.Float](dst, a, b Jet[T]) Jet[T] {
	sameOrder(a, b)
	dst = output(dst, len(a))
	for k := len(a) - 1; k >= 0; k-- {
		dst[k] = convolve(a, b, k)
	}
	return dst
}

// Div sets dst = a / b. dst may be a. Where b[0] is zero the result is that of
// IEEE division: infinities and NaN.
//
//	q[k] = (a[k] - sum_{i<k} q[i] b[k-i]) / b[0]
func Div[T engine.Float](dst, a, b Jet[T]) Jet[T] {
	sameOrder(a, b)
	dst = output(dst, len(a))
	separate(dst, b)
	for k := range a {
		s := a[k]
		for i := range k {
			s -= T(dst[i] * b[k-i])
		}
		dst[k] = s / b[0]
	}
	return dst
}

// Recip sets dst = 1 / x.
func Recip[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	dst[0] = 1 / x[0]
	for k := 1; k < len(x); k++ {
		var s T
		for i := range k {
			s -= T(dst[i] * x[k-i])
		}
		dst[k] = s / x[0]
	}
	return dst
}

// convolve is coefficient k of the product a b.
func convolve[T engine.Float](a, b Jet[T], k int) T {
	var s T
	for i := 0; i <= k; i++ {
		s += T(a[i] * b[k-i])
	}
	return s
}

// chain is coefficient k >= 1 of the series y with y' = g x'; it reads x[1:k+1]
// and g[:k].
func chain[T engine.Float](x, g Jet[T], k int) T {
	var s T
	for j := 1; j <= k; j++ {
		s += T(T(T(j)*x[j]) * g[k-j])
	}
	return s / T(k)
}
