package optimiser

import (
	"cmp"
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/properties/internal/number"
)

// Rule is the update rule that an optimiser claims to follow: GradientDescent,
// HeavyBall, Nesterov, RMSProp or Adam. All numbers of a rule are those float64
// exactly; an implementation may round each once to its own precision, and form
// 1 - beta from the rounded beta.
//
// The set is closed: a rule comes with a bound of what its arrangements round, which is
// derived beside it. Rules whose move depends on theta, such as the decoupled weight decay of
// AdamW, are not among them.
type Rule interface {
	// check names a setting that the rule does not allow.
	check() error

	// course follows one parameter: a function of the gradient of the next step
	// that gives the exact move, theta_(t+1) = theta_t - move, and a bound of what
	// the implementation's differs by.
	course(p precision) course

	// scale is the size of a move by ordinary gradients, and that of a gradient
	// which the rule treats as small.
	scale() (move, small float64)
}

type course func(g float64) (move *big.Float, bound float64, err error)

// precision is that of an implementation: the unit roundoff and the least
// positive number.
type precision struct{ u, tiny float64 }

// secondOrder covers products of two rounding errors where the bounds of rules add
// up terms of first order. The largest of them, of 1 - beta^t, must be
// below 2^-7, which course checks, and none has more than two such factors.
const secondOrder = 1 + 0x1p-6

// GradientDescent is theta -= Rate g.
type GradientDescent struct{ Rate float64 }

// HeavyBall is gradient descent with momentum,
//
//	v = Beta v + g,   theta -= Rate v,   v = 0 at the start,
//
// in any arrangement that keeps the velocity, or Rate times it.
//
// Source: Polyak, Some methods of speeding up the convergence of iteration
// methods, 1964.
type HeavyBall struct{ Rate, Beta float64 }

// Nesterov is momentum with the gradient taken ahead, in the parameters at which
// it is taken,
//
//	v = Beta v + g,   theta -= Rate (g + Beta v),   v = 0 at the start.
//
// Source: Sutskever et al., On the importance of initialization and momentum in
// deep learning, ICML 2013, after a change of variables.
type Nesterov struct{ Rate, Beta float64 }

// RMSProp divides by the root of the mean square gradient,
//
//	v = Beta v + (1 - Beta) g^2,   theta -= Rate g / (sqrt(v) + Epsilon).
//
// Source: Hinton, Neural networks for machine learning, lecture 6e, 2012.
type RMSProp struct{ Rate, Beta, Epsilon float64 }

// Adam is, in step t = 1, 2, …,
//
//	m = Beta1 m + (1 - Beta1) g,   v = Beta2 v + (1 - Beta2) g^2,
//	theta -= Rate m/(1 - Beta1^t) / (sqrt(v/(1 - Beta2^t)) + Epsilon).
//
// An implementation that adds Epsilon to sqrt(v) before the correction, the
// variant at the end of section 2 of the source, follows another rule.
//
// Source: Kingma and Ba, Adam, ICLR 2015 (arXiv:1412.6980), algorithm 1.
type Adam struct{ Rate, Beta1, Beta2, Epsilon float64 }

func (r GradientDescent) check() error { return positive("Rate", r.Rate) }

func (r GradientDescent) scale() (move, small float64) { return r.Rate, 0x1p-20 }

// Two roundings: of the rate and of the product.
func (r GradientDescent) course(p precision) course {
	return func(g float64) (*big.Float, float64, error) {
		move := number.New().Mul(exact.New(r.Rate), exact.New(g))
		return move, 2*p.u*size(move)*secondOrder + p.lost(g), nil
	}
}

func (r HeavyBall) check() error {
	return cmp.Or(positive("Rate", r.Rate), fraction("Beta", r.Beta))
}
func (r HeavyBall) scale() (move, small float64) { return r.Rate, 0x1p-20 }

func (r HeavyBall) course(p precision) course {
	v := velocity{r.Beta, number.New(), 0}
	return func(g float64) (*big.Float, float64, error) {
		v.add(p, g)
		move := number.New().Mul(exact.New(r.Rate), v.value)
		bound := r.Rate*v.err + 2*p.u*size(move)
		return move, bound*secondOrder + p.lost(v.err), nil
	}
}

func (r Nesterov) check() error                 { return HeavyBall(r).check() }
func (r Nesterov) scale() (move, small float64) { return r.Rate, 0x1p-20 }

// Beyond the velocity: Beta, its product, the sum, the rate and its product.
func (r Nesterov) course(p precision) course {
	v := velocity{r.Beta, number.New(), 0}
	return func(g float64) (*big.Float, float64, error) {
		v.add(p, g)
		ahead := number.New().Mul(exact.New(r.Beta), v.value)
		bound := r.Beta*v.err + 2*p.u*size(ahead)
		ahead.Add(ahead, exact.New(g))
		bound += p.u * size(ahead)
		move := ahead.Mul(ahead, exact.New(r.Rate))
		return move, (r.Rate*bound+2*p.u*size(move))*secondOrder + 2*p.lost(v.err), nil
	}
}

// velocity is v = beta v + g and a bound of its error.
type velocity struct {
	beta  float64
	value *big.Float
	err   float64
}

// add rounds beta, its product with v and the sum; an implementation that keeps
// Rate v rounds the rate and its product with g too.
func (v *velocity) add(p precision, g float64) {
	before := size(v.value) + v.err
	v.value.Mul(v.value, exact.New(v.beta))
	v.value.Add(v.value, exact.New(g))
	v.err = v.beta*v.err + 2*p.u*v.beta*before + 2*p.u*math.Abs(g) + p.u*size(v.value)
	v.err += p.lost(before) + p.lost(g)
}

func (r RMSProp) check() error {
	return cmp.Or(positive("Rate", r.Rate), fraction("Beta", r.Beta), positive("Epsilon", r.Epsilon))
}

func (r RMSProp) scale() (move, small float64) { return r.Rate, r.Epsilon }

func (r RMSProp) course(p precision) course {
	v := mean{beta: r.Beta, value: number.New()}
	return func(g float64) (*big.Float, float64, error) {
		v.addSquare(p, g)
		one := correction{value: exact.New(1)}
		return quotient(p, r.Rate, r.Epsilon, mean{value: exact.New(g)}, v, one, one)
	}
}

func (r Adam) check() error {
	return cmp.Or(positive("Rate", r.Rate), fraction("Beta1", r.Beta1), fraction("Beta2", r.Beta2), positive("Epsilon", r.Epsilon))
}

func (r Adam) scale() (move, small float64) { return r.Rate, r.Epsilon }

func (r Adam) course(p precision) course {
	m, v := mean{beta: r.Beta1, value: number.New()}, mean{beta: r.Beta2, value: number.New()}
	first, second := correction{beta: r.Beta1}, correction{beta: r.Beta2}
	return func(g float64) (*big.Float, float64, error) {
		m.add(p, g)
		v.addSquare(p, g)
		if err := cmp.Or(first.next(p), second.next(p)); err != nil {
			return nil, 0, err
		}
		return quotient(p, r.Rate, r.Epsilon, m, v, first, second)
	}
}

// mean is an exponential mean, m = beta m + (1 - beta) x, and a bound of its error.
type mean struct {
	beta  float64
	value *big.Float
	err   float64
}

// add takes in x. An implementation rounds beta and 1 - beta, which is then off by
// u, two products and the sum: u (3 beta |m| + |x| + 2 (1 - beta) |x|). Or it takes
// m + (1 - beta)(x - m), and rounds the coefficient, the difference, its product and
// the sum: u (|m| + |x| + 3 (1 - beta) (|m| + |x|) + |m|), the last for the new m. The
// second is the larger one.
func (m *mean) add(p precision, g float64) {
	before, in, share := size(m.value)+m.err, math.Abs(g), 1-m.beta
	m.next(exact.New(g))
	m.err = m.beta*m.err + p.u*(3*before+2*in+3*share*(before+in)) + p.lost(before) + p.lost(g)
}

// addSquare takes in g^2, in the first way: the second would lose a small
// mean beside a large one before. The square is rounded, and once more where
// (1 - beta) g is multiplied by g.
func (m *mean) addSquare(p precision, g float64) {
	before, in, share := size(m.value)+m.err, g*g, 1-m.beta
	x := number.New().SetFloat64(g)
	m.next(x.Mul(x, x))
	m.err = m.beta*m.err + p.u*(3*m.beta*before+in+4*share*in) + p.lost(before) + 2*p.lost(g)
}

func (m *mean) next(x *big.Float) {
	take := number.New().Sub(exact.New(1), exact.New(m.beta))
	m.value.Mul(m.value, exact.New(m.beta))
	m.value.Add(m.value, take.Mul(take, x))
}

// correction is 1 - beta^t and a bound of its error.
type correction struct {
	beta  float64
	power *big.Float // beta^t
	value *big.Float
	t     int
	err   float64
}

// next goes from t to t+1. Beta is rounded, which counts t times in its power; the
// power costs t-1 products or a library's two roundings; the difference is rounded.
func (c *correction) next(p precision) error {
	if c.power == nil {
		c.power = exact.New(1)
	}
	c.t++
	c.power.Mul(c.power, exact.New(c.beta))
	c.value = number.New().Sub(exact.New(1), c.power)
	c.err = size(c.power)*float64(2*c.t+1)*p.u + p.u*size(c.value)
	if c.err > 0x1p-7*size(c.value) {
		return fmt.Errorf("1 - %v^%d has a rounding error of up to %v in this precision; take a beta further from 1", c.beta, c.t, c.err)
	}
	return nil
}

// least bounds the computed correction from below.
func (c correction) least() float64 { return size(c.value) - c.err }

// quotient is the move rate (m/c1) / (sqrt(v/c2) + epsilon) and its bound.
//
// The root: sqrt(v) moves by at most rootError; v or sqrt(v), c2 or sqrt(c2), their
// quotient or a reciprocal and a product, and a conversion make at most 5
// roundings, and an error e of c2 counts e/(2 (c2 - e)). Epsilon and the sum are
// rounded. Above the line rate, c1, quotient and product make 4 roundings, two more
// are the last quotient and one for those who divide before they multiply.
func quotient(p precision, rate, epsilon float64, m, v mean, c1, c2 correction) (*big.Float, float64, error) {
	if m.value.Sign() == 0 && m.err == 0 {
		return number.New(), 0, nil
	}
	root := number.New().Quo(v.value, c2.value)
	root.Sqrt(root)
	rootErr := rootError(v)/math.Sqrt(c2.least()) + size(root)*(c2.err/(2*c2.least())+5*p.u)
	below := number.New().Add(root, exact.New(epsilon))
	belowErr := rootErr + p.u*epsilon + p.u*size(below)

	above := number.New().Mul(exact.New(rate), m.value)
	above.Quo(above, c1.value)
	aboveErr := rate/c1.least()*m.err + size(above)*(c1.err/c1.least()+4*p.u) + 2*p.tiny

	least := size(below) - belowErr*secondOrder
	if !(least > 0) {
		return nil, 0, fmt.Errorf("the root of the mean square, %v, is lost in rounding and Epsilon = %v is no larger; take larger gradients or a larger Epsilon", size(root), epsilon)
	}
	move := number.New().Quo(above, below)
	bound := (aboveErr+size(move)*belowErr)/least + 2*p.u*size(move)
	return move, bound*secondOrder + p.tiny, nil
}

// rootError bounds |sqrt(w) - sqrt(v)| for |w - v| <= err, both not negative.
func rootError(v mean) float64 {
	x := size(v.value)
	return math.Min(math.Sqrt(v.err), v.err/(math.Sqrt(x)+math.Sqrt(math.Max(0, x-v.err))))
}

// lost is what products with x lose where they underflow: two, if x is not 0.
func (p precision) lost(x float64) float64 {
	if x == 0 {
		return 0
	}
	return 2 * p.tiny
}

// size is |x|.
func size(x *big.Float) float64 { return math.Abs(exact.Float64(x)) }

func positive(name string, x float64) error {
	if !(x > 0) || math.IsInf(x, 0) {
		return fmt.Errorf("%s = %v, want it positive and finite", name, x)
	}
	return nil
}

func fraction(name string, x float64) error {
	if !(x >= 0 && x < 1) {
		return fmt.Errorf("%s = %v, want it in [0, 1)", name, x)
	}
	return nil
}
