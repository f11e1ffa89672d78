package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// The deviation of the model's noise for the biharmonic problem: v is a mean over 7 rows, of which 3 are inside,
// so theirs have 7/3 of it over h^8. Another seed draws other numbers.
func TestDeviationOfDrawnNoise(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := netSetting{problem: "biharmonic-1d", depth: 1, width: 1, nodes: 3, precision: theory.Float64}
	b := jacobianTrial[float64]{netTrial: tinyTrial[float64](t, s, set)}
	variances := []float64{1, 4, 0, 9}
	squares := make([]float64, 4)
	const steps = 400
	for k := range steps {
		h := 0.5 + float64(k)/1024
		noise := b.drawnNoise(variances, h)
		for i := range 3 {
			for j, v := range noise.RawRowView(i) {
				squares[j] += v * v * math.Pow(h, 8) / (3 * steps)
			}
		}
		assert.Zero(t, mat.Norm(noise.Slice(3, 7, 0, 4), 2), "the boundary's rows")
	}
	for j, v := range variances {
		// Within five of the deviations, sqrt(2/n) of itself, of a mean of n squares.
		assert.InDelta(t, 7*v/3, squares[j], 5*math.Sqrt(2./(3*steps))*7*v/3)
	}
	other, err := newNetTrial[float64](s, set, 1)
	require.NoError(t, err)
	assert.NotEqual(t, b.drawnNoise(variances, 0.5), jacobianTrial[float64]{netTrial: other}.drawnNoise(variances, 0.5))
	other, err = newNetTrial[float64](s.With(claims.Setup{Seed: 7}), set, 0)
	require.NoError(t, err)
	assert.NotEqual(t, b.drawnNoise(variances, 0.5), jacobianTrial[float64]{netTrial: other}.drawnNoise(variances, 0.5))
}

// The spectrum in 106 bits is that of the side and step asked for, where the trial stands: package nn in float64
// has the same but for its roundings.
func TestExactSpectrumOfAJacobian(t *testing.T) {
	const h = 0.5
	b := moved[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	// A few n u sigma_1, n = 10 parameters or 9 rows; FD's weights of sum 4/h^2 = 16 multiply its roundings.
	const room = 16 * 4 * 10 * 10 * theory.UnitRoundoff64
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		want, err := b.kernelRoots(side, h, b.theta)
		require.NoError(t, err)
		got, jac, err := b.exactSpectrum(side, h)
		require.NoError(t, err)
		assert.InDeltaSlice(t, want, got, room*want[0], side)
		near, err := b.jacobian(side, h, b.theta)
		require.NoError(t, err)
		for i, row := range jac {
			for k, v := range row {
				assert.InDelta(t, near.At(i, k), v.Float64(), room*want[0], "%s %d %d", side, i, k)
			}
		}
	}
	ad, _, err := b.exactSpectrum(claims.EngineAD, h)
	require.NoError(t, err)
	fd, _, err := b.exactSpectrum(claims.EngineFD, h)
	require.NoError(t, err)
	assert.Greater(t, math.Abs(ad[0]-fd[0]), 2*room*ad[0], "the sides differ")
}

// The control on literals: FD's Jacobian is the exact one with a diagonal (6, 3) in its interior rows, which stands
// against a noise of norm 2; what the boundary's rows have beside is not seen. AD's tail is FD's over given quotients
// from the third value on, as far as it lies a hundred times above the noise of 106 bits, and without the last.
func TestExactControlByHand(t *testing.T) {
	const (
		h     = 0.25
		u     = theory.UnitRoundoff32
		floor = 100 * 2 * 0x1p-106 / u
	)
	b := moved[float32](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float32))
	exact, jac, err := b.exactSpectrum(claims.EngineFD, h)
	require.NoError(t, err)
	require.Len(t, exact, 9)
	fd, noise := mat.NewDense(9, 10, nil), mat.NewDense(9, 10, nil)
	for i, row := range jac {
		for k, v := range row {
			fd.Set(i, k, v.Float64())
		}
	}
	fd.Set(0, 0, fd.At(0, 0)+6)
	fd.Set(1, 1, fd.At(1, 1)+3)
	fd.Set(7, 2, 100)
	noise.Set(0, 3, 2)
	noise.Set(1, 1, 1)
	over := func(quotients ...float64) []float64 {
		ad := make([]float64, len(quotients))
		for k, q := range quotients {
			ad[k] = exact[k] / q
		}
		return ad
	}
	ad := over(100, 100, 1, 2, 3, 4, 5, 6, 1)
	require.Greater(t, ad[8], 2*floor)
	norm, tail, err := b.exactControl(fd, noise, ad, 2, h)
	require.NoError(t, err)
	assert.InEpsilon(t, 3, norm, 64*theory.UnitRoundoff64*exact[0], "the entries of fd lose u of themselves")
	assert.InEpsilon(t, 3.5, tail, 4*theory.UnitRoundoff64)

	ad = over(100, 100, 100, 5, 7, 1, 1, 1, 1)
	ad[5], ad[6], ad[7] = 1.1*floor, 0.9*floor, 0.8*floor
	_, tail, err = b.exactControl(fd, noise, ad, 3, h)
	require.NoError(t, err)
	assert.InEpsilon(t, 7, tail, 4*theory.UnitRoundoff64, "5, 7 and one quotient more")
}

// One seed of S3n: the first has the common roundings in its model and the control in 106 bits, the second
// neither. How many values AD keeps says its own prediction; here three.
func TestMeasureLiftedByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{netSetting{problem: "biharmonic-1d", depth: 1, width: 20, nodes: 7, precision: theory.Float32}, "sin", false}
	r := jacobianRun{jacobianSetting: set, seeds: []jacobianSeed{{roots: []float64{1, 1, 1, 1e-20}}, {roots: []float64{1, 1, 1e-20}}}, steps: []lab.Step{{H: 0.25}, {H: 0.125}}}
	for seed, kept := range []int{3, 2} {
		got, err := measureLifted[float32](t.Context(), s, r, seed)
		require.NoError(t, err)
		require.Len(t, got, 2)
		b, err := newJacobianTrial[float32](t.Context(), s, set, seed)
		require.NoError(t, err)
		ad, err := b.jacobian(claims.EngineAD, 0, b.start)
		require.NoError(t, err)
		exactAD, _, err := b.exactSpectrum(claims.EngineAD, 0)
		require.NoError(t, err)
		_, variances, err := b.kappa()
		require.NoError(t, err)
		for k, step := range r.steps {
			fd, err := b.jacobian(claims.EngineFD, step.H, b.start)
			require.NoError(t, err)
			noise := b.drawnNoise(variances, step.H)
			want := lifted{norm: math.NaN(), exactTail: math.NaN()}
			if seed == 0 {
				common, err := b.commonRoundings(step.H)
				require.NoError(t, err)
				require.Positive(t, mat.Norm(common, 2))
				noise.Add(noise, common)
				want.norm, want.exactTail, err = b.exactControl(fd, noise, exactAD, kept, step.H)
				require.NoError(t, err)
			}
			want.median, err = b.tailRatio(ad, fd, noise, kept)
			require.NoError(t, err)
			assert.Equal(t, want.median, got[k].median)
			assert.Equal(t, math.Float64bits(want.norm), math.Float64bits(got[k].norm))
			assert.Equal(t, math.Float64bits(want.exactTail), math.Float64bits(got[k].exactTail))
		}
	}
	// AD in FD's place has no tail but its own: far below the model's.
	alike, err := measureLifted[float32](t.Context(), s.With(claims.Setup{FD: claims.EngineAD}), r, 1)
	require.NoError(t, err)
	straight, err := measureLifted[float32](t.Context(), s, r, 1)
	require.NoError(t, err)
	assert.NotEqual(t, straight[0].median, alike[0].median)
}

// Of S3n's settings at the audit's size a third has the control; in the tests all have it.
func TestSettingsWithAControl(t *testing.T) {
	for size, want := range map[claims.Size][2]int{claims.Short: {4, 4}, claims.Test: {16, 16}, claims.Audit: {48, 16}} {
		sets := noiseSettings(size)
		controlled := 0
		for _, set := range sets {
			if set.controlled() {
				controlled++
				assert.Equal(t, "1x20", set.network())
			}
		}
		assert.Equal(t, want, [2]int{len(sets), controlled}, size)
	}
}
