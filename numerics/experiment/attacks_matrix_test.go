package experiment

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/spectrum"
	"adfd/theory"
)

// The closed form against LAPACK's values: a backward error of at most ten u
// sigma_1, as S1 allows for it.
func TestTwoColumnValuesAgainstLapack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(rapid.Float64Range(-4, 4), 2*matrixRows, 2*matrixRows).Draw(t, "entries")
		wide := make([]*big.Float, len(entries))
		for i, v := range entries {
			wide[i] = exact.New(v)
		}
		got := twoColumnValues(wide)
		want, err := spectrum.Values(mat.NewDense(matrixRows, 2, entries))
		require.NoError(t, err)
		for k := range want {
			require.InDelta(t, want[k], exact.Float64(got[k]), 10*theory.UnitRoundoff64*math.Max(want[0], 0x1p-1000))
		}
	})
}

// Weyl's inequality is attained: E along the first pair of singular vectors.
func TestWeylIsAttained(t *testing.T) {
	in := []float64{2, 0, 0, 1, 0, 0, 0.5, 0, 0, 0, 0, 0}
	err, bound, ok := weylAttack().measure(in, true)
	require.True(t, ok)
	assert.Equal(t, 1.0, bound)
	assert.InDelta(t, 1.0, err, theory.UnitRoundoff64)
	_, _, ok = weylAttack().measure(make([]float64, 12), true)
	assert.False(t, ok, "E = 0 perturbs nothing")
}

// No drawn case violates any bound of the adversary: its own search starts from
// uniform points, rapid's draws lie at ends and simple fractions as well.
func TestBoundsUnderDrawnCases(t *testing.T) {
	for _, a := range attacks() {
		t.Run(a.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				p := rapid.SliceOfN(rapid.Float64Range(0, math.Nextafter(1, 0)), a.dim, a.dim).Draw(t, "point of the cube")
				in := a.inputs(p)
				if r := a.ratio(in, true, nil); !(r <= 1) {
					t.Fatalf("violated: %s", a.describe(in))
				}
			})
		})
	}
}
