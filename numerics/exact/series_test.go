package exact

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact/internal/number"
)

// TestAddApart compares with the sum of math/big, bit for bit, on both sides of the
// distance from which the smaller term does not show.
func TestAddApart(t *testing.T) {
	const seed, w = 11, 100
	r := rand.New(rand.NewPCG(seed, 0))
	for _, x := range []float64{1, -1, 3, -0x1.fffffp0} {
		for distance := w - 4; distance <= w+6; distance++ {
			for range 20 {
				y := number.Shift(New(r.Float64()-0.5), -distance)
				want := number.NewFloat(w).Add(New(x), y)
				got := addApart(number.NewFloat(w), New(x), y)
				assert.Zero(t, want.Cmp(got), "seed %d: %v + %v", seed, x, y)
			}
		}
	}
	assert.Zero(t, addApart(number.NewFloat(w), New(0), New(5)).Cmp(New(5)))
	assert.Zero(t, addApart(number.NewFloat(w), New(5), New(0)).Cmp(New(5)))
}

// TestSaturatedSeriesAreSmall: where e^-|x| is near the end of math/big's exponents,
// a series takes no memory for the distance of its terms, which is 2^30 bits.
func TestSaturatedSeriesAreSmall(t *testing.T) {
	for _, name := range []string{"tanh", "sigmoid"} {
		for _, x := range []float64{0x1.8p28, -0x1.8p28} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Coefficients(name, New(x), 4)
			require.NoError(t, err)
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20), "%s at %g", name, x)
		}
	}
}
