package properties_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"
	"gonum.org/v1/gonum/num/hyperdual"

	"adfd/properties"
	"adfd/properties/catalog"
)

// poleUlps is the error of math.Tan beside a pole: that of the reduced argument,
// 1.2e-30 (see reductionUlps), over the distance 6.1e-17 of float64's pi/2 from the
// pole, is 177 units 2^-53.
const poleUlps = 177 + mathUlps

const (
	// normalSquare is the least x whose square is a normal number; Inv divides by it.
	normalSquare = 0x1p-511

	// leastPowReal is gonum's own: PowReal takes it for x where x is less.
	leastPowReal = 1e-15
)

// A rounding is less than a unit in the last place: u |y| < ulp(y).
func TestGonumDualKnown(t *testing.T) {
	any := func(float64) bool { return true }
	finite := func(x float64) bool { return math.Abs(x) <= expOverflows }
	for _, c := range []struct {
		known            string
		first            func(dual.Number) dual.Number
		second           func(hyperdual.Number) hyperdual.Number
		keep             func(x float64) bool
		slope, curvature float64 // ulps; 0 where a cancellation leaves no bound
	}{
		{"cos", dual.Cos, hyperdual.Cos, any, reductionUlps, reductionUlps},
		{"cosh", dual.Cosh, hyperdual.Cosh, finite, 2 * mathUlps, 2 * mathUlps},
		{"exp", dual.Exp, hyperdual.Exp, finite, 2 * mathUlps, 2 * mathUlps},
		{"log", dual.Log, hyperdual.Log, any, 1, 3}, // 1/x, and (1/x)(1/x)
		{"recip", dual.Inv, hyperdual.Inv, func(x float64) bool { return math.Abs(x) >= normalSquare }, 2, 3},
		{"sin", dual.Sin, hyperdual.Sin, any, reductionUlps, reductionUlps},
		{"sinh", dual.Sinh, hyperdual.Sinh, finite, 2 * mathUlps, 2 * mathUlps},
		{"sqrt", dual.Sqrt, hyperdual.Sqrt, func(x float64) bool { return x > leastPowReal }, 2, 0}, // 1/(2 sqrt x)
		{"tan", dual.Tan, hyperdual.Tan, any, 2*poleUlps + 2, 3*poleUlps + 4},                       // 1 + y^2, and 2y times it
		// 1 - y^2 for y^2 <= 1/2: 5u of y^2 and a last rounding are 3u, and u is the
		// unit of [1/2, 1).
		{"tanh", dual.Tanh, hyperdual.Tanh, func(x float64) bool { return math.Abs(x) <= 0.88 }, 3, 0},
	} {
		f, err := catalog.ByName(c.known)
		require.NoError(t, err)
		points := slices.DeleteFunc(append(f.Hard(), f.Grid(33)...), func(x float64) bool { return !c.keep(x) })
		slope := func(x float64) float64 { return c.first(dual.Number{Real: x, Emag: 1}).Emag }
		second := func(x float64) float64 { return c.second(hyperdual.Number{Real: x, E1mag: 1, E2mag: 1}).E1E2mag }
		assert.NoError(t, properties.Known(slope, c.known, 1, points, c.slope))
		if c.curvature > 0 {
			assert.NoError(t, properties.Known(second, c.known, 2, points, c.curvature))
		}
	}
}

// The tests below hold gonum v0.17.0 to what it does wrong. One that fails says that
// the case is right now, and belongs into the tables above.
const fixed = "fixed upstream: remove the pin"

// violated requires a Violation of what is claimed.
func violated(t *testing.T, err error, name string) {
	t.Helper()
	var v *properties.Violation
	require.ErrorAs(t, err, &v, "%s: %s", name, fixed)
}

func dualNamed(t *testing.T, name string) dualFunction {
	t.Helper()
	i := slices.IndexFunc(dualFunctions, func(f dualFunction) bool { return f.name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return dualFunctions[i]
}

// At 0, f' E1E2mag is left out of the second derivative: sin(g) has g” there. Every
// function that is odd has the slip, by its special case for the sign of 0.
func TestGonumHyperdualAtZero(t *testing.T) {
	for _, name := range []string{"Asin", "Asinh", "Atan", "Atanh", "Sin", "Sinh", "Tan", "Tanh"} {
		f := dualNamed(t, name)
		violated(t, f.check(0, 2), name)
		y := f.second(hyperdual.Number{E1mag: 1, E2mag: 1, E1E2mag: 2})
		assert.Zero(t, y.E1E2mag, "%s: %s", name, fixed)
		assert.NoError(t, f.check(0, 0), name)
		assert.Equal(t, name == "Sinh", f.check(0, 1) != nil, name)
	}
}

// Sinh at 0 gives both parts the first one's derivative.
func TestGonumHyperdualSinhAtZero(t *testing.T) {
	f := dualNamed(t, "Sinh")
	violated(t, f.check(0, 1), f.name)
	assert.Equal(t, 1.0, hyperdual.Sinh(hyperdual.Number{E1mag: 1}).E2mag, fixed)
}

// PowReal takes x for 1e-15 where |x| is less, in the derivatives: x^2 has the slope
// 2e-15 at 0, and that of sqrt is off by 300 at 1e-20.
func TestGonumPowRealNearZero(t *testing.T) {
	square := func(x dual.Number) dual.Number { return dual.PowReal(x, 2) }
	f := dualFunction{first: square}
	// 2e-15 is no more than ordinary rounding of x^2 over a step of 1.
	require.ErrorIs(t, properties.Derivative(f.value, f.slope, 1, []float64{0}, nil), properties.ErrInconclusive, fixed)
	assert.Equal(t, 2e-15, f.slope(0), fixed)

	const (
		below   = 1e-20       // a point where x is taken for leastPowReal
		rounded = 4 * 0x1p-52 // both sides round a power or root and a product or quotient, of a unit each: 4 units of 2u
	)
	root := dualNamed(t, "Sqrt")
	violated(t, properties.Known(root.slope, "sqrt", 1, []float64{below}, 1e15), "Sqrt")
	assert.InEpsilon(t, 0.5/math.Sqrt(leastPowReal), root.slope(below), rounded, fixed)

	inverse := dualNamed(t, "PowReal to -1")
	violated(t, properties.Known(inverse.slope, "recip", 1, []float64{below}, 1e15), "PowReal to -1")
}

// Pow is e^(p log x), which has no value for x < 0 and no derivative at 0, though
// x^3 has both.
func TestGonumPowOfNegative(t *testing.T) {
	for _, x := range []float64{-2, 0} {
		y := dual.Pow(dual.Number{Real: x, Emag: 1}, dual.Number{Real: 3})
		assert.True(t, math.IsNaN(y.Emag), fixed)
	}
	cube := dualNamed(t, "Pow to 3")
	assert.True(t, math.IsNaN(cube.value(-2)), fixed)
	violated(t, properties.Derivative(cube.value, cube.slope, 1, []float64{0}, nil), cube.name)
}

// x^2 overflows: the slopes are 0 where the exact ones are 1/|x|, 1/x and -1/x^2.
func TestGonumDualLarge(t *testing.T) {
	for _, c := range []struct {
		name string
		x    float64
	}{{"Asinh", 1e160}, {"Acosh", 1e160}, {"Inv", 1e155}} {
		f := dualNamed(t, c.name)
		violated(t, properties.Derivative(f.value, f.slope, 1, []float64{c.x}, f.s), c.name)
		assert.Zero(t, f.slope(c.x), "%s: %s", c.name, fixed)
	}
}

// 1 - tanh^2 cancels: from 19.1 on the slope is 0.
func TestGonumDualTanhSaturated(t *testing.T) {
	f := dualNamed(t, "Tanh")
	violated(t, properties.Known(f.slope, "tanh", 1, []float64{19.5}, 1e15), f.name)
	assert.Zero(t, f.slope(19.5), fixed)
}

// x^2 underflows: 1/x has an infinite second derivative there, by float64, not NaN.
func TestGonumHyperdualInvSmall(t *testing.T) {
	curvature := func(x float64) float64 { return hyperdual.Inv(hyperdual.Number{Real: x, E1mag: 1, E2mag: 1}).E1E2mag }
	violated(t, properties.Known(curvature, "recip", 2, []float64{1e-200}, 1), "Inv")
	assert.True(t, math.IsNaN(curvature(1e-200)), fixed)
}
