package exact

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
)

// maxTrigExponent bounds the arguments of sin, cos and tan, |x| < 2^16384,
// because their reduction needs as many bits of pi.
const maxTrigExponent = 1 << 14

// Sin returns the sine, accurate near the multiples of pi too. It panics where
// |x| >= 2^16384.
func Sin(x *big.Float) *big.Float {
	s, _ := sincos(x, scalarPrec)
	return round(s)
}

// Cos returns the cosine, with the accuracy and the limits of Sin.
func Cos(x *big.Float) *big.Float {
	_, c := sincos(x, scalarPrec)
	return round(c)
}

// Tan returns the tangent, with the accuracy and the limits of Sin.
func Tan(x *big.Float) *big.Float { return round(tan(x, scalarPrec)) }

// tan is sin/cos: two errors and a rounding.
func tan(x *big.Float, w uint) *big.Float {
	s, c := sincos(x, w+4)
	return newFloat(w+4).Quo(s, c)
}

// sincos returns sin x and cos x from the reduced argument.
func sincos(x *big.Float, w uint) (sin, cos *big.Float) {
	quadrant, r := reduce(x, w+4)
	s, c := sincosSmall(r, w+4)
	switch quadrant {
	case 0:
		return s, c
	case 1:
		return c, neg(s)
	case 2:
		return neg(s), neg(c)
	default:
		return neg(c), s
	}
}

// reduce returns r = x - n pi/2 with |r| <= pi/4, relative error below 2^-w,
// and n mod 4.
//
// With pi to q bits r has an absolute error of at most 2^(2-q) |x|. The
// precision is raised until this is below 2^-w |r|; it ends because pi is
// irrational and x is not. (sin and cos at r have condition numbers at most 1.)
func reduce(x *big.Float, w uint) (quadrant int, r *big.Float) {
	if x.Sign() == 0 || !large(x, -1) {
		return 0, x
	}
	if large(x, maxTrigExponent) {
		panic(fmt.Sprintf("exact: |x| = %s is beyond 2^%d, the limit of sin, cos and tan", show(abs(x)), maxTrigExponent))
	}
	e := uint(max(0, exponent(x)))
	for extra := uint(64); ; extra *= 2 {
		q := w + e + extra
		halfPi := half(Pi(q))
		n := nearest(newFloat(q).Quo(x, halfPi))
		r = newFloat(q+x.MinPrec()).Mul(newFloat(q).SetInt(n), halfPi)
		r.Sub(x, r)
		if r.Sign() != 0 && exponent(r) > 4-int(extra) {
			// n is negative for x < 0; And takes it as two's complement.
			return int(new(big.Int).And(n, big.NewInt(3)).Int64()), r
		}
	}
}

// nearest returns the integer nearest to x.
func nearest(x *big.Float) *big.Int {
	h := newFloat(2).SetFloat64(0.5)
	if x.Signbit() {
		h.Neg(h)
	}
	n, _ := newFloat(x.Prec()+2).Add(x, h).Int(nil)
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
		return newFloat(p), newInt(1, p)
	}
	m := max(0, int(math.Sqrt(float64(p)))/2+exponent(r))
	y2 := newFloat(p).Set(shift(r, -m))
	y2.Mul(y2, y2)
	if y2.Sign() == 0 {
		return newFloat(p).Set(r), newInt(1, p)
	}
	n, gained := int64(1), 0
	for ; gained < int(p); n++ {
		gained += bits.Len64(uint64((2*n+1)*(2*n+2))) - 1 - exponent(y2)
	}
	one := newInt(1, p)
	v, z := newInt(1, p), newFloat(p)
	for ; n > 1; n-- {
		z.Quo(y2, newInt((2*n-1)*(2*n), 64))
		v.Sub(one, v.Mul(v, z))
	}
	v.Mul(v, half(y2))
	two := newInt(2, p)
	for range m {
		z.Sub(two, v)
		v.Mul(v, z)
		v = shift(v, 1)
	}
	cos = newFloat(p).Sub(one, v)
	z.Sub(two, v)
	sin = newFloat(p).Sqrt(z.Mul(z, v))
	return withSign(sin, r), cos
}
