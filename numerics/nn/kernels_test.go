package nn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Rows that are added four at a time have the bits of rows that are added one after the
// other; those with a factor of 0 are left out, whatever they hold.
func TestRowsAreAddedInOrder(t *testing.T) {
	const m = 7
	r := rand.New(rand.NewPCG(20240514, 31))
	for n := range 14 {
		k, x := make([]float64, n), make([]float64, n*m)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		for i := range k {
			k[i] = r.NormFloat64()
			if n > 8 && i%5 == 2 {
				k[i], x[i*m] = 0, math.NaN()
			}
		}
		got, want := make([]float64, m), make([]float64, m)
		addRows(got, k, x)
		for i, v := range k {
			for j := range want {
				if v != 0 {
					want[j] += float64(v * x[i*m+j])
				}
			}
		}
		assert.Equal(t, want, got, "%d rows", n)
	}
}
