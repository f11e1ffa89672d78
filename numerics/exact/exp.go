package exact

import (
	"math"
	"math/big"
	"math/bits"

	"adfd/numerics/exact/internal/number"
)

// Exp returns e^x. It saturates at |x| = 2^30; Exp(-Inf) = 0, Exp(+Inf) = +Inf.
func Exp(x *big.Float) *big.Float { return Round(exp(x, scalarPrec)) }

// Expm1 returns e^x - 1, accurate near 0 too.
func Expm1(x *big.Float) *big.Float { return Round(expm1(x, scalarPrec)) }

// Sinh returns the hyperbolic sine.
func Sinh(x *big.Float) *big.Float { return Round(sinh(x, scalarPrec)) }

// Cosh returns the hyperbolic cosine.
func Cosh(x *big.Float) *big.Float { return Round(cosh(x, scalarPrec)) }

// exp reduces x = k ln 2 + r, |r| < 0.35, and returns 2^k (1 + expm1(r)).
//
// The error of r is absolute: k ln 2 and the difference are each rounded with
// w + 16 bits behind the binary point, so it is below 2^-(w+13). It enters exp
// as a relative error of the same size; expm1 and the last addition add less
// than 2^-(w+14): together below 2^-w.
func exp(x *big.Float, w uint) *big.Float {
	if x.Sign() == 0 {
		return number.NewInt(1, w)
	}
	if large(x, saturation) {
		if x.Signbit() {
			return number.NewFloat(w)
		}
		return number.NewFloat(w).SetInf(false)
	}
	p := w + 16
	r, k := x, 0
	if f, _ := x.Float64(); math.Abs(f) > 0.35 {
		q := p + uint(max(0, number.Exponent(x)))
		k = int(math.Round(f / math.Ln2))
		r = number.NewFloat(q).Mul(number.NewInt(int64(k), 64), Ln2(q))
		number.Sub(r, x, r)
	}
	t := expm1Small(r, p)
	return t.SetMantExp(number.Add(t, t, number.NewInt(1, p)), k)
}

// expm1 is expm1Small for |x| < 1/4, and exp - 1 elsewhere: there
// e^x / |e^x - 1| < 5, for which four more bits make up.
func expm1(x *big.Float, w uint) *big.Float {
	if x.Sign() == 0 || !large(x, -2) {
		return expm1Small(x, w+4)
	}
	if large(x, saturation) && !x.Signbit() {
		return exp(x, w)
	}
	y := exp(x, w+4)
	return number.Sub(y, y, number.NewInt(1, w+4))
}

// expm1Small returns e^r - 1 for |r| < 0.4 with a relative error below 2^-w.
//
// With y = r/2^m it takes S = sum of y^k/k!, k = 1 to n, where
// |y|^n / (n+1)! < 2^-p, p = w + 16, by Horner's rule on n! S, whose
// coefficients n!/k! are integers: no division but the last. Then it doubles m
// times: e^2a - 1 = t (2 + t), t = e^a - 1.
//
// The products n!/k! are exact: n is about 1.5 sqrt(p), and log2 n! below p/2.
// In the sum the error of a bracket, relative to the bracket around it, is
// multiplied by at most |y|/2 <= 0.2 on the way out, and each adds 2·2^-p: with
// the last product and the division less than 8·2^-p. A doubling multiplies the
// relative error by 1 + t/(2+t) and adds 2·2^-p; the product of those factors
// is the ratio of the condition numbers a e^a / (e^a - 1) at a = r and
// a = r/2^m, below 1.3. Altogether the error is below 1.3 (8 + 2m) 2^-p, less
// than 2^-w as long as m < 2^14.
func expm1Small(r *big.Float, w uint) *big.Float {
	p := w + 16
	if r.Sign() == 0 {
		return number.NewFloat(p)
	}
	// Balance the two costs: about p/m terms against m doublings.
	m := max(0, int(math.Sqrt(float64(p)))*2/3+number.Exponent(r))
	y := number.NewFloat(p).Set(number.Shift(r, -m))
	n, gained := int64(1), 0
	for gain := -number.Exponent(y); gained < int(p); n++ {
		gained += gain + bits.Len64(uint64(n+1)) - 1
	}
	falling := number.NewInt(1, p) // n!/k!
	t := number.NewInt(1, p)
	z := number.NewFloat(p)
	for k := n; k > 1; k-- {
		falling.Mul(falling, z.SetInt64(k))
		t.Mul(t, y)
		number.Add(t, t, falling)
	}
	t.Mul(t, y)
	t.Quo(t, falling)
	two := number.NewInt(2, p)
	for range m {
		number.Add(z, two, t)
		t.Mul(t, z)
	}
	return t
}

// sinh is (t + t/(1+t)) / 2 with t = e^|x| - 1: every term is positive, and
// three roundings and two errors of t stay below 2^-w.
func sinh(x *big.Float, w uint) *big.Float {
	t := expm1(number.Abs(x), w+4)
	if t.IsInf() || t.Sign() == 0 {
		return withSign(t, x)
	}
	z := number.Add(number.NewFloat(w+4), number.NewInt(1, 2), t)
	z.Quo(t, z)
	number.Add(z, z, t)
	return withSign(number.Half(z), x)
}

// cosh is (E + 1/E) / 2 with E = e^|x|.
func cosh(x *big.Float, w uint) *big.Float {
	e := exp(number.Abs(x), w+4)
	if e.IsInf() {
		return e
	}
	z := number.NewFloat(w+4).Quo(number.NewInt(1, 2), e)
	return number.Half(number.Add(z, z, e))
}

// withSign returns |y| with the sign of x, in place.
func withSign(y, x *big.Float) *big.Float {
	if y.Signbit() != x.Signbit() {
		y.Neg(y)
	}
	return y
}
