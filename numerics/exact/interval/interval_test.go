package interval

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

// drawEnd draws a finite float64 of any size; zeros, small integers, numbers of
// size about 1 and those at the ends of the format come up often.
func drawEnd(t *rapid.T, label string) float64 {
	return rapid.OneOf(
		rapid.Float64Range(-4, 4),
		rapid.SampledFrom([]float64{0, 1, -1, 2, -3, math.MaxFloat64, -math.MaxFloat64, 0x1p-1022, math.SmallestNonzeroFloat64, -0x1p-1040, 0x1p-500, 0x1p511}),
		rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64),
	).Draw(t, label)
}

// drawInterval draws an interval, unbounded ones and points among them, and a
// number in it.
func drawInterval(t *rapid.T, label string) (x Interval, in float64) {
	a, b := drawEnd(t, label+".a"), drawEnd(t, label+".b")
	switch rapid.IntRange(0, 5).Draw(t, label+".kind") {
	case 0:
		b = a
	case 1:
		return Interval{a, math.Inf(1)}, max(a, b)
	case 2:
		return Interval{math.Inf(-1), a}, min(a, b)
	}
	x = Interval{min(a, b), max(a, b)}
	return x, drawIn(t, label, x)
}

// drawIn draws a number in a bounded x, an end of it often.
func drawIn(t *rapid.T, label string, x Interval) float64 {
	switch rapid.IntRange(0, 3).Draw(t, label+".in") {
	case 0:
		return x.Lo
	case 1:
		return x.Hi
	}
	f := rapid.Float64Range(0, 1).Draw(t, label+".fraction")
	return min(max(x.Lo*(1-f)+x.Hi*f, x.Lo), x.Hi)
}

// assertContains asserts that v lies in x. A v that is itself rounded may miss an
// end that is exact, by slack.
func assertContains(t assert.TestingT, x Interval, v, slack *big.Float, what string) {
	require.NoError(t.(require.TestingT), x.check(), what)
	lo, hi := number.NewFloat(53).SetFloat64(x.Lo), number.NewFloat(53).SetFloat64(x.Hi)
	low, high := number.NewFloat(2200).Add(v, slack), number.NewFloat(2200).Sub(v, slack)
	assert.True(t, lo.Cmp(low) <= 0 && high.Cmp(hi) <= 0, "%s: %.30g is not in [%.17g, %.17g]", what, v, x.Lo, x.Hi)
}

// none is the slack of exact values, and slackOf that of one with a relative
// error below 2^-200.
var none = new(big.Float)

func slackOf(v *big.Float) *big.Float {
	if v.IsInf() {
		return none
	}
	return number.Shift(number.Abs(v), -200)
}

// exactSum and its like are wide enough for any two float64.
func exactSum(a, b *big.Float) *big.Float { return number.NewFloat(2200).Add(a, b) }

// TestArithmetic checks that the results contain the exact results for
// numbers in the operands, for bounded and unbounded intervals.
func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, a := drawInterval(t, "x")
		y, b := drawInterval(t, "y")
		va, vb := exact.New(a), exact.New(b)
		assertContains(t, x.Add(y), exactSum(va, vb), none, "x + y")
		assertContains(t, x.Sub(y), exactSum(va, number.Neg(vb)), none, "x - y")
		assertContains(t, x.Mul(y), exacttest.Mul(va, vb), none, "x y")
		assertContains(t, x.Square(), exacttest.Mul(va, va), none, "x²")
		assertContains(t, x.Neg(), number.Neg(va), none, "-x")
		assertContains(t, x.Abs(), number.Abs(va), none, "|x|")
		assertContains(t, x.Hull(y), va, none, "hull")
		if b != 0 {
			q, r := exacttest.Quo(va, vb), exacttest.Quo(number.NewInt(1, 64), vb)
			assertContains(t, x.Div(y), q, slackOf(q), "x/y")
			assertContains(t, y.Recip(), r, slackOf(r), "1/y")
		}
		if a >= 0 {
			r := number.NewFloat(exacttest.Wide).Sqrt(va)
			assertContains(t, x.Sqrt(), r, slackOf(r), "sqrt")
		}
		n := rapid.IntRange(-5, 6).Draw(t, "n")
		if a != 0 || n >= 0 {
			p := exacttest.Quo(exacttest.Pow0(va, max(n, 0)), exacttest.Pow0(va, max(-n, 0)))
			assertContains(t, x.Pow(n), p, slackOf(p), "x^n")
		}
		if y.Contains(0) {
			assert.Equal(t, Entire, x.Div(y))
		}
		if z, ok := x.Intersect(y); ok {
			assert.NoError(t, z.check())
		} else {
			assert.True(t, x.Hi < y.Lo || y.Hi < x.Lo)
		}
	})
}

// TestDirectedRounding checks that the bounds are the nearest ones: the exact
// result is strictly inside the next float64, away from underflow.
func TestDirectedRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawEnd(t, "a"), drawEnd(t, "b")
		va, vb := exact.New(a), exact.New(b)
		for _, c := range []struct {
			what     string
			down, up float64
			exact    *big.Float
			small    float64 // below it the neighbour is taken without need
		}{
			{"a + b", addDown(a, b), addUp(a, b), exactSum(va, vb), 0},
			{"a b", mulDown(a, b), mulUp(a, b), number.NewFloat(2200).Mul(va, vb), exactAbove},
			{"a/b", divOr(divDown, a, b), divOr(divUp, a, b), exacttest.Quo(va, exact.New(orOne(b))), 0x1p-100},
			{"sqrt a", sqrtDown(math.Abs(a)), sqrtUp(math.Abs(a)), number.NewFloat(exacttest.Wide).Sqrt(number.Abs(va)), 0x1p-400},
		} {
			assert.LessOrEqual(t, number.NewFloat(53).SetFloat64(c.down).Cmp(c.exact), 0, "%s down", c.what)
			assert.GreaterOrEqual(t, number.NewFloat(53).SetFloat64(c.up).Cmp(c.exact), 0, "%s up", c.what)
			if size := math.Abs(c.down); size > c.small && math.Abs(a) > exactAbove {
				assert.Positive(t, number.NewFloat(53).SetFloat64(nextUp(c.down)).Cmp(c.exact), "%s down is not the nearest", c.what)
				assert.Negative(t, number.NewFloat(53).SetFloat64(nextDown(c.up)).Cmp(c.exact), "%s up is not the nearest", c.what)
			}
		}
	})
}

func divOr(div func(a, b float64) float64, a, b float64) float64 { return div(a, orOne(b)) }

func orOne(b float64) float64 {
	if b == 0 {
		return 1
	}
	return b
}

// ranges bounds the arguments drawn for the functions, so that the
// 256-bit values stay quick.
var ranges = map[string]float64{"exp": 800, "sinh": 800, "cosh": 800, "gaussian": 40, "gelu": 50, "erf": 40, "tan": 1e9, "sin": 1e300, "cos": 1e300}

// drawArgument draws an interval in the domain of f and a number in it. Narrow
// intervals and those about extrema come up often.
func drawArgument(t *rapid.T, f *function, widest float64) (x Interval, in float64) {
	limit, ok := ranges[f.name]
	if !ok {
		limit = 1e300
	}
	c := rapid.OneOf(
		rapid.Float64Range(-8, 8),
		rapid.SampledFrom([]float64{0, geluBottom.Lo, siluBottom.Hi, math.Pi / 2, math.Pi, 3 * math.Pi / 2, 1e-320, 0x1p-1000}),
		rapid.Float64Range(-limit, limit),
	).Draw(t, "centre")
	w := rapid.OneOf(
		rapid.Just(0.0),
		rapid.Float64Range(0, widest),
		rapid.Float64Range(0, 0x1p-40),
	).Draw(t, "width")
	x = Interval{c, min(max(c+w*math.Max(1, math.Abs(c)/8), c), limit)}
	x.Lo = min(x.Lo, x.Hi)
	if f.domain.Outside(x) != "" {
		x = Interval{x.Abs().Hi + 0x1p-30, 2*x.Abs().Hi + 0x1p-29}
		if f.domain.Outside(x) != "" {
			x = Point(0.5)
		}
	}
	return x, drawIn(t, "x", x)
}

// TestFunctions checks that f(X) contains the 256-bit f(x) for x in X,
// and for a point X is as narrow as the neighbours of the value.
func TestFunctions(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				x, in := drawArgument(t, &f, 8)
				want := seriestest.Reference(t, f.name)(exact.New(in))
				assertContains(t, f.value(x), want, slackOf(want), f.name)
				y := f.value(Point(in))
				assertContains(t, y, want, slackOf(want), f.name+" at a point")
				if v := math.Abs(exact.Float64(want)); v > exactAbove && !math.IsInf(v, 1) {
					assert.LessOrEqual(t, y.Hi, nextUp(nextUp(y.Lo)), "%s(%g) is wide", f.name, in)
				}
			})
		})
	}
}

// TestExtrema checks ranges that hold an extremum: it is the end of the
// image, and the other end is the value at the farther end of the argument.
func TestExtrema(t *testing.T) {
	pi := math.Pi
	for _, c := range []struct {
		f      func(Interval) Interval
		x      Interval
		lo, hi float64
	}{
		{Interval.Sin, Interval{1, 2}, math.Sin(1), 1},
		{Interval.Sin, Interval{-2, -1}, -1, math.Sin(-1)},
		{Interval.Sin, Interval{1, 5}, -1, 1},
		{Interval.Sin, Interval{0, 6.3}, -1, 1},
		{Interval.Sin, Interval{2, 4}, math.Sin(4), math.Sin(2)},
		{Interval.Sin, Interval{-1e300, 1e300}, -1, 1},
		{Interval.Sin, Entire, -1, 1},
		{Interval.Cos, Interval{-1, 0.5}, math.Cos(1), 1},
		{Interval.Cos, Interval{0, 0}, 1, 1},
		{Interval.Cos, Interval{3, 4}, -1, math.Cos(4)},
		{Interval.Cos, Interval{pi / 4, 2*pi + 0.5}, -1, 1},
		{Interval.Tan, Interval{-1, 1}, math.Tan(-1), math.Tan(1)},
		{Interval.Tan, Interval{1, 2}, math.Inf(-1), math.Inf(1)},
		{Interval.Tan, Interval{2, 4}, math.Tan(2), math.Tan(4)},
		{Interval.Tan, Interval{0, 10}, math.Inf(-1), math.Inf(1)},
		{Interval.Cosh, Interval{-1, 2}, 1, math.Cosh(2)},
		{Interval.Gaussian, Interval{-1, 2}, math.Exp(-4), 1},
		{Interval.GELU, Interval{-1, 0}, geluFloor, 0},
		{Interval.GELU, Entire, geluFloor, math.Inf(1)},
		{Interval.SiLU, Interval{-40, -1}, siluFloor, -40 / (1 + math.Exp(40))},
		{Interval.SiLU, siluBottom, siluFloor, nextUp(siluFloor)},
		{Interval.Exp, Entire, 0, math.Inf(1)},
		{Interval.Exp, Interval{700, 800}, math.Exp(700), math.Inf(1)},
		{Interval.Exp, Interval{800, 900}, math.MaxFloat64, math.Inf(1)},
		{Interval.Sinh, Interval{-900, -800}, math.Inf(-1), -math.MaxFloat64},
		{Interval.Tanh, Entire, -1, 1},
		{Interval.Log, Interval{-1, 1}, math.Inf(-1), 0},
		{Interval.Log, Interval{-2, -1}, math.Inf(-1), math.Inf(1)},
		{Interval.Sqrt, Interval{-2, 4}, 0, 2},
		{Interval.Sqrt, Interval{-2, -1}, math.Inf(-1), math.Inf(1)},
		{Interval.Recip, Interval{-1, 1}, math.Inf(-1), math.Inf(1)},
	} {
		y := c.f(c.x)
		// Library values err by up to an ulp, the ends by one more.
		near := func(got, want float64) bool {
			return got == want || math.Abs(got-want) <= 0x1p-51*math.Abs(want)+0x1p-1069
		}
		assert.True(t, near(y.Lo, c.lo) && near(y.Hi, c.hi), "image of %v is %v, want [%g, %g]", c.x, y, c.lo, c.hi)
	}
}

// TestBottoms checks where gelu and silu turn: the exact derivative changes its
// sign between the two ends, and the floors are the values, rounded down.
func TestBottoms(t *testing.T) {
	for _, c := range []struct {
		name   string
		bottom Interval
		floor  float64
	}{{"gelu", geluBottom, geluFloor}, {"silu", siluBottom, siluFloor}} {
		assert.Equal(t, nextUp(c.bottom.Lo), c.bottom.Hi)
		left, err := exact.Coefficients(c.name, exact.New(c.bottom.Lo), 1)
		require.NoError(t, err)
		right, err := exact.Coefficients(c.name, exact.New(c.bottom.Hi), 1)
		require.NoError(t, err)
		assert.Negative(t, left[1].Sign(), "%s falls at %g", c.name, c.bottom.Lo)
		assert.Positive(t, right[1].Sign(), "%s rises at %g", c.name, c.bottom.Hi)
		// The value at an end exceeds the least one by f''/2 2^-106 at most.
		assert.Negative(t, exact.New(c.floor).Cmp(exacttest.Sub(left[0], exact.New(0x1p-100))), "%s: floor", c.name)
		assert.Positive(t, exact.New(nextUp(c.floor)).Cmp(left[0]), "%s: floor is low", c.name)
	}
	for _, c := range []struct {
		x Interval
		v *big.Float
	}{
		{twoOverSqrtPiBounds, exacttest.Quo(number.NewInt(2, 64), exact.SqrtPi(exact.Prec))},
		{sqrtHalfBounds, exact.Sqrt(exact.New(0.5))},
	} {
		assertContains(t, c.x, c.v, none, "constant")
		assert.Equal(t, nextUp(c.x.Lo), c.x.Hi)
	}
}

// TestErrors checks that bad input is reported with its value and place.
func TestErrors(t *testing.T) {
	_, nan := New(math.NaN(), 1)
	_, reversed := New(2, 1)
	_, beyond := New(math.Inf(1), math.Inf(1))
	_, unknown := Func("sine")
	apply := func(name string, u Jet) error {
		_, err := Apply(name, u)
		return err
	}
	coefficients := func(name string, lo, hi float64, order int) error {
		_, err := Coefficients(name, Interval{lo, hi}, order)
		return err
	}
	_, divide := Variable(Point(1), 1).Div(Variable(Interval{-1, 1}, 1))
	maximum := func(name string, k int, lo, hi, tol float64) error {
		_, _, err := MaxDerivative(name, k, lo, hi, tol)
		return err
	}
	inf := math.Inf(1)
	for want, err := range map[string]error{
		"[NaN, 1] is not an interval":                                       nan,
		"[2, 1] is not an interval":                                         reversed,
		"[+Inf, +Inf] is not an interval":                                   beyond,
		`unknown function "sine", want one of [exp log`:                     unknown,
		"tanh of an empty jet":                                              apply("tanh", nil),
		"tanh: coefficient 1: interval: [0, NaN] is not an interval":        apply("tanh", Jet{{0, 1}, {0, math.NaN()}}),
		"sin: order -1 is negative":                                         coefficients("sin", 0, 1, -1),
		"log[0, 1]: the argument must be positive":                          coefficients("log", 0, 1, 1),
		"sqrt[-1, 1]: the argument must be positive":                        coefficients("sqrt", -1, 1, 1),
		"recip[-1, 1]: the argument must be different from zero":            coefficients("recip", -1, 1, 1),
		"tan[1, 2]: the argument must be between two odd multiples of pi/2": coefficients("tan", 1, 2, 1),
		"divisor: interval: recip[-1, 1]":                                   divide,
		"sin: derivative of order -1":                                       maximum("sin", -1, 0, 1, 0.1),
		"sin: tolerance NaN of a maximum":                                   maximum("sin", 1, 0, 1, math.NaN()),
		"sin: tolerance -1 of a maximum":                                    maximum("sin", 1, 0, 1, -1),
		"[3, 2] is not an interval for a derivative of sin":                 maximum("sin", 1, 3, 2, 0.1),
		"sin: the domain [0, +Inf] is not bounded":                          maximum("sin", 1, 0, inf, 0.1),
		"log[0, 1]: the argument must":                                      maximum("log", 1, 0, 1, 0.1),
		`unknown function "sine"`:                                           maximum("sine", 1, 0, 1, 0.1),
		"exp: no finite bound of derivative 2 on [0, 800]":                  maximum("exp", 2, 0, 800, 0.1),
	} {
		assert.ErrorContains(t, err, want)
	}
	for want, f := range map[string]func(){
		"interval: jet of order -1":        func() { Variable(Point(0), -1) },
		"interval: jets of orders 1 and 2": func() { Variable(Point(0), 1).Mul(Variable(Point(0), 2)) },
	} {
		assert.PanicsWithValue(t, want, f)
	}
}
