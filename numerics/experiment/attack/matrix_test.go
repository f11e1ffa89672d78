package attack

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/numerics/exact/dd"
	"adfd/theory"
)

// A diagonal matrix has its entries as singular values, in both arithmetics, and a sum
// is added without rounding: 1 + 2^-80 is no float64.
func TestValuesOfDiagonalMatrices(t *testing.T) {
	a, e := mat.NewDense(3, 2, []float64{1, 0, 0, -4, 0, 0}), mat.NewDense(3, 2, []float64{0x1p-80, 0, 0, 0, 0, 0})
	got, err := valuesDD(a, e)
	require.NoError(t, err)
	wide, err := valuesBig(a, e)
	require.NoError(t, err)
	for k, want := range []dd.DD{{Hi: 4}, {Hi: 1, Lo: 0x1p-80}} {
		assert.InDelta(t, 0, got[k].Sub(want).Hi, jacobiLost*4)
		assert.Zero(t, wide[k].Cmp(want.Big()), "value %d: %.40g", k, wide[k])
	}
}

// The matrix of a case has the singular values that it says, and along is the product
// of a pair of its singular vectors: a multiple of it moves that value alone. Forming
// the matrices rounds a few times a reflection: below 16 n u with 4 reflections a side.
func TestSpectralCase(t *testing.T) {
	const allowed = 16 * mostRows * theory.UnitRoundoff64
	for sides := range sidesCount {
		c := spectralCase{rows: 7, columns: 4, seed: 3, octaves: 9, bend: 1, sides: sides, scale: -250}
		a, along, noise := c.matrix(2)
		assert.InDelta(t, 1, mat.Norm(noise, 2), allowed)
		along.Scale(math.Ldexp(1, c.scale-4), along)
		before, err := valuesDD(a, nil)
		require.NoError(t, err)
		after, err := valuesDD(a, along)
		require.NoError(t, err)
		for k := range c.columns {
			want := math.Exp2(-3 * float64(k))
			assert.InDelta(t, want, math.Ldexp(before[k].Hi, 250), allowed, "sides %d, value %d", sides, k)
			if k == 2 {
				want = 0x1p-6 + 0x1p-4 // which passes no other
			}
			assert.InDelta(t, want, math.Ldexp(after[k].Hi, 250), allowed, "sides %d, value %d of the sum", sides, k)
		}
	}
}

// Points of the cube reach both ends of the sizes, the spectra and the scales.
func TestSpectralPoint(t *testing.T) {
	end := math.Nextafter(1, 0)
	assert.Equal(t, []float64{2, 2, 0, 0, 0.125, sidesBoth, -300}, spectralPoint(make([]float64, 7)))
	top := spectralPoint([]float64{end, end, end, end, end, end, end})
	assert.Equal(t, []float64{mostRows, mostColumns, 255}, top[:3])
	assert.Equal(t, []float64{sidesRight, 300}, top[5:])
	assert.InDelta(t, 100, top[3], 0x1p-40)
	assert.InDelta(t, 8, top[4], 0x1p-40)
}

// Weyl's inequality is attained by E along a pair of singular vectors, in every size,
// up to the rounding of E's own entries: 1/share times that of A's.
func TestWeylIsAttained(t *testing.T) {
	for _, columns := range []float64{2, 5, mostColumns} {
		in := []float64{mostRows, columns, 1, 8, 1, sidesBoth, 0, 0.25, 1, 0}
		for _, exactly := range []bool{false, true} {
			err, bound, ok := weylAttack().measure(in, exactly)
			require.True(t, ok)
			assert.Equal(t, 1.0, bound)
			assert.InDelta(t, 1.0, err, 4*16*mostRows*theory.UnitRoundoff64)
			assert.LessOrEqual(t, err, 1.0)
		}
	}
}

// E = 0 perturbs nothing, and stands outside.
func TestWeylOfNoPerturbation(t *testing.T) {
	a, zero := mat.NewDense(2, 2, []float64{1, 2, 3, 4}), mat.NewDense(2, 2, nil)
	for _, of := range []func(a, e *mat.Dense) (float64, float64, bool){weylDD, weylBig} {
		_, _, ok := of(a, zero)
		assert.False(t, ok)
	}
}

// The attack sees the errors of both routines, the same ones in both arithmetics.
func TestSingularValueError(t *testing.T) {
	a := singularValueAttack()
	for routine := range routines {
		for _, columns := range []float64{2, 5, mostColumns} {
			in := []float64{mostRows, columns, 7, 30, 1, sidesBoth, 300, float64(routine)}
			screened, confirmed := a.ratio(in, false, nil), a.ratio(in, true, nil)
			assert.Positive(t, confirmed, "reflections round: routine %d", routine)
			assert.InEpsilon(t, confirmed, screened, 0x1p-30, "routine %d", routine)
		}
	}
}

// Ten u sigma_1, whatever the size, does not bound the error of computed singular values:
// 16 x 12 matrices of graded columns that the adversary led to. About one in thirty of
// them exceeds it with Values and one in five with Decompose, whatever the kernels of
// the processor, so that 150 seeds leave no doubt.
func TestTenRoundingsDoNotBoundSingularValues(t *testing.T) {
	const limit, seeds = 10, 150
	allowed := theory.SingularValueError(mostRows, mostColumns, 1, 1) // in u sigma_1
	a := singularValueAttack()
	for routine := range routines {
		worst, at := 0.0, []float64(nil)
		for seed := range seeds {
			in := []float64{mostRows, mostColumns, float64(seed), 3, 8, sidesLeft, 0, float64(routine)}
			if r := a.ratio(in, false, nil); r > worst {
				worst, at = r, in
			}
		}
		require.NotNil(t, at)
		confirmed := a.ratio(at, true, nil)
		assert.Greater(t, confirmed*allowed, float64(limit), a.describe(at))
		assert.LessOrEqual(t, confirmed, 1.0, a.describe(at))
	}
}

// No drawn case violates any bound of the adversary: its own search starts from
// uniform points, rapid's draws lie at ends and simple fractions as well.
func TestBoundsUnderDrawnCases(t *testing.T) {
	for _, a := range allAttacks() {
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
