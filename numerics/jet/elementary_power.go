package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
	"adfd/numerics/series"
)

// PowInt sets dst = x^n by repeated squaring, for any integer n; x[0] may be
// zero if n >= 0. x^0 is 1.
//
// Special cases are:
//
//	PowInt(+Inf, n) = +Inf, NaN, ... for n > 0
//	PowInt(+Inf, n) = 0, NaN, ... for n < 0
//	PowInt(0, n) = +Inf, NaN, ... for n < -1
//	PowInt(0, -1) = +Inf, -Inf, NaN, ...
//	PowInt(-Inf, 2) = +Inf, NaN, ...
//	PowInt(-Inf, 3) = -Inf, NaN, ...
//	PowInt(NaN, 0) = 1, 0, ...
//	PowInt(NaN, n) = NaN, ... for n > 0
//	PowInt(NaN, n) = NaN, ... for n < 0
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

// Pow sets dst = x^r for a real exponent and x[0] > 0. PowInt serves integers at any
// x[0].
//
// Special cases are:
//
//	Pow(+Inf, r) = +Inf, NaN, ... for r > 0
//	Pow(+Inf, r) = 0, ... for r < 0
//	Pow(0, r) = 0, NaN, ... for r > 0
//	Pow(0, r) = +Inf, -Inf, NaN, ... for r < 0
//	Pow(-1, 1/2) = NaN, ...
//	Pow(NaN, 0) = 1, NaN, ...
//	Pow(NaN, r) = NaN, ... for r > 0
//	Pow(NaN, r) = NaN, ... for r < 0
func Pow[T engine.Float](dst, x Jet[T], r T) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	dst[0] = T(scalar.Power(float64(x[0]), float64(r)))
	series.Pow(plain[T]{}, dst, x, float64(r))
	return dst
}
