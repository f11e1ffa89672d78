package exact

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/numerics/exact/internal/number"
)

// TestError64 checks the unit at the edges of the format.
func TestError64(t *testing.T) {
	inf := math.Inf(1)
	tiny := math.SmallestNonzeroFloat64
	for _, c := range []struct {
		got       float64
		want      *big.Float
		abs, ulps float64
	}{
		{1, New(1), 0, 0},
		{1 + 0x1p-52, New(1), 0x1p-52, 1},
		{1 - 0x1p-53, New(1), 0x1p-53, 0.5}, // the unit is that of [1, 2)
		{1.5, New(1.5 + 0x1p-52), 0x1p-52, 1},
		{1, number.NewFloat(200).Add(New(1), New(0x1p-80)), 0x1p-80, 0x1p-28},
		{0, New(tiny), tiny, 1},
		{tiny, New(0), tiny, 1},
		{-tiny, New(tiny), 2 * tiny, 2},
		{0, number.Shift(New(tiny), -3), 0, 0.125}, // the distance underflows, the ulps don't
		{0x1p-1022, New(0x1p-1022 - tiny), tiny, 1},
		{math.MaxFloat64, number.Shift(New(1), 1024), 0x1p971, 1},
		{inf, number.Shift(New(1), 1024), 0, 0},
		{inf, new(big.Float).SetInf(false), 0, 0},
		{-inf, number.Shift(New(1), 1024), inf, inf},
		{inf, New(1), inf, inf},
		{math.NaN(), New(1), inf, inf},
		{1, new(big.Float).SetInf(true), inf, inf},
	} {
		a, u := Error64(c.got, c.want)
		assert.Equal(t, c.abs, a, "distance of %g from %g", c.got, c.want)
		assert.Equal(t, c.ulps, u, "ulps of %g from %g", c.got, c.want)
	}
}

func TestError32(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		got       float32
		want      *big.Float
		abs, ulps float64
	}{
		{1 + 0x1p-23, New(1), 0x1p-23, 1},
		{1 - 0x1p-24, New(1), 0x1p-24, 0.5},
		{0, New(0x1p-149), 0x1p-149, 1},
		{0, New(0x1p-152), 0x1p-152, 0.125},
		{0x1p-149, New(0), 0x1p-149, 1},
		{math.MaxFloat32, New(0x1p128), 0x1p104, 1},
		{float32(inf), New(0x1p128), 0, 0},
		{float32(math.NaN()), New(1), inf, inf},
	} {
		a, u := Error32(c.got, c.want)
		assert.Equal(t, c.abs, a, "distance of %g from %g", c.got, c.want)
		assert.Equal(t, c.ulps, u, "ulps of %g from %g", c.got, c.want)
	}
}

// TestUlpIsSpacing checks the unit against the neighbours of a float, and that
// rounding is within half of it.
func TestUlpIsSpacing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := math.Float64frombits(rapid.Uint64Range(0, 0x7fdfffffffffffff).Draw(t, "bits"))
		next := math.Nextafter(x, math.Inf(1))
		_, ulps := Error64(next, New(x))
		assert.Equal(t, 1.0, ulps, "spacing above %x", x)

		f := math.Float32frombits(rapid.Uint32Range(0, 0x7effffff).Draw(t, "bits32"))
		_, ulps = Error32(math.Nextafter32(f, float32(math.Inf(1))), New(float64(f)))
		assert.Equal(t, 1.0, ulps, "spacing above %x", f)

		between := number.NewFloat(Prec).Sub(New(next), New(x))
		between.Mul(between, New(rapid.Float64Range(0, 1).Draw(t, "fraction")))
		between.Add(between, New(x))
		_, ulps = Error64(Float64(between), between)
		assert.LessOrEqual(t, ulps, 0.5)
		_, ulps = Error32(Float32(between), between)
		assert.LessOrEqual(t, ulps, 0.5)
	})
}
