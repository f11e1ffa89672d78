package properties

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A comparison that would allow anything, or compares nothing, fails.
func TestJudgeLimits(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		measured, allowed float64
		holds             bool
	}{
		{1, 1, true}, {0, 0, true}, {-2, -1, true},
		{1, inf, false}, {inf, inf, false}, {-inf, -inf, false}, {0, -inf, false},
		{math.Nextafter(1, 2), 1, false}, {nan, 1, false}, {1, nan, false},
	} {
		err := Judge("law", "repeat", []Comparison{{"before", 0, 1}, {"case", c.measured, c.allowed}}, nil)
		if c.holds {
			assert.NoError(t, err)
			continue
		}
		var v *Violation
		assert.ErrorAs(t, err, &v, "measured %v, allowed %v", c.measured, c.allowed)
		assert.ErrorContains(t, err, "law: case: ")
	}
}

// What AtKink accepts ends where the uncertainty of the sides does.
func TestKinkBetween(t *testing.T) {
	for _, c := range []struct {
		claimed float64
		want    bool
	}{
		{-1, true}, {0, true}, {2, true}, {2.0078125, true}, {-1.0078125, true}, {2.0078126, false}, {-1.0078126, false}, {math.NaN(), false},
	} {
		assert.Equal(t, c.want, (&Kink{Right: 2, Left: -1, Uncertainty: 0x1p-7, Claimed: c.claimed}).between(), "%v", c.claimed)
		assert.Equal(t, c.want, (&Kink{Right: -1, Left: 2, Uncertainty: 0x1p-7, Claimed: c.claimed}).between(), "%v", c.claimed)
	}
}
