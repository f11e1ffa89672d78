package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// moved is a trial of a tiny network whose parameters are others than those it starts from.
func moved[T engine.Float](t *testing.T, s claims.Setup, set netSetting) jacobianTrial[T] {
	t.Helper()
	b := tinyTrial[T](t, s, set)
	theta := make([]T, len(b.start))
	for k, v := range b.start {
		theta[k] = v + T(k+1)/16
	}
	return jacobianTrial[T]{b, theta}
}

// The spectrum and the deviation of the noise are those at a trial's parameters, wherever it started.
func TestJacobianIsLookedAtWhereTheTrialStands(t *testing.T) {
	b := moved[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("biharmonic-1d", theory.Float64))
	started := jacobianTrial[float64]{tinyTrial[float64](t, b.setup, b.set), b.theta}
	kappa, columns, err := b.kappa()
	require.NoError(t, err)
	started.start = b.theta // no less than where it stands
	wantKappa, wantColumns, err := started.kappa()
	require.NoError(t, err)
	assert.Equal(t, wantKappa, kappa)
	assert.Equal(t, wantColumns, columns)
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		got, err := b.roots(side, 0x1p-3)
		require.NoError(t, err)
		want, err := b.kernelRoots(side, 0x1p-3, b.theta)
		require.NoError(t, err)
		assert.Equal(t, want, got, side)
	}
	b.theta = b.start
	elsewhere, _, err := b.kappa()
	require.NoError(t, err)
	assert.NotEqual(t, wantKappa, elsewhere)
}

// What a setup puts in the place of a setting's activation and precision is what the trial has; tanh has no
// name there, as in the setup of the other grids.
func TestJacobianTrialUnderASetup(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1).With(claims.Setup{Activation: "sin", Precision: theory.Float64, Cutoff: 3})
	set := jacobianSetting{tinyNet("biharmonic-1d", theory.Float32), "tanh", false}
	b, err := newJacobianTrial[float64](t.Context(), s, set, 0)
	require.NoError(t, err)
	assert.Equal(t, "sin", b.setup.Activation)
	// 7 nodes and 4 rows of the boundary; 3 neurons of 3 parameters, and one for all.
	assert.Equal(t, shape{11, 10, 0x1p-53, 3}, b.shape())
	s.Activation, s.Precision = "tanh", theory.Float32
	single, err := newJacobianTrial[float32](t.Context(), s, set, 0)
	require.NoError(t, err)
	assert.Empty(t, single.setup.Activation)
	assert.Equal(t, shape{11, 10, 0x1p-24, 3}, single.shape())
}

// A prediction is Taylor mode's at the parameters that the setting names, whatever side a setup puts it on.
func TestPredictJacobianByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{tinyNet("biharmonic-1d", theory.Float64), "tanh", true}
	got, err := predictJacobian[float64](t.Context(), s.With(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD}), set, 2)
	require.NoError(t, err)
	b, err := newNetTrial[float64](s, set.netSetting, 2)
	require.NoError(t, err)
	c, err := b.descend(t.Context(), descentSetting{set.netSetting, claims.OptimiserAdam, 1000}, claims.EngineAD, 0)
	require.NoError(t, err)
	roots, err := b.kernelRoots(claims.EngineAD, 0, c.theta)
	require.NoError(t, err)
	kappa, _, err := jacobianTrial[float64]{b, c.theta}.kappa()
	require.NoError(t, err)
	assert.Equal(t, jacobianSeed{roots, kappa, shape{11, 10, 0x1p-53, 1}, 4}, got)
}

// J's cut-off is a fifth here and K's a fiftieth: AD keeps two values of J and three of K, FD three and
// four. The reading by a count takes AD's for both.
func TestEntropyFieldsTakeTheirCutoff(t *testing.T) {
	const u = theory.UnitRoundoff64
	const factor = 1 / (1000 * u) // on 200u of J and 20u of K
	r := literalRun()
	pairs := []jacobianPair{{ad: []float64{1, 0.5, 0.15, 1e-3}, fd: []float64{1, 0.5, 0.4, 0.16}}}
	entropy := func(values ...float64) float64 {
		var sum, h float64
		for _, v := range values {
			sum += v
		}
		for _, v := range values {
			h -= v / sum * math.Log(v/sum)
		}
		return h / math.Log(float64(len(values)))
	}
	norm := math.Sqrt(10) + math.Sqrt(100)
	for _, c := range []struct {
		matrix               matrixOf
		reading              theory.EntropyVariant
		ad, fd, hAD, hFD     float64
		cutoff, upperOfKappa float64
	}{
		{ofJacobian, theory.EntropyDefault, 2, 3, entropy(1, 0.5), entropy(1, 0.5, 0.4), 0.2, 0.2 * 2},
		{ofKernel, theory.EntropyDefault, 3, 4, entropy(1, 0.25, 0.0225), entropy(1, 0.25, 0.16, 0.0256), 0.02, math.Sqrt(0.02) * 2},
		{ofJacobian, theory.EntropyCount, 2, 3, entropy(1, 0.5), entropy(1, 0.5), 0.2, 0.2 * 2},
	} {
		fields, err := r.entropyFields(claims.Setup{Entropy: c.reading}, c.matrix, factor, lab.Step{H: 0.5}, pairs)
		require.NoError(t, err)
		got := byColumn(t, fields)
		assert.Equal(t, []float64{c.ad, c.fd}, []float64{got["median n_a AD"], got["median n_a FD"]})
		assert.InEpsilon(t, c.hAD, got["median H_AD"], 64*u)
		assert.InEpsilon(t, c.hFD, got["median H_FD"], 64*u)
		assert.InDelta(t, c.hAD-c.hFD, got[claims.ColMedian], 64*u)
		// kappa 1 and 9: the edges are 1 and 3 times the first.
		assert.InEpsilon(t, 2*math.Sqrt(u*norm/c.upperOfKappa), got[claims.ColUpper], 64*u)
		lower := theory.LowerEdge
		if c.matrix == ofKernel {
			lower = theory.KernelLowerEdge
		}
		want := (lower(r.seeds[0].roots, 1, u, 10, 100, c.cutoff, 2) + lower(r.seeds[0].roots, 9, u, 10, 100, c.cutoff, 2)) / 2
		assert.Equal(t, c.matrix == ofKernel, want > 0, "J keeps an even spectrum, which noise never evens out")
		assert.InDelta(t, want, got[claims.ColLower], 64*u*want)
	}
}

// Every seed has its own prediction, and FD its own parameters.
func TestCompareJacobiansTakesItsSeed(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{tinyNet("poisson-1d", theory.Float32), "tanh", false}
	r := jacobianRun{jacobianSetting: set, seeds: []jacobianSeed{{roots: []float64{2, 1}}, {roots: []float64{8, 4}}}, steps: []lab.Step{{H: 0.25}, {H: 0.125}}}
	got, err := compareJacobians[float32](t.Context(), s, r, 1)
	require.NoError(t, err)
	b, err := newNetTrial[float32](s, set.netSetting, 1)
	require.NoError(t, err)
	for k, step := range r.steps {
		fd, err := b.kernelRoots(claims.EngineFD, step.H, b.start)
		require.NoError(t, err)
		assert.Equal(t, jacobianPair{[]float64{8, 4}, fd}, got[k])
	}
}

// The search ends between two neighbours on the grid of 2^(k/8) in 8 bits, in whose geometric mean it sees the
// edge: 2.7 lies between 2^(11/8), 2.594, and 2^(12/8), 2.828.
func TestSearchedEndsBetweenNeighbours(t *testing.T) {
	var seen []float64
	got, err := searched(1, span{1. / 8, 4}, func(h float64) (bool, error) {
		seen = append(seen, h)
		return h < 2.7, nil
	})
	require.NoError(t, err)
	assert.Equal(t, math.Sqrt(2.59375*2.828125), got)
	assert.Equal(t, []float64{1. / 8, 4}, seen[:2], "the ends first")
	for _, empty := range []span{{1. / 8, math.Inf(1)}, {0, 4}, {math.NaN(), 4}} {
		none, err := searched(1, empty, func(h float64) (bool, error) {
			t.Errorf("%v: sought at %v", empty, h)
			return false, nil
		})
		require.NoError(t, err)
		assert.True(t, math.IsNaN(none))
	}
	_, err = searched(1, span{1. / 8, 4}, func(h float64) (bool, error) {
		if h > 1 {
			return false, assert.AnError
		}
		return true, nil
	})
	assert.ErrorIs(t, err, assert.AnError)
}

// An edge is sought over five octaves, the lower one no further than the middle of the regime.
func TestSpansByHand(t *testing.T) {
	lower, upper := edge{0x1p-4, 1}.spans()
	assert.Equal(t, []span{{0x1p-7, 0x1p-2}, {0x1p-3, 4}}, []span{lower, upper})
	lower, _ = edge{0x1p-4, 0x1p-2}.spans()
	assert.Equal(t, span{0x1p-7, 0x1p-3}, lower)
}

// On either side of a measured edge stands what the edge divides, by this seed's numbers: one step below the upper
// one FD keeps two values more than AD, one step below the lower one its entropy is higher.
func TestMeasuredEdgesDivide(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := jacobianSetting{netSetting{problem: "poisson-1d", depth: 1, width: 40, nodes: 63, precision: theory.Float32}, "sin", false}
	seed, err := predictJacobian[float32](t.Context(), s, set, 1)
	require.NoError(t, err)
	r := jacobianRun{jacobianSetting: set, seeds: []jacobianSeed{{roots: []float64{1, 1}, kappa: 1, shape: seed.shape, order: 2}, seed}}
	found, err := measureJacobianEdges[float32](t.Context(), s, r, 1)
	require.NoError(t, err)
	b, err := newJacobianTrial[float32](t.Context(), s, set, 1)
	require.NoError(t, err)
	const u = theory.UnitRoundoff32
	for k, power := range []float64{1, 2} {
		a := 2 * u * []float64{121, 65}[k] // J is 65 x 121, K 65 x 65
		of := func(roots []float64) (kept int, entropy float64) {
			values := lab.Each(roots, func(v float64) float64 { return math.Pow(v, power) })
			kept = theory.EffectiveCutoff(values, a)
			return kept, theory.TruncatedEntropy(values, kept)
		}
		kept, entropy := of(seed.roots)
		at := func(edge, predicted float64, places float64) (int, float64) {
			h := predicted * math.Exp2(math.Round(8*math.Log2(edge/predicted)-0.5)/8+places/8)
			roots, err := b.kernelRoots(claims.EngineFD, engine.RoundBits(h, 8), b.start)
			require.NoError(t, err)
			return of(roots)
		}
		e := found[k]
		below, _ := at(e.measured.upper, e.predicted.upper, 0)
		above, _ := at(e.measured.upper, e.predicted.upper, 1)
		assert.GreaterOrEqual(t, below, kept+2)
		assert.Less(t, above, kept+2)
		_, higher := at(e.measured.lower, e.predicted.lower, 0)
		_, lower := at(e.measured.lower, e.predicted.lower, 1)
		assert.Greater(t, higher, entropy)
		assert.LessOrEqual(t, lower, entropy)
	}
}

// K has a regime and J none: it is K's own, whose steps stand in order.
func TestPlacesOfAKernelAlone(t *testing.T) {
	of := func(m matrixOf) edge {
		return map[matrixOf]edge{ofJacobian: {0x1p-4, 3. / 16}, ofKernel: {0x1p-7, 3. / 64}}[m]
	}
	assert.Equal(t, []lab.Step{
		{Name: "h_l/8", H: 0x1p-7}, {Name: "K1", H: 3. / 256}, {Name: "K2", H: 3. / 128}, {Name: "h_l/2", H: 0x1p-5}, {Name: "2^-1", H: 0.5},
	}, jacobianPlaces(of, 2))
}

// A common rounding is that where the trial stands, not where it started.
func TestCommonRoundingsWhereTheTrialStands(t *testing.T) {
	b := moved[float32](t, claims.DefaultSetup(claims.Short, 1), tinyNet("biharmonic-1d", theory.Float32))
	got, err := b.commonRoundings(0x1p-3)
	require.NoError(t, err)
	b.start = b.theta
	want, err := b.commonRoundings(0x1p-3)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	b.theta = tinyTrial[float32](t, b.setup, b.set).start
	elsewhere, err := b.commonRoundings(0x1p-3)
	require.NoError(t, err)
	assert.NotEqual(t, elsewhere, got)
}
