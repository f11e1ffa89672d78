package dd

import (
	"math"
	"sync"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
)

// Sin returns the sine, NaN at infinities.
func (x DD) Sin() DD {
	s, _ := x.sincos()
	return s
}

// Cos returns the cosine, NaN at infinities.
func (x DD) Cos() DD {
	_, c := x.sincos()
	return c
}

// Tan is sin/cos: the argument's 16 u² at a condition number of at most pi/2, 27
// and 12 u² of sine and cosine, 15 of the division.
func (x DD) Tan() DD {
	s, c := x.sincos()
	return s.Div(c)
}

// sincos returns sin x and cos x from the reduced argument.
func (x DD) sincos() (sin, cos DD) {
	if math.IsNaN(x.Hi) || math.IsInf(x.Hi, 0) {
		return DD{Hi: math.NaN()}, DD{Hi: math.NaN()}
	}
	n, r := x.Reduce()
	s, c := r.sincosSmall()
	switch n & 3 {
	case 0:
		return s, c
	case 1:
		return c, s.Neg()
	case 2:
		return s.Neg(), c.Neg()
	default:
		return c.Neg(), s
	}
}

// fastReduction bounds the arguments, and the reduced arguments, of the fast
// path of reduce.
const (
	fastReduction = 1 << 20
	nearMultiple  = 0x1p-10
)

// Reduce returns r = x - n pi/2 with |r| <= pi/4 to rounding, a relative error
// below 16 u², and n modulo 4.
//
// The fast path subtracts n times pi/2 in three parts, of which the first two
// have 33 bits, so that their products are exact: sums of relative error 7 u²
// each. The first one is at most 2^-12 larger than the second, |r| >= 2^-10:
// 7 (1.25 + 1) u² < 16 u². The third part is below 2^-45, and its error is lost.
// Near a multiple of pi/2, and for large x, the reduction of the 256-bit
// functions takes over.
func (x DD) Reduce() (n int, r DD) {
	a := math.Abs(x.Hi)
	if a < 0.78 {
		return 0, x
	}
	if a < fastReduction {
		m := math.RoundToEven(x.Hi / (math.Pi / 2))
		c := halfPiParts()
		r = x.addFloat(float64(-m * c.first)).addFloat(float64(-m * c.second)).Sub(c.rest.mulFloat(m))
		if math.Abs(r.Hi) > nearMultiple {
			return int(m), r
		}
	}
	n, b := exact.Reduce(x.Big(), 128)
	return n, FromBig(b)
}

// sincosSmall returns sin r and cos r for |r| < 0.79.
//
// With r = j/32 + s, |s| <= 1/64, and S, C = sin, cos of j/32 from a table,
//
//	sin r = S + (C sin s + S (cos s - 1)),
//	cos r = C + (C (cos s - 1) - S sin s).
//
// For j = 0 the series alone serves. Else |sin r| is at least S/2 and |C sin s|
// at most |sin r|: 2 u² for S, 14 for C sin s, 4 for the inner sum, 7 for the
// outer, 27 u² in all. For cos r >= 0.7 the part in brackets is below cos r/40:
// 2, 1, and 7 for the sum, less than 12 u².
func (r DD) sincosSmall() (sin, cos DD) {
	j := int(math.RoundToEven(math.Abs(r.Hi) * 32))
	s, v := r.Abs().addFloat(-float64(j) / 32).sineSeries()
	if j == 0 {
		return s.withSign(r), v.addFloat(1)
	}
	t := &sines()[j]
	sin = t.sin.Add(t.cos.Mul(s).Add(t.sin.Mul(v)))
	cos = t.cos.Add(t.cos.Mul(v).Sub(t.sin.Mul(s)))
	return sin.withSign(r), cos
}

// sineSeries returns sin s with an error below 5 u², and cos s - 1 with one
// below 30 u², for |s| <= 1/64: the terms up to s^15/15! and s^14/14!, those
// from s^9 and s^10 on, below 2^-60 of the result, in float64.
func (s DD) sineSeries() (sin, cosm1 DD) {
	f := inverseFactorials()
	y := s.Square()
	tail := float64(-y.Hi*f[15].Hi) + f[13].Hi
	tail = float64(tail*-y.Hi) + f[11].Hi
	tail = float64(tail*-y.Hi) + f[9].Hi
	q := y.mulFloat(-tail).Add(f[7])
	q = f[5].Sub(y.Mul(q))
	q = f[3].Sub(y.Mul(q))
	sin = s.Sub(s.Mul(y).Mul(q))

	tail = float64(-y.Hi*f[14].Hi) + f[12].Hi
	tail = float64(tail*-y.Hi) + f[10].Hi
	q = y.mulFloat(-tail).Add(f[8])
	q = f[6].Sub(y.Mul(q))
	q = f[4].Sub(y.Mul(q))
	q = f[2].Sub(y.Mul(q))
	return sin, y.Mul(q).Neg()
}

// sines returns the table of sin and cos of j/32, j = 0 to 26, beyond pi/4.
var sines = sync.OnceValue(func() *[27]struct{ sin, cos DD } {
	t := new([27]struct{ sin, cos DD })
	for j := range t {
		x := exact.New(float64(j) / 32)
		t[j].sin, t[j].cos = FromBig(exact.Sin(x)), FromBig(exact.Cos(x))
	}
	return t
})

// halfPiParts returns pi/2 = first + second + rest, where first and second have
// 33 bits each.
var halfPiParts = sync.OnceValue(func() (c struct {
	first, second float64
	rest          DD
}) {
	p := number.Half(exact.Pi(exact.Prec))
	c.first = exact.Float64(number.NewFloat(33).Set(p))
	p.Sub(p, exact.New(c.first))
	c.second = exact.Float64(number.NewFloat(33).Set(p))
	c.rest = FromBig(p.Sub(p, exact.New(c.second)))
	return c
})
