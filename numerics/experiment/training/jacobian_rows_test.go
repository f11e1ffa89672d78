package training

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// S3n's row: the median of all seeds for the tail, and of the first, which has the control, for the rest.
func TestLiftedFieldsByHand(t *testing.T) {
	r := literalRun()
	at := r.edge(ofJacobian, 1)
	got := byColumn(t, r.liftedFields(lab.Step{H: 0.25}, []lifted{{1, 2, 3}, {5, 20, 30}, {4, 200, 300}}))
	assert.Equal(t, map[string]float64{
		claims.ColOrder: 2, claims.ColStep: 0.25, claims.ColLower: at.lower, claims.ColUpper: at.upper,
		claims.ColTruncation: theory.TruncationShare(0.25, 2), claims.ColCount: 3,
		claims.ColTailMedian: 4, claims.ColNoiseNorm: 2, claims.ColExactTail: 3,
	}, got)
}

// Of diagonal matrices the singular values are what stands there: FD's tail beyond two kept values,
// without the last, against that of AD's with the noise.
func TestTailRatioByHand(t *testing.T) {
	b := jacobianTrial[float64]{netTrial: tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))}
	diagonal := func(v ...float64) *mat.Dense {
		m := mat.NewDense(len(v), len(v), nil)
		for i, x := range v {
			m.Set(i, i, x)
		}
		return m
	}
	ad, fd, noise := diagonal(64, 32, 1, 1, 1, 1), diagonal(64, 32, 12, 10, 8, 1), diagonal(0, 0, 7, 4, 1, 0)
	got, err := b.tailRatio(ad, fd, noise, 2)
	require.NoError(t, err)
	assert.InEpsilon(t, 10./5, got, 64*theory.UnitRoundoff64)
	_, err = b.tailRatio(ad, fd, noise, 5)
	assert.ErrorContains(t, err, "5 of 6")
}

// The model's noise: the interior rows alone, each column with its own deviation over h^q. 255 of 257 rows
// are inside; the variances are means over all.
func TestDrawnNoiseByHand(t *testing.T) {
	set := netSetting{problem: "poisson-1d", depth: 1, width: 1, nodes: 255, precision: theory.Float64}
	b := jacobianTrial[float64]{netTrial: tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), set)}
	variances := []float64{0, 1, 4, 9}
	noise := b.drawnNoise(variances, 0.5)
	rows, cols := noise.Dims()
	require.Equal(t, []int{257, 4}, []int{rows, cols})
	const inside, all, scale = 255, 257, 16 // rows, and h^-4
	// The square of a normal number has the variance 2, so that the mean of as many as there are rows
	// inside has the deviation sqrt(2/inside); five of them are allowed.
	fiveDeviations := 5 * math.Sqrt(2./inside)
	for k, v := range variances {
		var sum float64
		for i := range inside {
			sum += noise.At(i, k) * noise.At(i, k)
		}
		if v == 0 {
			assert.Zero(t, sum, "a column without noise")
		} else {
			assert.InDelta(t, 1, sum/(all*scale*v), fiveDeviations, k)
		}
		assert.Zero(t, noise.At(255, k))
		assert.Zero(t, noise.At(256, k))
	}
	assert.NotEqual(t, noise, b.drawnNoise(variances, 0.25), "another step, another draw")
}

// For Poisson all weights of the stencil are powers of two times the first, and nothing is rounded apart. For
// the biharmonic problem 6 is not: what its products with the row's scale and the last weight are off by, beside
// 6 times the products of the 1, in exact arithmetic.
func TestCommonRoundingsByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	const h = 0x1p-3
	poisson := jacobianTrial[float32]{netTrial: tinyTrial[float32](t, s, tinyNet("poisson-1d", theory.Float32))}
	poisson.theta = poisson.start
	common, err := poisson.commonRoundings(h)
	require.NoError(t, err)
	assert.Zero(t, mat.Norm(common, 2))

	b := jacobianTrial[float32]{netTrial: tinyTrial[float32](t, s, tinyNet("biharmonic-1d", theory.Float32))}
	b.theta = b.start
	common, err = b.commonRoundings(h)
	require.NoError(t, err)
	g := float32(math.Sqrt(1./7)) / float32(h*h*h*h)
	exact := func(v ...float32) *big.Float {
		p := big.NewFloat(1).SetPrec(200)
		for _, x := range v {
			p.Mul(p, new(big.Float).SetPrec(200).SetFloat64(float64(x)))
		}
		return p
	}
	off := func(a float32) float64 {
		six := float32(6 * g)
		d, _ := exact(float32(six*a)).Sub(exact(float32(six*a)), exact(6, float32(g*a))).Float64()
		return d
	}
	law, err := b.noiseLaw()
	require.NoError(t, err)
	gradient, variance := make([]float64, 10), make([]float64, 10)
	nonzero := 0
	for i, x := range b.nodes {
		law.Gradient(promoted(b.theta), []float64{x}, gradient, variance)
		for k := range 3 {
			a := b.theta[6+k]
			want := []float64{off(a) / float64(a) * gradient[k], off(a) / float64(a) * gradient[3+k], off(1) * gradient[6+k]}
			got := []float64{common.At(i, k), common.At(i, 3+k), common.At(i, 6+k)}
			assert.InDeltaSlice(t, want, got, 0x1p-48*math.Abs(float64(g))) // two orders of exact sums
			if want[0] != 0 {
				nonzero++
			}
		}
		assert.InDelta(t, off(1), common.At(i, 9), 0x1p-48*math.Abs(float64(g)))
	}
	assert.Positive(t, nonzero)
	assert.Zero(t, mat.Norm(common.Slice(7, 11, 0, 10), 2), "the boundary's rows")
}

// Three seeds with AD and two steps, one inside the regime: the loss falls with the entropy over all
// runs, and rises with it inside the regime.
func TestLevelFieldsByHand(t *testing.T) {
	run := func(step, entropy, final float64, losses ...float64) level {
		return level{step, entropy, final, losses}
	}
	seed := func(shift float64) []level {
		return []level{
			run(0, 0.8+shift, 1e-3, 1, 8e-3, 1e-3),
			run(0.1, 0.9+shift, 2e-3, 1, 1, 2e-3), // in the regime, and not at the target before the end
			run(0.5, 0.1+shift, 0.5, 1, 0.9, 0.5),
		}
	}
	l := levels{at: edge{0.01, 0.4}, steps: []lab.Step{{H: 0.1}, {H: 0.5}}, runs: [][]level{seed(0), seed(1e-3), seed(2e-3)}}
	assert.Equal(t, 2., l.target(), "4 times the largest median end")
	assert.Zero(t, l.unreached(2))
	assert.Equal(t, 1./3, l.unreached(0.1))
	assert.Zero(t, l.unreached(0.5), "at most the target")

	got := byColumn(t, l.fields())
	spearman := func(keep func(level) bool, gain func(level) float64, seeds ...int) float64 {
		var x, y []float64
		for _, s := range seeds {
			for _, v := range l.runs[s] {
				if keep(v) {
					x, y = append(x, v.entropy), append(y, gain(v))
				}
			}
		}
		return claims.Spearman(x, y)
	}
	all, inside := func(level) bool { return true }, func(v level) bool { return v.step < 0.2 }
	lower := func(v level) float64 { return -v.final } // ranks as -log does
	assert.Equal(t, spearman(all, lower, 0, 1, 2), got[claims.RhoLevel])
	assert.Equal(t, spearman(inside, lower, 0, 1, 2), got[claims.RhoRegime])
	assert.Positive(t, got[claims.RhoLevel])
	assert.Negative(t, got[claims.RhoRegime])
	limits := claims.JackknifeSeeds(3, claims.SignLevel, func(seeds []int) float64 { return spearman(all, lower, seeds...) })
	assert.Equal(t, []float64{limits.Lo, limits.Hi}, []float64{got[claims.RhoLevel+" lo"], got[claims.RhoLevel+" hi"]})
	assert.True(t, math.IsNaN(got[claims.RhoSpeed]), "all runs are below the target at once")
	assert.Equal(t, []float64{3, 3, 0.01, 0.4, 0}, []float64{got[claims.ColCount], got["runs"], got[claims.ColLower], got[claims.ColUpper], got[claims.ColUnreached]})

	// With ends of 1e-3, 2e-3 and 5e-3 the target is 0.02: reached after 1, 2 and 3 steps, the
	// later the lower the entropy.
	slow := func(shift float64) []level {
		return []level{
			run(0, 0.8+shift, 1e-3, 1, 8e-3, 1e-3, 1e-3), run(0.1, 0.5+shift, 2e-3, 1, 1, 2e-3, 2e-3), run(0.5, 0.1+shift, 5e-3, 1, 0.9, 0.5, 5e-3),
		}
	}
	l.runs = [][]level{slow(0), slow(1e-3), slow(2e-3)}
	assert.InEpsilon(t, 0.02, l.target(), 4*theory.UnitRoundoff64)
	got = byColumn(t, l.fields())
	steps := map[float64]float64{0: 1, 0.1: 2, 0.5: 3}
	assert.Equal(t, spearman(all, func(v level) float64 { return -steps[v.step] }, 0, 1, 2), got[claims.RhoSpeed])
	assert.Positive(t, got[claims.RhoSpeed])
}

// AD is trained once, FD at every step, and each run's entropy is that of its own side's Jacobian at
// the parameters that all start from.
func TestMeasureLevelsTakesEachSide(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float64), "tanh", false}
	l := levels{jacobianSetting: set, steps: []lab.Step{{H: 0x1p-2}, {H: 0x1p-4}}}
	got, err := measureLevels[float64](t.Context(), s, l, 12, 1)
	require.NoError(t, err)
	require.Len(t, got, 3)
	b, err := newJacobianTrial[float64](t.Context(), s, set, 1)
	require.NoError(t, err)
	for i, c := range []struct {
		side claims.Engine
		h    float64
	}{{claims.EngineAD, 0}, {claims.EngineFD, 0x1p-2}, {claims.EngineFD, 0x1p-4}} {
		roots, err := b.kernelRoots(c.side, c.h, b.start)
		require.NoError(t, err)
		a := theory.DefaultCutoff(9, 10, theory.UnitRoundoff64)
		run, err := b.descend(t.Context(), descentSetting{set.netSetting, claims.OptimiserLM, 12}, c.side, c.h)
		require.NoError(t, err)
		assert.Equal(t, level{c.h, theory.TruncatedEntropy(roots, theory.EffectiveCutoff(roots, a)), run.final, run.losses}, got[i])
	}
	assert.NotEqual(t, got[1].entropy, got[0].entropy)
	alone, err := measureLevels[float64](t.Context(), s.With(claims.Setup{FD: claims.EngineAD}), l, 12, 1)
	require.NoError(t, err)
	assert.Equal(t, got[:1], alone)
}

// K5b's row: a seed whose entropies are equal is no win, though its loss has a sign.
func TestParityFieldsByHand(t *testing.T) {
	r := literalRun()
	at := r.edge(ofJacobian, 1)
	got := byColumn(t, r.parityFields(lab.Step{H: 0.25}, []paired{{1, 10, 0.125}, {-1, 40, 0.5}, {2, 30, -0.25}, {0, 20, 0.375}}))
	median, lo, hi := claims.RatioColumns(claims.RatioLoss)
	assert.Equal(t, map[string]float64{
		claims.ColStep: 0.25, claims.ColLower: at.lower, claims.ColUpper: at.upper, claims.ColCount: 4, claims.ColWins: 2, claims.ColLosses: 1,
		claims.ColPredicted: 25, claims.ColTruncation: theory.TruncationShare(0.25, 2), median: 0.25, lo: -0.25, hi: 0.5,
	}, got)
}

// What one seed of K5b takes from which side: the entropies at the start, the losses that Adam ends with,
// the floor at Taylor mode's parameters, at its own step.
func TestMeasureParityTakesEachSide(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float64), "tanh", false}
	r := jacobianRun{jacobianSetting: set, steps: []lab.Step{{H: 0x1p-2}, {H: 0x1p-4}}}
	got, err := measureParity[float64](t.Context(), s, r, 30, 1)
	require.NoError(t, err)
	b, err := newJacobianTrial[float64](t.Context(), s, set, 1)
	require.NoError(t, err)
	of := func(side claims.Engine, h float64) (float64, *course[float64]) {
		roots, err := b.kernelRoots(side, h, b.start)
		require.NoError(t, err)
		a := theory.DefaultCutoff(9, 10, theory.UnitRoundoff64)
		c, err := b.descend(t.Context(), descentSetting{set.netSetting, claims.OptimiserAdam, 30}, side, h)
		require.NoError(t, err)
		return theory.TruncatedEntropy(roots, theory.EffectiveCutoff(roots, a)), c
	}
	for k, step := range r.steps {
		hAD, ad := of(claims.EngineAD, 0)
		hFD, fd := of(claims.EngineFD, step.H)
		floor, err := b.roundingFloor(ad.theta, step.H)
		require.NoError(t, err)
		assert.Equal(t, paired{hAD - hFD, floor / ad.final, math.Log(fd.final / ad.final)}, got[k])
	}
	assert.NotEqual(t, got[0], got[1])
}

// Every network, activation, problem, precision and kind of parameters of the audit is in the tests, but for the
// width of 100, which changes a number alone.
func TestEveryKindOfJacobianIsTested(t *testing.T) {
	kinds := func(sets []jacobianSetting) map[[4]any]bool {
		out := map[[4]any]bool{}
		for _, s := range sets {
			for i, v := range []any{s.depth, s.activation, s.problem, s.precision} {
				out[[4]any{i, v, s.trained}] = true
			}
		}
		return out
	}
	assert.Equal(t, kinds(jacobianGrid(claims.Audit)), kinds(jacobianGrid(claims.Test)))
	assert.Len(t, jacobianGrid(claims.Audit), 48)
	assert.Equal(t, jacobianGrid(claims.Audit), jacobianGrid(claims.Full))
	for _, s := range noiseSettings(claims.Test) {
		assert.True(t, s.controlled())
	}
}
