package exact

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// jetTolerance times a majorant bounds the rounding of a few operations on
// jets: each of their coefficients is a sum of products in which fewer than
// 2^10 roundings of 2^-workPrec each enter, and a check below joins fewer than
// 2^6 such operations.
const jetTolerance = 0x1p-368 // 2^(16 - workPrec)

// majorant is the series of |c_k|: operations on majorants bound, coefficient
// by coefficient, the sums of absolute values that operations on jets round.
func majorant(j Jet) Jet {
	m := make(Jet, len(j))
	for k := range j {
		m[k] = abs(j[k])
	}
	return m
}

// composed is f(u) with a majorant: |f|(|u|) from the moduli of the
// coefficients of f at u[0].
type composed struct{ value, bound Jet }

func compute(t require.TestingT, name string, u composed) composed {
	y, err := Apply(name, u.value)
	require.NoError(t, err)
	f, err := Coefficients(name, u.value[0], u.value.Order())
	require.NoError(t, err)
	return composed{y, compose(majorant(f), u.bound)}
}

func product(a, b composed) composed {
	return composed{a.value.Mul(b.value), a.bound.Mul(b.bound)}
}

func combine(a, b composed, sign int64) composed {
	return composed{a.value.Add(b.value.Scale(newInt(sign, 64))), a.bound.Add(b.bound)}
}

func constant1(order int) composed {
	c := Constant(newInt(1, 64), order)
	return composed{c, c}
}

// slope is the series of the derivative, one order shorter.
func slope(c composed) composed {
	d := func(j Jet) Jet {
		r := make(Jet, len(j)-1)
		for k := range r {
			r[k] = newFloat(workPrec).Mul(newInt(int64(k+1), 64), j[k+1])
		}
		return r
	}
	return composed{d(c.value), d(c.bound)}
}

func truncate(c composed) composed {
	n := len(c.value) - 1
	return composed{c.value[:n], c.bound[:n]}
}

// assertEqualSeries asserts |a - b| <= jetTolerance (majorant of a + majorant
// of b), coefficient by coefficient.
func assertEqualSeries(t require.TestingT, a, b composed, law string) {
	require.Equal(t, len(a.value), len(b.value), law)
	tolerance := newFloat(64).SetFloat64(jetTolerance)
	for k := range a.value {
		d := abs(sub(a.value[k], b.value[k]))
		allowed := mul(tolerance, add(a.bound[k], b.bound[k]))
		assert.LessOrEqual(t, d.Cmp(allowed), 0, "%s: coefficient %d is %.40g or %.40g, error %g, allowed %g",
			law, k, a.value[k], b.value[k], d, allowed)
	}
}

// drawJet draws a jet with the given constant term.
func drawJet(t *rapid.T, label string, c0 float64, order int) composed {
	j := Jet{New(c0)}
	for k := 1; k <= order; k++ {
		j = append(j, New(rapid.Float64Range(-2, 2).Draw(t, fmt.Sprintf("%s[%d]", label, k))))
	}
	return composed{j, majorant(j)}
}

// TestDifferentialEquations checks every function of a series u against the
// equation that defines it, such as y' = (1 - y²) u' for y = tanh u. These
// equations, of which the recurrences of Taylor mode are made, appear nowhere
// in the package.
func TestDifferentialEquations(t *testing.T) {
	type law struct {
		positive bool
		sides    func(t require.TestingT, y, u composed) (lhs, rhs composed)
	}
	// derivative makes the law y' = g(y, u) u'.
	derivative := func(g func(t require.TestingT, y, u composed) composed) law {
		return law{sides: func(t require.TestingT, y, u composed) (lhs, rhs composed) {
			return slope(y), product(truncate(g(t, y, u)), slope(u))
		}}
	}
	// is makes the law y' = ±f(u) u'.
	is := func(name string, sign int64) law {
		return derivative(func(t require.TestingT, _, u composed) composed {
			f := compute(t, name, u)
			return composed{f.value.Scale(newInt(sign, 64)), f.bound}
		})
	}
	one := constant1(8)
	inverse := derivative(func(t require.TestingT, _, u composed) composed {
		r, err := one.value.Div(u.value)
		require.NoError(t, err)
		return composed{r, compute(t, "recip", u).bound}
	})
	inverse.positive = true
	laws := map[string]law{
		"exp":  is("exp", 1),
		"log":  inverse,
		"sin":  is("cos", 1),
		"cos":  is("sin", -1),
		"sinh": is("cosh", 1),
		"cosh": is("sinh", 1),
		"tan": derivative(func(_ require.TestingT, y, _ composed) composed {
			return combine(one, product(y, y), 1)
		}),
		"tanh": derivative(func(_ require.TestingT, y, _ composed) composed {
			return combine(one, product(y, y), -1)
		}),
		"sigmoid": derivative(func(_ require.TestingT, y, _ composed) composed {
			return product(y, combine(one, y, -1))
		}),
		"softplus": is("sigmoid", 1),
		"gaussian": derivative(func(_ require.TestingT, y, u composed) composed {
			return combine(product(y, u), product(y, u), 1).scaled(-1)
		}),
		"erf": derivative(func(t require.TestingT, _, u composed) composed {
			g := compute(t, "gaussian", u)
			f := quo(newInt(2, 64), newFloat(wide).Sqrt(Pi(wide)))
			return composed{g.value.Scale(f), g.bound.Scale(f)}
		}),
		"sqrt": {true, func(_ require.TestingT, y, u composed) (lhs, rhs composed) {
			return product(y, y), u
		}},
		"recip": {true, func(_ require.TestingT, y, u composed) (lhs, rhs composed) {
			return product(y, u), one
		}},
		"silu": {false, func(t require.TestingT, y, u composed) (lhs, rhs composed) {
			return y, product(u, compute(t, "sigmoid", u))
		}},
		// 2 gelu(u) = u (1 + erf(u/sqrt 2)).
		"gelu": {false, func(t require.TestingT, y, u composed) (lhs, rhs composed) {
			r := newFloat(wide).Sqrt(newFloat(64).SetFloat64(0.5))
			e := compute(t, "erf", composed{u.value.Scale(r), u.bound.Scale(r)})
			return combine(y, y, 1), product(u, combine(one, e, 1))
		}},
	}
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			law, ok := laws[name]
			require.True(t, ok, "a function without a law")
			rapid.Check(t, func(t *rapid.T) {
				c0 := rapid.Float64Range(-3, 3).Draw(t, "u[0]")
				if law.positive {
					c0 = math.Abs(c0) + 0.125
				}
				u := drawJet(t, "u", c0, 8)
				y := compute(t, name, u)
				lhs, rhs := law.sides(t, y, u)
				assertEqualSeries(t, lhs, rhs, name)
			})
		})
	}
}

// scaled multiplies the value by ±1.
func (c composed) scaled(sign int64) composed {
	return composed{c.value.Scale(newInt(sign, 64)), c.bound}
}

// TestArithmetic checks the field laws of series.
func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.IntRange(0, 10).Draw(t, "order")
		a := drawJet(t, "a", rapid.Float64Range(-3, 3).Draw(t, "a[0]"), order)
		b := drawJet(t, "b", rapid.Float64Range(0.125, 3).Draw(t, "b[0]"), order)
		c := drawJet(t, "c", rapid.Float64Range(-3, -0.125).Draw(t, "c[0]"), order)

		assertEqualSeries(t, product(a, combine(b, c, 1)), combine(product(a, b), product(a, c), 1), "a(b+c) = ab + ac")
		assertEqualSeries(t, combine(a, combine(b, a, -1), 1), b, "a + (b-a) = b")
		difference := a.value.Sub(b.value)
		assertEqualSeries(t, composed{difference, a.bound.Add(b.bound)}, combine(a, b, -1), "a - b")

		q, err := a.value.Div(c.value)
		require.NoError(t, err)
		bound := product(a, compute(t, "recip", c)).bound
		assertEqualSeries(t, product(composed{q, bound}, c), a, "(a/c)c = a")

		// Powers: integers of any base, reals of a positive one.
		n := rapid.IntRange(-6, 6).Draw(t, "n")
		assertEqualSeries(t, power(t, c, float64(n)), repeated(t, c, n), "c^n")
		e := rapid.Float64Range(-4, 4).Draw(t, "e")
		f := rapid.Float64Range(-4, 4).Draw(t, "f")
		ef := add(New(e), New(f))
		sum, err := b.value.Pow(ef)
		require.NoError(t, err)
		assertEqualSeries(t, product(power(t, b, e), power(t, b, f)), composed{sum, powMajorant(t, b, ef)}, "b^e b^f = b^(e+f)")
	})
}

func power(t require.TestingT, u composed, a float64) composed {
	y, err := u.value.Pow(New(a))
	require.NoError(t, err)
	return composed{y, powMajorant(t, u, New(a))}
}

func powMajorant(t require.TestingT, u composed, a *big.Float) Jet {
	f, err := powSeries(u.value[0], a, u.value.Order(), workPrec)
	require.NoError(t, err)
	return compose(majorant(f), u.bound)
}

// repeated is u^n by multiplications.
func repeated(t require.TestingT, u composed, n int) composed {
	if n < 0 {
		u = compute(t, "recip", u)
	}
	y := constant1(u.value.Order())
	for range max(n, -n) {
		y = product(y, u)
	}
	return y
}

// TestInverses checks pairs of inverse functions: g(f(u)) = u.
func TestInverses(t *testing.T) {
	for _, pair := range [][2]string{{"exp", "log"}, {"log", "exp"}, {"recip", "recip"}} {
		t.Run(pair[1]+" of "+pair[0], func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				u := drawJet(t, "u", rapid.Float64Range(0.25, 3).Draw(t, "u[0]"), 6)
				assertEqualSeries(t, compute(t, pair[1], compute(t, pair[0], u)), u, "inverse")
			})
		})
	}
}

// TestPowersOfZero checks u^n at u[0] = 0 against products, where the binomial
// series in powers of 1/u[0] does not exist.
func TestPowersOfZero(t *testing.T) {
	u := Jet{New(0), New(2), New(-3), New(0.5), New(1)}
	want := Constant(New(1), 4)
	for n := range 6 {
		got, err := u.Pow(New(float64(n)))
		require.NoError(t, err)
		for k := range got {
			assert.Zero(t, got[k].Cmp(want[k]), "coefficient %d of u^%d is %g, want %g", k, n, got[k], want[k])
		}
		want = want.Mul(u)
	}
}

// TestParity checks that a coefficient which vanishes by symmetry is an exact 0.
func TestParity(t *testing.T) {
	for name, odd := range map[string]bool{
		"sin": true, "tan": true, "sinh": true, "tanh": true, "erf": true,
		"cos": false, "cosh": false, "gaussian": false,
	} {
		c, err := Coefficients(name, new(big.Float), 9)
		require.NoError(t, err)
		for k := range c {
			assert.Equal(t, (k%2 == 1) != odd, c[k].Sign() == 0, "%s: coefficient %d is %g", name, k, c[k])
		}
	}
}

// TestHighOrder checks orders far beyond the tables: tan and tanh share their
// coefficients at 0 up to signs, and 2 sinh u cosh u = sinh 2u.
func TestHighOrder(t *testing.T) {
	const order = 40
	a, err := Coefficients("tan", new(big.Float), order)
	require.NoError(t, err)
	b, err := Coefficients("tanh", new(big.Float), order)
	require.NoError(t, err)
	for k := range a {
		want := new(big.Float).Copy(a[k])
		if k%4 == 3 {
			want.Neg(want)
		}
		assert.Zero(t, b[k].Cmp(want), "coefficient %d", k)
	}

	// tanh (1 + e^2x) = e^2x - 1 where its Eulerian form is used.
	x := composed{Variable(New(0.75), order), Variable(New(0.75), order)}
	th := compute(t, "tanh", x)
	e := compute(t, "exp", combine(x, x, 1))
	one := constant1(order)
	assertEqualSeries(t, product(th, combine(one, e, 1)), combine(e, one, -1), "tanh (e^2x + 1) = e^2x - 1")
}

// TestDerivative checks k! c_k, and that operations leave their operands alone.
func TestDerivative(t *testing.T) {
	u := Line(New(0.5), New(3), 5)
	before := fmt.Sprint(u)
	y, err := Apply("exp", u)
	require.NoError(t, err)
	for k := range y {
		// d^k/dt^k exp(1/2 + 3t) = 3^k exp(1/2).
		want := mul(Pow(New(3), New(float64(k))), exp(New(0.5), 2*Prec))
		assert.LessOrEqual(t, relative(y.Derivative(k), want), scalarTolerance, "derivative %d", k)
		assert.Equal(t, uint(Prec), y.Derivative(k).Prec())
		assert.Equal(t, uint(workPrec), y[k].Prec())
	}
	assert.Equal(t, 5, y.Order())
	_, err = u.Div(y)
	require.NoError(t, err)
	_, err = u.Pow(New(2.5))
	require.NoError(t, err)
	u.Add(y).Sub(u).Mul(u).Scale(New(2))
	assert.Equal(t, before, fmt.Sprint(u))
}

// TestErrors checks that bad input is reported with its value and place.
func TestErrors(t *testing.T) {
	inf := new(big.Float).SetInf(true)
	huge := shift(newInt(1, 2), maxJetExponent)
	_, unknown := Func("sine")
	coefficients := func(name string, x *big.Float, order int) error {
		_, err := Coefficients(name, x, order)
		return err
	}
	apply := func(name string, x Jet) error {
		_, err := Apply(name, x)
		return err
	}
	_, divide := Variable(New(1), 2).Div(Variable(New(0), 2))
	power := func(x, a float64) error {
		_, err := Variable(New(x), 2).Pow(New(a))
		return err
	}
	_, empty := Jet{}.Pow(New(2))
	for want, err := range map[string]error{
		`unknown function "sine", want one of [exp log`:                unknown,
		`unknown function ""`:                                          apply("", Jet{New(1)}),
		"sin: order -1 is negative":                                    coefficients("sin", New(1), -1),
		"tanh of an empty jet":                                         apply("tanh", nil),
		"tanh: coefficient 1 is missing":                               apply("tanh", Jet{New(1), nil}),
		"tanh: coefficient 0 is -Inf, want it finite and below 2^1677": coefficients("tanh", inf, 2),
		"erf: coefficient 1 is +Inf":                                   apply("erf", Jet{New(1), neg(inf)}),
		"erf: coefficient 0 is 0x.8p+16777217, want":                   coefficients("erf", huge, 2),
		"log(0): the argument must be positive":                        coefficients("log", New(0), 2),
		"log(-1.5): the argument must be positive":                     coefficients("log", New(-1.5), 2),
		"sqrt(0): the argument must be positive":                       coefficients("sqrt", New(0), 2),
		"recip(0): the argument must be different from zero":           coefficients("recip", New(0), 2),
		"exp(2147483648): the argument must be below 2^30":             coefficients("exp", New(1<<31), 2),
		"the argument must be below 2^16384":                           coefficients("sin", shift(newInt(1, 2), 1<<15), 2),
		"divisor: exact: recip(0)":                                     divide,
		"pow(-1, 0.5): the root of a negative number":                  power(-1, 0.5),
		"pow(0, -1) divides by zero":                                   power(0, -1),
		"pow(0, 0.5) has no Taylor series":                             power(0, 0.5),
		"pow of an empty jet":                                          empty,
	} {
		assert.ErrorContains(t, err, want)
	}
	for want, f := range map[string]func(){
		"exact: jet of order -1":        func() { Variable(New(1), -1) },
		"exact: jets of orders 1 and 2": func() { Variable(New(1), 1).Mul(Variable(New(1), 2)) },
		"exact: step 0 of a stencil":    func() { Stencil{}.Sum(Sin, New(1), New(0)) },
		"exact: moment -1 of a stencil": func() { Stencil{}.Moment(-1) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
	assert.Equal(t, len(functions), len(Names()))
}
