package exact_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/seriestest"
)

// jetTolerance times a majorant bounds the rounding of a few operations on
// jets: each of their coefficients is a sum of products in which fewer than
// 2^10 roundings of 2^-workPrec each enter, and a check below joins fewer than
// 2^6 such operations.
const jetTolerance = 0x1p-368 // 2^(16 - workPrec)

func combine(a, b seriestest.Composed, sign int64) seriestest.Composed {
	return seriestest.With(a.Value.Add(b.Value.Scale(number.NewInt(sign, 64))), a.Bound.Add(b.Bound))
}

func constant1(order int) seriestest.Composed {
	c := exact.Constant(number.NewInt(1, 64), order)
	return seriestest.With(c, c)
}

// slope is the series of the derivative, one order shorter.
func slope(c seriestest.Composed) seriestest.Composed {
	d := func(j exact.Jet) exact.Jet {
		r := make(exact.Jet, len(j)-1)
		for k := range r {
			r[k] = number.NewFloat(exact.WorkPrec).Mul(number.NewInt(int64(k+1), 64), j[k+1])
		}
		return r
	}
	return seriestest.With(d(c.Value), d(c.Bound))
}

func truncate(c seriestest.Composed) seriestest.Composed {
	n := len(c.Value) - 1
	return seriestest.With(c.Value[:n], c.Bound[:n])
}

// assertEqualSeries asserts |a - b| <= jetTolerance (majorant of a + majorant
// of b), coefficient by coefficient.
func assertEqualSeries(t require.TestingT, a, b seriestest.Composed, law string) {
	require.Equal(t, len(a.Value), len(b.Value), law)
	tolerance := number.NewFloat(64).SetFloat64(jetTolerance)
	for k := range a.Value {
		d := number.Abs(exacttest.Sub(a.Value[k], b.Value[k]))
		allowed := exacttest.Mul(tolerance, exacttest.Add(a.Bound[k], b.Bound[k]))
		assert.LessOrEqual(t, d.Cmp(allowed), 0, "%s: coefficient %d is %.40g or %.40g, error %g, allowed %g",
			law, k, a.Value[k], b.Value[k], d, allowed)
	}
}

// TestDifferentialEquations checks every function of a series u against the
// equation that defines it, such as y' = (1 - y²) u' for y = tanh u. These
// equations, of which the recurrences of Taylor mode are made, appear nowhere
// in the package.
func TestDifferentialEquations(t *testing.T) {
	type law struct {
		positive bool
		sides    func(t require.TestingT, y, u seriestest.Composed) (lhs, rhs seriestest.Composed)
	}
	// derivative makes the law y' = g(y, u) u'.
	derivative := func(g func(t require.TestingT, y, u seriestest.Composed) seriestest.Composed) law {
		return law{sides: func(t require.TestingT, y, u seriestest.Composed) (lhs, rhs seriestest.Composed) {
			return slope(y), seriestest.Product(truncate(g(t, y, u)), slope(u))
		}}
	}
	// is makes the law y' = ±f(u) u'.
	is := func(name string, sign int64) law {
		return derivative(func(t require.TestingT, _, u seriestest.Composed) seriestest.Composed {
			f := seriestest.Compute(t, name, u)
			return seriestest.With(f.Value.Scale(number.NewInt(sign, 64)), f.Bound)
		})
	}
	one := constant1(8)
	inverse := derivative(func(t require.TestingT, _, u seriestest.Composed) seriestest.Composed {
		r, err := one.Value.Div(u.Value)
		require.NoError(t, err)
		return seriestest.With(r, seriestest.Compute(t, "recip", u).Bound)
	})
	inverse.positive = true
	laws := map[string]law{
		"exp":  is("exp", 1),
		"log":  inverse,
		"sin":  is("cos", 1),
		"cos":  is("sin", -1),
		"sinh": is("cosh", 1),
		"cosh": is("sinh", 1),
		"tan": derivative(func(_ require.TestingT, y, _ seriestest.Composed) seriestest.Composed {
			return combine(one, seriestest.Product(y, y), 1)
		}),
		"tanh": derivative(func(_ require.TestingT, y, _ seriestest.Composed) seriestest.Composed {
			return combine(one, seriestest.Product(y, y), -1)
		}),
		"sigmoid": derivative(func(_ require.TestingT, y, _ seriestest.Composed) seriestest.Composed {
			return seriestest.Product(y, combine(one, y, -1))
		}),
		"softplus": is("sigmoid", 1),
		"gaussian": derivative(func(_ require.TestingT, y, u seriestest.Composed) seriestest.Composed {
			return combine(seriestest.Product(y, u), seriestest.Product(y, u), 1).Scaled(-1)
		}),
		"erf": derivative(func(t require.TestingT, _, u seriestest.Composed) seriestest.Composed {
			g := seriestest.Compute(t, "gaussian", u)
			f := exacttest.Quo(number.NewInt(2, 64), number.NewFloat(exacttest.Wide).Sqrt(exact.Pi(exacttest.Wide)))
			return seriestest.With(g.Value.Scale(f), g.Bound.Scale(f))
		}),
		"sqrt": {true, func(_ require.TestingT, y, u seriestest.Composed) (lhs, rhs seriestest.Composed) {
			return seriestest.Product(y, y), u
		}},
		"recip": {true, func(_ require.TestingT, y, u seriestest.Composed) (lhs, rhs seriestest.Composed) {
			return seriestest.Product(y, u), one
		}},
		"silu": {false, func(t require.TestingT, y, u seriestest.Composed) (lhs, rhs seriestest.Composed) {
			return y, seriestest.Product(u, seriestest.Compute(t, "sigmoid", u))
		}},
		// 2 gelu(u) = u (1 + erf(u/sqrt 2)).
		"gelu": {false, func(t require.TestingT, y, u seriestest.Composed) (lhs, rhs seriestest.Composed) {
			r := number.NewFloat(exacttest.Wide).Sqrt(number.NewFloat(64).SetFloat64(0.5))
			e := seriestest.Compute(t, "erf", seriestest.With(u.Value.Scale(r), u.Bound.Scale(r)))
			return combine(y, y, 1), seriestest.Product(u, combine(one, e, 1))
		}},
	}
	for _, name := range exact.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			law, ok := laws[name]
			require.True(t, ok, "a function without a law")
			rapid.Check(t, func(t *rapid.T) {
				c0 := rapid.Float64Range(-3, 3).Draw(t, "u[0]")
				if law.positive {
					c0 = math.Abs(c0) + 0.125
				}
				u := seriestest.DrawJet(t, "u", c0, 8)
				y := seriestest.Compute(t, name, u)
				lhs, rhs := law.sides(t, y, u)
				assertEqualSeries(t, lhs, rhs, name)
			})
		})
	}
}

// TestArithmetic checks the field laws of series.
func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		order := rapid.IntRange(0, 10).Draw(t, "order")
		a := seriestest.DrawJet(t, "a", rapid.Float64Range(-3, 3).Draw(t, "a[0]"), order)
		b := seriestest.DrawJet(t, "b", rapid.Float64Range(0.125, 3).Draw(t, "b[0]"), order)
		c := seriestest.DrawJet(t, "c", rapid.Float64Range(-3, -0.125).Draw(t, "c[0]"), order)

		assertEqualSeries(t, seriestest.Product(a, combine(b, c, 1)), combine(seriestest.Product(a, b), seriestest.Product(a, c), 1), "a(b+c) = ab + ac")
		assertEqualSeries(t, combine(a, combine(b, a, -1), 1), b, "a + (b-a) = b")
		difference := a.Value.Sub(b.Value)
		assertEqualSeries(t, seriestest.With(difference, a.Bound.Add(b.Bound)), combine(a, b, -1), "a - b")

		q, err := a.Value.Div(c.Value)
		require.NoError(t, err)
		bound := seriestest.Product(a, seriestest.Compute(t, "recip", c)).Bound
		assertEqualSeries(t, seriestest.Product(seriestest.With(q, bound), c), a, "(a/c)c = a")

		// Powers: integers of any base, reals of a positive one.
		n := rapid.IntRange(-6, 6).Draw(t, "n")
		assertEqualSeries(t, power(t, c, float64(n)), repeated(t, c, n), "c^n")
		e := rapid.Float64Range(-4, 4).Draw(t, "e")
		f := rapid.Float64Range(-4, 4).Draw(t, "f")
		ef := exacttest.Add(exact.New(e), exact.New(f))
		sum, err := b.Value.Pow(ef)
		require.NoError(t, err)
		assertEqualSeries(t, seriestest.Product(power(t, b, e), power(t, b, f)), seriestest.With(sum, powMajorant(t, b, ef)), "b^e b^f = b^(e+f)")
	})
}

func power(t require.TestingT, u seriestest.Composed, a float64) seriestest.Composed {
	y, err := u.Value.Pow(exact.New(a))
	require.NoError(t, err)
	return seriestest.With(y, powMajorant(t, u, exact.New(a)))
}

func powMajorant(t require.TestingT, u seriestest.Composed, a *big.Float) exact.Jet {
	f, err := exact.Variable(u.Value[0], u.Value.Order()).Pow(a)
	require.NoError(t, err)
	return exact.Compose(seriestest.Majorant(f), u.Bound)
}

// repeated is u^n by multiplications.
func repeated(t require.TestingT, u seriestest.Composed, n int) seriestest.Composed {
	if n < 0 {
		u = seriestest.Compute(t, "recip", u)
	}
	y := constant1(u.Value.Order())
	for range max(n, -n) {
		y = seriestest.Product(y, u)
	}
	return y
}

// TestInverses checks pairs of inverse functions: g(f(u)) = u.
func TestInverses(t *testing.T) {
	for _, pair := range [][2]string{{"exp", "log"}, {"log", "exp"}, {"recip", "recip"}} {
		t.Run(pair[1]+" of "+pair[0], func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				u := seriestest.DrawJet(t, "u", rapid.Float64Range(0.25, 3).Draw(t, "u[0]"), 6)
				assertEqualSeries(t, seriestest.Compute(t, pair[1], seriestest.Compute(t, pair[0], u)), u, "inverse")
			})
		})
	}
}

// TestPowersOfZero checks u^n at u[0] = 0 against products, where the binomial
// series in powers of 1/u[0] does not exist.
func TestPowersOfZero(t *testing.T) {
	u := exact.Jet{exact.New(0), exact.New(2), exact.New(-3), exact.New(0.5), exact.New(1)}
	want := exact.Constant(exact.New(1), 4)
	for n := range 6 {
		got, err := u.Pow(exact.New(float64(n)))
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
		c, err := exact.Coefficients(name, new(big.Float), 9)
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
	a, err := exact.Coefficients("tan", new(big.Float), order)
	require.NoError(t, err)
	b, err := exact.Coefficients("tanh", new(big.Float), order)
	require.NoError(t, err)
	for k := range a {
		want := new(big.Float).Copy(a[k])
		if k%4 == 3 {
			want.Neg(want)
		}
		assert.Zero(t, b[k].Cmp(want), "coefficient %d", k)
	}

	// tanh (1 + e^2x) = e^2x - 1 where its Eulerian form is used.
	x := seriestest.With(exact.Variable(exact.New(0.75), order), exact.Variable(exact.New(0.75), order))
	th := seriestest.Compute(t, "tanh", x)
	e := seriestest.Compute(t, "exp", combine(x, x, 1))
	one := constant1(order)
	assertEqualSeries(t, seriestest.Product(th, combine(one, e, 1)), combine(e, one, -1), "tanh (e^2x + 1) = e^2x - 1")
}

// TestDerivative checks k! c_k, and that operations leave their operands alone.
func TestDerivative(t *testing.T) {
	u := exact.Line(exact.New(0.5), exact.New(3), 5)
	before := fmt.Sprint(u)
	y, err := exact.Apply("exp", u)
	require.NoError(t, err)
	for k := range y {
		// d^k/dt^k exp(1/2 + 3t) = 3^k exp(1/2).
		want := exacttest.Mul(exact.Pow(exact.New(3), exact.New(float64(k))), exact.Exp(exact.New(0.5)))
		assert.LessOrEqual(t, exacttest.Relative(y.Derivative(k), want), exacttest.ScalarTolerance, "derivative %d", k)
		assert.Equal(t, uint(exact.Prec), y.Derivative(k).Prec())
		assert.Equal(t, uint(exact.WorkPrec), y[k].Prec())
	}
	assert.Equal(t, 5, y.Order())
	_, err = u.Div(y)
	require.NoError(t, err)
	_, err = u.Pow(exact.New(2.5))
	require.NoError(t, err)
	u.Add(y).Sub(u).Mul(u).Scale(exact.New(2))
	assert.Equal(t, before, fmt.Sprint(u))
}

// TestErrors checks that bad input is reported with its value and place.
func TestErrors(t *testing.T) {
	inf := new(big.Float).SetInf(true)
	huge := number.Shift(number.NewInt(1, 2), 1<<24)
	_, unknown := exact.Func("sine")
	coefficients := func(name string, x *big.Float, order int) error {
		_, err := exact.Coefficients(name, x, order)
		return err
	}
	apply := func(name string, x exact.Jet) error {
		_, err := exact.Apply(name, x)
		return err
	}
	_, divide := exact.Variable(exact.New(1), 2).Div(exact.Variable(exact.New(0), 2))
	power := func(x, a float64) error {
		_, err := exact.Variable(exact.New(x), 2).Pow(exact.New(a))
		return err
	}
	_, empty := exact.Jet{}.Pow(exact.New(2))
	for want, err := range map[string]error{
		`unknown function "sine", want one of [exp log`:                unknown,
		`unknown function ""`:                                          apply("", exact.Jet{exact.New(1)}),
		"sin: order -1 is negative":                                    coefficients("sin", exact.New(1), -1),
		"tanh of an empty jet":                                         apply("tanh", nil),
		"tanh: coefficient 1 is missing":                               apply("tanh", exact.Jet{exact.New(1), nil}),
		"tanh: coefficient 0 is -Inf, want it finite and below 2^1677": coefficients("tanh", inf, 2),
		"erf: coefficient 1 is +Inf":                                   apply("erf", exact.Jet{exact.New(1), number.Neg(inf)}),
		"erf: coefficient 0 is 0x.8p+16777217, want":                   coefficients("erf", huge, 2),
		"log(0): the argument must be positive":                        coefficients("log", exact.New(0), 2),
		"log(-1.5): the argument must be positive":                     coefficients("log", exact.New(-1.5), 2),
		"sqrt(0): the argument must be positive":                       coefficients("sqrt", exact.New(0), 2),
		"recip(0): the argument must be different from zero":           coefficients("recip", exact.New(0), 2),
		"exp(2147483648): the argument must be below 2^30":             coefficients("exp", exact.New(1<<31), 2),
		"the argument must be below 2^16384":                           coefficients("sin", number.Shift(number.NewInt(1, 2), 1<<15), 2),
		"divisor: exact: recip(0)":                                     divide,
		"pow(-1, 0.5): the root of a negative number":                  power(-1, 0.5),
		"pow(0, -1) divides by zero":                                   power(0, -1),
		"pow(0, 0.5) has no Taylor series":                             power(0, 0.5),
		"pow of an empty jet":                                          empty,
	} {
		assert.ErrorContains(t, err, want)
	}
	for want, f := range map[string]func(){
		"exact: jet of order -1":        func() { exact.Variable(exact.New(1), -1) },
		"exact: jets of orders 1 and 2": func() { exact.Variable(exact.New(1), 1).Mul(exact.Variable(exact.New(1), 2)) },
		"exact: step 0 of a stencil":    func() { exact.Stencil{}.Sum(exact.Sin, exact.New(1), exact.New(0)) },
		"exact: moment -1 of a stencil": func() { exact.Stencil{}.Moment(-1) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
}
