package dd

import (
	"math"
	"math/big"
	"sync"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/triangle"
)

// Each function here writes the Taylor coefficients c_0 ... c_(len-1) of one
// elementary function at x into c, from the closed forms of the 256-bit series.

// expSeries: c_k = e^x / k!.
func expSeries(x DD, c []DD) {
	e := x.Exp()
	cycle(c, e, e)
}

// sinSeries: the derivatives are sin, cos, -sin, -cos in turn.
func sinSeries(x DD, c []DD) {
	s, o := x.sincos()
	cycle(c, s, o, s.Neg(), o.Neg())
}

// cosSeries: the derivatives are cos, -sin, -cos, sin in turn.
func cosSeries(x DD, c []DD) {
	s, o := x.sincos()
	cycle(c, o, s.Neg(), o.Neg(), s)
}

// sinhSeries: the derivatives are sinh and cosh in turn.
func sinhSeries(x DD, c []DD) { cycle(c, x.Sinh(), x.Cosh()) }

// coshSeries: the derivatives are cosh and sinh in turn.
func coshSeries(x DD, c []DD) { cycle(c, x.Cosh(), x.Sinh()) }

// cycle writes d_(k mod n) / k! for the n derivatives d that repeat.
func cycle(c []DD, d ...DD) {
	f := inverseFactorials()
	for k := range c {
		c[k] = d[k%len(d)]
		if k > 1 {
			c[k] = c[k].Mul(f[k])
		}
	}
}

// logSeries: c_k = -(-1/x)^k / k for k >= 1.
func logSeries(x DD, c []DD) {
	c[0] = x.Log()
	power := DD{Hi: -1}
	for k := 1; k < len(c); k++ {
		power = power.Div(x).Neg()
		c[k] = power.Div(DD{Hi: float64(k)})
	}
}

// sqrtSeries: c_k = c_(k-1) (3 - 2k)/(2k x), the binomial series.
func sqrtSeries(x DD, c []DD) {
	c[0] = x.Sqrt()
	for k := 1; k < len(c); k++ {
		c[k] = c[k-1].mulFloat(float64(3 - 2*k)).Div(x.mulFloat(float64(2 * k)))
	}
}

// recipSeries: c_k = (-1)^k / x^(k+1).
func recipSeries(x DD, c []DD) {
	c[0] = x.Recip()
	for k := 1; k < len(c); k++ {
		c[k] = c[k-1].Mul(c[0]).Neg()
	}
}

// tanSeries: the derivatives of t = tan x are the polynomials of tanSeries,
// which have no negative coefficient.
func tanSeries(x DD, c []DD) {
	t := x.Tan()
	for k := range c {
		c[k] = parity(tangent()[k], t)
	}
}

// tanhSeries takes derivative polynomials in t = tanh x for |x| < 1/2, and
// beyond the logistic function: tanh x = 2 sigmoid(2x) - 1.
func tanhSeries(x DD, c []DD) {
	t := x.Tanh()
	if math.Abs(x.Hi) < 0.5 {
		for k := range c {
			c[k] = parity(hyperbolic()[k], t)
		}
		return
	}
	logisticSeries(x.twice(), c)
	c[0] = t
	for k := 1; k < len(c); k++ {
		c[k] = c[k].Scale(k + 1)
	}
}

// sigmoidSeries is logisticSeries for |x| > 1 and 1/2 + tanh(x/2)/2 nearer
// to 0.
func sigmoidSeries(x DD, c []DD) {
	if math.Abs(x.Hi) > 1 {
		logisticSeries(x, c)
		return
	}
	tanhSeries(x.half(), c)
	c[0] = x.Sigmoid()
	for k := 1; k < len(c); k++ {
		c[k] = c[k].Scale(-k - 1)
	}
}

// logisticSeries takes the Eulerian polynomials N_k in q = e^-|x|, as
// logisticSeries: N_k(q)/(1+q)^(k+1), odd or even in x as k is even or odd.
func logisticSeries(x DD, c []DD) {
	q := x.Abs().Neg().Exp()
	r := q.addFloat(1).Recip()
	power := r
	c[0] = r
	if x.Hi < 0 {
		c[0] = q.Mul(r)
	}
	for k := 1; k < len(c); k++ {
		power = power.Mul(r)
		c[k] = horner(logistic()[k], q).Mul(power)
		if k%2 == 0 && x.Hi < 0 {
			c[k] = c[k].Neg()
		}
	}
}

// softplusSeries: the derivative of log(1 + e^x) is the logistic function.
func softplusSeries(x DD, c []DD) {
	sigmoidSeries(x, c)
	integrate(x.Softplus(), c)
}

// siluSeries: c_k = x s_k + s_(k-1), s the series of the logistic function.
func siluSeries(x DD, c []DD) {
	sigmoidSeries(x, c)
	timesIdentity(x, c)
}

// gaussianSeries multiplies e^(-x²), e^(-2xt) and e^(-t²).
func gaussianSeries(x DD, c []DD) {
	m, e := gaussianParts(x)
	normalSeries(m, e, x.twice(), hermite(), c)
	c[0] = x.Gaussian()
}

// erfSeries: the derivative of erf is 2/sqrt(pi) exp(-x²).
func erfSeries(x DD, c []DD) {
	m, e := gaussianParts(x)
	normalSeries(m.Mul(twoOverSqrtPi()), e, x.twice(), hermite(), c)
	integrate(x.Erf(), c)
}

// geluSeries: c_k = x p_k + p_(k-1), p the series of Phi, whose derivative is
// exp(-x²/2)/sqrt(2 pi).
func geluSeries(x DD, c []DD) {
	m, e := DD{Hi: 1}, -1<<13
	if math.Abs(x.Hi) < 64 {
		s, tail := exactSquare(x)
		m, e = expParts(s.half().Neg(), -tail/2)
	}
	m = m.Mul(twoOverSqrtPi()).Mul(sqrtHalfParts().upper)
	normalSeries(m, e-1, x, hermite2(), c)
	integrate(x.Normal(), c)
	timesIdentity(x, c)
	c[0] = x.GELU()
}

// normalSeries writes y times the values at b of the polynomials in rows, the
// coefficients of y e^(-bt) e^(-t²/n). Its factor y = m 2^e comes in two parts: in
// the tail it may be far below the coefficients.
func normalSeries(m DD, e int, b DD, rows []even, c []DD) {
	if e < -4096 {
		clear(c)
		return
	}
	for k := range c {
		c[k] = parity(rows[k], b).Mul(m).Scale(e)
	}
}

// integrate turns the series of a derivative into that of the function with
// constant term c0.
func integrate(c0 DD, c []DD) {
	for k := len(c) - 1; k > 0; k-- {
		c[k] = c[k-1].Div(DD{Hi: float64(k)})
	}
	c[0] = c0
}

// timesIdentity turns the series of f into that of x f(x).
func timesIdentity(x DD, c []DD) {
	for k := len(c) - 1; k >= 0; k-- {
		v := x.Mul(c[k])
		if k > 0 {
			v = v.Add(c[k-1])
		}
		c[k] = v
	}
}

// horner evaluates the polynomial with these coefficients, constant first.
func horner(p []DD, x DD) DD {
	y := p[len(p)-1]
	for i := len(p) - 2; i >= 0; i-- {
		y = y.Mul(x).Add(p[i])
	}
	return y
}

// parity evaluates an even or odd polynomial as p(x²) or x p(x²); p holds every
// second coefficient.
func parity(p even, x DD) DD {
	y := horner(p.coefficients, x.Square())
	if p.odd {
		y = y.Mul(x)
	}
	return y
}

// even is a polynomial in x², or x times one.
type even struct {
	coefficients []DD
	odd          bool
}

// The rows of the triangles divided by k!, for k = 0 to MaxOrder.
var (
	logistic   = sync.OnceValue(func() [][]DD { return scaledRows(&triangle.Logistic) })
	tangent    = sync.OnceValue(func() []even { return evenRows(&triangle.Tangent) })
	hyperbolic = sync.OnceValue(func() []even { return evenRows(&triangle.Hyperbolic) })
)

// The coefficients of e^(-bt) e^(-t²/n) in t, as polynomials in b, for n = 1, 2:
// row k is the sum over m of (-b)^(k-2m)/(k-2m)! (-1/n)^m/m!.
var (
	hermite  = sync.OnceValue(func() []even { return hermiteRows(1) })
	hermite2 = sync.OnceValue(func() []even { return hermiteRows(2) })
)

func hermiteRows(n int64) []even {
	rows := make([]even, MaxOrder+1)
	for k := range rows {
		rows[k].odd = k%2 == 1
		for m := k / 2; m >= 0; m-- {
			d := number.NewFloat(exact.Prec).SetInt(number.Factorial(k - 2*m))
			d.Mul(d, number.NewFloat(exact.Prec).SetInt(number.Factorial(m)))
			d.Mul(d, number.NewFloat(exact.Prec).SetInt(new(big.Int).Exp(big.NewInt(n), big.NewInt(int64(m)), nil)))
			d.Quo(number.NewInt(1, 2), d)
			if (k+m)%2 == 1 {
				d.Neg(d)
			}
			rows[k].coefficients = append(rows[k].coefficients, FromBig(d))
		}
	}
	return rows
}

func scaledRows(t *triangle.Triangle) [][]DD {
	rows := make([][]DD, MaxOrder+1)
	for k := range rows {
		f := number.NewFloat(exact.Prec).SetInt(number.Factorial(k))
		for _, n := range t.Row(k) {
			v := number.NewFloat(exact.Prec).SetInt(n)
			rows[k] = append(rows[k], FromBig(v.Quo(v, f)))
		}
	}
	return rows
}

func evenRows(t *triangle.Triangle) []even {
	rows := make([]even, MaxOrder+1)
	for k, row := range scaledRows(t) {
		// The degree is len - 1, and every second coefficient is 0.
		start := (len(row) - 1) % 2
		rows[k].odd = start == 1
		for i := start; i < len(row); i += 2 {
			rows[k].coefficients = append(rows[k].coefficients, row[i])
		}
	}
	return rows
}
