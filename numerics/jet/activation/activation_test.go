package activation_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/internal/jettest"
)

// points are the arguments of the oracle tests: hard ones (tiny, on the edges of
// the kernels' branches, saturated, in the tails) and random ones.
func points() []float64 {
	z := []float64{0, 0x1p-1074, 1e-300, 1e-160, 1e-17, 1e-8, 1e-3, 0.1, 0.55, 0.8, 1, 1.1, 1.6,
		math.Nextafter(0.8, 0), math.Nextafter(1.6, 0), math.Pi / 2, math.Pi, 5, 8.5, 12, 19.1, 26, 27.2, 37, 38.5, 64, 65, 300, 354.5, 372, 700}
	for _, x := range z {
		z = append(z, -x)
	}
	r := rand.New(rand.NewPCG(jettest.TestSeed, 0))
	for _, radius := range []float64{1, 4, 30} {
		for range jettest.Size(40, 10) {
			z = append(z, radius*(2*r.Float64()-1))
		}
	}
	return z
}

func TestCoefficientsAgainstOracle(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testCoefficients[float64](t, jettest.Roundoff64, 0x1p-1074) })
	t.Run("float32", func(t *testing.T) { testCoefficients[float32](t, jettest.Roundoff32, 0x1p-149) })
}

func testCoefficients[T engine.Float](t *testing.T, u, least float64) {
	const order = 8
	for _, name := range jettest.Smooth() {
		t.Run(name, func(t *testing.T) {
			s := jettest.Activation[T](t, name)
			var worst [order + 1]float64
			c := make([]T, order+1)
			for _, x := range points() {
				z := []T{T(x)}
				x = float64(z[0])
				if name == "exp" && (x > 700 || u == jettest.Roundoff32 && x > 80) {
					continue // overflows
				}
				s.Coefficients(order, z, c)
				want := jettest.Coefficients256(t, name, x, order)
				for k, m := range jettest.Magnitudes(t, name, x, order) {
					d, _ := exact.Error64(float64(c[k]), want[k])
					allowed := jettest.CoefficientUlps*u*m + jettest.Underflow(x, k, least)
					if !assert.LessOrEqual(t, d, allowed, "coefficient %d at %v is %v, want %v", k, x, c[k], want[k]) {
						return
					}
					if m > least/(u*u) { // clear of underflow
						worst[k] = max(worst[k], d/(u*m))
					}
				}
			}
			t.Logf("worst error in u times the absolute-value recurrence, by order: %.2g", worst)
		})
	}
}

// valueUlps bounds the error of a value. The analyses stand above the kernels:
//
//	exp       0.51, next to the final rounding
//	tanh      1.5
//	sin, cos  1: the final rounding, and at most 0.4 from the square of the argument and the correction
//	gaussian  1.6: 0.51 from exp, which doubles if the result falls into the binade below, and 0.5
//	sigmoid   2.1
//	softplus  2.6: below 1 from log1p, 0.51 from exp (doubled likewise), the sum
//	silu      4.7: twice the sigmoid's, and the product
//	erf       1, as math.Erf states
//	gelu      5: below 1 from math.Erfc (doubled), its correction 0.5 (doubled), the halves and the product 0.5,
//	          and 1 for what the rounding of the correction leaves
var valueUlps = map[string]float64{
	"exp": 0.51, "tanh": 1.5, "sin": 1, "cos": 1, "gaussian": 1.6, "sigmoid": 2.1,
	"softplus": 2.6, "silu": 4.7, "erf": 1, "gelu": 5,
}

// Finite differences see nothing of a function but its values, and their
// rounding errors are the noise that they amplify. Double-double is oracle enough:
// its error, dd.Error, is below 2^-45 of an ulp.
func TestValuesAgainstOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 1))
	for _, name := range jettest.Smooth() {
		t.Run(name, func(t *testing.T) {
			oracle, err := dd.Func(name)
			require.NoError(t, err)
			for _, radius := range []float64{1, 4, 20} {
				n := jettest.Size(500, 250)
				z, y := make([]float64, n), make([]float64, n)
				for i := range z {
					z[i] = radius * (2*r.Float64() - 1)
				}
				jettest.Activation[float64](t, name).Values(z, y)
				var worst, square float64
				for i, x := range z {
					_, ulps := exact.Error64(y[i], oracle(dd.FromFloat64(x)).Big())
					worst = max(worst, ulps)
					square += ulps * ulps
				}
				assert.LessOrEqual(t, worst, valueUlps[name], "|z| <= %v", radius)
				t.Logf("|z| <= %v: at most %.3f ulp, root mean square %.3f", radius, worst, math.Sqrt(square/float64(n)))
			}
		})
	}
}

// A float32 value is the float64 value rounded: at most half an ulp, and
// the float64 error, which is below 2^-29 of a float32 ulp times 5.
func TestValuesFloat32(t *testing.T) {
	const roundedOnce = 0.5 + 5*0x1p-29
	for _, name := range jettest.Smooth() {
		s := jettest.Activation[float32](t, name)
		for _, x := range points() {
			z, y := []float32{float32(x)}, []float32{0}
			s.Values(z, y)
			if math.IsInf(float64(y[0]), 0) {
				continue
			}
			want := jettest.Coefficients256(t, name, float64(z[0]), 0)[0]
			_, ulps := exact.Error32(y[0], want)
			assert.LessOrEqual(t, ulps, roundedOnce, "%s(%v) = %v", name, z[0], y[0])
		}
	}
}

// tailPoints are arguments where the derivatives named are all small, none of
// the polynomials in front has a root near, and formulas such as 1 - tanh^2 have lost
// every digit.
var tailPoints = map[string][]float64{
	"tanh":     {-300, -100, -50, -20, -10, 10, 20, 50, 100, 300},
	"sigmoid":  {-700, -300, -100, -50, -20, 20, 50, 100, 300, 700},
	"softplus": {-700, -300, -100, -50, -20, 20, 50, 100, 300, 700},
	"silu":     {-700, -300, -100, -50, -20},
	"gaussian": {-25, -20, -15, -10, 10, 15, 20, 25},
	"erf":      {-25, -20, -15, -10, 10, 15, 20, 25},
	"gelu":     {-35, -30, -20, -15, -10},
}

// tailUlps is coefficientUlps relative to the result itself, where the terms of
// the polynomial add up to at most 1.5 times its value, but not including
// the rounding of the argument.
const tailUlps = 1.5 * jettest.CoefficientUlps

func TestRelativeAccuracyInTails(t *testing.T) {
	const order = 5
	for name, tail := range tailPoints {
		s := jettest.Activation[float64](t, name)
		c := make([]float64, order+1)
		for _, x := range tail {
			s.Coefficients(order, []float64{x}, c)
			for k, want := range jettest.Coefficients256(t, name, x, order) {
				d, _ := exact.Error64(c[k], want)
				assert.LessOrEqual(t, d, tailUlps*jettest.Roundoff64*math.Abs(exact.Float64(want)), "%s, coefficient %d at %v is %v, want %v", name, k, x, c[k], want)
			}
		}
	}
}

// Near 0 the odd functions keep their relative accuracy too.
func TestRelativeAccuracyNearZero(t *testing.T) {
	for _, name := range []string{"tanh", "sin", "erf", "silu", "gelu"} {
		s := jettest.Activation[float64](t, name)
		for _, x := range []float64{0x1p-1022, -1e-300, 1e-100, -1e-17, 1e-9, -1e-5, 1e-3} {
			y := []float64{0}
			s.Values([]float64{x}, y)
			_, ulps := exact.Error64(y[0], jettest.Coefficients256(t, name, x, 0)[0])
			assert.LessOrEqual(t, ulps, valueUlps[name], "%s(%v) = %v", name, x, y[0])
		}
		y := []float64{1}
		s.Values([]float64{math.Copysign(0, -1)}, y)
		assert.Zero(t, y[0], name)
	}
}

func TestValuesAreCoefficientZero(t *testing.T) {
	t.Run("float64", testValuesAreCoefficientZero[float64])
	t.Run("float32", testValuesAreCoefficientZero[float32])
}

// A batch, a batch of one, an order and a higher one: the same bits.
func testValuesAreCoefficientZero[T engine.Float](t *testing.T) {
	var z []T
	for range 4 { // several tiles, the last incomplete
		for _, x := range points() {
			z = append(z, T(x))
		}
	}
	n := len(z)
	for _, name := range activation.Names() {
		s := jettest.Activation[T](t, name)
		const most = 9
		batch := make([]T, (most+1)*n)
		s.Coefficients(most, z, batch)

		y := make([]T, n)
		s.Values(z, y)
		assert.Equal(t, bits(batch[:n]), bits(y), "%s: values", name)
		copy(y, z)
		s.Values(y, y)
		assert.Equal(t, bits(batch[:n]), bits(y), "%s: values in place", name)

		for order := range most {
			c := make([]T, (order+1)*n)
			s.Coefficients(order, z, c)
			assert.Equal(t, bits(batch[:len(c)]), bits(c), "%s: order %d", name, order)
		}

		c := make([]T, most+1)
		for i := range points() {
			s.Coefficients(most, z[i:i+1], c)
			for k := range c {
				assert.Equal(t, bits(batch[k*n+i:k*n+i+1]), bits(c[k:k+1]), "%s: coefficient %d at %v alone", name, k, z[i])
			}
		}
	}
}

// bits makes -0 differ from 0 and NaN equal itself.
func bits[T engine.Float](x []T) []uint64 {
	b := make([]uint64, len(x))
	for i, v := range x {
		b[i] = math.Float64bits(float64(v))
	}
	return b
}

func TestFiniteArgumentsGiveNoNaN(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testNoNaN(t, math.MaxFloat64, 0x1p-1074) })
	t.Run("float32", func(t *testing.T) { testNoNaN[float32](t, math.MaxFloat32, 0x1p-149) })
}

func testNoNaN[T engine.Float](t *testing.T, largest, smallest T) {
	var z []T
	for x := largest; x >= smallest; x /= 3 {
		z = append(z, x, -x)
	}
	z = append(z, smallest, -smallest, 0, T(math.Copysign(0, -1)))
	for _, name := range activation.Names() {
		const order = 8
		c := make([]T, (order+1)*len(z))
		jettest.Activation[T](t, name).Coefficients(order, z, c)
		for i, v := range c {
			k, x := i/len(z), z[i%len(z)]
			grows := name == "exp" || name == "abscube" && k < 3 // beyond the largest number
			if v != v || !grows && math.IsInf(float64(v), 0) {
				assert.Fail(t, "not a number", "%s, coefficient %d at %v is %v", name, k, x, v)
			}
		}
	}
}

func TestPiecewiseActivations(t *testing.T) {
	relu, cube := jettest.Activation[float64](t, "relu"), jettest.Activation[float64](t, "abscube")
	z := []float64{-2, 0, 3}
	c := make([]float64, 7*len(z))
	relu.Coefficients(6, z, c)
	assert.Equal(t, []float64{0, 0, 3, 0, 1, 1}, c[:6], "right derivative at 0")
	assert.Equal(t, make([]float64, 15), c[6:])
	cube.Coefficients(6, z, c)
	assert.Equal(t, []float64{8, 0, 27, -12, 0, 27, 6, 0, 9, -1, 1, 1}, c[:12])
	assert.Equal(t, make([]float64, 9), c[12:])
}

func TestUnknownActivation(t *testing.T) {
	_, err := activation.ByName[float64]("tahn")
	assert.ErrorContains(t, err, `unknown activation "tahn"`)
	assert.ErrorContains(t, err, "tanh")
	for _, name := range activation.Names() {
		assert.Equal(t, name, jettest.Activation[float32](t, name).Name())
	}
}

func TestWrongLengthsPanic(t *testing.T) {
	s := jettest.Activation[float64](t, "tanh")
	assert.Panics(t, func() { s.Values(make([]float64, 2), make([]float64, 3)) })
	assert.Panics(t, func() { s.Coefficients(2, make([]float64, 2), make([]float64, 5)) })
	assert.Panics(t, func() { s.Coefficients(-1, make([]float64, 2), nil) })
}

func TestActivationsDoNotAllocate(t *testing.T) {
	z := make([]float64, 300)
	c := make([]float64, 6*len(z))
	for _, name := range activation.Names() {
		s := jettest.Activation[float64](t, name)
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			s.Values(z, c[:len(z)])
			s.Coefficients(5, z, c)
		}), name)
	}
}
