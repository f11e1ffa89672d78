package estimate

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// g is 1 on the two finest levels and at 0, and 2 on the one before.
func TestStillByHand(t *testing.T) {
	g := []float64{3, 2, 1, 1}
	level, change, known := (&Samples{Zero: 1, Right: g, Left: g}).still()
	assert.Equal(t, 2, level)
	assert.Equal(t, 1.0, change)
	assert.Equal(t, 2, known)

	level, change, known = (&Samples{Zero: 1, Right: []float64{1, 1.5}, Left: []float64{1, 1}}).still()
	assert.Equal(t, 2, level, "the finest level moves")
	assert.Equal(t, 0.5, change)
	assert.Zero(t, known)
}

// The points are off by 1, which counts with the slope to the next point: from 1/4 to 1/8 it
// is 8, and from 1/8 to 0 it is 16. The rounding of g itself, u |g|, is lost beside it.
func TestNoiseByHand(t *testing.T) {
	s := &Samples{First: 2, Zero: 1, u: 0x1p-53}
	got := make([]float64, 2)
	s.noise(got, []float64{4, 3}, []float64{1, 1})
	assert.Equal(t, []float64{8, 16}, got)
}

func TestByItself(t *testing.T) {
	c := candidate{Estimate: Estimate{Value: 3, Err: 1}, alone: 2}
	assert.Equal(t, Estimate{Value: 3, Err: 2}, c.byItself())
	assert.Equal(t, 1.0, c.Err, "the candidate keeps its own")
}
