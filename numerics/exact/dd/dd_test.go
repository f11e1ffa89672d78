package dd

import (
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

// drawDD draws a double-double as drawFloat draws numbers: near multiples of
// pi/2 and near 1 often.
func drawDD(t *rapid.T, label string, low, high int) DD {
	return FromBig(exacttest.DrawFloat(t, label, low, high))
}

// drawPair draws two double-doubles, often ones that nearly cancel.
func drawPair(t *rapid.T, low, high int) (x, y DD) {
	x = drawDD(t, "x", low, high)
	if rapid.Bool().Draw(t, "independent") {
		return x, drawDD(t, "y", low, high)
	}
	// y = -x (1 + d), d from 1 down to below u².
	d := exacttest.DrawFloat(t, "d", -110, 0)
	return x, FromBig(number.Neg(exacttest.Add(x.Big(), exacttest.Mul(x.Big(), d))))
}

// assertWithin asserts |got - want| <= n u² |want|, and that got is normalised:
// Hi is the sum rounded.
func assertWithin(t assert.TestingT, got DD, want *big.Float, n float64, what string) {
	assert.LessOrEqual(t, exacttest.Relative(got.Big(), want)/Unit, n, "%s is %v, want %.40g: error in u²", what, got, want)
	assert.Equal(t, got.Hi, got.Hi+got.Lo, "%s is not normalised", what)
}

// TestArithmetic checks the bounds of the type's comment against exact
// results. Exponents up to 400 keep products and quotients, and their
// remainders, within range.
func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawPair(t, -400, 400)
		a, b := x.Big(), y.Big()
		sum := number.NewFloat(3000).Add(a, b)
		bound := 7.0
		if a.Sign() == b.Sign() {
			bound = 4
		}
		assertWithin(t, x.Add(y), sum, bound, "x + y")
		assertWithin(t, x.Sub(y.Neg()), sum, bound, "x - (-y)")
		assertWithin(t, x.Mul(y), exacttest.Mul(a, b), 8, "x y")
		assertWithin(t, x.Square(), exacttest.Mul(a, a), 8, "x²")
		assertWithin(t, x.Div(y), exacttest.Quo(a, b), 15, "x/y")
		assertWithin(t, x.Recip(), exacttest.Quo(number.NewInt(1, 64), a), 15, "1/x")
		assertWithin(t, x.Abs().Sqrt(), number.NewFloat(exacttest.Wide).Sqrt(number.Abs(a)), 5, "sqrt")

		assertWithin(t, x.addFloat(y.Hi), number.NewFloat(3000).Add(a, exact.New(y.Hi)), 7, "x + float64")
		assertWithin(t, x.mulFloat(y.Hi), exacttest.Mul(a, exact.New(y.Hi)), 3, "x float64")
		assertWithin(t, x.Scale(-7), number.Shift(a, -7), 0, "x/128")
	})
}

// TestConversions checks FromBig, Big and the order.
func TestConversions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := exacttest.DrawFloat(t, "v", -900, 1000)
		assertWithin(t, FromBig(v), v, 1, "FromBig")
		x, y := drawPair(t, -400, 400)
		assert.Equal(t, x, FromBig(x.Big()), "FromBig of Big")
		assert.Equal(t, x.Big().Cmp(y.Big()), x.Cmp(y), "Cmp")
		assert.Equal(t, x.Big().Sign(), x.Sign(), "Sign")
		assert.Zero(t, x.Abs().Big().Cmp(number.Abs(x.Big())), "Abs")
		assert.Equal(t, exact.Float64(x.Big()), x.Float64())
	})
	// Halves that are far apart.
	far := DD{1, math.SmallestNonzeroFloat64}
	assert.Equal(t, far, FromBig(far.Big()))
	assert.Equal(t, "0.33333333333333333333333333333333", DD{Hi: 1}.Div(DD{Hi: 3}).String())
	assert.Equal(t, "+Inf", DD{Hi: math.Inf(1), Lo: math.NaN()}.String())
	assert.Equal(t, DD{Hi: math.Inf(1)}, FromBig(number.Shift(number.NewInt(1, 2), 1024)))
	assert.Zero(t, DD{}.Cmp(DD{Hi: math.Copysign(0, -1)}))
	assert.Equal(t, DD{}, DD{}.Sqrt())
	assert.True(t, math.IsNaN(DD{Hi: -1}.Sqrt().Hi))
}

// ranges holds the binary exponents of arguments at which the values of the
// functions stay between 2^-900 and 2^900.
var ranges = map[string][2]int{
	"exp": {-900, 9}, "log": {-900, 900}, "sin": {-900, 900}, "cos": {-900, 900}, "tan": {-900, 900},
	"sinh": {-900, 9}, "cosh": {-900, 9}, "tanh": {-900, 1000}, "sigmoid": {-900, 9}, "softplus": {-900, 9},
	"gaussian": {-900, 4}, "sqrt": {-900, 900}, "recip": {-900, 900}, "gelu": {-900, 5}, "silu": {-900, 9},
	"erf": {-900, 1000},
}

// TestFunctions checks every function against its 256-bit one. Error is the
// contract; the 256-bit result adds 2^-255.
func TestFunctions(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			r, ok := ranges[f.name]
			require.True(t, ok, "a function without a range")
			rapid.Check(t, func(t *rapid.T) {
				x := drawDD(t, "x", r[0], r[1])
				if f.domain.Outside(x) != "" {
					x = x.Neg()
				}
				assertWithin(t, f.value(x), seriestest.Reference(t, f.name)(x.Big()), Error/Unit+0x1p-100, f.name)
			})
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		x := drawDD(t, "x", -900, 4)
		assertWithin(t, x.Erfc(), exact.Erfc(x.Big()), Error/Unit+0x1p-100, "erfc")
	})
}

// TestReduction checks sine and cosine at all distances from the multiples of
// pi/2, where the reduced argument comes from the fast path or from 256 bits.
func TestReduction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Int64Range(1, 1<<20), rapid.Int64Range(1<<19, 1<<20), rapid.Int64Range(1, 1<<50)).Draw(t, "n")
		d := exact.New(math.Ldexp(rapid.Float64Range(1, 2).Draw(t, "d"), -rapid.IntRange(1, 80).Draw(t, "bits")))
		if rapid.Bool().Draw(t, "below") {
			d.Neg(d)
		}
		x := FromBig(exacttest.Add(exacttest.Mul(number.Half(exact.Pi(exacttest.Wide)), number.NewInt(n, 64)), d))
		assertWithin(t, x.Sin(), exact.Sin(x.Big()), Error/Unit+0x1p-100, "sin")
		assertWithin(t, x.Cos(), exact.Cos(x.Big()), Error/Unit+0x1p-100, "cos")
	})
}

// TestSwitches checks both sides of the arguments at which a function changes
// its method.
func TestSwitches(t *testing.T) {
	for _, f := range functions {
		for _, at := range []float64{
			1.0 / 128, 0.36, 0.5, 1, math.Sqrt2 / 2, math.Sqrt2, 0.78, math.Pi / 4, 6, 6 * math.Sqrt2, 9, 40, 100, fastReduction,
		} {
			for _, x := range []DD{{at, -0x1p-54 * at}, {at, 0}, {at, 0x1p-54 * at}, {math.Nextafter(at, 0), 0}} {
				for _, x := range []DD{x, x.Neg()} {
					if number.Exponent(x.Big()) > ranges[f.name][1] || f.domain.Outside(x) != "" || f.name == "gelu" && x.Hi < -30 {
						continue
					}
					assertWithin(t, f.value(x), seriestest.Reference(t, f.name)(x.Big()), Error/Unit+0x1p-100, f.name)
				}
			}
		}
	}
}

// TestEnds checks the limits, and that nothing hangs or traps outside the
// range in which the bounds hold.
func TestEnds(t *testing.T) {
	for _, c := range []struct {
		name                  string
		negative, zero, large float64 // f(-1e300), f(0), f(1e300)
	}{
		{"exp", 0, 1, math.Inf(1)},
		{"sinh", math.Inf(-1), 0, math.Inf(1)},
		{"cosh", math.Inf(1), 1, math.Inf(1)},
		{"tanh", -1, 0, 1},
		{"sigmoid", 0, 0.5, 1},
		{"softplus", 0, math.Ln2, 1e300},
		{"gaussian", 0, 1, 0},
		{"erf", -1, 0, 1},
		{"silu", 0, 0, 1e300},
		{"gelu", 0, 0, 1e300},
	} {
		f, err := Func(c.name)
		require.NoError(t, err)
		assert.Equal(t, c.negative, f(DD{Hi: -1e300}).Hi, "%s(-1e300)", c.name)
		assert.Equal(t, c.zero, f(DD{}).Hi, "%s(0)", c.name)
		assert.Equal(t, c.large, f(DD{Hi: 1e300}).Hi, "%s(1e300)", c.name)
	}
	for _, name := range []string{"sin", "cos", "tan"} {
		f, err := Func(name)
		require.NoError(t, err)
		assert.True(t, math.IsNaN(f(DD{Hi: math.Inf(1)}).Hi), "%s(+Inf)", name)
	}
	assert.Equal(t, math.Inf(-1), DD{}.Log().Hi)
	assert.True(t, math.IsNaN(DD{Hi: -1}.Log().Hi))
	assert.Equal(t, math.Inf(1), DD{Hi: math.Inf(1)}.Log().Hi)
	for _, f := range functions {
		assert.True(t, math.IsNaN(f.value(DD{Hi: math.NaN()}).Hi), "%s(NaN)", f.name)
	}
}
