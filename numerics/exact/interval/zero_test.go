package interval

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A divisor that contains 0, at an end, inside or alone, leaves every number possible; a series that
// begins with it is an error, also where the function has a value there, as x/x has.
func TestDivByZero(t *testing.T) {
	for _, y := range []Interval{{0, 0}, {math.Copysign(0, -1), 0}, {0, 1}, {-1, 0}, {-1, 1}, {0, 5e-324}, Entire} {
		for _, x := range []Interval{Point(1), Point(0), {-1, 2}, {0, 1}} {
			assert.Equal(t, Entire, x.Div(y), "%v / %v", x, y)
		}
		assert.Equal(t, Entire, y.Recip(), "1 / %v", y)
		u := Variable(y, 2)
		_, err := Variable(Point(1), 2).Div(u)
		assert.ErrorContains(t, err, "interval: divisor", "1 / %v", y)
		_, err = u.Div(u)
		assert.ErrorContains(t, err, "interval: divisor", "%v / itself", y)
	}
}
