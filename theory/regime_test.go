package theory_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory"
)

// The regime is closed: 1e-5 <= h <= 1e-2 for order 2 and 3e-4 <= h <= 3e-2 for
// order 4.
func TestRegimeEdges(t *testing.T) {
	for _, c := range []struct {
		order        int
		h            float64
		in, belowTop bool
	}{
		{2, 1e-5, true, true}, {2, 1e-2, true, true}, {2, 1e-3, true, true},
		{2, 0.99e-5, false, true}, {2, 1.01e-2, false, false}, {2, 3e-2, false, false}, {2, 1e-12, false, true},
		{4, 3e-4, true, true}, {4, 3e-2, true, true}, {4, 0x1p-10, true, true},
		{4, 2.97e-4, false, true}, {4, 3.03e-2, false, false}, {4, 1e-4, false, true}, {4, 1e-1, false, false},
		{2, math.NaN(), false, false}, {2, math.Inf(1), false, false}, {4, 0, false, true},
	} {
		assert.Equal(t, c.in, theory.InRegime(c.order, c.h), "q = %d, h = %v", c.order, c.h)
		assert.Equal(t, c.belowTop, theory.BelowRegimeTop(c.order, c.h), "q = %d, h = %v", c.order, c.h)
	}
}

// A power of ten that was computed may miss the decimal by an ulp or two.
func TestRegimeAdmitsComputedDecimals(t *testing.T) {
	for _, c := range []struct {
		order int
		h     float64
	}{
		{2, math.Nextafter(1e-2, 1)}, {2, math.Nextafter(1e-5, 0)}, {2, math.Pow(10, -2)}, {2, math.Pow(10, -5)},
		{4, math.Nextafter(3e-2, 1)}, {4, math.Nextafter(3e-4, 0)}, {4, 3 * math.Pow(10, -4)},
	} {
		assert.True(t, theory.InRegime(c.order, c.h), "q = %d, h = %v", c.order, c.h)
	}
}
