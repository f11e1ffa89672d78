package exact

import (
	"math"
	"math/big"
	"sync"
)

// Each function here writes the Taylor coefficients c_0 ... c_(len-1) of one
// elementary function at x into c, from the closed forms of the 256-bit series.

// ddExpSeries: c_k = e^x / k!.
func ddExpSeries(x DD, c []DD) {
	e := x.Exp()
	ddCycle(c, e, e)
}

// ddSinSeries: the derivatives are sin, cos, -sin, -cos in turn.
func ddSinSeries(x DD, c []DD) {
	s, o := x.sincos()
	ddCycle(c, s, o, s.Neg(), o.Neg())
}

// ddCosSeries: the derivatives are cos, -sin, -cos, sin in turn.
func ddCosSeries(x DD, c []DD) {
	s, o := x.sincos()
	ddCycle(c, o, s.Neg(), o.Neg(), s)
}

// ddSinhSeries: the derivatives are sinh and cosh in turn.
func ddSinhSeries(x DD, c []DD) { ddCycle(c, x.Sinh(), x.Cosh()) }

// ddCoshSeries: the derivatives are cosh and sinh in turn.
func ddCoshSeries(x DD, c []DD) { ddCycle(c, x.Cosh(), x.Sinh()) }

// ddCycle writes d_(k mod n) / k! for the n derivatives d that repeat.
func ddCycle(c []DD, d ...DD) {
	f := inverseFactorials()
	for k := range c {
		c[k] = d[k%len(d)]
		if k > 1 {
			c[k] = c[k].Mul(f[k])
		}
	}
}

// ddLogSeries: c_k = -(-1/x)^k / k for k >= 1.
func ddLogSeries(x DD, c []DD) {
	c[0] = x.Log()
	power := DD{Hi: -1}
	for k := 1; k < len(c); k++ {
		power = power.Div(x).Neg()
		c[k] = power.Div(DD{Hi: float64(k)})
	}
}

// ddSqrtSeries: c_k = c_(k-1) (3 - 2k)/(2k x), the binomial series.
func ddSqrtSeries(x DD, c []DD) {
	c[0] = x.Sqrt()
	for k := 1; k < len(c); k++ {
		c[k] = c[k-1].mulFloat(float64(3 - 2*k)).Div(x.mulFloat(float64(2 * k)))
	}
}

// ddRecipSeries: c_k = (-1)^k / x^(k+1).
func ddRecipSeries(x DD, c []DD) {
	c[0] = x.Recip()
	for k := 1; k < len(c); k++ {
		c[k] = c[k-1].Mul(c[0]).Neg()
	}
}

// ddTanSeries: the derivatives of t = tan x are the polynomials of tanSeries,
// which have no negative coefficient.
func ddTanSeries(x DD, c []DD) {
	t := x.Tan()
	for k := range c {
		c[k] = ddParity(ddTangent()[k], t)
	}
}

// ddTanhSeries takes derivative polynomials in t = tanh x for |x| < 1/2, and
// beyond the logistic function: tanh x = 2 sigmoid(2x) - 1.
func ddTanhSeries(x DD, c []DD) {
	t := x.Tanh()
	if math.Abs(x.Hi) < 0.5 {
		for k := range c {
			c[k] = ddParity(ddHyperbolic()[k], t)
		}
		return
	}
	ddLogisticSeries(x.twice(), c)
	c[0] = t
	for k := 1; k < len(c); k++ {
		c[k] = c[k].Scale(k + 1)
	}
}

// ddSigmoidSeries is ddLogisticSeries for |x| > 1 and 1/2 + tanh(x/2)/2 nearer
// to 0.
func ddSigmoidSeries(x DD, c []DD) {
	if math.Abs(x.Hi) > 1 {
		ddLogisticSeries(x, c)
		return
	}
	ddTanhSeries(x.half(), c)
	c[0] = x.Sigmoid()
	for k := 1; k < len(c); k++ {
		c[k] = c[k].Scale(-k - 1)
	}
}

// ddLogisticSeries takes the Eulerian polynomials N_k in q = e^-|x|, as
// logisticSeries: N_k(q)/(1+q)^(k+1), odd or even in x as k is even or odd.
func ddLogisticSeries(x DD, c []DD) {
	q := x.Abs().Neg().Exp()
	r := q.addFloat(1).Recip()
	power := r
	c[0] = r
	if x.Hi < 0 {
		c[0] = q.Mul(r)
	}
	for k := 1; k < len(c); k++ {
		power = power.Mul(r)
		c[k] = ddHorner(ddLogistic()[k], q).Mul(power)
		if k%2 == 0 && x.Hi < 0 {
			c[k] = c[k].Neg()
		}
	}
}

// ddSoftplusSeries: the derivative of log(1 + e^x) is the logistic function.
func ddSoftplusSeries(x DD, c []DD) {
	ddSigmoidSeries(x, c)
	ddIntegrate(x.Softplus(), c)
}

// ddSiLUSeries: c_k = x s_k + s_(k-1), s the series of the logistic function.
func ddSiLUSeries(x DD, c []DD) {
	ddSigmoidSeries(x, c)
	ddTimesIdentity(x, c)
}

// ddGaussianSeries multiplies e^(-x²), e^(-2xt) and e^(-t²).
func ddGaussianSeries(x DD, c []DD) {
	m, e := gaussianParts(x)
	ddNormalSeries(m, e, x.twice(), ddHermite(), c)
	c[0] = x.Gaussian()
}

// ddErfSeries: the derivative of erf is 2/sqrt(pi) exp(-x²).
func ddErfSeries(x DD, c []DD) {
	m, e := gaussianParts(x)
	ddNormalSeries(m.Mul(twoOverSqrtPi()), e, x.twice(), ddHermite(), c)
	ddIntegrate(x.Erf(), c)
}

// ddGELUSeries: c_k = x p_k + p_(k-1), p the series of Phi, whose derivative is
// exp(-x²/2)/sqrt(2 pi).
func ddGELUSeries(x DD, c []DD) {
	m, e := DD{Hi: 1}, -1<<13
	if math.Abs(x.Hi) < 64 {
		s, tail := exactSquare(x)
		m, e = expParts(s.half().Neg(), -tail/2)
	}
	m = m.Mul(twoOverSqrtPi()).Mul(sqrtHalfParts().upper)
	ddNormalSeries(m, e-1, x, ddHermite2(), c)
	ddIntegrate(x.normal(), c)
	ddTimesIdentity(x, c)
	c[0] = x.GELU()
}

// ddNormalSeries writes y times the values at b of the polynomials in rows, the
// coefficients of y e^(-bt) e^(-t²/n). Its factor y = m 2^e comes in two parts: in
// the tail it may be far below the coefficients.
func ddNormalSeries(m DD, e int, b DD, rows []ddEven, c []DD) {
	if e < -4096 {
		clear(c)
		return
	}
	for k := range c {
		c[k] = ddParity(rows[k], b).Mul(m).Scale(e)
	}
}

// ddIntegrate turns the series of a derivative into that of the function with
// constant term c0.
func ddIntegrate(c0 DD, c []DD) {
	for k := len(c) - 1; k > 0; k-- {
		c[k] = c[k-1].Div(DD{Hi: float64(k)})
	}
	c[0] = c0
}

// ddTimesIdentity turns the series of f into that of x f(x).
func ddTimesIdentity(x DD, c []DD) {
	for k := len(c) - 1; k >= 0; k-- {
		v := x.Mul(c[k])
		if k > 0 {
			v = v.Add(c[k-1])
		}
		c[k] = v
	}
}

// ddHorner evaluates the polynomial with these coefficients, constant first.
func ddHorner(p []DD, x DD) DD {
	y := p[len(p)-1]
	for i := len(p) - 2; i >= 0; i-- {
		y = y.Mul(x).Add(p[i])
	}
	return y
}

// ddParity evaluates an even or odd polynomial as p(x²) or x p(x²); p holds every
// second coefficient.
func ddParity(p ddEven, x DD) DD {
	y := ddHorner(p.coefficients, x.Square())
	if p.odd {
		y = y.Mul(x)
	}
	return y
}

// ddEven is a polynomial in x², or x times one.
type ddEven struct {
	coefficients []DD
	odd          bool
}

// The rows of the triangles divided by k!, for k = 0 to MaxDDOrder.
var (
	ddLogistic   = sync.OnceValue(func() [][]DD { return ddRows(&logistic) })
	ddTangent    = sync.OnceValue(func() []ddEven { return ddEvenRows(&tangent) })
	ddHyperbolic = sync.OnceValue(func() []ddEven { return ddEvenRows(&hyperbolic) })
)

// The coefficients of e^(-bt) e^(-t²/n) in t, as polynomials in b, for n = 1, 2:
// row k is the sum over m of (-b)^(k-2m)/(k-2m)! (-1/n)^m/m!.
var (
	ddHermite  = sync.OnceValue(func() []ddEven { return ddHermiteRows(1) })
	ddHermite2 = sync.OnceValue(func() []ddEven { return ddHermiteRows(2) })
)

func ddHermiteRows(n int64) []ddEven {
	rows := make([]ddEven, MaxDDOrder+1)
	for k := range rows {
		rows[k].odd = k%2 == 1
		for m := k / 2; m >= 0; m-- {
			d := newFloat(Prec).SetInt(factorial(k - 2*m))
			d.Mul(d, newFloat(Prec).SetInt(factorial(m)))
			d.Mul(d, newFloat(Prec).SetInt(new(big.Int).Exp(big.NewInt(n), big.NewInt(int64(m)), nil)))
			d.Quo(newInt(1, 2), d)
			if (k+m)%2 == 1 {
				d.Neg(d)
			}
			rows[k].coefficients = append(rows[k].coefficients, FromBig(d))
		}
	}
	return rows
}

func ddRows(t *triangle) [][]DD {
	rows := make([][]DD, MaxDDOrder+1)
	for k := range rows {
		f := newFloat(Prec).SetInt(factorial(k))
		for _, n := range t.row(k) {
			v := newFloat(Prec).SetInt(n)
			rows[k] = append(rows[k], FromBig(v.Quo(v, f)))
		}
	}
	return rows
}

func ddEvenRows(t *triangle) []ddEven {
	rows := make([]ddEven, MaxDDOrder+1)
	for k, row := range ddRows(t) {
		// The degree is len - 1, and every second coefficient is 0.
		start := (len(row) - 1) % 2
		rows[k].odd = start == 1
		for i := start; i < len(row); i += 2 {
			rows[k].coefficients = append(rows[k].coefficients, row[i])
		}
	}
	return rows
}
