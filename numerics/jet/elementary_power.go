package jet

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

// Sqrt sets dst = sqrt x: y^2 = x, that is
//
//	y[k] = (x[k] - sum_{0<j<k} y[j] y[k-j]) / (2 y[0]).
//
// At x[0] = 0 the root has no derivative, and the coefficients above the first
// are not finite.
func Sqrt[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	dst[0] = T(math.Sqrt(float64(x[0])))
	for k := 1; k < len(x); k++ {
		s := x[k]
		for j := 1; j < k; j++ {
			s -= T(dst[j] * dst[k-j])
		}
		dst[k] = s / (2 * dst[0])
	}
	return dst
}

// PowInt sets dst = x^n by repeated squaring, for any integer n; x[0] may be
// zero if n >= 0. x^0 is 1.
func PowInt[T engine.Float](dst, x Jet[T], n int) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var baseBuf [stackLen]T
	base := auxiliary(&baseBuf, len(x))
	copy(base, x)
	clear(dst)
	dst[0] = 1
	for m := scalar.Magnitude(n); m > 0; m >>= 1 {
		if m&1 == 1 {
			Mul(dst, dst, base)
		}
		if m > 1 {
			Mul(base, base, base)
		}
	}
	if n < 0 {
		copy(base, dst)
		Recip(dst, base)
	}
	return dst
}

// Pow sets dst = x^r for a real exponent and x[0] > 0: x y' = r y x', that is
//
//	y[k] = 1/(k x[0]) sum_{j=1..k} (r j - (k-j)) x[j] y[k-j].
//
// PowInt serves integers at any x[0].
func Pow[T engine.Float](dst, x Jet[T], r T) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	dst[0] = T(scalar.Power(float64(x[0]), float64(r)))
	for k := 1; k < len(x); k++ {
		var s T
		for j := 1; j <= k; j++ {
			w := T(r*T(j)) - T(k-j)
			s += T(T(w*x[j]) * dst[k-j])
		}
		dst[k] = s / T(T(k)*x[0])
	}
	return dst
}
