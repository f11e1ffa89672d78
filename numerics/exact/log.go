package exact

import (
	"math"
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Log returns the natural logarithm of x > 0, accurate near 1 too;
// Log(+Inf) = +Inf. It panics where x <= 0.
func Log(x *big.Float) *big.Float {
	if x.Sign() <= 0 {
		outside("Log", x)
	}
	return Round(log(x, scalarPrec))
}

// log writes x = 2^e (1 + d), sqrt(1/2) <= 1 + d <= sqrt(2), and returns
// e ln 2 + log1p(d). For e = 0 that is log1p alone; else |log1p(d)| <= |e ln 2|/2,
// so the subtraction at most doubles the relative error.
func log(x *big.Float, w uint) *big.Float {
	if x.IsInf() {
		return x
	}
	p := w + 8
	d := new(big.Float)
	e := x.MantExp(d)
	if f, _ := d.Float64(); f < math.Sqrt2/2 {
		d = number.Shift(d, 1)
		e--
	}
	// d is in [0.7, 1.42], so d - 1 is exact with one bit more.
	d = number.NewFloat(max(d.MinPrec()+2, 64)).Sub(d, number.NewInt(1, 2))
	y := log1pSmall(d, p)
	if e == 0 {
		return y
	}
	z := number.NewFloat(p).Mul(number.NewInt(int64(e), 64), Ln2(p))
	return number.Add(z, z, y)
}

// log1p returns log(1 + d) for d > -1/4. Beyond |d| = 1/4 rounding 1 + d is
// harmless: it changes the result by 2^-(w+8), at most 2^-(w+5) of
// log(1.25) = 0.22.
func log1p(d *big.Float, w uint) *big.Float {
	if d.Sign() == 0 || !large(d, -2) {
		return log1pSmall(d, w)
	}
	x := number.Add(number.NewFloat(w+8), number.NewInt(1, 2), d)
	return log(x, w+2)
}

// log1pSmall returns log(1 + d) for -0.3 < d < 0.42.
//
// It corrects the float64 result y0: log(1+d) = y0 + log(1+z) with
// z = (1+d) e^-y0 - 1, formed as d + (1+d) expm1(-y0). Both terms are about |d|,
// so the error of z is a few 2^-p |d| however small d is, and |z| < 2^-50 |d|
// leaves y0, which is exact, to carry the size of the result. (A d that
// underflows has y0 = 0 and z = d.) Then log(1+z) = 2 atanh(s) =
// 2 (s + s³/3 + ...), s = z/(2+z). Each step adds at most 2·2^-p |d|, in all
// below 16·2^-p |d| < 2^-w |log(1+d)| with p = w + 8.
func log1pSmall(d *big.Float, w uint) *big.Float {
	p := w + 8
	f, _ := d.Float64()
	y0 := number.NewInt(0, p).SetFloat64(math.Log1p(f))
	one := number.NewInt(1, 2)
	z := number.Add(number.NewFloat(p), one, d)
	z.Mul(z, expm1(number.Neg(y0), p))
	number.Add(z, z, d)
	if z.Sign() == 0 {
		return y0
	}
	s := number.Add(number.NewFloat(p), number.NewInt(2, 2), z)
	s.Quo(z, s)
	s2 := number.NewFloat(p).Mul(s, s)
	sum, term := number.NewFloat(p).Set(s), number.NewFloat(p)
	for n := int64(3); ; n += 2 {
		s.Mul(s, s2)
		if s.Sign() == 0 || number.Exponent(s) < number.Exponent(z)-int(p) {
			break
		}
		number.Add(sum, sum, term.Quo(s, number.NewInt(n, 64)))
	}
	return number.Add(sum, y0, number.Shift(sum, 1))
}
