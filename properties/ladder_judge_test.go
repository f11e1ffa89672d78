package properties

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/properties/internal/estimate"
)

// sampled is f along the line through 0, on both ladders.
func sampled(t *testing.T, f func(t float64) float64) *estimate.Samples {
	set, err := new(Settings).resolve(1)
	require.NoError(t, err)
	return estimate.NewLine([]float64{0}, []float64{1}, set.box()).Sample(func(dst, x []float64) { dst[0] = f(x[0]) }, 1)[0]
}

func slopeClaim(value float64, s *estimate.Samples) claim {
	return claim{law: "law", place: "place", value: value, parts: []part{{1, 0, s, 1}}, step: 1,
		digits: 53, resolution: DefaultResolution, calls: new(calls), noise: func() (worst, finest float64) { return 0, 0 }}
}

// noisy has the given slope, and values off by up to 2^-17 that look drawn: enough for a pass, with
// little room.
func noisy(slope float64) func(float64) float64 {
	return func(t float64) float64 {
		drawn := float64(math.Float64bits(1+t)*0x9e3779b97f4a7c15>>11) * 0x1p-53
		return slope*t + 0.25*t*t + 0x1p-16*(drawn-0.5)
	}
}

// One ladder decides alone only if it leaves much room: a narrow pass that the other refutes, and a
// fault that the other does not see, are neither.
func TestJudgeAsksTheOtherLadder(t *testing.T) {
	one, two := sampled(t, noisy(1)), sampled(t, noisy(2))
	v := slopeClaim(1, one).ruling()
	require.NoError(t, v.err)
	require.True(t, v.decisive)
	require.False(t, v.clear, "the pass is to be narrow")
	assert.NoError(t, slopeClaim(1, one).judge())
	assert.ErrorAs(t, slopeClaim(2, one).judge(), new(*Violation))

	mixed := *one
	mixed.Other = two.Other
	assert.ErrorIs(t, slopeClaim(1, &mixed).judge(), ErrInconclusive, "a pass on the first ladder alone")
	assert.ErrorIs(t, slopeClaim(2, &mixed).judge(), ErrInconclusive, "a fault on the first ladder alone")
	assert.ErrorAs(t, slopeClaim(3, &mixed).judge(), new(*Violation), "a fault on both")

	// With much room the other ladder is not asked.
	clear := sampled(t, math.Exp)
	clear.Other = func() *estimate.Samples { panic("asked") }
	assert.NoError(t, slopeClaim(1, clear).judge())
}

// The ladders differ by an odd multiple of half of the digits, near sqrt(1/2).
func TestOddScale(t *testing.T) {
	for _, digits := range []int{24, 53} {
		c := math.Ldexp(estimate.OddScale(digits), digits/2)
		assert.Equal(t, math.Trunc(c), c)
		assert.Equal(t, 1.0, math.Mod(c, 2))
		assert.InDelta(t, math.Sqrt2/2, estimate.OddScale(digits), math.Ldexp(1, -digits/2))
	}
}

// Steps of the size of x are no finer samples if f is constant on them and not on larger ones.
func TestFinerSamplesThatStandStill(t *testing.T) {
	s, fine := sampled(t, math.Exp), sampled(t, func(float64) float64 { return 1 })
	s.Finer = func() *estimate.Samples { return fine }
	_, ok := slopeClaim(1, s).finer()
	assert.False(t, ok)
	s.Finer = func() *estimate.Samples { return sampled(t, math.Exp) }
	_, ok = slopeClaim(1, s).finer()
	assert.True(t, ok)
	still := sampled(t, func(float64) float64 { return 2 })
	still.Finer = func() *estimate.Samples { return fine }
	_, ok = slopeClaim(0, still).finer()
	assert.True(t, ok, "f is constant on all")
}
