package fd_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/fd"
)

// scaled is 2^exponent f with |f'| <= slope: correctly rounded in float64, exact
// to 256 bits beside it.
type scaled struct {
	f        func(*big.Float) *big.Float
	exponent int
	slope    float64
}

func (s scaled) big(t *big.Float) *big.Float { return new(big.Float).SetMantExp(s.f(t), s.exponent) }
func (s scaled) float64(t float64) float64   { return exact.Float64(s.big(exact.New(t))) }
func (s scaled) values() fd.Values {
	// 2^exponent may be below 2^-1074; the slope then rounds up to it.
	return fd.Values{Slope: max(math.Ldexp(s.slope, s.exponent), 0x1p-1074), Error: fd.RelativeUlps(0.5)}
}

// roundingError is |got - h^-q Σ w_j f(x + s_j h)|, rounded once.
func roundingError(s fd.Stencil, f scaled, x, h, got float64) float64 {
	oracle := exact.Stencil{Order: s.Order(), Offsets: s.Offsets(), Weights: s.Weights()}
	d := oracle.Sum(f.big, exact.New(x), exact.New(h))
	return math.Abs(exact.Float64(d.Sub(exact.New(got), d)))
}

// drawScaled draws sin, tanh or exp(-z^2), with slopes at most 1, at scales from
// the subnormal numbers to a quarter of the range.
func drawScaled(t *rapid.T) scaled {
	f := rapid.SampledFrom([]func(*big.Float) *big.Float{exact.Sin, exact.Tanh, exact.Gaussian}).Draw(t, "function")
	return scaled{f, rapid.SampledFrom([]int{0, 0, 0, -1000, -1060, -1074, 500}).Draw(t, "exponent"), 1}
}

// The bound holds for any stencil, point and step, and the value is that of Apply.
func TestApplyBoundedIsCertified(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStencil(t)
		f := drawScaled(t)
		x := rapid.Float64Range(-4, 4).Draw(t, "x") * math.Exp2(float64(rapid.SampledFrom([]int{0, 0, -40, -1030, 12}).Draw(t, "binade")))
		h := math.Exp2(rapid.Float64Range(-45, 3).Draw(t, "log h"))
		if rapid.Bool().Draw(t, "dyadic") {
			h = math.Exp2(math.Round(math.Log2(h)))
		}
		value, bound, err := s.ApplyBounded(f.float64, x, h, f.values())
		plain, plainErr := s.Apply(f.float64, x, h)
		if plainErr != nil {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, math.Float64bits(plain), math.Float64bits(value))
		if e := roundingError(s, f, x, h, value); !(e <= bound) {
			t.Fatalf("%v of 2^%d f at x = %v, h = %v: error %v beyond its bound %v", s, f.exponent, x, h, e, bound)
		}
	})
}

// Bounds are of use: roundings cancel in part where a bound adds them, so an
// error is a fraction of its bound, but for sums of up to nine points the median
// of bound/error stays below 100 and some error comes within 8 of it.
func TestApplyBoundedIsTight(t *testing.T) {
	const (
		seed   = 20240601
		median = 100
		best   = 8
	)
	rng := rand.New(rand.NewPCG(seed, 1))
	var below, n int
	least := math.Inf(1)
	sine := scaled{exact.Sin, 0, 1}
	for range 400 {
		s := must(t)(fd.Central(1+rng.IntN(4), 2+2*rng.IntN(3)))
		x, h := 4*rng.Float64()-2, math.Exp2(-12*rng.Float64())
		value, bound, err := s.ApplyBounded(sine.float64, x, h, sine.values())
		require.NoError(t, err)
		if e := roundingError(s, sine, x, h, value); e > 0 {
			n++
			least = min(least, bound/e)
			if bound/e <= median {
				below++
			}
		}
	}
	t.Logf("seed %d: %d of %d within %d, best %.3g", seed, below, n, median, least)
	assert.Greater(t, 2*below, n)
	assert.LessOrEqual(t, least, float64(best))
}

// Each rounding is counted once, at its exact size: where a single one occurs,
// error and bound agree up to the outward rounding.
func TestApplyBoundedCountsWhatRounds(t *testing.T) {
	const outward = 2 * 24 * 5 * 0x1p-53 // of three points, and what its evaluation rounds
	exactly := fd.Values{Error: fd.RelativeUlps(0)}
	for name, c := range map[string]struct {
		s      fd.Stencil
		values map[float64]float64 // f by its argument
		want   float64
	}{
		// 1·1 - 2·2^-60 + 0: the sum is 1 - 2^-59.
		"sum": {must(t)(fd.Central(2, 2)), map[float64]float64{-1: 1, 0: 0x1p-60}, 0x1p-59},
		// 1/3 is no float64.
		"weight": {must(t)(fd.New(1, []float64{0, 3})), map[float64]float64{3: 1}, 0x1p-53 / 3},
		// The weight of 0 is -3/2 and -3/2 (1 + 2u) = -(3/2 + 3u): numbers there are 2u apart, so u is lost.
		"product": {must(t)(fd.Forward(1, 2)), map[float64]float64{0: 1 + 0x1p-52}, 0x1p-53},
	} {
		t.Run(name, func(t *testing.T) {
			value, bound, err := c.s.ApplyBounded(func(x float64) float64 { return c.values[x] }, 0, 1, exactly)
			require.NoError(t, err)
			quotient := 0x1p-53 * math.Abs(value) // counted, although h = 1 divides exactly
			assert.InEpsilon(t, c.want+quotient, bound, outward)
			assert.GreaterOrEqual(t, bound, c.want+quotient)
		})
	}
	// An argument that rounds costs its slope, exactly: x + h = 1 + 2^-60 becomes 1.
	one := must(t)(fd.New(0, []float64{1}))
	_, bound, err := one.ApplyBounded(func(float64) float64 { return 0 }, 0x1p-60, 1,
		fd.Values{Slope: 3, Error: fd.RelativeUlps(0)})
	require.NoError(t, err)
	assert.InEpsilon(t, 3*0x1p-60, bound, outward)
	assert.GreaterOrEqual(t, bound, 3*0x1p-60)
}

func TestApplyBoundedRejects(t *testing.T) {
	s := must(t)(fd.Central(2, 2))
	good := fd.Values{Slope: 1, Error: fd.RelativeUlps(1)}
	spoil := func(change func(*fd.Values)) fd.Values { v := good; change(&v); return v }
	for name, c := range map[string]struct {
		x, h float64
		on   fd.Values
		says string
	}{
		"x":         {math.NaN(), 0.1, good, "point x = NaN"},
		"h":         {1, 0, good, "step h = 0"},
		"absorbed":  {1, 1e-17, good, "step absorbed"},
		"slope":     {1, 0.1, spoil(func(v *fd.Values) { v.Slope = -1 }), "slope bound -1"},
		"slope Inf": {1, 0.1, spoil(func(v *fd.Values) { v.Slope = math.Inf(1) }), "slope bound +Inf"},
		"no error":  {1, 0.1, spoil(func(v *fd.Values) { v.Error = nil }), "no error of the values"},
		"error NaN": {1, 0.1, spoil(func(v *fd.Values) { v.Error = func(_, _ float64) float64 { return math.NaN() } }), "error NaN of f("},
		"overflow":  {0, 1e-150, spoil(func(v *fd.Values) { v.Error = func(_, _ float64) float64 { return 1e10 } }), "without a finite error bound"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := s.ApplyBounded(func(t float64) float64 { return t }, c.x, c.h, c.on)
			require.Error(t, err)
			assert.ErrorContains(t, err, c.says)
		})
	}
	assert.Panics(t, func() { fd.RelativeUlps(-1) })
	assert.Panics(t, func() { fd.RelativeUlps(math.NaN()) })
}
