package expr

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
)

// imageError bounds the error of the formulas in functions.go, relative to the
// largest value on the interval: at most six operations, the library's within
// one ulp (2u); and in the tails of gaussian and gelu, |x| <= 8, the rounding of
// x^2, or of x and sqrt 2 to the argument of erfc, amplified by a condition
// number of at most x^2 + 2.
const imageError = (12 + 2*(8*8+2)) * 0x1p-53

// The image of an interval holds the function, at 256 bits, and is not wider
// than needed: both ends are attained to within the sampling.
func TestImages(t *testing.T) {
	for name, f := range functions {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a := rapid.Float64Range(f.domain.lo, f.domain.hi).Draw(t, "a")
			b := rapid.Float64Range(f.domain.lo, f.domain.hi).Draw(t, "b")
			i := interval{math.Min(a, b), math.Max(a, b)}
			x := rapid.Float64Range(i.lo, i.hi).Draw(t, "x")
			image := f.image(i)
			slack := exact.New(imageError * math.Max(math.Abs(image.lo), math.Abs(image.hi)))
			h, err := exact.Func(name)
			if err != nil {
				t.Fatal(err)
			}
			y := h(exact.New(x))
			low, high := new(big.Float).Sub(exact.New(image.lo), slack), new(big.Float).Add(exact.New(image.hi), slack)
			if y.Cmp(low) < 0 || y.Cmp(high) > 0 {
				t.Fatalf("%s(%v) = %.17g outside %v, the image of %v", name, x, y, image, i)
			}
		}))
	}
}

// The whole domain has a known image.
func TestWholeImages(t *testing.T) {
	for name, want := range map[string]interval{
		"sin":      {-1, 1},
		"cos":      {-1, 1},
		"gaussian": {math.Exp(-64), 1},
		"cosh":     {1, math.Cosh(30)},
		"sqrt":     {0x1p-5, 0x1p5},
		"recip":    {0x1p-10, 0x1p10},
	} {
		assert.Equal(t, want, functions[name].image(functions[name].domain), name)
	}
	// cos has its maximum inside [-1, 1] and its minimum inside [3, 4].
	assert.Equal(t, interval{math.Cos(1), 1}, functions["cos"].image(interval{-1, 1}))
	assert.Equal(t, -1.0, functions["cos"].image(interval{3, 4}).lo)
	assert.Less(t, functions["cos"].image(interval{3, 4}).hi, -0.6)
	// sin, cos, silu and gelu turn inside.
	assert.Equal(t, silu(siluMinimum), functions["silu"].image(interval{-3, 1}).lo)
	assert.Equal(t, gelu(geluMinimum), functions["gelu"].image(interval{-3, 1}).lo)
}

func TestCoresAreInDomains(t *testing.T) {
	for name, f := range functions {
		assert.True(t, f.core.in(f.domain), name)
	}
}

func TestIntervalArithmetic(t *testing.T) {
	g := intervals{interval{-1, 2}}
	for _, c := range []struct {
		got  func() (interval, error)
		want interval
	}{
		{func() (interval, error) { return g.Variable() }, interval{-1, 2}},
		{func() (interval, error) { return g.Add(interval{1, 2}, interval{-3, 5}) }, interval{-2, 7}},
		{func() (interval, error) { return g.Sub(interval{1, 2}, interval{-3, 5}) }, interval{-4, 5}},
		{func() (interval, error) { return g.Mul(interval{-1, 2}, interval{-3, 5}) }, interval{-6, 10}},
		{func() (interval, error) { return g.Div(interval{-1, 2}, interval{-4, -1}) }, interval{-2, 1}},
		{func() (interval, error) { return g.Pow(interval{-2, 1}, 2) }, interval{0, 4}},
		{func() (interval, error) { return g.Pow(interval{-3, -2}, 2) }, interval{4, 9}},
		{func() (interval, error) { return g.Pow(interval{-2, 1}, 3) }, interval{-8, 1}},
	} {
		got, err := c.got()
		assert.NoError(t, err)
		assert.Equal(t, c.want, got)
	}
}
