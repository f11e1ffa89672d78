package scheme

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// Stencil is a finite-difference formula for the derivative of order q,
//
//	f^(q)(x) ~ h^-q sum over j of w_j f(x + s_j h).
//
// Float64 returns the offsets and weights that Apply uses, each rounded once
// from its exact value; Offsets the exact offsets, in the same order.
type Stencil interface {
	Order() int
	Offsets() []*big.Rat
	Float64() (offsets, weights []float64)
	Apply(f func(float64) float64, x, h float64) (float64, error)
}

// Rationals reads offsets such as "-1/2". It panics on text that is no rational
// number: it is for cases written in code.
func Rationals(text ...string) []*big.Rat {
	r := make([]*big.Rat, len(text))
	for i, s := range text {
		v, ok := new(big.Rat).SetString(s)
		if !ok {
			panic(fmt.Sprintf("scheme: %q is not a rational number", s))
		}
		r[i] = v
	}
	return r
}

// rationals is an argument that repeats as a call of Rationals.
type rationals []*big.Rat

func (r rationals) GoString() string {
	text := make([]string, len(r))
	for i, v := range r {
		text[i] = fmt.Sprintf("%q", v.RatString())
	}
	return "scheme.Rationals(" + strings.Join(text, ", ") + ")"
}

// StencilMoments: the stencil that impl makes on n distinct offsets obeys the
// sum rules sum over j of w_j s_j^k = q! if k = q, else 0, for all k < n.
//
// Allowed: a weight rounded once is off by at most u |w_j| and so by
// u/(1-u) of its rounded value, or by half the smallest float64; the sums
// themselves are exact. Hence u/(1-u) sum |w_j| |s_j|^k + 2^-1075 sum |s_j|^k.
func StencilMoments[S Stencil](impl func(order int, offsets []*big.Rat) (S, error), order int, offsets []*big.Rat) error {
	c, err := compareMoments(impl, order, offsets)
	return properties.Judge("StencilMoments", repeat.Call("scheme.StencilMoments", order, rationals(offsets)), c, err)
}

func compareMoments[S Stencil](impl func(int, []*big.Rat) (S, error), order int, offsets []*big.Rat) ([]properties.Comparison, error) {
	s, points, weights, err := stencil(impl, order, offsets)
	if err != nil {
		return nil, err
	}
	perWeight := new(big.Rat).SetFrac64(1, 1<<53-1) // u/(1-u)
	perPower := new(big.Rat).SetFloat64(number.Smallest)
	perPower.Quo(perPower, big.NewRat(2, 1))

	c := make([]properties.Comparison, len(offsets))
	for k := range c {
		moment, allowed := new(big.Rat), new(big.Rat)
		for j, w := range weights {
			p := power(points[j], k)
			term := new(big.Rat).Mul(w, p)
			moment.Add(moment, term)
			allowed.Add(allowed, term.Mul(perWeight, term.Abs(term)))
			allowed.Add(allowed, p.Mul(perPower, p.Abs(p)))
		}
		if k == s.Order() {
			moment.Sub(moment, factorial(k))
		}
		c[k] = exceeds(fmt.Sprintf("moment %d of the weights on %s", k, list(points)), moment, allowed)
	}
	return c, nil
}

// StencilPolynomials: the stencil that impl makes on n distinct offsets gives
// the derivative of a polynomial of degree less than n, P(t) = sum of
// poly[k] t^k, up to rounding. x, h and h^-q must be far from overflow.
//
// Allowed: Apply may round the offset, its product with h and the sum with x,
// so it asks for P at a distance of at most d_j = u |x + s_j h| + 3u |s_j h| of
// the point, terms in u^2 counted by the third u; P moves by at most
// d_j sum k |poly_k| (|x + s_j h| + d_j)^(k-1). P itself is rounded once. Then
// come the rounded weight, the product, n-1 additions, q products and quotients
// for h^-q and one to apply it: with the value n + q + 3 roundings, each of
// relative size u, of terms whose absolute values sum to
// h^-q sum |w_j| |P_j|. One more covers terms in u^2.
func StencilPolynomials[S Stencil](
	impl func(order int, offsets []*big.Rat) (S, error), order int, offsets []*big.Rat, poly []float64, x, h float64,
) error {
	c, err := comparePolynomials(impl, order, offsets, poly, x, h)
	return properties.Judge("StencilPolynomials", repeat.Call("scheme.StencilPolynomials", order, rationals(offsets), poly, x, h), c, err)
}

func comparePolynomials[S Stencil](
	impl func(int, []*big.Rat) (S, error), order int, offsets []*big.Rat, poly []float64, x, h float64,
) ([]properties.Comparison, error) {
	if len(poly) > len(offsets) {
		return nil, fmt.Errorf("polynomial of degree %d on %d offsets, want less", len(poly)-1, len(offsets))
	}
	exactX, exactH := new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(h)
	if exactX == nil || exactH == nil || exactH.Sign() == 0 {
		return nil, fmt.Errorf("x = %v, h = %v, want finite numbers and h not 0", x, h)
	}
	p, err := newPolynomial(poly)
	if err != nil {
		return nil, err
	}
	s, points, weights, err := stencil(impl, order, offsets)
	if err != nil {
		return nil, err
	}

	got, err := s.Apply(func(t float64) float64 {
		v, _ := p.value(new(big.Rat).SetFloat64(t)).Float64()
		return v
	}, x, h)
	if err != nil {
		return nil, err
	}
	exactGot := new(big.Rat).SetFloat64(got)
	if exactGot == nil {
		return nil, fmt.Errorf("derivative of order %d of %v at x = %v, h = %v is %v", order, poly, x, h, got)
	}
	want := p.derivative(s.Order()).value(exactX)

	u := new(big.Rat).SetFloat64(number.UnitRoundoff)
	roundings := new(big.Rat).Mul(u, big.NewRat(int64(len(points)+s.Order()+4), 1))
	slope := p.abs().derivative(1)
	allowed := new(big.Rat)
	for j, w := range weights {
		step := new(big.Rat).Mul(points[j], exactH)
		t := new(big.Rat).Add(exactX, step)
		value := p.value(t)
		reach := t.Abs(t)
		distance := step.Abs(step)
		distance.Mul(distance, big.NewRat(3, 1))
		distance.Mul(u, distance.Add(distance, reach))
		moved := slope.value(reach.Add(reach, distance))
		moved.Mul(moved, distance)
		term := value.Add(value.Abs(value), moved) // P at the point asked for
		term.Mul(term, roundings)
		term.Add(term, moved)
		term.Add(term, new(big.Rat).SetFloat64(number.Smallest)) // a value that underflows
		allowed.Add(allowed, term.Mul(term, new(big.Rat).Abs(w)))
	}
	allowed.Quo(allowed, power(exactH.Abs(exactH), s.Order()))
	allowed.Add(allowed, new(big.Rat).SetFloat64(number.Smallest))

	what := fmt.Sprintf("derivative of order %d of the polynomial %v at x = %v, h = %v on %s", order, poly, x, h, list(points))
	return []properties.Comparison{exceeds(what, exactGot.Sub(exactGot, want), allowed)}, nil
}

// stencil makes the stencil and returns its exact offsets, which must be among
// those asked for, and the exact values of its rounded weights. A stencil may
// leave out points of weight zero.
func stencil[S Stencil](impl func(int, []*big.Rat) (S, error), order int, offsets []*big.Rat) (s S, points, weights []*big.Rat, err error) {
	if s, err = impl(order, offsets); err != nil {
		return s, nil, nil, err
	}
	points = s.Offsets()
	_, w := s.Float64()
	if len(points) == 0 || len(w) != len(points) || s.Order() != order {
		return s, nil, nil, fmt.Errorf("stencil of order %d with %d offsets and %d weights, want order %d and as many weights as offsets",
			s.Order(), len(points), len(w), order)
	}
	asked := make(map[string]bool, len(offsets))
	for _, o := range offsets {
		asked[o.RatString()] = true
	}
	weights = make([]*big.Rat, len(w))
	for j := range w {
		if weights[j] = new(big.Rat).SetFloat64(w[j]); weights[j] == nil {
			return s, nil, nil, fmt.Errorf("weight %d is %v", j, w[j])
		}
		if !asked[points[j].RatString()] {
			return s, nil, nil, fmt.Errorf("offset %s was not asked for, or comes twice", points[j].RatString())
		}
		delete(asked, points[j].RatString())
	}
	return s, points, weights, nil
}

// exceeds is the comparison |difference| <= allowed of exact numbers; rounding
// to float64 is monotone and keeps the order.
func exceeds(what string, difference, allowed *big.Rat) properties.Comparison {
	m, _ := new(big.Rat).Abs(difference).Float64()
	a, _ := allowed.Float64()
	return properties.AtMost(what, m, a)
}

func list(points []*big.Rat) string {
	text := make([]string, len(points))
	for i, p := range points {
		text[i] = p.RatString()
	}
	return strings.Join(text, ", ")
}

// power is r^k, k >= 0, with 0^0 = 1.
func power(r *big.Rat, k int) *big.Rat {
	p := big.NewRat(1, 1)
	for range k {
		p.Mul(p, r)
	}
	return p
}

func factorial(k int) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(k)))
}

// rationalPolynomial has exact coefficients, from the constant up.
type rationalPolynomial []*big.Rat

func newPolynomial(poly []float64) (rationalPolynomial, error) {
	p := make(rationalPolynomial, len(poly))
	for k, c := range poly {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return nil, fmt.Errorf("coefficient %d of the polynomial is %v", k, c)
		}
		p[k] = new(big.Rat).SetFloat64(c)
	}
	return p, nil
}

func (p rationalPolynomial) value(t *big.Rat) *big.Rat {
	v := new(big.Rat)
	for k := len(p) - 1; k >= 0; k-- {
		v.Add(v.Mul(v, t), p[k])
	}
	return v
}

func (p rationalPolynomial) abs() rationalPolynomial {
	a := make(rationalPolynomial, len(p))
	for k, c := range p {
		a[k] = new(big.Rat).Abs(c)
	}
	return a
}

// derivative is the q-th derivative: k!/(k-q)! p_k moves to k-q.
func (p rationalPolynomial) derivative(q int) rationalPolynomial {
	if q >= len(p) {
		return nil
	}
	d := make(rationalPolynomial, len(p)-q)
	for k := range d {
		falling := new(big.Rat).SetInt(new(big.Int).MulRange(int64(k)+1, int64(k+q)))
		d[k] = falling.Mul(falling, p[k+q])
	}
	return d
}
