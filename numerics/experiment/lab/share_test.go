package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestShare(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct{ measured, allowed, want float64 }{
		{3, 4, 0.75}, {6, 4, 1.5}, {0, 4, 0}, {0, 0, 0}, {1, 0, inf}, {inf, 4, inf},
		{nan, 4, nan}, {1, nan, nan}, {0, nan, nan}, {nan, 0, nan},
	} {
		got := Share(c.measured, c.allowed)
		assert.True(t, got == c.want || math.IsNaN(got) && math.IsNaN(c.want), "share(%v, %v) = %v, want %v", c.measured, c.allowed, got, c.want)
	}
}
