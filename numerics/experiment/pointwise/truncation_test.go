package pointwise

import (
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/fd"
	"adfd/theory"
)

// fitUlps bounds what a fit of powers of two adds to slope and constant, in u:
// logarithms, a regression over nine steps and a power.
const fitUlps = 64

// An error of known size and sign is fitted with its sign, whichever of the error,
// the textbook constant and the derivative is negative.
func TestFitKeepsTheSign(t *testing.T) {
	const u, p = 0x1p-53, 2
	stencil, err := fd.Central(2, p)
	require.NoError(t, err)
	steps := []float64{0.25, 0.125, 0x1p-4, 0x1p-5}
	for _, c := range []struct{ factor, textbook, leading float64 }{
		{1, 0.25, 3}, {-1, 0.25, 3}, {0.75, -0.25, 3}, {-0.75, -0.25, 3}, {1.5, 0.25, -3}, {-1.5, -0.25, -3},
	} {
		e := stencilErrors{stencil: stencil, leading: c.leading}
		f := e.fit(func(h float64) float64 { return c.factor * c.textbook * c.leading * h * h }, steps, c.textbook)
		assert.InDelta(t, c.factor, f.constant, fitUlps*u, "%+v", c)
		assert.InDelta(t, p, f.slope, fitUlps*u, "%+v", c)
		assert.Equal(t, fit{4, f.slope, f.constant, 0x1p-5, 0.25}, f)
	}
}

// The constant is that of the smallest step, whatever the order of the steps, and the
// slope is that of all of them.
func TestFitTakesTheSmallestStep(t *testing.T) {
	stencil, err := fd.Central(1, 2)
	require.NoError(t, err)
	e := stencilErrors{stencil: stencil, leading: 1}
	f := e.fit(func(h float64) float64 { return h * h * (1 + h) }, []float64{0.5, 0x1p-10, 0.25}, 1)
	assert.Equal(t, 1+0x1p-10, f.constant)
	assert.Greater(t, f.slope, 2.0)

	f = e.fit(func(h float64) float64 {
		if h == 0.5 {
			return math.NaN()
		}
		return 0
	}, []float64{0.5, 0.25}, 1)
	assert.Zero(t, f.points)
	assert.True(t, math.IsNaN(f.slope) && math.IsNaN(f.constant))
}

func TestWorstFit(t *testing.T) {
	const p = 4.0
	nan := math.NaN()
	full := func(slope, constant float64) fit { return fit{truncationSteps, slope, constant, 1, 10} }
	none := fit{slope: nan, constant: nan}

	one := none.merge(full(3.75, 1.125), p)
	assert.Equal(t, fit{1, 3.75, 1.125, 1, 10}, one, "the first point is the worst so far")
	two := one.merge(full(4.125, 0.75), p)
	assert.Equal(t, fit{2, 3.75, 0.75, 1, 10}, two, "slope and constant each by its own distance")
	assert.Equal(t, fit{3, 4.5, -1, 1, 10}, two.merge(full(4.5, -1), p))

	for name, bad := range map[string]fit{
		"slope":      full(nan, 1),
		"lost steps": {truncationSteps - 1, 4, 1, 1, 10},
	} {
		f := two.merge(bad, p)
		assert.True(t, math.IsNaN(f.slope), name)
		assert.True(t, math.IsNaN(f.merge(full(9, 9), p).slope), "%s: NaN sticks", name)
	}
	assert.True(t, math.IsNaN(two.merge(full(4, nan), p).merge(full(4, 9), p).constant))
	assert.True(t, math.IsNaN(none.slope) && none.points == 0, "no points, no fit")
}

// The steps of a decade against fractions. Whole decades are the nearest numbers. Of the others the whole
// part errs by u, the product by u, and the root of a power by u/8 + u/4 + u/2 + u, as each of three roots
// halves the relative error below it and adds its own.
func TestTenth(t *testing.T) {
	const rounded = (1 + 1 + 1.875) * theory.UnitRoundoff64
	for _, perDecade := range []int{1, 2, 4, 8} {
		for i := range 12*perDecade + 1 {
			h := tenth(i, perDecade)
			if i%perDecade == 0 {
				want, err := strconv.ParseFloat("1e-"+strconv.Itoa(i/perDecade), 64)
				require.NoError(t, err)
				assert.Equal(t, want, h, "%d of %d", i, perDecade)
				continue
			}
			power := big.NewRat(1, 1) // to become h^perDecade 10^i
			for range perDecade {
				power.Mul(power, new(big.Rat).SetFloat64(h))
			}
			for range i {
				power.Mul(power, big.NewRat(10, 1))
			}
			off, _ := power.Sub(power, big.NewRat(1, 1)).Float64()
			// A power takes the error perDecade times, and squares of it below 2^-40 of that.
			assert.LessOrEqual(t, math.Abs(off), float64(perDecade)*rounded*(1+0x1p-40), "%d of %d", i, perDecade)
		}
	}
}
