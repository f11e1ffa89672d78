package theory_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/theory"
)

// numpy.linalg.matrix_rank takes max(M, N) * eps with eps = 2u; products with a
// power of two are exact.
func TestDefaultCutoff(t *testing.T) {
	assert.Equal(t, 202*0x1p-52, theory.DefaultCutoff(202, 100, theory.UnitRoundoff64))
	assert.Equal(t, 300*0x1p-23, theory.DefaultCutoff(202, 300, theory.UnitRoundoff32))
}

func TestEffectiveCutoffEdges(t *testing.T) {
	sigma := []float64{8, 4, 2, 1}
	for _, c := range []struct {
		a    float64
		want int
	}{
		{0, 4}, {0.125, 4}, {math.Nextafter(0.125, 1), 3}, {0.25, 3}, {0.5, 2}, {math.Nextafter(0.5, 1), 1},
		{1, 1}, {math.Nextafter(1, 2), 0}, {math.Inf(1), 0}, {math.NaN(), 0},
	} {
		assert.Equal(t, c.want, theory.EffectiveCutoff(sigma, c.a), "a = %v", c.a)
	}
	assert.Equal(t, 2, theory.AbsoluteCutoff(sigma, 4))
	assert.Equal(t, 1, theory.AbsoluteCutoff(sigma, math.Nextafter(4, 5)))
	assert.Equal(t, 0, theory.AbsoluteCutoff(sigma, 9))
	assert.Equal(t, 4, theory.AbsoluteCutoff(sigma, 0))
	assert.Equal(t, 0, theory.AbsoluteCutoff(nil, 0))
	assert.Equal(t, 1, theory.EffectiveCutoff([]float64{1, math.NaN(), 1}, 0.1), "counting ends at NaN")
}

func TestCutoffMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma := spectra(1, 60).Draw(t, "sigma")
		a := math.Exp2(rapid.Float64Range(-45, 1).Draw(t, "log2 a"))
		b := a * rapid.Float64Range(1, 1000).Draw(t, "b/a")
		na, nb := theory.EffectiveCutoff(sigma, a), theory.EffectiveCutoff(sigma, b)
		if nb > na {
			t.Fatalf("n_a rises from %d at %v to %d at %v", na, a, nb, b)
		}
		count := 0
		for _, s := range sigma {
			if s >= a*sigma[0] {
				count++
			}
		}
		if na != count {
			t.Fatalf("n_a = %d of %d values at or above the cut-off", na, count)
		}
		if longer := theory.EffectiveCutoff(append(sigma, 0), a); longer != na {
			t.Fatalf("a zero at the end changes n_a from %d to %d", na, longer)
		}
	})
}
