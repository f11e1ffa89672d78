package train_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/numerics/train"
)

func TestSchedules(t *testing.T) {
	assert.Equal(t, 0.25, train.Constant(0.25).Rate(1000))

	d := train.StepDecay{Initial: 8, Factor: 0.5, Every: 10}
	for step, want := range map[int]float64{0: 8, 9: 8, 10: 4, 19: 4, 20: 2, 100: 8. / 1024} {
		assert.Equal(t, want, d.Rate(step), "step %d", step)
	}

	c := train.Cosine{Initial: 3, Final: 1, Steps: 60}
	// cos(pi/3) = 1/2, cos(pi/2) = 0, cos(2 pi/3) = -1/2, each with one rounding of
	// the argument, of cos and of three operations on numbers up to 4.
	const tol = 5 * 4 * 0x1p-53
	for step, want := range map[int]float64{0: 3, 20: 2.5, 30: 2, 40: 1.5, 60: 1, 61: 1, 1000: 1} {
		assert.InDelta(t, want, c.Rate(step), tol, "step %d", step)
	}

	assert.Equal(t, 1.0, train.StepDecay{Initial: 8, Factor: 0.5, Every: 1}.Rate(3))
	assert.Panics(t, func() { train.StepDecay{Initial: 1, Factor: 1}.Rate(0) })
	assert.Panics(t, func() { train.Cosine{Initial: 1}.Rate(0) })
}

// A cosine falls from the first rate to the last, and what two schedules with
// different numbers are called differs.
func TestScheduleLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := train.Cosine{
			Final: rapid.Float64Range(0, 1).Draw(t, "final"),
			Steps: rapid.IntRange(1, 1000).Draw(t, "steps"),
		}
		c.Initial = c.Final + rapid.Float64Range(0, 1).Draw(t, "fall")
		step := rapid.IntRange(0, 1100).Draw(t, "step")
		rate, next := c.Rate(step), c.Rate(step+1)
		// Five roundings of numbers up to 2.
		const tol = 5 * 2 * 0x1p-53
		if next > rate+tol || rate > c.Initial+tol || next < c.Final-tol {
			t.Fatalf("%v: rates %v, %v at steps %d, %d", c, rate, next, step, step+1)
		}
		other := c
		other.Initial = math.Nextafter(c.Initial, 3)
		if c.String() == other.String() {
			t.Fatalf("%v and %v have one name", c, other)
		}
	})
}
