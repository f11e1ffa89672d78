package training

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/spectral"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// K1's ratios: log(loss_FD/loss_AD) after 1, 3, 10, ... steps, of systems with one mode beside a row that no a meets.
// The rate is 1/2 for sigma = 1, where the first step of descent is exact: both losses are their floors from then on.
func TestMeasureDecayByHand(t *testing.T) {
	floors := map[claims.Engine]float64{claims.EngineAD: 1, claims.EngineFD: 4}
	coarse := 9.0
	system := linearSystem{
		assemble: func(side claims.Engine, h float64) (rfm.System, error) {
			floor := floors[side]
			if side == claims.EngineFD && h == 0.5 {
				floor = coarse
			}
			return rfm.System{A: mat.NewDense(2, 1, []float64{1, 0}), F: []float64{1, math.Sqrt(floor)}}, nil
		},
		key: func(side claims.Engine, h float64) any { return [3]any{t.Name(), side, h} },
	}
	c := decayCell{
		spectral.GridEntry{Steps: []lab.Step{{Name: "1/4", H: 0.25}, {Name: "1/2", H: 0.5}}},
		func(claims.Setup, int) (linearSystem, error) { return system, nil },
	}
	s := claims.DefaultSetup(claims.Short, 1)
	got, err := measureDecay(t.Context(), s, c, 0, true)
	require.NoError(t, err)
	assert.LessOrEqual(t, got.worst, 8*theory.UnitRoundoff64, "the law is exact")
	require.Len(t, got.ratios, 2)
	for k, floor := range []float64{4, coarse} {
		require.Len(t, got.ratios[k], 11)
		for at, steps := range []float64{1, 3, 10, 32, 100, 316, 1000, 3162, 10000, 31623, 100000} {
			mode := math.Pow(1-2*0.5, 2*steps)
			want := math.Log((floor + mode) / (1 + mode))
			assert.InDelta(t, want, got.ratios[k][at], 8*theory.UnitRoundoff64, "step %d, after %v", k, steps)
		}
	}
	faulty, err := measureDecay(t.Context(), s.With(claims.Setup{Step: 0.5}), c, 0, false)
	require.NoError(t, err)
	assert.Equal(t, got.ratios[1], faulty.ratios[0], "a fault's step is FD's")
}

// K1's error of the law is the worse of AD's and FD's at the first step, for the first seed; other seeds have AD's
// alone, and FD's at other steps count nowhere. The errors of these descents are put in the place of measured ones.
func TestDecayErrorByHand(t *testing.T) {
	errors := map[claims.Engine][2]float64{claims.EngineAD: {2, 7}, claims.EngineFD: {3, 9}}
	steps := []lab.Step{{Name: "1/4", H: 0.25}, {Name: "1/2", H: 0.5}}
	system := linearSystem{
		assemble: func(claims.Engine, float64) (rfm.System, error) {
			return rfm.System{A: mat.NewDense(2, 1, []float64{1, 0}), F: []float64{1, 1}}, nil
		},
		key: func(side claims.Engine, h float64) any { return [3]any{t.Name(), side, h} },
	}
	for side, of := range errors {
		for k, step := range steps {
			_, err := lawErrors.Get(t.Context(), system.key(side, step.H), func() (float64, error) { return of[k], nil })
			require.NoError(t, err)
		}
	}
	c := decayCell{spectral.GridEntry{Steps: steps}, func(claims.Setup, int) (linearSystem, error) { return system, nil }}
	for _, want := range []struct {
		seed  int
		run   bool
		worst float64
	}{{0, true, 3}, {1, true, 2}, {0, false, 0}} {
		got, err := measureDecay(t.Context(), claims.DefaultSetup(claims.Short, 1), c, want.seed, want.run)
		require.NoError(t, err)
		assert.Equal(t, want.worst, got.worst, "seed %d", want.seed)
	}
}

// K2's rows: the worst identity, and the medians of a descent's errors.
func TestFlowFieldsByHand(t *testing.T) {
	seeds := []flow{{identity: 1, full: 8, half: 4, vacuous: 5}, {identity: 3, full: 9, half: 3, vacuous: 7}, {identity: 2, full: 2, half: 2, vacuous: 6}}
	table := claims.NewTable([]string{"kind"})
	for _, kind := range []string{claims.KindIdentity, claims.KindDecayRate} {
		lab.Add(&table, []string{kind}, flowFields(kind, seeds))
	}
	nan := math.NaN()
	for column, want := range map[string][2]float64{
		claims.ColCount: {3, 3}, claims.ColIdentity: {3, nan}, claims.ColVacuous: {6, nan},
		claims.ColFull: {nan, 8}, claims.ColHalf: {nan, 3}, claims.ColOrderEta: {nan, 2}, "worst log error": {nan, 9},
	} {
		for i, r := range table.Rows {
			v := table.Value(r, column)
			assert.True(t, v == want[i] || math.IsNaN(v) && math.IsNaN(want[i]), "%s in row %d: %v", column, i, v)
		}
	}
}

// T3 by loops: of each problem the step whose median log ratio of solution errors is least, and
// seed by seed the difference of those of the two problems.
func TestOrderAdvantageByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	table, err := OrderAdvantage(t.Context(), s, nil)
	require.NoError(t, err)
	g, err := trainingGrid(s.Size)
	require.NoError(t, err)
	ratios, steps := map[string][]float64{}, map[string]float64{}
	for _, e := range g {
		if e.optimiser != claims.OptimiserLM || e.precision != theory.Float32 {
			continue
		}
		for _, step := range e.h {
			var of []float64
			for seed := range s.Size.TrainingSeeds() {
				b, err := newNetTrial[float32](s, e.netSetting, seed)
				require.NoError(t, err)
				ad, err := b.descend(t.Context(), e.descentSetting, claims.EngineAD, 0)
				require.NoError(t, err)
				fd, err := b.descend(t.Context(), e.descentSetting, claims.EngineFD, step.H)
				require.NoError(t, err)
				of = append(of, math.Log(fd.error/ad.error))
			}
			if known, ok := ratios[e.problem]; !ok || middle(of) < middle(known) {
				ratios[e.problem], steps[e.problem] = of, step.H
			}
		}
	}
	var more []float64
	for seed, r := range ratios["biharmonic-1d"] {
		more = append(more, r-ratios["poisson-1d"][seed])
	}
	require.Len(t, table.Rows, 1)
	r := table.Rows[0]
	assert.Equal(t, float64(len(more)), table.Value(r, claims.ColCount))
	assert.Equal(t, steps["poisson-1d"], table.Value(r, "best h, q=2"))
	assert.Equal(t, steps["biharmonic-1d"], table.Value(r, "best h, q=4"))
	assert.InEpsilon(t, middle(more), table.Value(r, claims.ColTrend), 4*theory.UnitRoundoff64)
}

// middle is the mean of the two middle numbers of an even count.
func middle(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[len(x)/2-1] + x[len(x)/2]) / 2
}

// T1p's numbers of one seed: the courses beside each other with the operator's floor at AD's parameters, and
// the noise over it.
func TestMeasureElsewhereByHand(t *testing.T) {
	const h = 0x1p-6
	s := claims.DefaultSetup(claims.Short, 1)
	for _, problem := range []string{"allen-cahn-1d", "poisson-2d"} {
		set := descentSetting{netSetting{problem: problem, depth: 1, width: 3, nodes: 3, precision: theory.Float32}, claims.OptimiserAdam, 4}
		b := tinyTrial[float32](t, s, set.netSetting)
		ad, err := b.descend(t.Context(), set, claims.EngineAD, 0)
		require.NoError(t, err)
		fd, err := b.descend(t.Context(), set, claims.EngineFD, h)
		require.NoError(t, err)
		floor, err := b.operatorFloor(ad.theta, h)
		require.NoError(t, err)
		noise, err := b.residualNoise(ad.theta, claims.EngineFD, h)
		require.NoError(t, err)
		e := descentEntry{set, []lab.Step{{Name: "h", H: h}}}
		got, err := measureElsewhere[float32](t.Context(), s, e, 0, true)
		require.NoError(t, err)
		assert.Equal(t, noise/floor, got.noise, problem)
		assert.Equal(t, floor/ad.final, got.predicted, problem)
		assert.Equal(t, math.Log(fd.final/ad.final), got.loss, problem)
		assert.Equal(t, math.Log(fd.error/ad.error), got.error, problem)
		quiet, err := measureElsewhere[float32](t.Context(), s, e, 0, false)
		require.NoError(t, err)
		assert.Zero(t, quiet.noise)
	}
}
