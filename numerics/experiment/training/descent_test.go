package training

import (
	"cmp"
	"context"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/train"
	"adfd/theory"
	"adfd/theory/claims"
)

// tinyNet is a network whose steps take microseconds.
func tinyNet(problem string, precision theory.Precision) netSetting {
	return netSetting{problem: problem, depth: 1, width: 3, nodes: 7, precision: precision}
}

func tinyTrial[T engine.Float](t *testing.T, s claims.Setup, set netSetting) *netTrial[T] {
	t.Helper()
	b, err := newNetTrial[T](s, set, 0)
	require.NoError(t, err)
	return b
}

func TestCompareCoursesByHand(t *testing.T) {
	const logTolerance = 4 * theory.UnitRoundoff64 // a logarithm below 3, and a mean of five
	inf := math.Inf(1)
	type side = course[float64]
	for name, c := range map[string]struct {
		ad, fd            side
		floor, truncation float64
		want              rivalry
	}{
		"AD ahead, FD below its floor": {
			side{losses: []float64{16, 8, 4, 2, 1}, final: 1, error: 0.5},
			side{losses: []float64{16, 8, 8, 4, 2}, final: 2, error: 1},
			8, 0.25,
			rivalry{predicted: 8, loss: math.Ln2, error: math.Ln2,
				half: math.Log(4. / 3), // 4, AD's least up to step 2 of 4, is reached at steps 3 and 2
				mean: 3. / 5 * math.Ln2, stepsAD: 2, stepsFD: 3, lossOver: 0.25, errorOver: 2},
		},
		"FD ahead, FD below its truncation": {
			side{losses: []float64{32, 8, 16, 12, 2, 1}, final: 1, error: 0.5},
			side{losses: []float64{32, 16, 8, 4, 2, 0.5, 0.25}, final: 0.25, error: 0.25},
			0.5, 1,
			rivalry{predicted: 0.5, loss: -2 * math.Ln2, error: -math.Ln2,
				half:    math.Log(3. / 2),                   // 8, AD's least up to step 3, not its last there
				mean:    -(math.Log2(3) + 1) / 6 * math.Ln2, // 0 + 1 - 1 - log2 3 + 0 - 1 over the six steps of both
				stepsAD: 4, stepsFD: 3, lossOver: 0.25, errorOver: 0.25},
		},
		"both cross the target, rise and cross it again": {
			side{losses: []float64{16, 4, 8, 2, 1}, final: 1, error: 1},
			side{losses: []float64{16, 8, 4, 8, 4, 1}, final: 1, error: 1},
			1, 1,
			rivalry{predicted: 1, half: math.Log(3. / 2), // to 4, which both reach twice, at step 1 and at step 2
				mean:    4. / 5 * math.Ln2, // 0 + 1 - 1 + 2 + 2 over the five steps of both
				stepsAD: 1, stepsFD: 2, lossOver: 1, errorOver: 1},
		},
		"a tie": {
			side{losses: []float64{16, 8, 4}, final: 4, error: 1},
			side{losses: []float64{16, 8, 4}, final: 4, error: 1},
			2, 0,
			rivalry{predicted: 0.5, stepsAD: 0, stepsFD: 0, lossOver: 1, errorOver: 1},
		},
		"FD never there": {
			side{losses: []float64{64, 8, 4, 2, 1}, final: 1, error: 1},
			side{losses: []float64{64, 64, 64, 64, 64}, final: 64, error: 1},
			16, 0,
			rivalry{predicted: 16, loss: 6 * math.Ln2, half: inf, mean: (3 + 4 + 5 + 6) / 5. * math.Ln2,
				stepsAD: 2, stepsFD: inf, lossOver: 4, errorOver: 1},
		},
		"FD diverges": {
			side{losses: []float64{16, 8, 4}, final: 4, error: 1},
			side{losses: []float64{32, 64, inf}, final: inf, error: inf},
			2, 2,
			rivalry{predicted: 0.5, loss: inf, error: inf, half: inf, mean: inf,
				stepsAD: 0, stepsFD: inf, lossOver: inf, errorOver: inf},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := compareCourses(&c.ad, &c.fd, c.floor, c.truncation)
			for _, field := range []struct {
				name      string
				want, got float64
			}{
				{"loss", c.want.loss, got.loss}, {"error", c.want.error, got.error},
				{"half", c.want.half, got.half}, {"mean", c.want.mean, got.mean},
			} {
				if math.IsInf(field.want, 0) {
					assert.Equal(t, field.want, field.got, field.name)
				} else {
					assert.InDelta(t, field.want, field.got, logTolerance*8, field.name)
				}
			}
			assert.Equal(t, c.ad.final, got.final)
			assert.Equal(t, c.want.predicted, got.predicted)
			assert.Equal(t, []float64{c.want.stepsAD, c.want.stepsFD}, []float64{got.stepsAD, got.stepsFD})
			assert.Equal(t, []float64{c.want.lossOver, c.want.errorOver}, []float64{got.lossOver, got.errorOver})
		})
	}
}

// Two sides that diverge are equal; AD's alone loses by more than any number.
func TestCompareDivergedAD(t *testing.T) {
	inf := math.Inf(1)
	lost := course[float64]{losses: []float64{16, 64, inf}, final: inf, error: inf}
	r := compareCourses(&lost, &lost, 1, 1)
	assert.Equal(t, []float64{0, 0, 0, 0, 0}, []float64{r.predicted, r.loss, r.error, r.half, r.mean})
	r = compareCourses(&lost, &course[float64]{losses: []float64{16, 8, 4}, final: 4, error: 1}, 1, 1)
	assert.Equal(t, []float64{-inf, -inf, -inf}, []float64{r.loss, r.error, r.mean})
}

func TestLogRatio(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ a, b, want float64 }{
		{1, 1, 0}, {0, 0, 0}, {inf, inf, 0},
		{inf, 1, inf}, {1, inf, -inf}, {1, 0, inf}, {0, 1, -inf},
		{2, 1, math.Ln2}, {1, 2, -math.Ln2},
	} {
		assert.Equal(t, c.want, logRatio(c.a, c.b), "log(%v/%v)", c.a, c.b)
	}
	assert.True(t, math.IsNaN(logRatio(math.NaN(), 1)))
}

func TestStepsTo(t *testing.T) {
	losses := []float64{8, 4, 2, 4, 1}
	for _, c := range []struct{ target, want float64 }{
		{9, 0}, {8, 0}, {7, 1}, {4, 1}, {3, 2}, {2, 2}, {1.5, 4}, {1, 4}, {0.5, math.Inf(1)}, {math.Inf(1), 0},
	} {
		assert.Equal(t, c.want, stepsTo(losses, c.target), "to %v", c.target)
	}
	assert.Equal(t, math.Inf(1), stepsTo(nil, 1))
	assert.Equal(t, 1.0, stepsTo([]float64{math.NaN(), 1}, 1))
}

// scripted is a loss that is read from a list, with gradient 0: parameters stay.
type scripted struct {
	params int
	losses []float64
}

func (s *scripted) Params() int { return s.params }

func (s *scripted) LossGrad(_, grad []float64) (float64, error) {
	clear(grad)
	loss := s.losses[0]
	s.losses = s.losses[1:]
	return loss, nil
}

// What a run ends with is the median of the last tenth of its losses, of one at least;
// of an optimiser whose loss does not rise it is the last.
func TestFinalLoss(t *testing.T) {
	up := func(n int) []float64 { // 1, 2, ..., n: all windows have different medians
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i + 1)
		}
		return x
	}
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	solution, err := b.solutionError(b.start)
	require.NoError(t, err)
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		optimiser string
		losses    []float64
		want      float64
	}{
		"window of three":     {claims.OptimiserAdam, up(31), 30},
		"of two":              {claims.OptimiserGD, up(29), 28.5},
		"of one":              {claims.OptimiserGD, up(7), 7},
		"median, not mean":    {claims.OptimiserAdam, append(up(30), 1e6, 7)[2:], 30},
		"Levenberg-Marquardt": {claims.OptimiserLM, up(31), 31},
		"L-BFGS":              {claims.OptimiserLBFGS, up(31), 31},
		"NaN":                 {claims.OptimiserGD, append(up(5), nan), inf},
		"infinite":            {claims.OptimiserLM, append(up(5), inf), inf},
	} {
		t.Run(name, func(t *testing.T) {
			objective := &scripted{len(b.start), slices.Clone(c.losses)}
			set := descentSetting{b.set, c.optimiser, len(c.losses) - 1}
			got, err := b.follow(t.Context(), set, objective, &train.GD[float64]{Schedule: train.Constant(1)},
				train.NewState(b.start), train.Config[float64]{Steps: set.steps})
			require.NoError(t, err)
			assert.Equal(t, c.want, got.final)
			if math.IsInf(c.want, 1) {
				assert.Equal(t, inf, got.error)
				return
			}
			assert.Equal(t, c.losses, got.losses)
			assert.Equal(t, solution, got.error)
			assert.Equal(t, b.start, got.theta)
		})
	}
}

// What a setup or a cell changes makes a run of its own; AD's is one whatever the
// stencil.
func TestCourseKeyTellsRunsApart(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := descentSetting{tinyNet("poisson-1d", theory.Float64), claims.OptimiserAdam, 3}
	const h = 0x1p-4
	type trained struct{ ad, fd *course[float64] }
	train := func(s claims.Setup, set descentSetting, seed int, h float64) (c trained) {
		b, err := newNetTrial[float64](s, set.netSetting, seed)
		require.NoError(t, err)
		c.ad, err = b.descend(t.Context(), set, claims.EngineAD, h)
		require.NoError(t, err)
		c.fd, err = b.descend(t.Context(), set, claims.EngineFD, h)
		require.NoError(t, err)
		return c
	}
	base := train(s, set, 0, h)
	assert.NotEqual(t, base.ad.losses, base.fd.losses)
	again := train(s, set, 0, h)
	assert.Same(t, base.ad, again.ad)
	assert.Same(t, base.fd, again.fd)

	deeper, longer, plain := set, set, set
	deeper.depth, longer.steps, plain.optimiser = 2, 4, claims.OptimiserLM
	for name, c := range map[string]struct {
		change claims.Setup
		set    descentSetting
		seed   int
		h      float64
		shared bool // AD's run
	}{
		"placement":  {claims.Setup{Placement: claims.PlacementForward}, set, 0, h, true},
		"accuracy":   {claims.Setup{Accuracy: 4}, set, 0, h, true},
		"step":       {claims.Setup{}, set, 0, h / 2, true},
		"activation": {claims.Setup{Activation: "sin"}, set, 0, h, false},
		"master":     {claims.Setup{Seed: 2}, set, 0, h, false},
		"seed":       {claims.Setup{}, set, 1, h, false},
		"optimiser":  {claims.Setup{}, plain, 0, h, false},
		"steps":      {claims.Setup{}, longer, 0, h, false},
		"network":    {claims.Setup{}, deeper, 0, h, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := train(s.With(c.change), c.set, c.seed, c.h)
			require.NotSame(t, base.fd, got.fd)
			assert.NotEqual(t, base.fd.losses, got.fd.losses)
			if c.shared {
				assert.Same(t, base.ad, got.ad)
				return
			}
			require.NotSame(t, base.ad, got.ad)
			assert.NotEqual(t, base.ad.losses, got.ad.losses)
		})
	}
}

// The precision of a setup is that of the trials and the losses: rounded to float32,
// the first loss is off by more than float64's roundings would take it.
func TestPrecisionOfARun(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	e := descentEntry{descentSetting{tinyNet("poisson-1d", theory.Float64), claims.OptimiserAdam, 3}, lab.DyadicSteps(4)}
	double, err := trainingSweep(t.Context(), s, []descentEntry{e}, s.Size.TrainingSeeds(), nil)
	require.NoError(t, err)
	changed, err := trainingSweep(t.Context(), s.With(claims.Setup{Precision: theory.Float32}), []descentEntry{e}, s.Size.TrainingSeeds(), nil)
	require.NoError(t, err)
	e.precision = theory.Float32
	single, err := trainingSweep(t.Context(), s, []descentEntry{e}, s.Size.TrainingSeeds(), nil)
	require.NoError(t, err)
	assert.Equal(t, single, changed)
	assert.NotEqual(t, double, changed)
}

// gradientAt is loss and gradient of package nn on a side.
func gradientAt[T engine.Float](t *testing.T, b *netTrial[T], side claims.Engine, h float64, theta []T) (float64, []T) {
	t.Helper()
	r, err := b.residual(side, h)
	require.NoError(t, err)
	grad := make([]T, r.Params())
	loss, err := r.LossGrad(theta, grad)
	require.NoError(t, err)
	return loss, grad
}

// Two steps of gradient descent, theta - rate grad, at half of the largest stable rate:
// the same rate on both sides.
func TestGradientDescentByHand(t *testing.T) {
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	unit, err := b.trainedRate(t.Context())
	require.NoError(t, err)
	const h = 0x1p-3
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		c, err := b.descend(t.Context(), descentSetting{b.set, claims.OptimiserGD, 2}, side, h)
		require.NoError(t, err)
		theta, losses := slices.Clone(b.start), make([]float64, 3)
		for step := range losses {
			var grad []float64
			losses[step], grad = gradientAt(t, b, side, h, theta)
			for i := range theta {
				if step < 2 {
					p := 0.5 * unit * grad[i]
					theta[i] -= p
				}
			}
		}
		assert.Equal(t, losses, c.losses, side)
		assert.Equal(t, theta, c.theta, side)
	}
}

// 1/lambda_1 by gonum's symmetric eigenvalues of K = J J^T, after 1,000 steps of Adam on
// AD's side.
func TestTrainedRateIsThatOfTheKernel(t *testing.T) {
	// Either routine's lambda_1 is off by a few n u; n = 10 parameters or 9 rows.
	const tolerance = 4 * 10 * 10 * theory.UnitRoundoff64
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	trained, err := b.trainedRate(t.Context())
	require.NoError(t, err)
	warm, err := b.descend(t.Context(), descentSetting{b.set, claims.OptimiserAdam, 1000}, claims.EngineAD, 0)
	require.NoError(t, err)
	assert.InEpsilon(t, 1/kernelByGonum(t, b, claims.EngineAD, 0, warm.theta)[0], trained, tolerance)
}

// kernelByGonum are the eigenvalues of K = J J^T, the largest first, in float64.
func kernelByGonum[T engine.Float](t *testing.T, b *netTrial[T], side claims.Engine, h float64, theta []T) []float64 {
	t.Helper()
	r, err := b.residual(side, h)
	require.NoError(t, err)
	jac := make([]T, r.Rows()*r.Params())
	require.NoError(t, r.Jacobian(theta, jac))
	var k mat.SymDense
	k.SymOuterK(1, mat.NewDense(r.Rows(), r.Params(), promoted(jac)))
	var eigen mat.EigenSym
	require.True(t, eigen.Factorize(&k, false))
	values := eigen.Values(nil)
	slices.Reverse(values)
	return values
}

// Two steps of Adam by the formulas of the paper. The first moves every parameter by
// the rate against the sign of its gradient, up to epsilon/|g|.
func TestAdamByHand(t *testing.T) {
	const (
		rate, beta1, beta2, epsilon = 3e-3, 0.9, 0.999, 1e-8
		roundings                   = 32 * theory.UnitRoundoff64 // of an update, and of what is subtracted from a parameter below 2
	)
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	theta, m, v := slices.Clone(b.start), make([]float64, len(b.start)), make([]float64, len(b.start))
	for step := 1; step <= 2; step++ {
		_, grad := gradientAt(t, b, claims.EngineAD, 0, theta)
		c, err := b.descend(t.Context(), descentSetting{b.set, claims.OptimiserAdam, step}, claims.EngineAD, 0)
		require.NoError(t, err)
		for i, g := range grad {
			if step == 1 {
				require.NotZero(t, g)
				moved := c.theta[i] - b.start[i]
				assert.InDelta(t, -rate*math.Copysign(1, g), moved, rate*epsilon/math.Abs(g)+roundings)
			}
			m[i], v[i] = beta1*m[i]+(1-beta1)*g, beta2*v[i]+(1-beta2)*g*g
			mHat, vHat := m[i]/(1-math.Pow(beta1, float64(step))), v[i]/(1-math.Pow(beta2, float64(step)))
			theta[i] -= rate * mHat / (math.Sqrt(vHat) + epsilon)
		}
		assert.InDeltaSlice(t, theta, c.theta, roundings)
		copy(theta, c.theta)
	}
}

func TestSecondOrderOptimisers(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	marquardt, err := b.optimiser(t.Context(), claims.OptimiserLM)
	require.NoError(t, err)
	assert.Equal(t, &train.LevenbergMarquardt[float64]{Tau: 1e-3}, marquardt)
	lbfgs, err := b.optimiser(t.Context(), claims.OptimiserLBFGS)
	require.NoError(t, err)
	assert.IsType(t, &train.LBFGS{}, lbfgs)
	for _, name := range []string{claims.OptimiserLM, claims.OptimiserLBFGS} {
		require.True(t, secondOrder(name))
		c, err := b.descend(t.Context(), descentSetting{b.set, name, 10}, claims.EngineAD, 0)
		require.NoError(t, err)
		first, _ := gradientAt(t, b, claims.EngineAD, 0, b.start)
		assert.Equal(t, first, c.losses[0], name)
		assert.Less(t, c.final, first/2, name)
		assert.True(t, slices.IsSortedFunc(c.losses, func(x, y float64) int { return cmp.Compare(y, x) }), "%s: the loss rises: %v", name, c.losses)
	}
	assert.False(t, secondOrder(claims.OptimiserAdam))
	assert.False(t, secondOrder(claims.OptimiserGD))

	single := tinyTrial[float32](t, s, tinyNet("poisson-1d", theory.Float32))
	_, err = single.optimiser(t.Context(), claims.OptimiserLBFGS)
	assert.ErrorContains(t, err, "float32")
	_, err = b.optimiser(t.Context(), "momentum")
	assert.ErrorContains(t, err, `"momentum"`)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = b.descend(ctx, descentSetting{b.set, claims.OptimiserAdam, 11}, claims.EngineAD, 0)
	assert.ErrorIs(t, err, context.Canceled, "half a run is no run")
}
