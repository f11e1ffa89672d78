package series_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/series"
)

// The recurrences are judged in rational numbers, where nothing is rounded: a test
// passes if all coefficients are equal.
//
// A recurrence knows a function by its differential equation and by its value at
// x[0], which is here a rational number of the test's choice: (sin, cos) = (3/5, 4/5),
// say. What it must give then follows from an addition theorem and a Maclaurin series,
//
//	sin(x[0] + u) = 3/5 cos u + 4/5 sin u,    sin u = u - u^3/3! + ...,
//
// a polynomial in u = x - x[0], which has no constant term.

// rational is a number; nil is 0.
type rational struct{ r *big.Rat }

func (x rational) rat() *big.Rat {
	if x.r == nil {
		return new(big.Rat)
	}
	return x.r
}

func fraction(a, b int64) rational { return rational{big.NewRat(a, b)} }

// values are the functions of the one number that a test takes for x[0].
type values map[string]rational

func (values) Exact(c float64) rational           { return rational{new(big.Rat).SetFloat64(c)} }
func (values) Neg(x rational) rational            { return rational{new(big.Rat).Neg(x.rat())} }
func (values) Add(x, y rational) rational         { return rational{new(big.Rat).Add(x.rat(), y.rat())} }
func (values) Mul(x, y rational) rational         { return rational{new(big.Rat).Mul(x.rat(), y.rat())} }
func (values) Div(x, y rational) rational         { return rational{new(big.Rat).Quo(x.rat(), y.rat())} }
func (v values) MulAdd(s, x, y rational) rational { return v.Add(s, v.Mul(x, y)) }
func (v values) Over(x rational, k int) rational  { return v.Div(x, fraction(int64(k), 1)) }

func (v values) Times(c float64, x rational) rational { return v.Mul(v.Exact(c), x) }

func (v values) Value(name string, _ rational) rational {
	x, ok := v[name]
	if !ok {
		panic("no value of " + name)
	}
	return x
}

// polynomial is a truncated series for the expected side, with a multiplication of its
// own.
type polynomial []*big.Rat

func newPolynomial(n int, c ...*big.Rat) polynomial {
	p := make(polynomial, n)
	for k := range p {
		p[k] = new(big.Rat)
		if k < len(c) {
			p[k].Set(c[k])
		}
	}
	return p
}

func (p polynomial) plus(q polynomial) polynomial {
	s := newPolynomial(len(p), p...)
	for k := range s {
		s[k].Add(s[k], q[k])
	}
	return s
}

func (p polynomial) scaled(a, b int64) polynomial {
	return p.times(newPolynomial(len(p), big.NewRat(a, b)))
}

func (p polynomial) times(q polynomial) polynomial {
	s := newPolynomial(len(p))
	for i, a := range p {
		for j, b := range q[:len(q)-i] {
			s[i+j].Add(s[i+j], new(big.Rat).Mul(a, b))
		}
	}
	return s
}

// maclaurin is the sum of c(k) u^k, u without a constant term.
func maclaurin(u polynomial, c func(k int64) *big.Rat) polynomial {
	s, power := newPolynomial(len(u)), newPolynomial(len(u), big.NewRat(1, 1))
	for k := range u {
		s = s.plus(power.times(newPolynomial(len(u), c(int64(k)))))
		power = power.times(u)
	}
	return s
}

// inverseFactorial is sign/k!.
func inverseFactorial(sign, k int64) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(sign), new(big.Int).MulRange(1, k))
}

func exponential(u polynomial) polynomial {
	return maclaurin(u, func(k int64) *big.Rat { return inverseFactorial(1, k) })
}

// waves are the sine and cosine of u, or with sign = 1 the hyperbolic ones.
func waves(u polynomial, sign int64) (sin, cos polynomial) {
	part := func(odd int64) polynomial {
		return maclaurin(u, func(k int64) *big.Rat {
			switch {
			case k%2 != odd:
				return new(big.Rat)
			case k%4 >= 2:
				return inverseFactorial(sign, k)
			}
			return inverseFactorial(1, k)
		})
	}
	return part(1), part(0)
}

// binomial is (1 + u)^(a/b).
func binomial(u polynomial, a, b int64) polynomial {
	c := big.NewRat(1, 1)
	return maclaurin(u, func(k int64) *big.Rat {
		if k > 0 {
			c.Mul(c, big.NewRat(a-(k-1)*b, k*b))
		}
		return c
	})
}

// inverse is 1/p: 1/p[0] times the geometric series of 1 - p/p[0].
func (p polynomial) inverse() polynomial {
	scale := new(big.Rat).Inv(p[0])
	q := p.times(newPolynomial(len(p), scale))
	q[0].SetInt64(0)
	return binomial(q, -1, 1).times(newPolynomial(len(p), scale))
}

// derivative and integral are in t; the derivative loses the last coefficient.
func (p polynomial) derivative() polynomial {
	d := newPolynomial(len(p))
	for k := 1; k < len(p); k++ {
		d[k-1].Mul(p[k], big.NewRat(int64(k), 1))
	}
	return d
}

func (p polynomial) integral(c0 *big.Rat) polynomial {
	s := newPolynomial(len(p), c0)
	for k := 1; k < len(p); k++ {
		s[k].Mul(p[k-1], big.NewRat(1, int64(k)))
	}
	return s
}

// expectation is what Apply must give for x = x0 + u: a series and its companion, nil
// where that is left as it is.
type expectation struct {
	name string
	v    values
	want func(x, u polynomial) (y, w polynomial)
}

// logistic is sigmoid(x0 + u) with sigmoid(x0) = 4/5, from e^x0 = 4, and its derivative.
func logistic(u polynomial) (y, w polynomial) {
	e := exponential(u).scaled(4, 1)
	y = e.times(e.plus(newPolynomial(len(u), big.NewRat(1, 1))).inverse())
	return y, y.plus(y.times(y).scaled(-1, 1))
}

// gauss is a/b exp(-c (x^2 - x0^2)).
func gauss(x polynomial, a, b int64, c *big.Rat) polynomial {
	q := x.times(x).times(newPolynomial(len(x), new(big.Rat).Neg(c)))
	q[0].SetInt64(0)
	return exponential(q).scaled(a, b)
}

func expectations() []expectation {
	logisticValues := values{"tanh": fraction(3, 5), "sech2": fraction(16, 25), "sigmoid": fraction(4, 5), "softplus": fraction(2, 1)}
	trig := values{"sin": fraction(3, 5), "cos": fraction(4, 5), "tan": fraction(3, 4)}
	hyperbolic := values{"sinh": fraction(3, 4), "cosh": fraction(5, 4)}
	normal := values{"normal": fraction(2, 3), "density": fraction(3, 7)}
	turned := func(u polynomial) (s, c polynomial) {
		sin, cos := waves(u, -1)
		return cos.scaled(3, 5).plus(sin.scaled(4, 5)), cos.scaled(4, 5).plus(sin.scaled(-3, 5))
	}
	grown := func(u polynomial) (s, c polynomial) {
		sinh, cosh := waves(u, 1)
		return cosh.scaled(3, 4).plus(sinh.scaled(5, 4)), cosh.scaled(5, 4).plus(sinh.scaled(3, 4))
	}
	distribution := func(x polynomial) (p, phi polynomial) {
		phi = gauss(x, 3, 7, big.NewRat(1, 2))
		return phi.times(x.derivative()).integral(big.NewRat(2, 3)), phi
	}
	return []expectation{
		{"exp", values{"exp": fraction(3, 2)}, func(_, u polynomial) (y, w polynomial) {
			return exponential(u).scaled(3, 2), nil
		}},
		{"log", values{"log": fraction(1, 3)}, func(x, _ polynomial) (y, w polynomial) {
			return x.derivative().times(x.inverse()).integral(big.NewRat(1, 3)), nil
		}},
		{"sin", trig, func(_, u polynomial) (y, w polynomial) { return turned(u) }},
		{"cos", trig, func(_, u polynomial) (y, w polynomial) { w, y = turned(u); return y, w }},
		{"tan", trig, func(_, u polynomial) (y, w polynomial) {
			s, c := turned(u)
			return s.times(c.inverse()), c.times(c).inverse()
		}},
		{"sinh", hyperbolic, func(_, u polynomial) (y, w polynomial) { return grown(u) }},
		{"cosh", hyperbolic, func(_, u polynomial) (y, w polynomial) { w, y = grown(u); return y, w }},
		{"tanh", values{"tanh": fraction(3, 5), "sech2": fraction(16, 25)}, func(_, u polynomial) (y, w polynomial) {
			s, c := grown(u)
			return s.times(c.inverse()), c.times(c).inverse()
		}},
		{"sigmoid", logisticValues, func(_, u polynomial) (y, w polynomial) { return logistic(u) }},
		{"softplus", logisticValues, func(x, u polynomial) (y, w polynomial) {
			g, _ := logistic(u)
			return g.times(x.derivative()).integral(big.NewRat(2, 1)), g
		}},
		{"silu", logisticValues, func(x, u polynomial) (y, w polynomial) {
			g, _ := logistic(u)
			return x.times(g), g
		}},
		{"gaussian", values{"gaussian": fraction(5, 3)}, func(x, _ polynomial) (y, w polynomial) {
			return gauss(x, 5, 3, big.NewRat(1, 1)), nil
		}},
		{"erf", values{"erf": fraction(1, 4), "erfslope": fraction(5, 3)}, func(x, _ polynomial) (y, w polynomial) {
			e := gauss(x, 5, 3, big.NewRat(1, 1))
			return e.times(x.derivative()).integral(big.NewRat(1, 4)), e
		}},
		{"normal", normal, func(x, _ polynomial) (y, w polynomial) { return distribution(x) }},
		{"gelu", normal, func(x, _ polynomial) (y, w polynomial) {
			p, phi := distribution(x)
			return x.times(p), phi
		}},
		{"recip", nil, func(x, _ polynomial) (y, w polynomial) { return x.inverse(), nil }},
		{"sqrt", values{"sqrt": fraction(3, 2)}, func(_, u polynomial) (y, w polynomial) { // x[0] = 9/4
			return binomial(u.scaled(4, 9), 1, 2).scaled(3, 2), nil
		}},
	}
}

// numbers are n rational numbers of small height, the first of them given.
func numbers(r *rand.Rand, first *big.Rat, n int) []rational {
	x := []rational{{first}}
	for len(x) < n {
		x = append(x, fraction(r.Int64N(7)-3, 1+r.Int64N(3)))
	}
	return x
}

func polynomialOf(x []rational) polynomial {
	p := newPolynomial(len(x))
	for k := range x {
		p[k].Set(x[k].rat())
	}
	return p
}

func equal(t *testing.T, want polynomial, got []rational, what string) {
	t.Helper()
	require.NoError(t, difference(want, got), what)
}

// difference names the first coefficient in which two series differ.
func difference(want polynomial, got []rational) error {
	if len(want) != len(got) {
		return fmt.Errorf("%d coefficients, want %d", len(got), len(want))
	}
	for k := range want {
		if want[k].Cmp(got[k].rat()) != 0 {
			return fmt.Errorf("coefficient %d: %v, want %v", k, got[k].rat(), want[k])
		}
	}
	return nil
}

// Orders on both sides of the limit to which auxiliary series lie on the stack.
var orders = []int{0, 1, 2, 3, 5, 8, 12, 15, 16, 17}

func TestApplyIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(20240514, 1))
	for _, e := range expectations() {
		for _, order := range orders {
			x := numbers(r, big.NewRat(9, 4), order+1)
			p := polynomialOf(x)
			u := newPolynomial(len(p), p...)
			u[0].SetInt64(0)
			want, companion := e.want(p, u)

			untouched := fraction(-17, 1)
			y, w := make([]rational, len(x)), make([]rational, len(x))
			for k := range y {
				y[k], w[k] = untouched, untouched // what was there must not show
			}
			series.Apply(e.v, e.name, y, w, x)
			equal(t, want, y, fmt.Sprintf("%s at order %d", e.name, order))
			equal(t, p, x, "the argument of "+e.name)
			if companion != nil {
				equal(t, companion, w, fmt.Sprintf("the companion of %s at order %d", e.name, order))
				continue
			}
			for k := range w {
				assert.Equal(t, untouched, w[k], "%s writes coefficient %d of w", e.name, k)
			}
		}
	}
}

// Products, quotients and powers, also where the result replaces an operand.
func TestArithmeticIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(20240514, 2))
	v := values{}
	for _, order := range orders {
		x, y := numbers(r, big.NewRat(9, 4), order+1), numbers(r, big.NewRat(-2, 3), order+1)
		p, q := polynomialOf(x), polynomialOf(y)
		z := make([]rational, len(x))
		into := func(operand []rational) []rational { copy(z, operand); return z }

		series.Mul(v, z, x, y)
		assert.NoError(t, difference(p.times(q), z), "product")
		series.Mul(v, z, into(x), y)
		assert.NoError(t, difference(p.times(q), z), "product in place of the first factor")
		series.Mul(v, z, x, into(y))
		assert.NoError(t, difference(p.times(q), z), "product in place of the second factor")
		series.Mul(v, z, into(x), z)
		assert.NoError(t, difference(p.times(p), z), "square in its own place")
		series.Div(v, z, x, y)
		assert.NoError(t, difference(p.times(q.inverse()), z), "quotient")
		series.Div(v, z, into(x), y)
		assert.NoError(t, difference(p.times(q.inverse()), z), "quotient in place of the dividend")
		series.Scale(v, z, -0.75, into(x))
		assert.NoError(t, difference(p.scaled(-3, 4), z), "multiple")

		u := newPolynomial(len(p), p...)
		u[0].SetInt64(0)
		for _, c := range []struct {
			p     float64
			a, b  int64
			value rational // (9/4)^p
		}{{1.5, 3, 2, fraction(27, 8)}, {-0.5, -1, 2, fraction(2, 3)}, {2, 2, 1, fraction(81, 16)}, {0, 0, 1, fraction(1, 1)}} {
			z[0] = c.value
			series.Pow(v, z, x, c.p)
			assert.NoError(t, difference(binomial(u.scaled(4, 9), c.a, c.b).times(newPolynomial(len(p), c.value.r)), z), fmt.Sprintf("power %v", c.p))
		}
	}
}

func TestUnknownFunction(t *testing.T) {
	assert.PanicsWithValue(t, `series: unknown function "arctan"`, func() {
		series.Apply(values{}, "arctan", make([]rational, 1), make([]rational, 1), make([]rational, 1))
	})
}
