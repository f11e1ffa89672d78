package jet_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"adfd/numerics/exact"
	"adfd/numerics/jet"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The laws below have no tolerance: the two sides may differ by the sum of their
// running bounds, |lhs - rhs| <= Bound(lhs) + Bound(rhs), which is compared
// without rounding.

func of(op string, a, b expression) expression { return expression{op: op, args: []expression{a, b}} }

func number(c float64) expression { return expression{op: "c", c: c} }

// agree fails unless the bounds of a and b allow them to be equal.
func agree(t *rapid.T, what string, a, b jet.Bounded) {
	require.Equal(t, a.Order(), b.Order(), what)
	for k := range a.Value {
		d := distance(a.Value[k], exact.New(b.Value[k]))
		s := new(big.Float).SetPrec(2200).Add(exact.New(a.Bound[k]), exact.New(b.Bound[k]))
		if d.Cmp(s) > 0 {
			t.Fatalf("%s, coefficient %d: %v ± %v and %v ± %v", what, k, a.Value[k], a.Bound[k], b.Value[k], b.Bound[k])
		}
	}
}

// evaluate is e with bounds at x, which must lie in the domain of e.
func evaluate(t *rapid.T, e expression, x float64, order int) jet.Bounded {
	y, err := bounded64(e, x, order)
	require.NoError(t, err, "%v at %v", e, x)
	return y
}

// argument is the inner function of a law: the variable itself, or a function
// whose jet is full and whose values are moderate.
func argument(t *rapid.T) expression {
	return rapid.SampledFrom([]expression{
		variable(),
		call("sin", variable()),
		call("tanh", variable()),
		of("*", variable(), number(0.75)),
		of("+", call("gaussian", variable()), variable()),
		of("-", call("sigmoid", variable()), number(1.5)),
	}).Draw(t, "argument")
}

// within is g, or 1 + g^2 for the functions that are defined beyond 0 only.
func within(name string, g expression) expression {
	switch name {
	case "log", "sqrt", "recip":
		return of("+", number(1), of("*", g, g))
	}
	return g
}

// TestInverseAndAdditionLaws: both sides are the same function of g.
func TestInverseAndAdditionLaws(t *testing.T) {
	minus := func(g expression) expression { return of("*", g, number(-1)) }
	square := func(g expression) expression { return of("*", g, g) }
	one := number(1)
	laws := []struct {
		name     string
		lhs, rhs func(g expression) expression
	}{
		{"log(exp g) = g",
			func(g expression) expression { return call("log", call("exp", g)) },
			func(g expression) expression { return g }},
		{"exp(log(1 + g^2)) = 1 + g^2",
			func(g expression) expression { return call("exp", call("log", of("+", one, square(g)))) },
			func(g expression) expression { return of("+", one, square(g)) }},
		{"sqrt(1 + g^2)^2 = 1 + g^2",
			func(g expression) expression { return square(call("sqrt", of("+", one, square(g)))) },
			func(g expression) expression { return of("+", one, square(g)) }},
		{"recip(recip(exp g)) = exp g",
			func(g expression) expression { return call("recip", call("recip", call("exp", g))) },
			func(g expression) expression { return call("exp", g) }},
		{"1/exp g = exp(-g)",
			func(g expression) expression { return of("/", one, call("exp", g)) },
			func(g expression) expression { return call("exp", minus(g)) }},
		{"sin^2 + cos^2 = 1",
			func(g expression) expression { return of("+", square(call("sin", g)), square(call("cos", g))) },
			func(g expression) expression { return one }},
		{"cosh^2 - sinh^2 = 1",
			func(g expression) expression { return of("-", square(call("cosh", g)), square(call("sinh", g))) },
			func(g expression) expression { return one }},
		{"tan = sin/cos",
			func(g expression) expression { return call("tan", g) },
			func(g expression) expression { return of("/", call("sin", g), call("cos", g)) }},
		{"tanh = sinh/cosh",
			func(g expression) expression { return call("tanh", g) },
			func(g expression) expression { return of("/", call("sinh", g), call("cosh", g)) }},
		{"2 sigmoid(2g) = 1 + tanh g",
			func(g expression) expression { return of("*", number(2), call("sigmoid", of("+", g, g))) },
			func(g expression) expression { return of("+", one, call("tanh", g)) }},
		{"sigmoid g + sigmoid(-g) = 1",
			func(g expression) expression { return of("+", call("sigmoid", g), call("sigmoid", minus(g))) },
			func(g expression) expression { return one }},
		{"softplus g - softplus(-g) = g",
			func(g expression) expression { return of("-", call("softplus", g), call("softplus", minus(g))) },
			func(g expression) expression { return g }},
		{"exp(softplus g) = 1 + exp g",
			func(g expression) expression { return call("exp", call("softplus", g)) },
			func(g expression) expression { return of("+", one, call("exp", g)) }},
		{"gaussian g = exp(-g^2)",
			func(g expression) expression { return call("gaussian", g) },
			func(g expression) expression { return call("exp", minus(square(g))) }},
		{"silu g = g sigmoid g",
			func(g expression) expression { return call("silu", g) },
			func(g expression) expression { return of("/", g, of("+", one, call("exp", minus(g)))) }},
		{"gelu g - gelu(-g) = g",
			func(g expression) expression { return of("-", call("gelu", g), call("gelu", minus(g))) },
			func(g expression) expression { return g }},
		{"erf g = -erf(-g)",
			func(g expression) expression { return call("erf", g) },
			func(g expression) expression { return minus(call("erf", minus(g))) }},
		{"log(a b) = log a + log b",
			func(g expression) expression { return call("log", of("*", call("exp", g), call("cosh", g))) },
			func(g expression) expression { return of("+", g, call("log", call("cosh", g))) }},
		{"sin(2g) = 2 sin g cos g",
			func(g expression) expression { return call("sin", of("+", g, g)) },
			func(g expression) expression {
				return of("*", number(2), of("*", call("sin", g), call("cos", g)))
			}},
	}
	for _, law := range laws {
		t.Run(law.name, rapid.MakeCheck(func(t *rapid.T) {
			g := argument(t)
			x := rapid.Float64Range(-5, 5).Draw(t, "x")
			order := rapid.IntRange(0, highOrder).Draw(t, "order")
			agree(t, fmt.Sprintf("g = %v at %v", g, x),
				evaluate(t, law.lhs(g), x, order), evaluate(t, law.rhs(g), x, order))
		}))
	}
}

// differentiate is the jet of the derivative: coefficient k is (k+1) c[k+1]. The
// product is rounded once; twice the bound's own roundings, 4u, go on top.
func differentiate(y jet.Bounded) jet.Bounded {
	d := jet.ConstantB(0, y.Order()-1)
	for k := range d.Value {
		n := float64(k + 1)
		d.Value[k] = n * y.Value[k+1]
		d.Bound[k] = (n*y.Bound[k+1] + u64*math.Abs(d.Value[k]) + 0x1p-1074) * (1 + 4*u64)
		d.Magnitude[k] = n * y.Magnitude[k+1]
	}
	return d
}

// truncate drops the highest coefficient.
func truncate(y jet.Bounded) jet.Bounded {
	n := y.Order()
	y.Value, y.Bound, y.Magnitude = y.Value[:n], y.Bound[:n], y.Magnitude[:n]
	return y
}

// TestChainRule: s(g)' = s'(g) g' for each function and the textbook's derivative.
func TestChainRule(t *testing.T) {
	x := variable()
	one := number(1)
	square := func(g expression) expression { return of("*", g, g) }
	derivative := map[string]expression{
		"exp":      call("exp", x),
		"log":      call("recip", x),
		"sin":      call("cos", x),
		"cos":      of("*", number(-1), call("sin", x)),
		"tan":      of("+", one, square(call("tan", x))),
		"sinh":     call("cosh", x),
		"cosh":     call("sinh", x),
		"tanh":     of("-", one, square(call("tanh", x))),
		"sigmoid":  of("*", call("sigmoid", x), of("-", one, call("sigmoid", x))),
		"softplus": call("sigmoid", x),
		"gaussian": of("*", number(-2), of("*", x, call("gaussian", x))),
		"sqrt":     call("recip", of("*", number(2), call("sqrt", x))),
		"recip":    of("*", number(-1), square(call("recip", x))),
		"silu":     of("+", call("sigmoid", x), of("*", x, of("*", call("sigmoid", x), of("-", one, call("sigmoid", x))))),
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
			order := rapid.IntRange(1, highOrder).Draw(t, "order")
			lhs := differentiate(evaluate(t, call(name, g), z, order))
			inner := evaluate(t, g, z, order)
			constant := func(c float64) jet.Bounded { return jet.ConstantB(c, order-1) }
			slope, err := bounded(derivative[name], truncate(inner), constant)
			require.NoError(t, err)
			rhs, err := jet.MulB(slope, differentiate(inner))
			require.NoError(t, err)
			agree(t, fmt.Sprintf("%s'(%v) at %v", name, g, z), lhs, rhs)
		}))
	}
	t.Run("erf", rapid.MakeCheck(func(t *rapid.T) {
		g := argument(t)
		z := rapid.Float64Range(-4, 4).Draw(t, "x")
		order := rapid.IntRange(1, highOrder).Draw(t, "order")
		inner := evaluate(t, g, z, order)
		bell, err := jet.ApplyBounded("gaussian", truncate(inner))
		require.NoError(t, err)
		rhs, err := jet.MulB(irrational(2/math.SqrtPi, order-1), bell)
		require.NoError(t, err)
		rhs, err = jet.MulB(rhs, differentiate(inner))
		require.NoError(t, err)
		agree(t, fmt.Sprintf("erf'(%v) at %v", g, z), differentiate(evaluate(t, call("erf", g), z, order)), rhs)
	}))
	t.Run("gelu", rapid.MakeCheck(func(t *rapid.T) {
		// x P(x) with P = (1 + erf(x/sqrt 2))/2, which is another route to GELU.
		g := argument(t)
		z := rapid.Float64Range(-4, 4).Draw(t, "x")
		order := rapid.IntRange(0, highOrder).Draw(t, "order")
		inner := evaluate(t, g, z, order)
		scaled, err := jet.MulB(irrational(1/math.Sqrt2, order), inner)
		require.NoError(t, err)
		p, err := jet.ApplyBounded("erf", scaled)
		require.NoError(t, err)
		p, err = jet.ShiftB(1, p)
		require.NoError(t, err)
		p, err = jet.MulB(p, inner)
		require.NoError(t, err)
		p, err = jet.ScaleB(0.5, p)
		require.NoError(t, err)
		agree(t, fmt.Sprintf("gelu(%v) at %v", g, z), evaluate(t, call("gelu", g), z, order), p)
	}))
}

// irrational is the constant that the compiler rounded to c: it errs by at most
// u c, and the bound is rounded up by one part in 2^50.
func irrational(c float64, order int) jet.Bounded {
	b := jet.ConstantB(c, order)
	b.Bound[0] = u64 * c * (1 + 8*u64)
	return b
}

// leastDivisor bounds the divisors of TestLeibniz from below: coefficient k of a
// quotient holds b[0]^-(k+1), and 60 (highOrder+1) = 780 of 1023 binary exponents
// leave room for its numerators.
const leastDivisor = 0x1p-60

// TestLeibniz: (f g)' = f' g + f g', (f/g) g = f, and the ring laws.
func TestLeibniz(t *testing.T) {
	must := func(t *rapid.T, b jet.Bounded, err error) jet.Bounded {
		require.NoError(t, err)
		return b
	}
	rapid.Check(t, func(t *rapid.T) {
		drawCall := func(label string) expression {
			name := rapid.SampledFrom(jet.Names()).Draw(t, label)
			return call(name, within(name, argument(t)))
		}
		f, g := drawCall("f"), drawCall("g")
		x := rapid.Float64Range(-3, 3).Draw(t, "x")
		order := rapid.IntRange(1, highOrder).Draw(t, "order")
		a, b := evaluate(t, f, x, order), evaluate(t, g, x, order)
		mul := func(a, b jet.Bounded) jet.Bounded { y, err := jet.MulB(a, b); return must(t, y, err) }
		add := func(a, b jet.Bounded) jet.Bounded { y, err := jet.AddB(a, b); return must(t, y, err) }
		sub := func(a, b jet.Bounded) jet.Bounded { y, err := jet.SubB(a, b); return must(t, y, err) }
		what := fmt.Sprintf("f = %v, g = %v at %v", f, g, x)
		agree(t, "Leibniz, "+what, differentiate(mul(a, b)),
			add(mul(differentiate(a), truncate(b)), mul(truncate(a), differentiate(b))))
		agree(t, "f g = g f, "+what, mul(a, b), mul(b, a))
		agree(t, "f (f+g) = f^2 + f g, "+what, mul(a, add(a, b)), add(mul(a, a), mul(a, b)))
		agree(t, "(f+g)(f-g) = f^2 - g^2, "+what, mul(add(a, b), sub(a, b)), sub(mul(a, a), mul(b, b)))
		cube, err := jet.PowIntB(a, 3)
		agree(t, "f^3, "+what, must(t, cube, err), mul(a, mul(a, a)))
		if jet.Resolved("/", b) && math.Abs(b.Value[0]) >= leastDivisor {
			q, err := jet.DivB(a, b)
			agree(t, "(f/g) g = f, "+what, mul(must(t, q, err), b), a)
			r, err := jet.ApplyBounded("recip", b)
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
		order := rapid.IntRange(0, highOrder).Draw(t, "order")
		x := evaluate(t, call("exp", call("sin", variable())), z, order)
		pow := func(x jet.Bounded, p float64) jet.Bounded {
			y, err := jet.PowB(x, p)
			require.NoError(t, err)
			return y
		}
		apply := func(name string) jet.Bounded {
			y, err := jet.ApplyBounded(name, x)
			require.NoError(t, err)
			return y
		}
		y, err := jet.MulB(pow(x, p), pow(x, q))
		require.NoError(t, err)
		agree(t, "x^p x^q", y, pow(x, p+q))
		agree(t, "(x^p)^2", pow(pow(x, p), 2), pow(x, 2*p))
		agree(t, "x^(1/2)", pow(x, 0.5), apply("sqrt"))
		agree(t, "x^-1", pow(x, -1), apply("recip"))
		n := rapid.IntRange(-6, 6).Draw(t, "n")
		y, err = jet.PowIntB(x, n)
		require.NoError(t, err)
		agree(t, "x^n", y, pow(x, float64(n)))
	})
}
