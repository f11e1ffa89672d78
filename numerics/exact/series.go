package exact

import (
	"fmt"
	"math/big"
	"sync"
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
	return cycle(order, w, s, c, neg(s), neg(c))
}

// cosSeries: the derivatives are cos, -sin, -cos, sin in turn.
func cosSeries(x *big.Float, order int, w uint) Jet {
	s, c := sincos(x, w)
	return cycle(order, w, c, neg(s), neg(c), s)
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
	f := newInt(1, w)
	for k := range c {
		if k > 1 {
			f.Mul(f, newInt(int64(k), 64))
		}
		c[k] = newFloat(w).Quo(d[k%len(d)], f)
	}
	return c
}

// logSeries: c_k = -(-1/x)^k / k for k >= 1.
func logSeries(x *big.Float, order int, w uint) Jet {
	c := Jet{log(x, w)}
	q := newFloat(w).Quo(newInt(-1, 2), x)
	power := newInt(-1, w)
	for k := 1; k <= order; k++ {
		power.Mul(power, q)
		c = append(c, newFloat(w).Quo(power, newInt(int64(k), 64)))
	}
	return c
}

// sqrtSeries is the binomial series of exponent 1/2.
func sqrtSeries(x *big.Float, order int, w uint) Jet {
	return binomialSeries(newFloat(w).Sqrt(x), x, half(newInt(1, 2)), order, w)
}

// recipSeries: c_k = (-1)^k / x^(k+1).
func recipSeries(x *big.Float, order int, w uint) Jet {
	y := newFloat(w).Quo(newInt(1, 2), x)
	return binomialSeries(y, x, newInt(-1, 2), order, w)
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
		c[k] = newFloat(w)
		if a.Cmp(newInt(int64(k), 64)) == 0 {
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
		f := newFloat(max(w, a.MinPrec()+64)).Sub(a, newInt(int64(k-1), 64))
		z := newFloat(w).Mul(c[k-1], f)
		f.Mul(x, newInt(int64(k), 64))
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
		c[k] = parity(tangent.row(k), t, w)
		c[k].Quo(c[k], newFloat(w).SetInt(factorial(k)))
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
			c[k] = parity(hyperbolic.row(k), t, w)
			c[k].Quo(c[k], newFloat(w).SetInt(factorial(k)))
		}
		return c
	}
	s := logisticSeries(shift(x, 1), order, w)
	c[0] = addApart(s[0], newInt(-1, s[0].Prec()), shift(s[0], 1))
	for k := 1; k <= order; k++ {
		c[k] = shift(s[k], k+1)
	}
	return c
}

// sigmoidSeries is logisticSeries for |x| > 1 and 1/2 + tanh(x/2)/2 nearer to 0.
func sigmoidSeries(x *big.Float, order int, w uint) Jet {
	if x.Sign() != 0 && large(x, 0) {
		return logisticSeries(x, order, w)
	}
	c := tanhSeries(half(x), order, w)
	c[0].Add(c[0], newInt(1, 2))
	for k := range c {
		c[k] = shift(c[k], -k-1)
	}
	return c
}

// logisticSeries returns the coefficients of the logistic function for |x| >= 1.
// With q = e^-|x| its derivatives at |x| are N_k(q) / (1+q)^(k+1), N_k the
// Eulerian polynomial with alternating signs. Its term in q leads as q -> 0,
// so nothing is lost at saturation. The derivative of order k > 0 is even in x
// where k is odd, and odd where k is even.
func logisticSeries(x *big.Float, order int, w uint) Jet {
	q := exp(neg(abs(x)), w)
	c := make(Jet, order+1)
	d := addApart(newFloat(w), newInt(1, w), q)
	r := newFloat(w).Quo(newInt(1, 2), d)
	power := newFloat(w).Set(r)
	if c[0] = newFloat(w).Set(r); x.Signbit() {
		c[0].Mul(q, r)
	}
	for k := 1; k <= order; k++ {
		power.Mul(power, r)
		c[k] = horner(logistic.row(k), q, w)
		c[k].Mul(c[k], power)
		c[k].Quo(c[k], newFloat(w).SetInt(factorial(k)))
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
	return normalSeries(gaussian(x, w), shift(x, 1), 1, order, w)
}

// erfTaylor: the derivative of erf is 2/sqrt(pi) exp(-x²).
func erfTaylor(x *big.Float, order int, w uint) Jet {
	y := shift(gaussian(x, w), 1)
	y.Quo(y, sqrtPi(w))
	return integrate(erf(x, w), normalSeries(y, shift(x, 1), 1, order, w), w)
}

// geluSeries: c_k = x p_k + p_(k-1), p the series of Phi, whose derivative is
// exp(-x²/2)/sqrt(2 pi).
func geluSeries(x *big.Float, order int, w uint) Jet {
	y := newFloat(w)
	if !large(x, saturation) {
		y = exp(neg(half(square(x))), w)
	}
	y.Quo(y, newFloat(w).Sqrt(shift(Pi(w), 1)))
	p := integrate(normal(x, w), normalSeries(y, x, 2, order, w), w)
	return timesIdentity(x, p, w)
}

// normalSeries returns the coefficients in t of y e^(-bt) e^(-t²/n), the
// explicit form of the Hermite polynomials:
// c_k = y times the sum over m of (-b)^(k-2m)/(k-2m)! (-1/n)^m/m!.
func normalSeries(y, b *big.Float, n int64, order int, w uint) Jet {
	linear := Jet{newInt(1, w)}
	for k := 1; k <= order; k++ {
		z := newFloat(w).Mul(linear[k-1], b)
		linear = append(linear, z.Quo(z, newInt(int64(-k), 64)))
	}
	quadratic := Jet{newInt(1, w)}
	for m := 1; 2*m <= order; m++ {
		quadratic = append(quadratic, newFloat(w).Quo(quadratic[m-1], newInt(-n*int64(m), 64)))
	}
	c := make(Jet, order+1)
	z := newFloat(w)
	for k := range c {
		c[k] = newFloat(w)
		for m := 0; 2*m <= k; m++ {
			c[k].Add(c[k], z.Mul(linear[k-2*m], quadratic[m]))
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
		c[k] = newFloat(w).Quo(d[k-1], newInt(int64(k), 64))
	}
	return c
}

// timesIdentity returns the series of x f(x) from that of f.
func timesIdentity(x *big.Float, f Jet, w uint) Jet {
	c := make(Jet, len(f))
	for k := range c {
		c[k] = newFloat(w).Mul(x, f[k])
		if k > 0 {
			c[k].Add(c[k], f[k-1])
		}
	}
	return c
}

// horner evaluates the polynomial with these coefficients, constant first.
func horner(p []*big.Int, x *big.Float, w uint) *big.Float {
	y, c := newFloat(w), newFloat(w)
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
	if x.Sign() != 0 && y.Sign() != 0 && exponent(y) < exponent(x)-int(z.Prec())-2 {
		return z.Set(x)
	}
	return z.Add(x, y)
}

// parity evaluates an even or odd polynomial as p(x²) or x p(x²).
func parity(p []*big.Int, x *big.Float, w uint) *big.Float {
	odd := len(p) % 2 // the degree is len - 1
	var q []*big.Int
	for i := 1 - odd; i < len(p); i += 2 {
		q = append(q, p[i])
	}
	y := horner(q, newFloat(w).Mul(x, x), w)
	if odd == 0 {
		y.Mul(y, x)
	}
	return y
}

// triangle is a sequence of integer polynomials, each made from the one before.
type triangle struct {
	first []*big.Int
	next  func(k int, p []*big.Int) []*big.Int

	mu   sync.Mutex
	rows [][]*big.Int
}

// row returns polynomial k, which the caller must not change.
func (t *triangle) row(k int) []*big.Int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rows == nil {
		t.rows = [][]*big.Int{t.first}
	}
	for n := len(t.rows); n <= k; n++ {
		t.rows = append(t.rows, t.next(n-1, t.rows[n-1]))
	}
	return t.rows[k]
}

var (
	tangent    = triangle{first: ints(0, 1), next: derivativePolynomial(1)}
	hyperbolic = triangle{first: ints(0, 1), next: derivativePolynomial(-1)}
	logistic   = triangle{first: ints(1), next: eulerian}
)

// derivativePolynomial maps P to P' (1 + s t²).
func derivativePolynomial(s int64) func(int, []*big.Int) []*big.Int {
	return func(_ int, p []*big.Int) []*big.Int {
		r := zeros(len(p) + 1)
		for i := 1; i < len(p); i++ {
			d := new(big.Int).Mul(p[i], big.NewInt(int64(i)))
			r[i-1].Add(r[i-1], d)
			r[i+1].Add(r[i+1], d.Mul(d, big.NewInt(s)))
		}
		return r
	}
}

// eulerian maps N_k to N_(k+1) = (k+1) q N_k - q (1+q) N_k', which follows from
// dq/dx = -q.
func eulerian(k int, p []*big.Int) []*big.Int {
	r := zeros(len(p) + 1)
	for i, c := range p {
		r[i].Sub(r[i], new(big.Int).Mul(c, big.NewInt(int64(i))))
		r[i+1].Add(r[i+1], new(big.Int).Mul(c, big.NewInt(int64(k+1-i))))
	}
	return r
}

func ints(v ...int64) []*big.Int {
	r := make([]*big.Int, len(v))
	for i, n := range v {
		r[i] = big.NewInt(n)
	}
	return r
}

func zeros(n int) []*big.Int { return ints(make([]int64, n)...) }
