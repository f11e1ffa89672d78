package dd

import (
	"math"

	"adfd/numerics/exact"
)

// Log returns the natural logarithm of x, -Inf at 0 and NaN below.
//
// It writes x = 2^e (1 + d) with 1 + d between sqrt(1/2) and sqrt 2 and returns
// e ln 2 + log1p(d). For e = 0 that is log1p alone. Else |log1p(d)| <= |e ln 2|/2:
// the error is 2 (3 + 1) u² from e ln 2, 43 from log1p, and 7 from the sum.
func (x DD) Log() DD {
	switch {
	case !(x.Hi > 0) || math.IsInf(x.Hi, 1):
		return DD{Hi: math.Log(x.Hi)}
	case x.Hi < 0x1p-900:
		// Away from underflow, so that x.Lo keeps its bits.
		return x.Scale(512).Log().Sub(ln2DD().mulFloat(512))
	}
	f, e := math.Frexp(x.Hi)
	if f < math.Sqrt2/2 {
		e--
	}
	y := x.Scale(-e).addFloat(-1).log1p()
	if e == 0 {
		return y
	}
	return ln2DD().mulFloat(float64(e)).Add(y)
}

// log1p returns log(1 + d) for -0.3 < d <= 1.
//
// It corrects the float64 result y0: log(1+d) = y0 + log(1+z) with
// z = (1+d) e^-y0 - 1, formed as d + (1+d) expm1(-y0), where the terms are about
// |d|. The errors are 23 u² for expm1 (49 beyond |y0| = 0.36), 4 for 1+d and 8
// for the product, at most 35 u²|d| (61 u²|d|); |d| <= 1.2 log(1+d) (1.45), and the
// last sum adds 4 u²: together 46 u² (93 u²). If z is below 2^-40 |d|, as it is
// after any y0 that deserves the name, z - z²/2 leaves out 2^-121 |d|; if not, the
// step is repeated, so nothing is assumed of the library.
func (d DD) log1p() DD {
	y := DD{Hi: math.Log1p(d.Hi)}
	for range 4 {
		z := d.Add(d.addFloat(1).Mul(y.Neg().expm1()))
		y = y.Add(z.Sub(z.Square().half()))
		if math.Abs(z.Hi) <= 0x1p-40*math.Abs(d.Hi) {
			break
		}
	}
	return y
}

// ln2DD returns ln 2.
func ln2DD() DD { return ln2Value }

var ln2Value = FromBig(exact.Ln2(exact.Prec))
