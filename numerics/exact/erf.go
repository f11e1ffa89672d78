package exact

import (
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Gaussian returns exp(-x²).
func Gaussian(x *big.Float) *big.Float { return Round(gaussian(x, scalarPrec)) }

// Erf returns the error function, 2/sqrt(pi) times the integral of exp(-t²)
// from 0 to x.
func Erf(x *big.Float) *big.Float { return Round(erf(x, scalarPrec)) }

// Erfc returns 1 - Erf(x), accurate in its tail.
func Erfc(x *big.Float) *big.Float { return Round(erfc(x, scalarPrec)) }

// GELU returns x Phi(x), Phi the standard normal distribution function.
func GELU(x *big.Float) *big.Float { return Round(gelu(x, scalarPrec)) }

// erfcFraction is the |x| from which erfc is taken from its continued fraction
// rather than from the power series of erf; both would do, and there they cost
// about the same.
const erfcFraction = 6

// gaussian takes the exponential of the exact square.
func gaussian(x *big.Float, w uint) *big.Float {
	if large(x, saturation) {
		return number.NewFloat(w)
	}
	return exp(number.Neg(number.Square(x)), w)
}

// erf is the power series for |x| < erfcFraction and 1 - erfc(|x|) beyond,
// where erfc is below 2^-54.
func erf(x *big.Float, w uint) *big.Float {
	if f, _ := x.Float64(); -erfcFraction < f && f < erfcFraction {
		return erfSeries(x, w)
	}
	z := erfcTail(number.Abs(x), w+4)
	return withSign(number.Sub(z, number.NewInt(1, 2), z), x)
}

// erfc is 1 - erf(x) for x < erfcFraction. The relative error grows by
// erf/erfc, which is below 2 for x < 1/2 and below 4x e^(x²) from there on, in
// bits less than 1.5 x² + x + 2.
func erfc(x *big.Float, w uint) *big.Float {
	f, _ := x.Float64()
	if f >= erfcFraction {
		return erfcTail(x, w)
	}
	extra := 8.0
	if f > 0 {
		extra += float64(1.5*f*f) + f
	}
	p := w + uint(extra)
	y := erf(x, p)
	return number.Sub(number.NewFloat(p), number.NewInt(1, 2), y)
}

// erfSeries is erf(x) = 2/sqrt(pi) e^(-x²) x (1 + 2x²/3 (1 + 2x²/5 (...))) for
// |x| <= erfcFraction. No term is negative, so the error is at most 4 roundings
// for each of fewer than w + 400 terms and a few for the factors in front,
// below 2^-w with p = w + 20 bits for w < 2^17.
func erfSeries(x *big.Float, w uint) *big.Float {
	p := w + 20
	if x.Sign() == 0 {
		return number.NewFloat(p)
	}
	y := number.Shift(number.NewFloat(p).Mul(x, x), 1)
	sum, term := number.NewInt(1, p), number.NewInt(1, p)
	for n := int64(3); term.Sign() != 0 && number.Exponent(term) >= number.Exponent(sum)-int(p); n += 2 {
		term.Mul(term, y)
		term.Quo(term, number.NewInt(n, 64))
		number.Add(sum, sum, term)
	}
	sum.Mul(sum, x)
	sum.Mul(sum, gaussian(x, p))
	return number.Shift(sum.Quo(sum, SqrtPi(p)), 1)
}

// erfcTail is the continued fraction
//
//	sqrt(pi) e^(x²) erfc(x) = 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + ...)))), x > 0,
//
// summed forward as A_n/B_n. All of its terms are positive: successive
// convergents enclose the value, so their difference, which is the product of
// the numerators over B_n B_(n-1), bounds the error; and rounding adds at most
// 6·2^-p for each of some w²/600 steps at x = 6, fewer beyond: below 2^-w with
// p = w + 20 bits for w < 2^13.
func erfcTail(x *big.Float, w uint) *big.Float {
	p := w + 20
	g := gaussian(x, p)
	if g.Sign() == 0 {
		return g
	}
	a0, a := number.NewFloat(p), number.NewInt(1, p)
	b0, b := number.NewInt(1, p), number.NewFloat(p).Set(x)
	product := number.NewInt(1, 64)
	z := number.NewFloat(p)
	for n := int64(1); ; n++ {
		numerator := number.Half(number.NewInt(n, 64))
		product.Mul(product, numerator)
		step := func(c0, c *big.Float) {
			z.Mul(c0, numerator)
			c0.Mul(c, x)
			number.Add(c0, c0, z)
		}
		step(a0, a)
		step(b0, b)
		a0, a, b0, b = a, a0, b, b0
		// The value is at least 1/(2x) for x >= 1.
		if number.Exponent(product)-number.Exponent(b0)-number.Exponent(b)+2 < -int(p)-number.Exponent(x)-1 {
			break
		}
	}
	z.Mul(a, g)
	return z.Quo(z, b.Mul(b, SqrtPi(p)))
}

// normal returns Phi(x) = erfc(-x/sqrt 2)/2. A relative error of the argument
// is multiplied by at most 2 + x², the condition number of erfc at -x/sqrt 2;
// hence the bits for x².
func normal(x *big.Float, w uint) *big.Float {
	if large(x, saturation) {
		if x.Signbit() {
			return number.NewFloat(w)
		}
		return number.NewInt(1, w)
	}
	p := w + 8
	if x.Sign() != 0 {
		p += uint(2 * max(0, number.Exponent(x)))
	}
	y := number.NewFloat(p).Sqrt(number.NewInt(2, 64))
	y.Quo(x, y)
	return number.Half(erfc(y.Neg(y), w+4))
}

// gelu is x Phi(x); at -Inf it is the limit, 0.
func gelu(x *big.Float, w uint) *big.Float {
	y := normal(x, w+4)
	if y.Sign() == 0 {
		return y
	}
	return number.NewFloat(w+4).Mul(x, y)
}

// SqrtPi returns sqrt(pi) with a relative error below 2^-prec.
func SqrtPi(prec uint) *big.Float { return number.NewFloat(prec + 2).Sqrt(Pi(prec + 2)) }
