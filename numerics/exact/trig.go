package exact

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"adfd/numerics/exact/internal/number"
)

// maxTrigExponent bounds the arguments of sin, cos and tan, |x| < 2^16384,
// because their reduction needs as many bits of pi.
const maxTrigExponent = 1 << 14

// Sin returns the sine, accurate near the multiples of pi too. It panics where
// |x| >= 2^16384.
func Sin(x *big.Float) *big.Float {
	s, _ := sincos(x, scalarPrec)
	return Round(s)
}

// Cos returns the cosine, with the accuracy and the limits of Sin.
func Cos(x *big.Float) *big.Float {
	_, c := sincos(x, scalarPrec)
	return Round(c)
}

// Tan returns the tangent, with the accuracy and the limits of Sin.
func Tan(x *big.Float) *big.Float { return Round(tan(x, scalarPrec)) }

// tan is sin/cos: two errors and a rounding.
func tan(x *big.Float, w uint) *big.Float {
	s, c := sincos(x, w+4)
	return number.NewFloat(w+4).Quo(s, c)
}

// sincos returns sin x and cos x from the reduced argument.
func sincos(x *big.Float, w uint) (sin, cos *big.Float) {
	quadrant, r := Reduce(x, w+4)
	s, c := sincosSmall(r, w+4)
	switch quadrant {
	case 0:
		return s, c
	case 1:
		return c, number.Neg(s)
	case 2:
		return number.Neg(s), number.Neg(c)
	default:
		return number.Neg(c), s
	}
}

// Reduce returns r = x - n pi/2 with |r| <= pi/4, relative error below 2^-w,
// and n mod 4.
//
// With pi to q bits r has an absolute error of at most 2^(2-q) |x|. The
// precision is raised until this is below 2^-w |r|; it ends because pi is
// irrational and x is not. (sin and cos at r have condition numbers at most 1.)
func Reduce(x *big.Float, w uint) (quadrant int, r *big.Float) {
	if x.Sign() == 0 || !large(x, -1) {
		return 0, x
	}
	if large(x, maxTrigExponent) {
		panic(fmt.Sprintf("exact: |x| = %s is beyond 2^%d, the limit of sin, cos and tan", show(number.Abs(x)), maxTrigExponent))
	}
	e := uint(max(0, number.Exponent(x)))
	for extra := uint(64); ; extra *= 2 {
		q := w + e + extra
		halfPi := number.Half(Pi(q))
		n := nearest(number.NewFloat(q).Quo(x, halfPi))
		r = number.NewFloat(q+x.MinPrec()).Mul(number.NewFloat(q).SetInt(n), halfPi)
		number.Sub(r, x, r)
		if r.Sign() != 0 && number.Exponent(r) > 4-int(extra) {
			// n is negative for x < 0; And takes it as two's complement.
			return int(new(big.Int).And(n, big.NewInt(3)).Int64()), r
		}
	}
}

// nearest returns the integer nearest to x.
func nearest(x *big.Float) *big.Int {
	h := number.NewFloat(2).SetFloat64(0.5)
	if x.Signbit() {
		h.Neg(h)
	}
	n, _ := number.Add(number.NewFloat(x.Prec()+2), x, h).Int(nil)
	return n
}

// sincosSmall returns sin r and cos r for |r| <= pi/4.
//
// It works on v = 1 - cos, which loses nothing near r = 0: the series
// v = y²/2 (1 - y²/(3·4) (1 - y²/(5·6) (...))) at y = r/2^m, then m times
// 1 - cos 2a = 2 v (2 - v), and at last cos = 1 - v, sin = sqrt(v (2 - v)).
// With p = w + 16 the series has a relative error below 8·2^-p, a doubling
// multiplies the error by 1 - v/(2-v) <= 1 and adds 2·2^-p, and the last step
// has condition numbers below 1 (v <= 0.3), so the error is below
// (12 + 2m) 2^-p < 2^-w.
func sincosSmall(r *big.Float, w uint) (sin, cos *big.Float) {
	p := w + 16
	if r.Sign() == 0 {
		return number.NewFloat(p), number.NewInt(1, p)
	}
	m := max(0, int(math.Sqrt(float64(p)))/2+number.Exponent(r))
	y2 := number.NewFloat(p).Set(number.Shift(r, -m))
	y2.Mul(y2, y2)
	if y2.Sign() == 0 {
		return number.NewFloat(p).Set(r), number.NewInt(1, p)
	}
	n, gained := int64(1), 0
	for ; gained < int(p); n++ {
		gained += bits.Len64(uint64((2*n+1)*(2*n+2))) - 1 - number.Exponent(y2)
	}
	one := number.NewInt(1, p)
	v, z := number.NewInt(1, p), number.NewFloat(p)
	for ; n > 1; n-- {
		z.Quo(y2, number.NewInt((2*n-1)*(2*n), 64))
		number.Sub(v, one, v.Mul(v, z))
	}
	v.Mul(v, number.Half(y2))
	two := number.NewInt(2, p)
	for range m {
		number.Sub(z, two, v)
		v.Mul(v, z)
		v = number.Shift(v, 1)
	}
	cos = number.Sub(number.NewFloat(p), one, v)
	number.Sub(z, two, v)
	sin = number.NewFloat(p).Sqrt(z.Mul(z, v))
	return withSign(sin, r), cos
}
