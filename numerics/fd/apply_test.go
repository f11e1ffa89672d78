package fd_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/fd"
)

// u is the unit roundoff of float64.
const u = 0x1p-53

// On dyadic points and steps, with weights that float64 holds, nothing rounds:
// the stencil of a power below x^(p+q) gives the derivative to the bit.
func TestApplyIsExactOnDyadicPowers(t *testing.T) {
	for q := 0; q <= 4; q++ {
		for _, s := range []fd.Stencil{must(t)(fd.Central(q, 2)), must(t)(fd.Forward(q, 1)), must(t)(fd.Backward(q, 1))} {
			_, weights := s.Float64()
			for j, w := range s.Weights() {
				require.Zero(t, rat(weights[j]).Cmp(w), "%v", s)
			}
			for k := range q + min(s.Accuracy(), 2) {
				for _, x := range []float64{-1.5, -0.25, 0, 0.75, 2} {
					for _, h := range []float64{0.25, -0.125, 1} {
						got, err := s.Apply(func(x float64) float64 { return power(x, k) }, x, h)
						require.NoError(t, err)
						want := 0.0
						if k >= q {
							factor, _ := quo(factorial(k), factorial(k-q)).Float64()
							want = factor * power(x, k-q)
						}
						assert.Equal(t, want, got, "%v of x^%d at x = %v, h = %v", s, k, x, h)
					}
				}
			}
		}
	}
}

func power(x float64, k int) float64 {
	p := 1.0
	for range k {
		p *= x
	}
	return p
}

// applyBound bounds |Apply - exp^(q)(x)| for exp, whose derivatives on the
// stencil are at most M = exp(x + reach), reach = max|s h|:
//
//	truncation  AbsMoment(p+q)/(p+q)! M |h|^p            (Taylor with remainder)
//	rounding    Σ|w| M (n + 4 + 2(|x| + reach)) u / |h|^q
//
// Rounding counts, to first order, per term: weight 1, value 2 (math.Exp is good
// to 1 ulp <= 2u), product 1, sums n-1, division and h^q 2, and the argument,
// whose rounding of at most u(|x|+reach) moves the value by M times as much, twice
// as much for a rounded s h. That is n + 5 + 2(...). The reference costs 2u more.
// Terms of second order are below one part in a thousand of these.
func applyBound(s fd.Stencil, x, h float64) float64 {
	offsets, _ := s.Float64()
	reach := 0.0
	for _, o := range offsets {
		reach = max(reach, math.Abs(o*h))
	}
	m := math.Exp(x + reach)
	n, q := float64(s.Len()), s.Order()
	sum, _ := s.AbsWeightSum().Float64()
	rounding := sum*m*(n+5+2*(math.Abs(x)+reach))*u/math.Pow(math.Abs(h), float64(q)) + 2*u*m
	if s.Accuracy() == fd.Exact {
		return 1.001 * rounding
	}
	k := s.Accuracy() + q
	c, _ := quo(s.AbsMoment(k), factorial(k)).Float64()
	return 1.001*rounding + c*m*math.Pow(math.Abs(h), float64(s.Accuracy()))
}

func TestApplyWithinBound(t *testing.T) {
	for q := 0; q <= 4; q++ {
		for _, p := range []int{2, 4, 6} {
			for _, s := range []fd.Stencil{must(t)(fd.Central(q, p)), must(t)(fd.Forward(q, p)), must(t)(fd.Backward(q, p))} {
				for _, x := range []float64{-0.7, 0, 0.3, 1} {
					for _, h := range []float64{0.1, 0x1p-5, 1e-3, -1e-2, 1e-6} {
						got, err := s.Apply(math.Exp, x, h)
						require.NoError(t, err)
						assert.LessOrEqual(t, math.Abs(got-math.Exp(x)), applyBound(s, x, h), "%v at x = %v, h = %v", s, x, h)
					}
				}
			}
		}
	}
}

func TestApplyBatchEqualsApply(t *testing.T) {
	x := []float64{-1.3, -0.2, 0, 0.1, 0.9, 2.5}
	exp := func(x, y []float64) {
		for i := range x {
			y[i] = math.Exp(x[i])
		}
	}
	for q := 0; q <= 4; q++ {
		s := must(t)(fd.Central(q, 4))
		dst := make([]float64, len(x))
		require.NoError(t, fd.ApplyBatch(s, exp, x, 0.1, dst))
		for i := range x {
			want, err := s.Apply(math.Exp, x[i], 0.1)
			require.NoError(t, err)
			assert.Equal(t, want, dst[i])
		}
	}
}

func TestApplyErrors(t *testing.T) {
	s := must(t)(fd.Central(2, 2))
	steep := must(t)(fd.Central(4, 2))
	pole := func(x float64) float64 { return 1 / x }
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		s    fd.Stencil
		f    func(float64) float64
		x, h float64
		want string
	}{
		{s, math.Exp, 1, 0, "step h = 0, want a finite number other than 0"},
		{s, math.Exp, 1, nan, "step h = NaN"},
		{s, math.Exp, 1, -inf, "step h = -Inf"},
		{s, math.Exp, nan, 1, "point x = NaN"},
		{s, math.Exp, inf, 1, "point x = +Inf"},
		{s, math.Exp, 1, 0x1p-54, "step absorbed: x + s h == x at x = 1, s = -1, h = 5.551115123125783e-17"},
		// Below 1 floats are twice as dense: -h moves x, +h does not.
		{s, math.Exp, 1, 0x1p-53, "step absorbed: x + s h == x at x = 1, s = 1,"},
		{must(t)(fd.Central(1, 2)), math.Atan, math.MaxFloat64, 0x1p1000, "x + s h = +Inf at x = 1.7976931348623157e+308, s = 1"},
		{s, pole, 1, 1, "f(0) = +Inf at x = 1, offset -1, h = 1"},
		{s, math.Log, 1, 2, "f(-1) = NaN at x = 1, offset -1, h = 2"},
		{steep, math.Exp, 0, 1e-80, "h = 1e-80: h^4 = 1e-320 is outside the normal range of float64"},
		{steep, math.Exp, 0, 1e80, "h^4 = 1e+320 is outside the normal range of float64"},
		{s, func(float64) float64 { return 1e308 }, 0, 0.5, "derivative of order 2 at x = 0, h = 0.5 is"},
	} {
		_, err := c.s.Apply(c.f, c.x, c.h)
		assert.ErrorContains(t, err, c.want)

		batch := func(x, y []float64) {
			for i := range x {
				y[i] = c.f(x[i])
			}
		}
		err = fd.ApplyBatch(c.s, batch, []float64{c.x}, c.h, make([]float64, 1))
		assert.ErrorContains(t, err, c.want)
	}

	ones := func(x, y []float32) {
		for i := range y {
			y[i] = 1
		}
	}
	err := fd.ApplyBatch(s, ones, nil, 1, nil)
	assert.ErrorContains(t, err, "0 points with room for 0 derivatives")
	err = fd.ApplyBatch(s, ones, []float32{1, 2}, 1, make([]float32, 1))
	assert.ErrorContains(t, err, "2 points with room for 1 derivatives")
	err = fd.ApplyBatch(s, ones, []float32{0, 1}, 0x1p-25, make([]float32, 2))
	assert.ErrorContains(t, err, "point 1: step absorbed: x + s h == x at x = 1, s = -1")
	err = fd.ApplyBatch(must(t)(fd.Central(4, 2)), ones, []float32{0}, 0x1p-40, make([]float32, 1))
	assert.ErrorContains(t, err, "is outside the normal range of float32")
}

// A point of weight zero is left out: it may even be a pole of f.
func TestPointsWithoutWeightAreNotEvaluated(t *testing.T) {
	s := must(t)(fd.New(1, []float64{-1, 0, 1}))
	even := func(x float64) float64 { return 1 / (x * x) }
	got, err := s.Apply(even, 0, 1)
	require.NoError(t, err)
	assert.Zero(t, got)
}

func ExampleStencil_Apply() {
	s, err := fd.Central(2, 2)
	if err != nil {
		panic(err)
	}
	d, err := s.Apply(math.Sin, 0.5, 0x1p-10)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.5f\n", d)

	_, err = s.Apply(math.Sin, 0.5, 1e-17)
	fmt.Println(err)
	// Output:
	// -0.47943
	// fd: step absorbed: x + s h == x at x = 0.5, s = -1, h = 1e-17
}
