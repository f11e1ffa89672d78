package dd

import (
	"math"
	"sync"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
)

// Gaussian returns exp(-x²). The square is exact, as a DD and a third term, so
// that its size, up to 745, does not multiply the error.
func (x DD) Gaussian() DD {
	m, k := gaussianParts(x)
	return m.Scale(k)
}

func gaussianParts(x DD) (m DD, k int) {
	if math.Abs(x.Hi) > 64 {
		return DD{Hi: 1}, -1 << 13
	}
	s, tail := exactSquare(x)
	return expParts(s.Neg(), -tail)
}

// exactSquare returns x² as s + tail, with an error below 4 u³ x².
//
// With x = H + L: H² = p + e, 2HL = q + f. Then p + (e + q) is added without
// error but for what tail collects, f and L², each below 2 u² x².
func exactSquare(x DD) (s DD, tail float64) {
	p, e := twoProd(x.Hi, x.Hi)
	q, f := twoProd(2*x.Hi, x.Lo)
	e, g := TwoSum(e, q)
	p, e = fastTwoSum(p, e)
	return DD{p, e}, g + math.FMA(x.Lo, x.Lo, f)
}

// Limits of the three ways to erf and erfc.
const (
	erfSmall = 0.5 // below it, the power series of erf
	erfLarge = 6   // from it on, the continued fraction of erfc
)

// Erf returns the error function. From |x| = 1/2 on it is 1 - erfc(|x|), where
// erfc is the smaller of the two.
func (x DD) Erf() DD {
	a := x.Abs()
	if a.Hi < erfSmall {
		return x.erfSeries()
	}
	return DD{Hi: 1}.Sub(a.Erfc()).withSign(x)
}

// Erfc returns 1 - Erf(x), accurate in its tail. Below 1/2 it is that
// difference, at least 0.47, with the 30 u² of erf at most 0.53/0.47 times as
// large.
func (x DD) Erfc() DD {
	switch {
	case math.IsNaN(x.Hi):
		return x
	case x.Hi < erfSmall:
		return DD{Hi: 1}.Sub(x.Erf())
	case x.Hi < erfLarge:
		return x.erfcMiddle()
	case x.Hi > 28:
		return DD{}
	}
	return x.erfcTail()
}

// erfTerms is the number of terms of erfSeries: 4^-24/24! < 2^-127.
const erfTerms = 24

// erfSeries is 2/sqrt(pi) x (1 - x²/(1!3) + x⁴/(2!5) - ...) for |x| < 1/2. What
// follows the 1 is below 0.08: 5 u² for the sum, 17 for two products and 1 for the
// constant, 24 u² with the rest.
func (x DD) erfSeries() DD {
	c := erfCoefficients()
	y := x.Square()
	q := c[erfTerms]
	for k := erfTerms - 1; k >= 0; k-- {
		q = q.Mul(y).Add(c[k])
	}
	return q.Mul(x).Mul(twoOverSqrtPi())
}

// erfcMiddle expands erfc about the next multiple z of 1/8 above x: with
// t = z - x in [0, 1/8],
//
//	erfc(x) = erfc(z) + |erf'(z)| t + ...,
//
// in the coefficients of erf at z, 256-bit values rounded. Those of
// exp(2zt - t²) change sign only far out, and the sum of absolute values is at most
// exp(2t²) < 1.04 times the sum, so Horner's rule errs by 1.04 (8 + 7) u² for each
// term that counts: the terms fall faster than (2zt)^k/k! <= 1.5^k/k!, whose mean k
// is 1.5; with the last sum below 45 u².
func (x DD) erfcMiddle() DD {
	j := int(math.Ceil(x.Hi * 8))
	c := erfNodes()[j-erfNodeFirst]
	t := x.Neg().addFloat(float64(j) / 8)
	q := c[erfNodeOrder]
	for k := erfNodeOrder - 1; k >= 0; k-- {
		q = q.Mul(t).Add(c[k])
	}
	return q
}

// erfcSteps is the depth of the continued fraction. At x = 6, where it converges
// slowest, convergents 40 and 41 differ by 2^-110 of their value; they enclose the
// limit.
const erfcSteps = 48

// erfcTail is the continued fraction of the 256-bit erfc, backward,
//
//	sqrt(pi) exp(x²) erfc(x) = 1/(x + (1/2)/(x + (2/2)/(x + ...))).
//
// All terms are positive: each level costs 15 u² for the division and 4 for the
// sum, multiplied on the way out by the part of the fraction in its level, at
// most 0.3 deep down and 1/75 at the top: 20 u², with the gaussian and the
// factors 60 u².
func (x DD) erfcTail() DD {
	d := x.erfcFraction()
	m, k := gaussianParts(x)
	return m.Mul(twoOverSqrtPi()).Div(d).Scale(k - 1)
}

// erfcFraction is the denominator, x + (1/2)/(x + ...).
func (x DD) erfcFraction() DD {
	d := x
	for n := erfcSteps; n > 0; n-- {
		d = x.Add(DD{Hi: float64(n) / 2}.Div(d))
	}
	return d
}

// normalTail is the x below which normal takes the continued fraction.
const normalTail = -9

// Normal returns Phi(x) = erfc(-x/sqrt 2)/2. The argument is a DD z and a rest d,
// which enters by erfc'(z) d = -2/sqrt(pi) exp(-z²) d, in float64.
func (x DD) Normal() DD {
	if x.Hi < normalTail {
		m, k := x.normalParts()
		return m.Scale(k)
	}
	if x.Hi > 40 {
		return DD{Hi: 1}
	}
	z, d := x.overSqrt2()
	slope := 2 / math.Sqrt(math.Pi) * math.Exp(-z.Hi*z.Hi)
	// erfc(-(z + d)) = erfc(-z) + slope d.
	return z.Neg().Erfc().addFloat(float64(slope * d)).half()
}

// normalParts returns m and k with Phi(x) = m 2^k for x < normalTail. With
// z = |x|/sqrt 2 and D the fraction, Phi = exp(-x²/2)/(2 sqrt(pi) D), where the
// square is exact, and the rest of z hardly counts.
func (x DD) normalParts() (m DD, k int) {
	if x.Hi < -64 {
		return DD{Hi: 1}, -1 << 13
	}
	z, _ := x.Neg().overSqrt2()
	s, tail := exactSquare(x)
	m, k = expParts(s.half().Neg(), -tail/2)
	return m.Mul(twoOverSqrtPi()).Div(z.erfcFraction()), k - 2
}

// overSqrt2 returns x/sqrt 2 as z + rest, rest at most 8 u² |x|: erfc multiplies a
// relative error of its argument by up to 2 (1 + x²).
func (x DD) overSqrt2() (z DD, rest float64) {
	c := sqrtHalfParts()
	p, e := twoProd(x.Hi, c.upper.Hi)
	q, f := twoProd(x.Hi, c.upper.Lo)
	r, g := twoProd(x.Lo, c.upper.Hi)
	z = DD{Hi: e}.addFloat(q).addFloat(r)
	z = DD{Hi: p}.Add(z)
	// The same terms, less z: the leading ones cancel without error.
	left := DD{Hi: p - z.Hi}.addFloat(e).addFloat(q).addFloat(r).addFloat(-z.Lo)
	return z, left.Hi + (f + g + float64(x.Lo*c.upper.Lo) + float64(x.Hi*c.rest))
}

// GELU returns x Phi(x), Phi the standard normal distribution function.
func (x DD) GELU() DD {
	if x.Hi < normalTail {
		m, k := x.normalParts()
		if k < -4096 {
			return DD{}
		}
		return x.Mul(m).Scale(k)
	}
	return x.Mul(x.Normal())
}

// The nodes j/8 of erfcMiddle run from erfNodeFirst/8 to 6. At the last one
// (2zt + t²)^k/k! < 2^-110 for k > 38.
const (
	erfNodeFirst = erfSmall * 8
	erfNodeLast  = erfLarge * 8
	erfNodeOrder = 40
)

// erfNodes returns, for each node z, the coefficients of erfc(z - t) in t.
var erfNodes = sync.OnceValue(func() *[erfNodeLast - erfNodeFirst + 1][erfNodeOrder + 1]DD {
	t := new([erfNodeLast - erfNodeFirst + 1][erfNodeOrder + 1]DD)
	for j := range t {
		z := exact.New(float64(j+erfNodeFirst) / 8)
		for k, c := range exact.ErfTaylor(z, erfNodeOrder, exact.Prec) {
			if k%2 == 0 {
				c.Neg(c)
			}
			t[j][k] = FromBig(c)
		}
		t[j][0] = FromBig(exact.Erfc(z))
	}
	return t
})

// erfCoefficients returns (-1)^k/(k! (2k+1)).
var erfCoefficients = sync.OnceValue(func() *[erfTerms + 1]DD {
	c := new([erfTerms + 1]DD)
	for k := range c {
		d := number.NewFloat(exact.Prec).SetInt(number.Factorial(k))
		d.Mul(d, number.NewInt(int64(2*k+1), 64))
		c[k] = FromBig(d.Quo(number.NewInt(int64(1-2*(k%2)), 64), d))
	}
	return c
})

// twoOverSqrtPi returns 2/sqrt(pi).
var twoOverSqrtPi = sync.OnceValue(func() DD {
	return FromBig(number.NewFloat(exact.Prec).Quo(number.NewInt(2, 64), exact.SqrtPi(exact.Prec)))
})

// sqrtHalfParts returns 1/sqrt 2 in three parts.
var sqrtHalfParts = sync.OnceValue(func() (c struct {
	upper DD
	rest  float64
}) {
	s := exact.Sqrt(exact.New(0.5))
	c.upper = FromBig(s)
	c.rest = exact.Float64(number.NewFloat(exact.Prec).Sub(s, c.upper.Big()))
	return c
})
