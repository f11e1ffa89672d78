package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// The steps of a span: 10 in a geometric row from 1.5 h_l to 6 h_c, or to a half where that is less, by the
// medians over 20 seeds. Four times the cut-off halves h_c.
func TestLevelSpansByHand(t *testing.T) {
	set := jacobianSetting{netSetting{problem: "poisson-1d", depth: 1, width: 10, nodes: 31, precision: theory.Float32}, "tanh", false}
	for factor, cut := range map[float64]bool{1: true, 4: false} {
		s := claims.DefaultSetup(claims.Short, 1).With(claims.Setup{Cutoff: factor})
		spans, err := levelSpans(t.Context(), s, []jacobianSetting{set}, nil)
		require.NoError(t, err)
		require.Len(t, spans, 1)
		var lower, upper []float64
		for seed := range 20 {
			j, err := predictJacobian[float32](t.Context(), s, set, seed)
			require.NoError(t, err)
			const u = theory.UnitRoundoff32
			lower = append(lower, theory.LowerEdge(j.roots, j.kappa, u, 33, 31, factor*66*u, 2))
			upper = append(upper, theory.UpperEdge(j.kappa, u, 33, 31, factor*66*u, j.roots[0], 2))
		}
		l := spans[0]
		assert.InEpsilon(t, middle(lower), l.at.lower, 4*theory.UnitRoundoff64)
		assert.InEpsilon(t, middle(upper), l.at.upper, 4*theory.UnitRoundoff64)
		from, to := 1.5*middle(lower), math.Min(6*middle(upper), 0.5)
		assert.Equal(t, cut, to == 0.5, "%v", to)
		require.Len(t, l.steps, 10)
		for k, step := range l.steps {
			want := from * math.Pow(to/from, float64(k)/9)
			assert.InEpsilon(t, want, step.H, 0x1p-7, "8 bits")
			assert.True(t, step.H >= from && step.H <= to)
		}
	}
}

// The regime is from 1.5 h_l to h_c/2, with AD's run in it: of four runs a seed the first two count. All three
// coefficients have the limits that leaving out seeds gives, the lower one first.
func TestRegimeOfLevels(t *testing.T) {
	run := func(step, entropy, final, steps float64) level {
		losses := []float64{1}
		for range int(steps) {
			losses = append(losses, 1)
		}
		return level{step, entropy, final, append(losses, final)}
	}
	l := levels{at: edge{0.01, 0.4}, runs: [][]level{
		{run(0, 0.9, 1e-3, 1), run(0.1, 0.8, 4e-3, 3), run(0.3, 0.1, 1e-4, 9), run(0.012, 0.95, 9e-3, 2)},
		{run(0, 0.7, 2e-3, 2), run(0.1, 0.85, 3e-3, 5), run(0.3, 0.2, 1e-4, 4), run(0.012, 0.96, 8e-3, 6)},
		{run(0, 0.75, 5e-3, 8), run(0.1, 0.6, 6e-3, 7), run(0.3, 0.3, 1e-4, 1), run(0.012, 0.97, 9e-3, 3)},
	}}
	got := byColumn(t, l.fields())
	for name, c := range map[string]struct {
		runs int
		gain func(level) float64
	}{
		claims.RhoLevel:  {4, func(v level) float64 { return 1 / v.final }},
		claims.RhoRegime: {2, func(v level) float64 { return 1 / v.final }},
		claims.RhoSpeed:  {4, func(v level) float64 { return -float64(len(v.losses)) }},
	} {
		of := func(seeds []int) float64 {
			var x, y []float64
			for _, seed := range seeds {
				for _, v := range l.runs[seed][:c.runs] {
					x, y = append(x, v.entropy), append(y, c.gain(v))
				}
			}
			return claims.Spearman(x, y)
		}
		want := claims.JackknifeSeeds(3, claims.SignLevel, of)
		require.Less(t, want.Lo, want.Hi)
		assert.Equal(t, want, claims.Interval{Estimate: got[name], Lo: got[name+" lo"], Hi: got[name+" hi"]}, name)
	}
	// Of medians 2, 4, 0.1 and 9 in 1000.
	assert.InEpsilon(t, 0.036, l.target(), 4*theory.UnitRoundoff64)
	first := levels{runs: lab.Each(l.runs, func(seed []level) []level { return seed[:3] })}
	assert.InEpsilon(t, 0.016, first.target(), 4*theory.UnitRoundoff64, "the second of three")
	assert.Equal(t, 2./12, l.unreached(8.5e-3), "9 in 1000 twice")
}

// A setup's sides and its reading of entropy are those of the runs; the run on AD's side has no step of its own
// in the table.
func TestMeasureLevelsUnderASetup(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1).With(claims.Setup{AD: claims.EngineFD, Entropy: theory.EntropyNoFactor})
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float64), "tanh", false}
	l := levels{jacobianSetting: set, steps: []lab.Step{{H: 0x1p-2}, {H: 0x1p-4}}}
	got, err := measureLevels[float64](t.Context(), s, l, 3, 0)
	require.NoError(t, err)
	require.Len(t, got, 3)
	b := tinyTrial[float64](t, s, set.netSetting)
	roots, err := b.kernelRoots(claims.EngineFD, 0x1p-2, b.start)
	require.NoError(t, err)
	entropy := theory.TruncatedEntropy(roots, theory.EffectiveCutoff(roots, 20*theory.UnitRoundoff64))
	kept := theory.EffectiveCutoff(roots, 20*theory.UnitRoundoff64)
	assert.InEpsilon(t, entropy*math.Log(float64(kept)), got[0].entropy, 64*theory.UnitRoundoff64)
	want := got[1]
	assert.Equal(t, 0x1p-2, want.step)
	want.step = 0
	assert.Equal(t, want, got[0], "the first step's")
}

// With exchanged sides K5b's differences change their signs, and the floor stays Taylor mode's; a fault's step is
// FD's, and the floor is that of the step in the table.
func TestMeasureParityUnderASetup(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float64), "tanh", false}
	r := jacobianRun{jacobianSetting: set, steps: []lab.Step{{H: 0x1p-2}, {H: 0x1p-4}}}
	under := func(change claims.Setup) []paired {
		got, err := measureParity[float64](t.Context(), s.With(change), r, 30, 1)
		require.NoError(t, err)
		return got
	}
	straight := under(claims.Setup{})
	for k, p := range under(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD}) {
		assert.NotZero(t, p.entropy)
		assert.Equal(t, []float64{-straight[k].entropy, straight[k].floor}, []float64{p.entropy, p.floor})
		require.Greater(t, math.Abs(p.ratio), 8*theory.UnitRoundoff64)
		assert.InDelta(t, -straight[k].ratio, p.ratio, 4*theory.UnitRoundoff64, "logarithms of a quotient near 1 and of its inverse")
	}
	faulty := under(claims.Setup{Step: 0x1p-2})
	assert.Equal(t, straight[0], faulty[0])
	assert.Equal(t, paired{straight[0].entropy, straight[1].floor, straight[0].ratio}, faulty[1])
}

// Every problem with every activation at K5's networks is in the tests, and K5b's activations stand among K5's: only
// the width is the audit's own.
func TestEveryKindOfLevelIsTested(t *testing.T) {
	type kind struct {
		problem, activation string
		depth               int
		precision           theory.Precision
		trained             bool
	}
	kinds := func(sets []jacobianSetting) (all []kind) {
		for _, s := range sets {
			all = append(all, kind{s.problem, s.activation, s.depth, s.precision, s.trained})
		}
		return all
	}
	sets := func(of func(claims.Size) ([]jacobianSetting, int), size claims.Size) []jacobianSetting {
		all, _ := of(size)
		return all
	}
	tested := kinds(sets(levelGrid, claims.Test))
	assert.Len(t, tested, 4)
	assert.Subset(t, tested, kinds(sets(levelGrid, claims.Audit)))
	assert.Subset(t, tested, kinds(sets(levelGrid, claims.Short)))
	for _, k := range kinds(sets(parityGrid, claims.Audit)) {
		assert.Equal(t, theory.Float64, k.precision)
		k.precision = theory.Float32
		assert.Contains(t, tested, k)
	}
	for size, steps := range map[claims.Size]int{claims.Short: 300, claims.Test: 1000, claims.Audit: 1000} {
		even, got := parityGrid(size)
		assert.Equal(t, steps, got)
		assert.GreaterOrEqual(t, len(even), 2)
		_, descent := levelGrid(size)
		assert.Equal(t, 300, descent)
	}
}
