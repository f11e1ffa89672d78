package exact

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/triangle"
)

// Each function here returns the Taylor coefficients c_0 ... c_order of one
// elementary function at x, from a closed form, with working precision w.

// expSeries: c_k = e^x / k!.
func expSeries(x *big.Float, order int, w uint) Jet {
	e := exp(x, w)
	return cycle(order, w, e)
}

// sinSeries: the derivatives are sin, cos, -sin, -cos in turn.
func sinSeries(x *big.Float, order int, w uint) Jet {
	s, c := sincos(x, w)
	return cycle(order, w, s, c, number.Neg(s), number.Neg(c))
}

// cosSeries: the derivatives are cos, -sin, -cos, sin in turn.
func cosSeries(x *big.Float, order int, w uint) Jet {
	s, c := sincos(x, w)
	return cycle(order, w, c, number.Neg(s), number.Neg(c), s)
}

// sinhSeries: the derivatives are sinh and cosh in turn.
func sinhSeries(x *big.Float, order int, w uint) Jet {
	return cycle(order, w, sinh(x, w), cosh(x, w))
}

// coshSeries: the derivatives are cosh and sinh in turn.
func coshSeries(x *big.Float, order int, w uint) Jet {
	return cycle(order, w, cosh(x, w), sinh(x, w))
}

// cycle returns d_(k mod n) / k! for the n derivatives d that repeat.
func cycle(order int, w uint, d ...*big.Float) Jet {
	c := make(Jet, order+1)
	f := number.NewInt(1, w)
	for k := range c {
		if k > 1 {
			f.Mul(f, number.NewInt(int64(k), 64))
		}
		c[k] = number.NewFloat(w).Quo(d[k%len(d)], f)
	}
	return c
}

// logSeries: c_k = -(-1/x)^k / k for k >= 1.
func logSeries(x *big.Float, order int, w uint) Jet {
	c := Jet{log(x, w)}
	q := number.NewFloat(w).Quo(number.NewInt(-1, 2), x)
	power := number.NewInt(-1, w)
	for k := 1; k <= order; k++ {
		power.Mul(power, q)
		c = append(c, number.NewFloat(w).Quo(power, number.NewInt(int64(k), 64)))
	}
	return c
}

// sqrtSeries is the binomial series of exponent 1/2.
func sqrtSeries(x *big.Float, order int, w uint) Jet {
	return binomialSeries(number.NewFloat(w).Sqrt(x), x, number.Half(number.NewInt(1, 2)), order, w)
}

// recipSeries: c_k = (-1)^k / x^(k+1).
func recipSeries(x *big.Float, order int, w uint) Jet {
	y := number.NewFloat(w).Quo(number.NewInt(1, 2), x)
	return binomialSeries(y, x, number.NewInt(-1, 2), order, w)
}

// powSeries is the binomial series of exponent a. At x = 0 it exists for the
// integers a >= 0 only.
func powSeries(x, a *big.Float, order int, w uint) (Jet, error) {
	y, err := pow(x, a, w)
	if err != nil {
		return nil, err
	}
	if x.Sign() != 0 {
		return binomialSeries(y, x, a, order, w), nil
	}
	// Only t^a remains at x = 0; pow has excluded a < 0.
	if !a.IsInt() {
		if order == 0 {
			return Jet{y}, nil
		}
		return nil, fmt.Errorf("exact: pow(0, %s) has no Taylor series", show(a))
	}
	c := make(Jet, order+1)
	for k := range c {
		c[k] = number.NewFloat(w)
		if a.Cmp(number.NewInt(int64(k), 64)) == 0 {
			c[k].SetInt64(1)
		}
	}
	return c, nil
}

// binomialSeries: c_k = binomial(a, k) x^(a-k), from y = x^a and x != 0. Where a
// is an integer, 0 <= a < order, the factor a - k + 1 becomes an exact 0.
func binomialSeries(y, x, a *big.Float, order int, w uint) Jet {
	c := Jet{y}
	for k := 1; k <= order; k++ {
		// Exact where it cancels, with the bits of a and a few; else rounded to w.
		f := number.Sub(number.NewFloat(max(w, a.MinPrec()+64)), a, number.NewInt(int64(k-1), 64))
		z := number.NewFloat(w).Mul(c[k-1], f)
		f.Mul(x, number.NewInt(int64(k), 64))
		c = append(c, z.Quo(z, f))
	}
	return c
}

// tanSeries: the derivatives of t = tan x are polynomials in t, P_0 = t and
// P_(k+1) = P_k' (1 + t²). No coefficient is negative and each P_k is even or
// odd, so nothing cancels.
func tanSeries(x *big.Float, order int, w uint) Jet {
	t := tan(x, w)
	c := make(Jet, order+1)
	for k := range c {
		c[k] = parity(triangle.Tangent.Row(k), t, w)
		c[k].Quo(c[k], number.NewFloat(w).SetInt(number.Factorial(k)))
	}
	return c
}

// tanhSeries takes derivative polynomials in t = tanh x, P_(k+1) = P_k' (1 - t²),
// for small |x|, where they keep the parity and so the accuracy near 0, and
// the logistic function elsewhere: tanh x = 2 sigmoid(2x) - 1.
func tanhSeries(x *big.Float, order int, w uint) Jet {
	c := make(Jet, order+1)
	if x.Sign() == 0 || !large(x, -1) {
		t := tanh(x, w)
		c[0] = t
		for k := 1; k <= order; k++ {
			c[k] = parity(triangle.Hyperbolic.Row(k), t, w)
			c[k].Quo(c[k], number.NewFloat(w).SetInt(number.Factorial(k)))
		}
		return c
	}
	s := logisticSeries(number.Shift(x, 1), order, w)
	c[0] = addApart(s[0], number.NewInt(-1, s[0].Prec()), number.Shift(s[0], 1))
	for k := 1; k <= order; k++ {
		c[k] = number.Shift(s[k], k+1)
	}
	return c
}

// sigmoidSeries is logisticSeries for |x| > 1 and 1/2 + tanh(x/2)/2 nearer to 0.
func sigmoidSeries(x *big.Float, order int, w uint) Jet {
	if x.Sign() != 0 && large(x, 0) {
		return logisticSeries(x, order, w)
	}
	c := tanhSeries(number.Half(x), order, w)
	number.Add(c[0], c[0], number.NewInt(1, 2))
	for k := range c {
		c[k] = number.Shift(c[k], -k-1)
	}
	return c
}

// logisticSeries returns the coefficients of the logistic function for |x| >= 1.
// With q = e^-|x| its derivatives at |x| are N_k(q) / (1+q)^(k+1), N_k the
// Eulerian polynomial with alternating signs. Its term in q leads as q -> 0,
// so nothing is lost at saturation. The derivative of order k > 0 is even in x
// where k is odd, and odd where k is even.
func logisticSeries(x *big.Float, order int, w uint) Jet {
	q := exp(number.Neg(number.Abs(x)), w)
	c := make(Jet, order+1)
	d := addApart(number.NewFloat(w), number.NewInt(1, w), q)
	r := number.NewFloat(w).Quo(number.NewInt(1, 2), d)
	power := number.NewFloat(w).Set(r)
	if c[0] = number.NewFloat(w).Set(r); x.Signbit() {
		c[0].Mul(q, r)
	}
	for k := 1; k <= order; k++ {
		power.Mul(power, r)
		c[k] = horner(triangle.Logistic.Row(k), q, w)
		c[k].Mul(c[k], power)
		c[k].Quo(c[k], number.NewFloat(w).SetInt(number.Factorial(k)))
		if k%2 == 0 && x.Signbit() {
			c[k].Neg(c[k])
		}
	}
	return c
}

// softplusSeries: the derivative of log(1 + e^x) is the logistic function.
func softplusSeries(x *big.Float, order int, w uint) Jet {
	return integrate(softplus(x, w), sigmoidSeries(x, order, w), w)
}

// siluSeries: c_k = x s_k + s_(k-1), s the series of the logistic function.
func siluSeries(x *big.Float, order int, w uint) Jet {
	return timesIdentity(x, sigmoidSeries(x, order, w), w)
}

// gaussianSeries multiplies e^(-x²), e^(-2xt) and e^(-t²), the factors of
// exp(-(x+t)²).
func gaussianSeries(x *big.Float, order int, w uint) Jet {
	return normalSeries(gaussian(x, w), number.Shift(x, 1), 1, order, w)
}

// ErfTaylor: the derivative of erf is 2/sqrt(pi) exp(-x²).
func ErfTaylor(x *big.Float, order int, w uint) Jet {
	y := number.Shift(gaussian(x, w), 1)
	y.Quo(y, SqrtPi(w))
	return integrate(erf(x, w), normalSeries(y, number.Shift(x, 1), 1, order, w), w)
}

// geluSeries: c_k = x p_k + p_(k-1), p the series of Phi, whose derivative is
// exp(-x²/2)/sqrt(2 pi).
func geluSeries(x *big.Float, order int, w uint) Jet {
	y := number.NewFloat(w)
	if !large(x, saturation) {
		y = exp(number.Neg(number.Half(number.Square(x))), w)
	}
	y.Quo(y, number.NewFloat(w).Sqrt(number.Shift(Pi(w), 1)))
	p := integrate(normal(x, w), normalSeries(y, x, 2, order, w), w)
	return timesIdentity(x, p, w)
}

// normalSeries returns the coefficients in t of y e^(-bt) e^(-t²/n), the
// explicit form of the Hermite polynomials:
// c_k = y times the sum over m of (-b)^(k-2m)/(k-2m)! (-1/n)^m/m!.
func normalSeries(y, b *big.Float, n int64, order int, w uint) Jet {
	linear := Jet{number.NewInt(1, w)}
	for k := 1; k <= order; k++ {
		z := number.NewFloat(w).Mul(linear[k-1], b)
		linear = append(linear, z.Quo(z, number.NewInt(int64(-k), 64)))
	}
	quadratic := Jet{number.NewInt(1, w)}
	for m := 1; 2*m <= order; m++ {
		quadratic = append(quadratic, number.NewFloat(w).Quo(quadratic[m-1], number.NewInt(-n*int64(m), 64)))
	}
	c := make(Jet, order+1)
	z := number.NewFloat(w)
	for k := range c {
		c[k] = number.NewFloat(w)
		for m := 0; 2*m <= k; m++ {
			number.Add(c[k], c[k], z.Mul(linear[k-2*m], quadratic[m]))
		}
		c[k].Mul(c[k], y)
	}
	return c
}

// integrate returns the series with constant term c0 whose derivative is d.
func integrate(c0 *big.Float, d Jet, w uint) Jet {
	c := make(Jet, len(d))
	c[0] = c0
	for k := 1; k < len(c); k++ {
		c[k] = number.NewFloat(w).Quo(d[k-1], number.NewInt(int64(k), 64))
	}
	return c
}

// timesIdentity returns the series of x f(x) from that of f.
func timesIdentity(x *big.Float, f Jet, w uint) Jet {
	c := make(Jet, len(f))
	for k := range c {
		c[k] = number.NewFloat(w).Mul(x, f[k])
		if k > 0 {
			number.Add(c[k], c[k], f[k-1])
		}
	}
	return c
}

// horner evaluates the polynomial with these coefficients, constant first.
func horner(p []*big.Int, x *big.Float, w uint) *big.Float {
	y, c := number.NewFloat(w), number.NewFloat(w)
	for i := len(p) - 1; i >= 0; i-- {
		y.Mul(y, x)
		if p[i].Sign() != 0 {
			addApart(y, c.SetInt(p[i]), y)
		}
	}
	return y
}

// addApart sets z to x + y, rounded, for terms at most as precise as z. The sum of
// math/big takes memory for the distance of their exponents, 2^30 bits where exp is near
// saturation; a y below a quarter of the last bit of x does not show.
func addApart(z, x, y *big.Float) *big.Float {
	if x.Sign() != 0 && y.Sign() != 0 && number.Exponent(y) < number.Exponent(x)-int(z.Prec())-2 {
		return z.Set(x)
	}
	return number.Add(z, x, y)
}

// parity evaluates an even or odd polynomial as p(x²) or x p(x²).
func parity(p []*big.Int, x *big.Float, w uint) *big.Float {
	odd := len(p) % 2 // the degree is len - 1
	var q []*big.Int
	for i := 1 - odd; i < len(p); i += 2 {
		q = append(q, p[i])
	}
	y := horner(q, number.NewFloat(w).Mul(x, x), w)
	if odd == 0 {
		y.Mul(y, x)
	}
	return y
}
