package jet_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
	"adfd/numerics/jet/internal/jettest"
)

// The laws below have no tolerance: the two sides may differ by the sum of their
// running bounds, |lhs - rhs| <= Bound(lhs) + Bound(rhs), which is compared
// without rounding.

func number(c float64) jettest.Expression { return jettest.Expression{Op: "c", C: c} }

// agree fails unless the bounds of a and b allow them to be equal.
func agree(t *rapid.T, what string, a, b certified.Jet) {
	require.Equal(t, a.Order(), b.Order(), what)
	for k := range a.Value {
		d := jettest.Distance(a.Value[k], exact.New(b.Value[k]))
		s := new(big.Float).SetPrec(2200).Add(exact.New(a.Bound[k]), exact.New(b.Bound[k]))
		if d.Cmp(s) > 0 {
			t.Fatalf("%s, coefficient %d: %v ± %v and %v ± %v", what, k, a.Value[k], a.Bound[k], b.Value[k], b.Bound[k])
		}
	}
}

// evaluate is e with bounds at x, which must lie in the domain of e.
func evaluate(t *rapid.T, e jettest.Expression, x float64, order int) certified.Jet {
	y, err := jettest.Bounded64(e, x, order)
	require.NoError(t, err, "%v at %v", e, x)
	return y
}

// argument is the inner function of a law: the variable itself, or a function
// whose jet is full and whose values are moderate.
func argument(t *rapid.T) jettest.Expression {
	return rapid.SampledFrom([]jettest.Expression{
		jettest.Variable(),
		jettest.Call("sin", jettest.Variable()),
		jettest.Call("tanh", jettest.Variable()),
		jettest.Of("*", jettest.Variable(), number(0.75)),
		jettest.Of("+", jettest.Call("gaussian", jettest.Variable()), jettest.Variable()),
		jettest.Of("-", jettest.Call("sigmoid", jettest.Variable()), number(1.5)),
	}).Draw(t, "argument")
}

// within is g, or 1 + g^2 for the functions that are defined beyond 0 only.
func within(name string, g jettest.Expression) jettest.Expression {
	switch name {
	case "log", "sqrt", "recip":
		return jettest.Of("+", number(1), jettest.Of("*", g, g))
	}
	return g
}

// TestInverseAndAdditionLaws: both sides are the same function of g.
func TestInverseAndAdditionLaws(t *testing.T) {
	minus := func(g jettest.Expression) jettest.Expression { return jettest.Of("*", g, number(-1)) }
	square := func(g jettest.Expression) jettest.Expression { return jettest.Of("*", g, g) }
	one := number(1)
	laws := []struct {
		name     string
		lhs, rhs func(g jettest.Expression) jettest.Expression
	}{
		{"log(exp g) = g",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("log", jettest.Call("exp", g)) },
			func(g jettest.Expression) jettest.Expression { return g }},
		{"exp(log(1 + g^2)) = 1 + g^2",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Call("exp", jettest.Call("log", jettest.Of("+", one, square(g))))
			},
			func(g jettest.Expression) jettest.Expression { return jettest.Of("+", one, square(g)) }},
		{"sqrt(1 + g^2)^2 = 1 + g^2",
			func(g jettest.Expression) jettest.Expression {
				return square(jettest.Call("sqrt", jettest.Of("+", one, square(g))))
			},
			func(g jettest.Expression) jettest.Expression { return jettest.Of("+", one, square(g)) }},
		{"recip(recip(exp g)) = exp g",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Call("recip", jettest.Call("recip", jettest.Call("exp", g)))
			},
			func(g jettest.Expression) jettest.Expression { return jettest.Call("exp", g) }},
		{"1/exp g = exp(-g)",
			func(g jettest.Expression) jettest.Expression { return jettest.Of("/", one, jettest.Call("exp", g)) },
			func(g jettest.Expression) jettest.Expression { return jettest.Call("exp", minus(g)) }},
		{"sin^2 + cos^2 = 1",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("+", square(jettest.Call("sin", g)), square(jettest.Call("cos", g)))
			},
			func(g jettest.Expression) jettest.Expression { return one }},
		{"cosh^2 - sinh^2 = 1",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("-", square(jettest.Call("cosh", g)), square(jettest.Call("sinh", g)))
			},
			func(g jettest.Expression) jettest.Expression { return one }},
		{"tan = sin/cos",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("tan", g) },
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("/", jettest.Call("sin", g), jettest.Call("cos", g))
			}},
		{"tanh = sinh/cosh",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("tanh", g) },
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("/", jettest.Call("sinh", g), jettest.Call("cosh", g))
			}},
		{"2 sigmoid(2g) = 1 + tanh g",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("*", number(2), jettest.Call("sigmoid", jettest.Of("+", g, g)))
			},
			func(g jettest.Expression) jettest.Expression { return jettest.Of("+", one, jettest.Call("tanh", g)) }},
		{"sigmoid g + sigmoid(-g) = 1",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("+", jettest.Call("sigmoid", g), jettest.Call("sigmoid", minus(g)))
			},
			func(g jettest.Expression) jettest.Expression { return one }},
		{"softplus g - softplus(-g) = g",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("-", jettest.Call("softplus", g), jettest.Call("softplus", minus(g)))
			},
			func(g jettest.Expression) jettest.Expression { return g }},
		{"exp(softplus g) = 1 + exp g",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("exp", jettest.Call("softplus", g)) },
			func(g jettest.Expression) jettest.Expression { return jettest.Of("+", one, jettest.Call("exp", g)) }},
		{"gaussian g = exp(-g^2)",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("gaussian", g) },
			func(g jettest.Expression) jettest.Expression { return jettest.Call("exp", minus(square(g))) }},
		{"silu g = g sigmoid g",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("silu", g) },
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("/", g, jettest.Of("+", one, jettest.Call("exp", minus(g))))
			}},
		{"gelu g - gelu(-g) = g",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("-", jettest.Call("gelu", g), jettest.Call("gelu", minus(g)))
			},
			func(g jettest.Expression) jettest.Expression { return g }},
		{"erf g = -erf(-g)",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("erf", g) },
			func(g jettest.Expression) jettest.Expression { return minus(jettest.Call("erf", minus(g))) }},
		{"log(a b) = log a + log b",
			func(g jettest.Expression) jettest.Expression {
				return jettest.Call("log", jettest.Of("*", jettest.Call("exp", g), jettest.Call("cosh", g)))
			},
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("+", g, jettest.Call("log", jettest.Call("cosh", g)))
			}},
		{"sin(2g) = 2 sin g cos g",
			func(g jettest.Expression) jettest.Expression { return jettest.Call("sin", jettest.Of("+", g, g)) },
			func(g jettest.Expression) jettest.Expression {
				return jettest.Of("*", number(2), jettest.Of("*", jettest.Call("sin", g), jettest.Call("cos", g)))
			}},
	}
	for _, law := range laws {
		t.Run(law.name, rapid.MakeCheck(func(t *rapid.T) {
			g := argument(t)
			x := rapid.Float64Range(-5, 5).Draw(t, "x")
			order := rapid.IntRange(0, jettest.HighOrder).Draw(t, "order")
			agree(t, fmt.Sprintf("g = %v at %v", g, x),
				evaluate(t, law.lhs(g), x, order), evaluate(t, law.rhs(g), x, order))
		}))
	}
}

// differentiate is the jet of the derivative: coefficient k is (k+1) c[k+1]. The
// product is rounded once; twice the bound's own roundings, 4u, go on top.
func differentiate(y certified.Jet) certified.Jet {
	d := certified.Constant(0, y.Order()-1)
	for k := range d.Value {
		n := float64(k + 1)
		d.Value[k] = n * y.Value[k+1]
		d.Bound[k] = (n*y.Bound[k+1] + jettest.U64*math.Abs(d.Value[k]) + 0x1p-1074) * (1 + 4*jettest.U64)
		d.Magnitude[k] = n * y.Magnitude[k+1]
	}
	return d
}

// truncate drops the highest coefficient.
func truncate(y certified.Jet) certified.Jet {
	n := y.Order()
	y.Value, y.Bound, y.Magnitude = y.Value[:n], y.Bound[:n], y.Magnitude[:n]
	return y
}

// TestChainRule: s(g)' = s'(g) g' for each function and the textbook's derivative.
func TestChainRule(t *testing.T) {
	x := jettest.Variable()
	one := number(1)
	square := func(g jettest.Expression) jettest.Expression { return jettest.Of("*", g, g) }
	derivative := map[string]jettest.Expression{
		"exp":      jettest.Call("exp", x),
		"log":      jettest.Call("recip", x),
		"sin":      jettest.Call("cos", x),
		"cos":      jettest.Of("*", number(-1), jettest.Call("sin", x)),
		"tan":      jettest.Of("+", one, square(jettest.Call("tan", x))),
		"sinh":     jettest.Call("cosh", x),
		"cosh":     jettest.Call("sinh", x),
		"tanh":     jettest.Of("-", one, square(jettest.Call("tanh", x))),
		"sigmoid":  jettest.Of("*", jettest.Call("sigmoid", x), jettest.Of("-", one, jettest.Call("sigmoid", x))),
		"softplus": jettest.Call("sigmoid", x),
		"gaussian": jettest.Of("*", number(-2), jettest.Of("*", x, jettest.Call("gaussian", x))),
		"sqrt":     jettest.Call("recip", jettest.Of("*", number(2), jettest.Call("sqrt", x))),
		"recip":    jettest.Of("*", number(-1), square(jettest.Call("recip", x))),
		"silu":     jettest.Of("+", jettest.Call("sigmoid", x), jettest.Of("*", x, jettest.Of("*", jettest.Call("sigmoid", x), jettest.Of("-", one, jettest.Call("sigmoid", x))))),
	}
	// Two slopes have an irrational constant; they are checked against its double.
	constant := map[string]float64{"erf": 2 / math.SqrtPi, "gelu": 0}
	for _, name := range jet.Names() {
		if _, ok := constant[name]; ok {
			continue
		}
		require.Contains(t, derivative, name)
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			g := within(name, argument(t))
			z := rapid.Float64Range(-4, 4).Draw(t, "x")
			order := rapid.IntRange(1, jettest.HighOrder).Draw(t, "order")
			lhs := differentiate(evaluate(t, jettest.Call(name, g), z, order))
			inner := evaluate(t, g, z, order)
			constant := func(c float64) certified.Jet { return certified.Constant(c, order-1) }
			slope, err := jettest.Bounded(derivative[name], truncate(inner), constant)
			require.NoError(t, err)
			rhs, err := certified.Mul(slope, differentiate(inner))
			require.NoError(t, err)
			agree(t, fmt.Sprintf("%s'(%v) at %v", name, g, z), lhs, rhs)
		}))
	}
	t.Run("erf", rapid.MakeCheck(func(t *rapid.T) {
		g := argument(t)
		z := rapid.Float64Range(-4, 4).Draw(t, "x")
		order := rapid.IntRange(1, jettest.HighOrder).Draw(t, "order")
		inner := evaluate(t, g, z, order)
		bell, err := certified.Apply("gaussian", truncate(inner))
		require.NoError(t, err)
		rhs, err := certified.Mul(irrational(2/math.SqrtPi, order-1), bell)
		require.NoError(t, err)
		rhs, err = certified.Mul(rhs, differentiate(inner))
		require.NoError(t, err)
		agree(t, fmt.Sprintf("erf'(%v) at %v", g, z), differentiate(evaluate(t, jettest.Call("erf", g), z, order)), rhs)
	}))
	t.Run("gelu", rapid.MakeCheck(func(t *rapid.T) {
		// x P(x) with P = (1 + erf(x/sqrt 2))/2, which is another route to GELU.
		g := argument(t)
		z := rapid.Float64Range(-4, 4).Draw(t, "x")
		order := rapid.IntRange(0, jettest.HighOrder).Draw(t, "order")
		inner := evaluate(t, g, z, order)
		scaled, err := certified.Mul(irrational(1/math.Sqrt2, order), inner)
		require.NoError(t, err)
		p, err := certified.Apply("erf", scaled)
		require.NoError(t, err)
		p, err = certified.Shift(1, p)
		require.NoError(t, err)
		p, err = certified.Mul(p, inner)
		require.NoError(t, err)
		p, err = certified.Scale(0.5, p)
		require.NoError(t, err)
		agree(t, fmt.Sprintf("gelu(%v) at %v", g, z), evaluate(t, jettest.Call("gelu", g), z, order), p)
	}))
}

// irrational is the constant that the compiler rounded to c: it errs by at most
// u c, and the bound is rounded up by one part in 2^50.
func irrational(c float64, order int) certified.Jet {
	b := certified.Constant(c, order)
	b.Bound[0] = jettest.U64 * c * (1 + 8*jettest.U64)
	return b
}

// leastDivisor bounds the divisors of TestLeibniz from below: coefficient k of a
// quotient holds b[0]^-(k+1), and 60 (highOrder+1) = 780 of 1023 binary exponents
// leave room for its numerators.
const leastDivisor = 0x1p-60

// TestLeibniz: (f g)' = f' g + f g', (f/g) g = f, and the ring laws.
func TestLeibniz(t *testing.T) {
	must := func(t *rapid.T, b certified.Jet, err error) certified.Jet {
		require.NoError(t, err)
		return b
	}
	rapid.Check(t, func(t *rapid.T) {
		drawCall := func(label string) jettest.Expression {
			name := rapid.SampledFrom(jet.Names()).Draw(t, label)
			return jettest.Call(name, within(name, argument(t)))
		}
		f, g := drawCall("f"), drawCall("g")
		x := rapid.Float64Range(-3, 3).Draw(t, "x")
		order := rapid.IntRange(1, jettest.HighOrder).Draw(t, "order")
		a, b := evaluate(t, f, x, order), evaluate(t, g, x, order)
		mul := func(a, b certified.Jet) certified.Jet { y, err := certified.Mul(a, b); return must(t, y, err) }
		add := func(a, b certified.Jet) certified.Jet { y, err := certified.Add(a, b); return must(t, y, err) }
		sub := func(a, b certified.Jet) certified.Jet { y, err := certified.Sub(a, b); return must(t, y, err) }
		what := fmt.Sprintf("f = %v, g = %v at %v", f, g, x)
		agree(t, "Leibniz, "+what, differentiate(mul(a, b)),
			add(mul(differentiate(a), truncate(b)), mul(truncate(a), differentiate(b))))
		agree(t, "f g = g f, "+what, mul(a, b), mul(b, a))
		agree(t, "f (f+g) = f^2 + f g, "+what, mul(a, add(a, b)), add(mul(a, a), mul(a, b)))
		agree(t, "(f+g)(f-g) = f^2 - g^2, "+what, mul(add(a, b), sub(a, b)), sub(mul(a, a), mul(b, b)))
		cube, err := certified.PowInt(a, 3)
		agree(t, "f^3, "+what, must(t, cube, err), mul(a, mul(a, a)))
		if certified.Resolved("/", b) && math.Abs(b.Value[0]) >= leastDivisor {
			q, err := certified.Div(a, b)
			agree(t, "(f/g) g = f, "+what, mul(must(t, q, err), b), a)
			r, err := certified.Apply("recip", b)
			agree(t, "f/g = f (1/g), "+what, q, mul(a, must(t, r, err)))
		}
	})
}

// TestPowerLaws: x^p x^q = x^(p+q), (x^p)^2 = x^2p, x^(1/2) = sqrt x, and an
// integer power by both routes. p and q are dyadic, so their sums are exact.
func TestPowerLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := float64(rapid.IntRange(-24, 24).Draw(t, "8p")) / 8
		q := float64(rapid.IntRange(-24, 24).Draw(t, "8q")) / 8
		z := rapid.Float64Range(-3, 3).Draw(t, "x")
		order := rapid.IntRange(0, jettest.HighOrder).Draw(t, "order")
		x := evaluate(t, jettest.Call("exp", jettest.Call("sin", jettest.Variable())), z, order)
		pow := func(x certified.Jet, p float64) certified.Jet {
			y, err := certified.Pow(x, p)
			require.NoError(t, err)
			return y
		}
		apply := func(name string) certified.Jet {
			y, err := certified.Apply(name, x)
			require.NoError(t, err)
			return y
		}
		y, err := certified.Mul(pow(x, p), pow(x, q))
		require.NoError(t, err)
		agree(t, "x^p x^q", y, pow(x, p+q))
		agree(t, "(x^p)^2", pow(pow(x, p), 2), pow(x, 2*p))
		agree(t, "x^(1/2)", pow(x, 0.5), apply("sqrt"))
		agree(t, "x^-1", pow(x, -1), apply("recip"))
		n := rapid.IntRange(-6, 6).Draw(t, "n")
		y, err = certified.PowInt(x, n)
		require.NoError(t, err)
		agree(t, "x^n", y, pow(x, float64(n)))
	})
}
