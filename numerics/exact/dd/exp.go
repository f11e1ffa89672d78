package dd

import (
	"math"
	"sync"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
)

// Exp returns e^x. Its error stays below 15 u²: see expParts.
func (x DD) Exp() DD {
	m, k := expParts(x, 0)
	return m.Scale(k)
}

// expParts returns m and k with e^(x+tail) = m 2^k and m in (0.7, 1.5), so that
// callers may divide by 2 what overflows. Above 2^12 in size, where all results
// are 0 or infinite, k saturates. The tail is at most u² |x|.
//
// With x + tail = k ln 2 + r the product k ln 2 is exact for the upper part of
// ln 2, which has 40 bits, and rounded to 2^-135 for the rest; the two
// subtractions leave r with an error of 7 u² (|r| + |r|) < 6 u². The table and
// the series follow: e^r = T + T p with T = exp(j/64), rounded, and
// p = e^s - 1, s = r - j/64, |s| <= 1/128, so that T p, with all of its errors,
// is below 2^-6 T and contributes 0.3 u². Altogether: 6 (r), 1 (T), 0.3 and 4 for
// the sum (its terms differ in size by 2^6, and the 6 u² in the derivation of Add
// for different signs shrink to 3 (1 + 2^-5)): below 12 u².
func expParts(x DD, tail float64) (m DD, k int) {
	if math.IsNaN(x.Hi) {
		return x, 0
	}
	if math.Abs(x.Hi) >= 1<<12 {
		return DD{Hi: 1}, int(math.Copysign(1<<13, x.Hi))
	}
	r := x
	n := math.RoundToEven(x.Hi / math.Ln2)
	if n != 0 {
		c := ln2Parts()
		r = x.addFloat(float64(-n * c.upper)).Sub(c.lower.mulFloat(n))
	}
	t := exponentials()
	if tail != 0 {
		r = r.addFloat(tail)
	}
	j := int(math.RoundToEven(r.Hi * 64))
	p := expm1Series(r.addFloat(-float64(j) / 64))
	e := t.exp[j+expNodes]
	return e.Add(e.Mul(p)), int(n)
}

// expm1 returns e^x - 1.
//
// Below |x| = 1/128 the series does it, and elsewhere, for |x| < 0.36, the table
// E = exp(j/64) - 1 and T p, |T p| <= |E|, as in expParts: the result is at
// least half of either, so 2 (E), 14 (T p) and 7 for the sum, 23 u². Beyond,
// where e^x is above 1.4 or below 0.71, at most 3.5 times the 12 u² of e^x, and 7:
// 49 u².
func (x DD) expm1() DD {
	switch {
	case math.Abs(x.Hi) < 1.0/128:
		return expm1Series(x)
	case math.Abs(x.Hi) < 0.36:
		t := exponentials()
		j := int(math.RoundToEven(x.Hi * 64))
		p := expm1Series(x.addFloat(-float64(j) / 64))
		return t.expm1[j+expNodes].Add(t.exp[j+expNodes].Mul(p))
	}
	return x.Exp().addFloat(-1)
}

// expm1Series returns e^s - 1 for |s| <= 1/100 with an error below 5 u²: the
// series s + s² (1/2! + s/3! + ...) up to s^13/13!; the next term is below
// 2^-122 |s|. Terms from s^8 on are below 2^-61 |s|: float64 serves them. What
// stands behind s is below |s|/190, and so its errors are lost beside the 4 u² of
// the last sum.
func expm1Series(s DD) DD {
	tail := 0.0
	f := inverseFactorials()
	for k := 13; k >= 8; k-- {
		tail = float64(tail*s.Hi) + f[k].Hi
	}
	q := DD{Hi: tail}
	for k := 7; k >= 2; k-- {
		q = q.Mul(s).Add(f[k])
	}
	return s.Add(s.Square().Mul(q))
}

// Sinh is (t + t/(1+t))/2 with t = e^|x| - 1, all terms positive: 49 u² for t at
// condition numbers up to 1, and 27 for the operations. From |x| = 40 on it is
// e^|x|/2, off by 2^-115.
func (x DD) Sinh() DD {
	a := x.Abs()
	if a.Hi > 40 {
		m, k := expParts(a, 0)
		return m.Scale(k - 1).withSign(x)
	}
	t := a.expm1()
	return t.Add(t.Div(t.addFloat(1))).half().withSign(x)
}

// Cosh is (E + 1/E)/2 with E = e^|x|.
func (x DD) Cosh() DD {
	a := x.Abs()
	if a.Hi > 40 {
		m, k := expParts(a, 0)
		return m.Scale(k - 1)
	}
	e := a.Exp()
	return e.Add(e.Recip()).half()
}

// Tanh is t/(t + 2) with t = e^(2|x|) - 1: 49 u² and 19 for the operations.
func (x DD) Tanh() DD {
	if math.Abs(x.Hi) > 40 {
		return DD{Hi: 1}.withSign(x)
	}
	t := x.Abs().twice().expm1()
	return t.Div(t.addFloat(2)).withSign(x)
}

// Sigmoid is 1/(1 + q) for x >= 0 and q/(1 + q) below, q = e^-|x|.
func (x DD) Sigmoid() DD {
	q := x.Abs().Neg().Exp()
	d := q.addFloat(1)
	if x.Hi < 0 {
		return q.Div(d)
	}
	return d.Recip()
}

// Softplus is max(x, 0) + log1p(e^-|x|), a sum of positive terms.
func (x DD) Softplus() DD {
	y := x.Abs().Neg().Exp().log1p()
	if x.Hi < 0 {
		return y
	}
	return x.Add(y)
}

// SiLU is x sigmoid(x), and x e^x far out on the left, where the factor may
// underflow before the product: there 1 + e^x = 1 to 2^-140.
func (x DD) SiLU() DD {
	switch {
	case x.Hi < -1000:
		return DD{}
	case x.Hi < -100:
		m, k := expParts(x, 0)
		return x.Mul(m).Scale(k)
	}
	return x.Mul(x.Sigmoid())
}

// half returns x/2, exactly.
func (x DD) half() DD { return DD{x.Hi / 2, x.Lo / 2} }

// twice returns 2x, exactly.
func (x DD) twice() DD { return DD{2 * x.Hi, 2 * x.Lo} }

// withSign returns x, which is not negative, with the sign of y.
func (x DD) withSign(y DD) DD {
	if math.Signbit(y.Hi) {
		return x.Neg()
	}
	return x
}

// expNodes is the number of table points on either side of 0: 24/64 is beyond
// 0.36.
const expNodes = 24

type expTable struct{ exp, expm1 [2*expNodes + 1]DD }

// exponentials returns the tables of exp(j/64) and exp(j/64) - 1 at j+expNodes.
var exponentials = sync.OnceValue(func() *expTable {
	t := new(expTable)
	for j := range t.exp {
		x := exact.New(float64(j-expNodes) / 64)
		t.exp[j] = FromBig(exact.Exp(x))
		t.expm1[j] = FromBig(exact.Expm1(x))
	}
	return t
})

// ln2Parts returns ln 2 = upper + lower, where upper has 40 bits.
var ln2Parts = sync.OnceValue(func() (c struct {
	upper float64
	lower DD
}) {
	c.upper = exact.Float64(number.NewFloat(40).Set(exact.Ln2(exact.Prec)))
	c.lower = FromBig(number.NewFloat(exact.Prec).Sub(exact.Ln2(exact.Prec), exact.New(c.upper)))
	return c
})

// inverseFactorials returns 1/k! for k = 0 to MaxOrder.
var inverseFactorials = sync.OnceValue(func() *[MaxOrder + 1]DD {
	f := new([MaxOrder + 1]DD)
	for k := range f {
		f[k] = FromBig(number.NewFloat(exact.Prec).Quo(number.NewInt(1, 64), number.NewFloat(exact.Prec).SetInt(number.Factorial(k))))
	}
	return f
})
