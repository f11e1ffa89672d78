package properties_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties"
)

// verdict names what a check says.
func verdict(err error) string {
	var v *properties.Violation
	var k *properties.Kink
	switch {
	case err == nil:
		return "right"
	case assert.ErrorAs(quiet{}, err, &v):
		return "wrong"
	case assert.ErrorAs(quiet{}, err, &k):
		return "kink"
	case assert.ErrorIs(quiet{}, err, properties.ErrInconclusive):
		return "inconclusive"
	}
	return err.Error()
}

type quiet struct{}

func (quiet) Errorf(string, ...any) {}

// noisy adds noise of relative size 2^-20 that depends on every bit of x.
func noisy(f func(float64) float64) func(float64) float64 {
	return func(x float64) float64 {
		r := rand.New(rand.NewPCG(math.Float64bits(x), 7))
		return f(x) * (1 + 0x1p-20*(2*r.Float64()-1))
	}
}

func constant(c float64) func(float64) float64 { return func(float64) float64 { return c } }

// slopeOfSum is the derivative of sigmoid(x^3/8 + 3) - 3 x.
func slopeOfSum(x float64) float64 {
	s := 1 / (1 + math.Exp(-x*x*x/8-3))
	return s*(1-s)*3*x*x/8 - 3
}

func relu(x float64) float64 { return max(x, 0) }

// only panics outside of [lo, hi]: stencils must stay inside.
func only(lo, hi float64, f func(float64) float64) func(float64) float64 {
	return func(x float64) float64 {
		if !(lo <= x && x <= hi) {
			panic(fmt.Sprintf("f evaluated at %v, outside [%v, %v]", x, lo, hi))
		}
		return f(x)
	}
}

func box(lo, hi float64) *properties.Settings {
	return &properties.Settings{Lo: []float64{lo}, Hi: []float64{hi}}
}

var wave = 2 * math.Pi * 1024

// Every claim is the right derivative; err is what the check may say of it, and
// wrong what it says of 1.001 times it, or of 1 where it is zero.
func TestDerivativeAtHardPlaces(t *testing.T) {
	for _, c := range []struct {
		name       string
		f          func(float64) float64
		claimed    float64
		k          int
		x          float64
		s          *properties.Settings
		say, wrong string
	}{
		{"aliasing, odd", func(x float64) float64 { return math.Sin(wave * x) }, wave, 1, 0, nil, "right", "wrong"},
		{"aliasing, even", func(x float64) float64 { return math.Cos(wave * x) }, -wave * wave, 2, 0, nil, "right", "wrong"},
		{"aliasing, one side", func(x float64) float64 { return math.Sin(wave * x) }, wave, 1, 1, box(1, 2), "right", "wrong"},
		{"fast and small", func(x float64) float64 { return x + 1e-5*math.Sin(1e5*x) }, 2, 1, 0, nil, "right", "wrong"},

		{"abs", math.Abs, 0, 1, 0, nil, "kink", "kink"},
		{"relu", relu, 1, 1, 0, nil, "kink", "kink"},
		{"relu, one side", relu, 1, 1, 0, box(0, 1), "right", "wrong"},
		{"relu, other side", relu, 0, 1, 0, box(-1, 0), "right", "wrong"},
		{"relu, accepted", relu, 0.5, 1, 0, &properties.Settings{AtKink: true}, "right", "right"},
		{"abs cubed, order 2", func(x float64) float64 { return math.Abs(x * x * x) }, 0, 2, 0, nil, "right", "wrong"},
		{"abs cubed, order 3", func(x float64) float64 { return math.Abs(x * x * x) }, 6, 3, 0, nil, "kink", "kink"},
		{"floor", math.Floor, 0, 1, 1, nil, "inconclusive", "inconclusive"},
		{"sign", func(x float64) float64 { return relu(math.Copysign(min(math.Abs(x)*0x1p1000, 1), x)) }, 0, 1, 0, nil,
			"inconclusive", "inconclusive"},
		{"cusp", func(x float64) float64 { return math.Sqrt(math.Abs(x)) }, 0, 1, 0, nil, "inconclusive", "inconclusive"},
		{"relu, order 2", relu, 0, 2, 0, nil, "kink", "kink"},
		{"abs, order 3", math.Abs, 0, 3, 0, nil, "kink", "kink"},
		{"abs and square, order 2", func(x float64) float64 { return math.Abs(x) + x*x }, 2, 2, 0, nil, "kink", "kink"},
		{"log|x| near 0", func(x float64) float64 { return math.Log(math.Abs(x)) }, 1e40, 1, 1e-40, nil, "right", "wrong"},
		{"max(x, x^2)", func(x float64) float64 { return max(x, x*x) }, 1, 1, 1, nil, "kink", "kink"},
		{"kink nearby", func(x float64) float64 { return relu(x - 1e-6) }, 0, 1, 0, nil, "right", "wrong"},
		{"kink nearby, the other side's", math.Abs, -1, 1, 1e-6, nil, "wrong", "wrong"},
		{"kink nearby, the other side's, of relu", relu, 1, 1, -1e-6, nil, "wrong", "wrong"},
		{"kink nearby, the other side's, of a product", func(x float64) float64 { return math.Abs(x) * math.Exp(x) }, -1, 1, 1e-6,
			nil, "wrong", "wrong"},
		{"kink nearby, left of x", math.Abs, 1, 1, 1e-6, nil, "right", "wrong"},
		{"kink nearby, nonzero", func(x float64) float64 { return math.Exp(x) + math.Abs(x-0.3001) }, math.Exp(0.3) - 1, 1, 0.3,
			nil, "right", "wrong"},

		{"sqrt near 0", only(0, 4, math.Sqrt), 0.5e4, 1, 1e-8, box(0, 4), "right", "wrong"},
		{"sqrt at 0", only(0, 4, math.Sqrt), math.Inf(1), 1, 0, box(0, 4), "inconclusive", "inconclusive"},
		{"log nearer to 0", only(0, 10, math.Log), 1e50, 1, 1e-50, box(0, 10), "right", "wrong"},
		{"log nearest to 0", only(0, 10, math.Log), 1e300, 1, 1e-300, box(0, 10), "right", "wrong"},
		{"log nearer to 0, order 2", only(0, 10, math.Log), -1e200, 2, 1e-100, box(0, 10), "right", "wrong"},
		{"kink at 1e-40", math.Abs, 1, 1, 1e-40, nil, "right", "wrong"},
		{"kink at 1e-40, the other side's", math.Abs, -1, 1, 1e-40, nil, "wrong", "wrong"},
		{"nothing at 1e-50", math.Exp, 1, 1, 1e-50, nil, "right", "wrong"},
		{"sqrt far out, order 2", math.Sqrt, -0.25e-300, 2, 1e200, box(0, math.MaxFloat64), "right", "wrong"},
		{"log near 0", only(0, 4, math.Log), 1e8, 1, 1e-8, box(0, 4), "right", "wrong"},
		{"log, order 4", only(0, 4, math.Log), -6e32, 4, 1e-8, box(0, 4), "right", "wrong"},
		{"tan near a pole", math.Tan, 1 + math.Pow(math.Tan(1.5707), 2), 1, 1.5707, nil, "right", "wrong"},
		{"at the border", only(-1, 1, math.Exp), math.E, 2, 1, box(-1, 1), "right", "wrong"},
		{"a step from the border", only(-1, 1, math.Exp), math.Exp(math.Nextafter(1, 0)), 1, math.Nextafter(1, 0), box(-1, 1), "right", "wrong"},

		{"noise, order 1", noisy(math.Exp), math.Exp(0.7), 1, 0.7, nil, "right", "wrong"},
		{"noise, order 4", noisy(math.Exp), math.Exp(0.7), 4, 0.7, nil, "inconclusive", "inconclusive"},
		{"float32 inside", func(x float64) float64 { return float64(float32(math.Sin(x))) }, math.Cos(1), 1, 1, nil, "inconclusive", "wrong"},

		{"cancellation", func(x float64) float64 { return math.Sin(x) - x }, -2 * math.Pow(math.Sin(0x1p-11), 2), 1, 0x1p-10, nil,
			"right", "wrong"},
		{"cancellation, any digits", func(x float64) float64 { return math.Sin(x) - x }, -2 * math.Pow(math.Sin(0.0013/2), 2), 1,
			0.0013, nil, "right", "wrong"},
		{"cancellation to nothing", func(x float64) float64 { return math.Sin(x) - x }, 0, 1, 0, nil, "right", "wrong"},
		{"sum that stands still, near the border", only(0, 1, func(x float64) float64 { return math.Log(1 + x) }), 1 - 0x1p-35, 1,
			0x1p-35, box(0, 1), "right", "wrong"},
		{"nearer", only(0, 1, func(x float64) float64 { return math.Log(1 + x) }), 1, 1, 0x1p-60, box(0, 1), "right", "wrong"},
		{"part of a sum stands still", func(x float64) float64 { return 1/(1+math.Exp(-x*x*x/8-3)) - 3*x },
			slopeOfSum(0.3253828587423202), 1, 0.3253828587423202, nil, "right", "wrong"},

		{"constant", constant(3), 0, 1, 0.1, nil, "right", "wrong"},
		{"constant 0", constant(0), 0, 2, 0.1, nil, "right", "wrong"},
		{"constant with rounding", func(x float64) float64 { return math.Pow(math.Sin(x), 2) + math.Pow(math.Cos(x), 2) }, 0, 1,
			0.3, nil, "right", "wrong"},
		{"polynomial", func(x float64) float64 { return 3*x*x - x }, 5, 1, 1, nil, "right", "wrong"},
		{"polynomial, order 3", func(x float64) float64 { return x * x * x }, 6, 3, 0.5, nil, "right", "wrong"},
		{"zero derivative", math.Cos, 0, 1, 0, nil, "right", "wrong"},
		{"zero derivative, not at 0", func(x float64) float64 { return (x - 0.3) * (x - 0.3) }, 0, 1, 0.3, nil, "right", "wrong"},

		{"large x", math.Sin, math.Cos(1e8), 1, 1e8, nil, "right", "wrong"},
		{"large x, slow", math.Log, 1e-8, 1, 1e8, nil, "right", "wrong"},
		{"small x", math.Sin, math.Cos(1e-8), 1, 1e-8, nil, "right", "wrong"},
		{"small x, order 2", math.Exp, math.Exp(1e-8), 2, 1e-8, nil, "right", "wrong"},
		{"large f", func(x float64) float64 { return 1e200 * math.Exp(x) }, 1e200 * math.Exp(2), 2, 2, nil, "right", "wrong"},
		{"larger f", func(x float64) float64 { return 1e305 * math.Sin(x) }, -1e305 * math.Sin(2), 2, 2, nil, "right", "wrong"},
		{"small f", func(x float64) float64 { return 1e-200 * math.Exp(x) }, 1e-200 * math.Exp(2), 2, 2, nil, "right", "wrong"},
		{"overflow a step away", math.Exp, math.Exp(709), 1, 709, nil, "right", "wrong"},
		// Over the unit step, 1e-24 is nothing.
		{"wide scale", func(x float64) float64 { return math.Sin(1e-8 * x) }, -1e-24, 3, 0, nil, "right", "right"},
		{"wide scale, with Step", func(x float64) float64 { return math.Sin(1e-8 * x) }, -1e-24, 3, 0,
			&properties.Settings{Step: 1e8}, "right", "wrong"},

		{"NaN claimed", math.Sin, math.NaN(), 1, 1, nil, "wrong", "wrong"},
		{"Inf claimed", math.Sin, math.Inf(1), 1, 1, nil, "wrong", "wrong"},
		{"NaN of f", math.Sqrt, 1, 1, -1, nil, "inconclusive", "inconclusive"},
		{"wrong sign", math.Cos, math.Sin(1), 1, 1, nil, "wrong", "wrong"},
	} {
		say := verdict(properties.Derivative(c.f, constant(c.claimed), c.k, []float64{c.x}, c.s))
		assert.Equal(t, c.say, say, "%s: right", c.name)
		off := 1.001 * c.claimed
		if c.claimed == 0 {
			off = 1
		}
		say = verdict(properties.Derivative(c.f, constant(off), c.k, []float64{c.x}, c.s))
		assert.Equal(t, c.wrong, say, "%s: wrong", c.name)
	}
}

// f is large within one unit step and its derivative is not lost in that: no wrong claim
// passes.
func TestDerivativeOfSteepFunctions(t *testing.T) {
	factors := []float64{0, -1, 2, 1 + slip}
	for _, c := range []struct {
		name  string
		f, df func(float64) float64
		x     float64
	}{
		{"exp", math.Exp, math.Exp, 64},
		{"exp", math.Exp, math.Exp, 100},
		{"exp(-x)", func(x float64) float64 { return math.Exp(-x) }, func(x float64) float64 { return -math.Exp(-x) }, 127},
		{"exp(50x)", func(x float64) float64 { return math.Exp(50 * x) }, func(x float64) float64 { return 50 * math.Exp(50*x) }, 0},
		{"sinh(700x)", func(x float64) float64 { return math.Sinh(700 * x) }, func(x float64) float64 { return 700 * math.Cosh(700*x) }, 0},
		{"x^100", func(x float64) float64 { return math.Pow(x, 100) }, func(x float64) float64 { return 100 * math.Pow(x, 99) }, 1},
		// Gamma(n+1) (H_n - gamma) at 20, with H_19 = 275295799/77597520.
		{"Gamma", math.Gamma, constant(121645100408832000 * (275295799.0/77597520 - 0.5772156649015328606)), 20},
	} {
		check := func(factor float64) string {
			df := func(x float64) float64 { return factor * c.df(x) }
			return verdict(properties.Derivative(c.f, df, 1, []float64{c.x}, nil))
		}
		assert.Equal(t, "right", check(1), "%s at %v", c.name, c.x)
		for _, factor := range factors {
			assert.Equal(t, "wrong", check(factor), "%s at %v, %v times", c.name, c.x, factor)
		}
	}
	single := func(x float32) float32 { return float32(math.Exp(float64(x))) }
	for _, x := range []float32{8, 16, 17, 32, 64} {
		check := func(factor float32) string {
			df := func(x float32) float32 { return factor * single(x) }
			return verdict(properties.Derivative(single, df, 1, []float32{x}, nil))
		}
		assert.Contains(t, []string{"right", "inconclusive"}, check(1), "float32, at %v", x)
		for _, factor := range factors {
			assert.NotEqual(t, "right", check(float32(factor)), "float32, at %v, %v times", x, factor)
		}
	}
}

// A derivative that is itself computed with noise passes if f is right: the
// noise is found from its own neighbours. A slip at the point alone is no noise.
func TestDerivativeNoiseOfTheClaim(t *testing.T) {
	df := noisy(math.Cos)
	require.NoError(t, properties.Derivative(math.Sin, df, 1, []float64{0.7}, nil))
	sinc := func(x float64) float64 { return math.Sin(x) / x }
	slope := func(x float64) float64 {
		if x == 1 {
			return 0
		}
		return (x*math.Cos(x) - math.Sin(x)) / (x * x)
	}
	assert.Equal(t, "wrong", verdict(properties.Derivative(sinc, slope, 1, []float64{1}, nil)))
	assert.Equal(t, "right", verdict(properties.Derivative(sinc, slope, 1, []float64{1.25}, nil)))
}

// A claim whose noise is beyond what rounding of f justifies is wrong; one with noise
// below the resolution decides nothing, and it is the claim that is blamed.
func TestDerivativeNoisyClaim(t *testing.T) {
	random := func(x float64) float64 {
		r := rand.New(rand.NewPCG(math.Float64bits(x), 7))
		return math.Cos(x) + 2*r.Float64() - 1
	}
	err := properties.Derivative(math.Sin, random, 1, []float64{0.7}, nil)
	assert.Equal(t, "wrong", verdict(err))
	assert.ErrorContains(t, err, "the claimed derivative is itself noisy: it varies by +- ")
	// (x cos x - sin x)/x^2 cancels to +- 1e-8 where it is -3e-9.
	slope := func(x float64) float64 { return (x*math.Cos(x) - math.Sin(x)) / (x * x) }
	sinc := func(x float64) float64 { return math.Sin(x) / x }
	err = properties.Derivative(sinc, slope, 1, []float64{1.1e-8}, nil)
	assert.ErrorContains(t, err, "the claimed derivative is itself noisy")

	rough := func(x float64) float64 { return math.Cos(x) + 3e-4*(random(x)-math.Cos(x)) }
	err = properties.Derivative(math.Sin, rough, 1, []float64{0.7}, nil)
	assert.Equal(t, "inconclusive", verdict(err))
	assert.ErrorContains(t, err, "the claimed derivative is itself noisy")
	assert.ErrorContains(t, err, "look for cancellation in the code of the derivative")
}

// Where there is no derivative the error says so.
func TestDerivativeThatDiverges(t *testing.T) {
	for _, claimed := range []float64{math.Inf(1), 1} {
		err := properties.Derivative(math.Sqrt, constant(claimed), 1, []float64{0}, box(0, math.Inf(1)))
		assert.Equal(t, "inconclusive", verdict(err))
		assert.ErrorContains(t, err, "difference quotients of f grow without limit as h falls: ")
	}
}

// The table says more than the verdict: a right derivative's difference falls at
// the order of the formula, a wrong one's does not fall.
func TestViolationSweep(t *testing.T) {
	err := properties.Derivative(math.Exp, func(x float64) float64 { return 1.001 * math.Exp(x) }, 1, []float64{0.5}, nil)
	var v *properties.Violation
	require.ErrorAs(t, err, &v)
	require.NotNil(t, v.Sweep)
	assert.InDelta(t, 0, v.Sweep.Order, 0.5)
	assert.Equal(t, 2.0, v.Sweep.Expected)
	assert.NotEmpty(t, v.Sweep.Rows)
	assert.Contains(t, err.Error(), "properties.Derivative(f, df, 1, []float64{0.5}, nil)")
	// A formula of second order has u^(2/3) at its best; the estimate is of a higher one.
	secondOrder := math.Pow(0x1p-53, 2./3)
	assert.InEpsilon(t, math.Exp(0.5), v.Sweep.Estimate, secondOrder)

	k := new(properties.Kink)
	require.ErrorAs(t, properties.Derivative(math.Abs, constant(0), 1, []float64{0}, nil), &k)
	assert.Equal(t, 1.0, k.Right)
	assert.Equal(t, -1.0, k.Left)
}
