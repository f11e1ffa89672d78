package exact

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
)

// internal lists the functions f(x, w) with the binary exponents that their
// arguments are drawn from.
var internal = []struct {
	name      string
	f         func(x *big.Float, w uint) *big.Float
	low, high int
	positive  bool
}{
	{"exp", exp, -1100, 20, false},
	{"expm1", expm1, -1100, 20, false},
	{"log", log, -1100, 1100, true},
	{"log1p", log1p, -1100, 30, true},
	{"sin", func(x *big.Float, w uint) *big.Float { s, _ := sincos(x, w); return s }, -1100, 1100, false},
	{"cos", func(x *big.Float, w uint) *big.Float { _, c := sincos(x, w); return c }, -1100, 1100, false},
	{"tan", tan, -1100, 1100, false},
	{"sinh", sinh, -1100, 20, false},
	{"cosh", cosh, -1100, 20, false},
	{"tanh", tanh, -1100, 40, false},
	{"sigmoid", sigmoid, -1100, 20, false},
	{"softplus", softplus, -1100, 20, false},
	{"silu", silu, -1100, 20, false},
	{"gaussian", gaussian, -1100, 10, false},
	{"erf", erf, -1100, 40, false},
	{"erfc", erfc, -1100, 7, false},
	{"erfc about its switch", erfc, 1, 3, false},
	{"normal", normal, -1100, 7, false},
	{"gelu", gelu, -1100, 7, false},
}

// TestContract checks |y - f(x)| <= 2^-w |f(x)| against the same function at
// w + 200, which adds 2^-200 of that. Reductions, numbers of terms and pi are
// then different ones; the formulas themselves are for the tables to judge.
func TestContract(t *testing.T) {
	for _, c := range internal {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				x := exacttest.DrawFloat(t, "x", c.low, c.high)
				if c.positive {
					x = number.Abs(x)
				}
				w := rapid.UintRange(40, 600).Draw(t, "w")
				before := new(big.Float).Copy(x)
				got, want := c.f(x, w), c.f(x, w+200)
				allowed := math.Ldexp(1, -int(w)) * (1 + 0x1p-40)
				assert.LessOrEqual(t, exacttest.Relative(got, want), allowed, "%s(%.30g) at %d bits", c.name, x, w)
				assert.Zero(t, before.Cmp(x), "argument changed")
				assert.Equal(t, before.Prec(), x.Prec(), "argument's precision changed")
			})
		})
	}
}

// assertClose asserts |got - want| <= n·scalarTolerance·scale, n the number of
// exported functions whose errors enter, scale the size at which they do.
func assertClose(t assert.TestingT, got, want *big.Float, n float64, scale *big.Float, law string) {
	d := number.Abs(exacttest.Sub(got, want))
	allowed := exacttest.Mul(number.NewFloat(64).SetFloat64(n*exacttest.ScalarTolerance), number.Abs(scale))
	assert.LessOrEqual(t, d.Cmp(allowed), 0, "%s: error %g, allowed %g", law, d, allowed)
}

// slack is the factor for the products of relative errors, 1 + 2^-250 or so.
const slack = 1 + 0x1p-50

// TestLaws checks identities between exported functions. Each tolerance counts
// the errors that enter an identity, times the size of the term they enter.
func TestLaws(t *testing.T) {
	one := number.NewInt(1, 2)
	rapid.Check(t, func(t *rapid.T) {
		x := exacttest.DrawFloat(t, "x", -40, 9)
		y := exacttest.DrawFloat(t, "y", -40, 9)

		s, c := Sin(x), Cos(x)
		assertClose(t, exacttest.Add(exacttest.Mul(s, s), exacttest.Mul(c, c)), one, 2*slack, one, "sin² + cos² = 1")
		assertClose(t, exacttest.Mul(Tan(x), c), s, 3*slack, s, "tan cos = sin")

		sum := exacttest.Add(x, y)
		e := Exp(sum)
		assertClose(t, exacttest.Mul(Exp(x), Exp(y)), e, 3*slack, e, "exp(x) exp(y) = exp(x+y)")
		assertClose(t, Log(Exp(x)), x, slack, exacttest.Add(one, number.Abs(x)), "log exp x = x")
		em := Expm1(x)
		assertClose(t, exacttest.Sub(Exp(x), one), em, slack, exacttest.Add(Exp(x), number.Abs(em)), "exp - 1 = expm1")

		sh, ch := Sinh(x), Cosh(x)
		assertClose(t, exacttest.Add(sh, ch), Exp(x), slack, exacttest.Add(exacttest.Add(number.Abs(sh), ch), Exp(x)), "sinh + cosh = exp")
		assertClose(t, exacttest.Mul(Tanh(x), ch), sh, 3*slack, sh, "tanh cosh = sinh")

		sg := Sigmoid(x)
		assertClose(t, exacttest.Add(sg, Sigmoid(number.Neg(x))), one, slack, one, "sigmoid(x) + sigmoid(-x) = 1")
		assertClose(t, exacttest.Mul(Sigmoid(number.Neg(x)), Exp(x)), sg, 3*slack, sg, "sigmoid(-x) exp(x) = sigmoid(x)")
		assertClose(t, exacttest.Mul(x, sg), SiLU(x), 2*slack, SiLU(x), "silu = x sigmoid")
		p, m := Softplus(x), Softplus(number.Neg(x))
		assertClose(t, exacttest.Sub(p, m), x, slack, exacttest.Add(p, m), "softplus(x) - softplus(-x) = x")
		assertClose(t, Exp(p), exacttest.Add(one, Exp(x)), slack, exacttest.Add(exacttest.Mul(Exp(p), exacttest.Add(one, p)), Exp(x)), "exp softplus = 1 + exp")

		assertClose(t, exacttest.Add(Erf(x), Erfc(x)), one, slack, exacttest.Add(number.Abs(Erf(x)), Erfc(x)), "erf + erfc = 1")
		assertClose(t, Gaussian(x), exacttest.Quo(one, Exp(exacttest.Mul(x, x))), 2*slack, Gaussian(x), "gaussian = 1/exp(x²)")
		g, h := GELU(x), GELU(number.Neg(x))
		assertClose(t, exacttest.Sub(g, h), x, slack, exacttest.Add(number.Abs(g), number.Abs(h)), "gelu(x) - gelu(-x) = x")

		r := Sqrt(number.Abs(x))
		assertClose(t, exacttest.Mul(r, r), number.Abs(x), 2*slack, x, "sqrt² = x")
		assertClose(t, exacttest.Mul(Recip(x), x), one, slack, one, "x/x = 1")
	})
}

// TestPowLaws checks x^a x^b = x^(a+b), the roots, and the integer powers of
// negative numbers.
func TestPowLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := number.Abs(exacttest.DrawFloat(t, "x", -200, 200))
		a := exacttest.DrawFloat(t, "a", -40, 8)
		b := exacttest.DrawFloat(t, "b", -40, 8)
		p := Pow(x, exacttest.Add(a, b))
		assertClose(t, exacttest.Mul(Pow(x, a), Pow(x, b)), p, 3*slack, p, "x^a x^b = x^(a+b)")
		assertClose(t, Pow(x, number.Shift(number.NewInt(1, 2), -1)), Sqrt(x), 2*slack, Sqrt(x), "x^(1/2) = sqrt x")

		// Both sides of the switch between squaring and logarithms, 2^16.
		n := rapid.Int64Range(-1<<17, 1<<17).Draw(t, "n")
		q := Pow(x, number.NewInt(n, 64))
		v := Pow(number.Neg(x), number.NewInt(n, 64))
		assert.Equal(t, n%2 != 0, v.Signbit(), "sign of (-x)^n")
		assert.Zero(t, number.Abs(v).Cmp(q), "(-x)^n = ±x^n")
		l := exacttest.Mul(number.NewInt(n, 64), log(x, 2*Prec))
		assertClose(t, q, exp(l, 2*Prec), slack, q, "x^n = exp(n log x)")
	})
}

// TestSaturation checks the limits at infinity and at huge arguments, and the
// values at 0.
func TestSaturation(t *testing.T) {
	inf := new(big.Float).SetInf(false)
	const huge = 1e300
	for _, c := range []struct {
		name                  string
		negative, zero, large float64 // f(-huge), f(0), f(huge)
	}{
		{"exp", 0, 1, math.Inf(1)},
		{"sinh", math.Inf(-1), 0, math.Inf(1)},
		{"cosh", math.Inf(1), 1, math.Inf(1)},
		{"tanh", -1, 0, 1},
		{"sigmoid", 0, 0.5, 1},
		{"gaussian", 0, 1, 0},
		{"erf", -1, 0, 1},
		{"silu", 0, 0, huge},
		{"gelu", 0, 0, huge},
		{"softplus", 0, math.Ln2, huge},
	} {
		f, err := Func(c.name)
		require.NoError(t, err)
		assert.Equal(t, c.negative, Float64(f(New(-huge))), "%s(-1e300)", c.name)
		assert.Equal(t, c.zero, Float64(f(new(big.Float))), "%s(0)", c.name)
		assert.Equal(t, c.large, Float64(f(New(huge))), "%s(1e300)", c.name)
		assert.Equal(t, c.negative, Float64(f(number.Neg(inf))), "%s(-Inf)", c.name)
		if c.large == huge {
			assert.True(t, f(inf).IsInf(), "%s(+Inf)", c.name)
		} else {
			assert.Equal(t, c.large, Float64(f(inf)), "%s(+Inf)", c.name)
		}
	}
	assert.True(t, Log(inf).IsInf())
	assert.Equal(t, -1.0, Float64(Expm1(number.Neg(inf))))
	assert.Equal(t, 2.0, Float64(Erfc(number.Neg(inf))))
	for _, name := range []string{"tanh", "sigmoid", "gaussian", "erf"} {
		for _, x := range []float64{-1e300, 1e300} {
			c, err := Coefficients(name, New(x), 3)
			require.NoError(t, err)
			for k := 1; k <= 3; k++ {
				assert.Zero(t, c[k].Sign(), "%s: coefficient %d at %g", name, k, x)
			}
		}
	}
}

// TestPanics checks that the functions without an error result panic outside
// their domains, with a message that names the function and the value.
func TestPanics(t *testing.T) {
	zero, inf := new(big.Float), new(big.Float).SetInf(false)
	for want, f := range map[string]func(){
		"exact: Log(0) is undefined":                                         func() { Log(zero) },
		"exact: Log(-2) is undefined":                                        func() { Log(New(-2)) },
		"exact: Sqrt(-0.5) is undefined":                                     func() { Sqrt(New(-0.5)) },
		"exact: Recip(0) is undefined":                                       func() { Recip(zero) },
		"exact: |x| = +Inf is beyond 2^16384, the limit of sin, cos and tan": func() { Sin(number.Neg(inf)) },
		"exact: pow(0, -1) divides by zero":                                  func() { Pow(zero, New(-1)) },
		"exact: pow(-2, 0.5): the root of a negative number":                 func() { Pow(New(-2), New(0.5)) },
		"exact: pow(+Inf, 2) of an infinity":                                 func() { Pow(inf, New(2)) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
}

// TestConstants compares with the digits in print, and a precision with a
// larger one.
func TestConstants(t *testing.T) {
	assert.Equal(t, "3.1415926535897932384626433832795028841971693993751", Pi(256).Text('g', 50))
	assert.Equal(t, "0.69314718055994530941723212145817656807550013436026", Ln2(256).Text('g', 50))
	for _, c := range []*constant{&piConstant, &ln2Constant} {
		for _, prec := range []uint{53, 300, 448, 449, 511, 1023, 2000} {
			// A fresh copy computes from its own fixed-point series.
			fresh := constant{fixed: c.fixed}
			want := number.NewFloat(prec).Set(c.get(5000))
			assert.Zero(t, fresh.get(prec).Cmp(want), "%d bits", prec)
		}
	}
}

func TestNames(t *testing.T) {
	assert.Len(t, Names(), len(functions))
}
