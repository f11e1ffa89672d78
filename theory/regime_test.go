package theory_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory"
)

// The regime is [1.5 h_l, h_c/2], closed.
func TestRegimeEdges(t *testing.T) {
	const lower, upper = 0x1p-10, 0x1p-4
	for _, c := range []struct {
		h            float64
		in, belowTop bool
	}{
		{1.5 * lower, true, true}, {upper / 2, true, true}, {0x1p-7, true, true},
		{math.Nextafter(1.5*lower, 0), false, true}, {math.Nextafter(upper/2, 1), false, false},
		{0, false, true}, {1, false, false}, {math.NaN(), false, false}, {math.Inf(1), false, false},
	} {
		assert.Equal(t, c.in, theory.InRegime(c.h, lower, upper), "h = %v", c.h)
		assert.Equal(t, c.belowTop, theory.BelowRegimeTop(c.h, lower, upper), "h = %v", c.h)
	}
	from, to := theory.RegimeBounds(lower, upper)
	assert.True(t, theory.InRegime(from, lower, upper) && theory.InRegime(to, lower, upper))
	nan := math.NaN()
	assert.False(t, theory.InRegime(0x1p-7, nan, upper) || theory.InRegime(0x1p-7, lower, nan), "unknown edges admit nothing")
}
