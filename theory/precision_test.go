package theory_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory"
)

// u is half the distance from 1 to the next larger number.
func TestUnitRoundoff(t *testing.T) {
	assert.Equal(t, (math.Nextafter(1, 2)-1)/2, theory.Float64.UnitRoundoff())
	assert.Equal(t, (float64(math.Nextafter32(1, 2))-1)/2, theory.Float32.UnitRoundoff())
	assert.PanicsWithValue(t, `theory: unknown precision "float16"`, func() { theory.Precision("float16").UnitRoundoff() })
}

const u = theory.UnitRoundoff64
