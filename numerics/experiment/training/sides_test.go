package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// Numbers of one seed, by hand on either side: a measurement that takes one side for the other gives another
// number here, which no table of medians need show.

// A4's numbers of one seed by loops: the loss by itself, and of the gradient the worst coordinate, each over the
// bound of its own. With FD on AD's side the same numbers are those of FD, beyond every bound.
func TestCheckGradientByHand(t *testing.T) {
	set := tinyNet("poisson-1d", theory.Float64)
	s := claims.DefaultSetup(claims.Short, 1)
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		got, err := checkGradient(s.With(claims.Setup{AD: side}), set, 0)
		require.NoError(t, err)
		b := tinyTrial[float64](t, s, set)
		loss, grad := gradientAt(t, b, side, 0x1p-7, b.start)
		rows, err := b.equations(claims.EngineAD, 0)
		require.NoError(t, err)
		exactLoss, exact, err := b.oracleNetwork().DDLossGrad(b.start, rows)
		require.NoError(t, err)
		ofLoss, of, err := nn.BoundedLossGrad("tanh", b.net.Sizes(), b.problem, b.start, b.nodes, 1)
		require.NoError(t, err)
		off := func(x float64, want dd.DD) float64 { return math.Abs(dd.FromFloat64(x).Sub(want).Float64()) }
		want := gradientCheck{loss: deviation{1, off(loss, exactLoss) / ofLoss.Bound, ofLoss.Bound / (100 * 0x1p-53 * ofLoss.Magnitude)}}
		require.Len(t, grad, 10)
		for k, g := range grad {
			want.gradient.compared++
			want.gradient.error = max(want.gradient.error, off(g, exact[k])/of[k].Bound)
			want.gradient.bound = max(want.gradient.bound, of[k].Bound/(100*0x1p-53*of[k].Magnitude))
		}
		assert.Equal(t, want, got, side)
		assert.Equal(t, side == claims.EngineAD, got.gradient.error <= 1, side)
		assert.Equal(t, side == claims.EngineAD, got.loss.error <= 1, side)
	}
}

// T1's numbers of one seed at two steps: both courses beside each other with the floor at AD's parameters. Where
// the setup puts AD on both sides, the courses are one and the floor over AD's loss remains.
func TestMeasureDescentByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := descentSetting{tinyNet("biharmonic-1d", theory.Float32), claims.OptimiserAdam, 4}
	e := descentEntry{set, []lab.Step{{Name: "1", H: 1}, {Name: "1/16", H: 0.0625}}}
	got, err := measureDescent[float32](t.Context(), s, e, 0)
	require.NoError(t, err)
	alike, err := measureDescent[float32](t.Context(), s.With(claims.Setup{FD: claims.EngineAD}), e, 0)
	require.NoError(t, err)
	require.Len(t, got, 2)
	b := tinyTrial[float32](t, s, set.netSetting)
	ad, err := b.descend(t.Context(), set, claims.EngineAD, 0)
	require.NoError(t, err)
	for k, h := range []float64{1, 0.0625} {
		fd, err := b.descend(t.Context(), set, claims.EngineFD, h)
		require.NoError(t, err)
		floor, err := b.roundingFloor(ad.theta, h)
		require.NoError(t, err)
		want := compareCourses(ad, fd, floor, theory.TruncationShare(h, 4))
		assert.Equal(t, want, got[k])
		assert.NotZero(t, got[k].loss, "the sides differ")
		if h == 1 { // the truncation of fourth order is sinc^-4(pi/2) - 1, far above AD's error
			truncation := math.Pow(math.Pi/2, 4) - 1
			require.Less(t, ad.error, truncation/2)
			assert.InEpsilon(t, fd.error/truncation, got[k].errorOver, 16*theory.UnitRoundoff64, "a power and a difference that loses no digit")
		}
		assert.Equal(t, floor/ad.final, alike[k].predicted)
		assert.Zero(t, alike[k].loss)
	}
	faulty, err := measureDescent[float32](t.Context(), s.With(claims.Setup{Step: 0.0625}), e, 0)
	require.NoError(t, err)
	assert.Equal(t, []rivalry{got[1], got[1]}, faulty, "a fault's step is FD's")
}

// T5's log ratio on the linear residual of TestLargestRateOfALinearResidual, where AD is stable up to 1/4 and FD up
// to 1/7.75: 8 log2(7.75/4) = 7.6 steps of the search further down, so that FD's is the eighth, an octave below.
func TestRateRatioByHand(t *testing.T) {
	const (
		h     = 0x1p-4
		nudge = 1 - 0x1p-6 // off the edge itself, where rounding decides
	)
	s := claims.DefaultSetup(claims.Short, 31) // a seed whose rates no other test looks for
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	b.problem.Operator = []pde.Term{{Coef: 1, Index: engine.MultiIndex{2}}, {Coef: 1, Index: engine.MultiIndex{0}}}
	b.problem.Source = func([]float64) float64 { return 0 }
	b.problem.Boundary = nil
	with(t, b, newFlat(1, 1.5))
	floor, err := b.roundingFloor(b.start, h)
	require.NoError(t, err)
	trained := &course[float64]{theta: b.start, final: 2 * floor / claims.RateFloor}
	set := descentSetting{b.set, claims.OptimiserAdam, 1}
	predicted, ratio, err := b.rateRatio(t.Context(), s, set, h, trained, nudge/4)
	require.NoError(t, err)
	assert.InEpsilon(t, claims.RateFloor/2, predicted, 4*theory.UnitRoundoff64)
	assert.InEpsilon(t, -math.Ln2, ratio, 4*theory.UnitRoundoff64)
	_, exchanged, err := b.rateRatio(t.Context(), s.With(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD}), set, h, trained, nudge/4)
	require.NoError(t, err)
	assert.Equal(t, -ratio, exchanged)
}

// T5's rates of one seed: those of both sides where AD ends, in steps from AD's 1/lambda_1 there, at a step so
// large that the kernels differ.
func TestMeasureRatesByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := descentSetting{tinyNet("poisson-1d", theory.Float64), claims.OptimiserAdam, 20}
	e := descentEntry{set, []lab.Step{{Name: "1", H: 1}, {Name: "1/2", H: 0.5}}}
	got, err := measureRates(t.Context(), s, e, 0)
	require.NoError(t, err)
	require.Len(t, got, 2)
	b := tinyTrial[float64](t, s, set.netSetting)
	trained, err := b.descend(t.Context(), set, claims.EngineAD, 0)
	require.NoError(t, err)
	unit, err := b.unitRate(trained.theta)
	require.NoError(t, err)
	// The unit is AD's largest eigenvalue: either routine is off by a few n u, n = 10 parameters or 9 rows.
	assert.InEpsilon(t, 1/kernelByGonum(t, b, claims.EngineAD, 0, trained.theta)[0], unit, 4*10*10*theory.UnitRoundoff64)
	ad, err := b.largestRate(t.Context(), claims.EngineAD, 0, trained.theta, unit)
	require.NoError(t, err)
	for k, h := range []float64{1, 0.5} {
		fd, err := b.largestRate(t.Context(), claims.EngineFD, h, trained.theta, unit)
		require.NoError(t, err)
		require.NotEqual(t, ad, fd)
		floor, err := b.roundingFloor(trained.theta, h)
		require.NoError(t, err)
		assert.Equal(t, floor/trained.final, got[k].predicted)
		assert.InEpsilon(t, math.Log(fd/ad), got[k].ratio, 64*theory.UnitRoundoff64, "quotients of powers of 2^(1/8), whose logarithm is 2^-4 at least")
	}
}

// K2's identity between gradients of two seeds, where its two sides are far apart: |grad L|^2 by the reverse sweep,
// the other side from residual and Jacobian of package nn on the same side at the next seed's parameters.
func TestIdentityByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		b := tinyTrial[float64](t, s.With(claims.Setup{Pairing: claims.PairShifted}), tinyNet(problem, theory.Float64))
		other, err := newNetTrial[float64](s, b.set, 1)
		require.NoError(t, err)
		byHand := func(side claims.Engine, room float64) float64 {
			_, grad := gradientAt(t, b, side, 0x1p-6, b.start)
			r, err := b.residual(side, 0x1p-6)
			require.NoError(t, err)
			res, jac := make([]float64, r.Rows()), make([]float64, r.Rows()*r.Params())
			require.NoError(t, r.Residuals(other.start, res))
			require.NoError(t, r.Jacobian(other.start, jac))
			var left, right, size float64
			for k, g := range grad {
				var sum, abs float64
				for i, v := range res {
					sum += jac[i*len(grad)+k] * v
					abs += math.Abs(jac[i*len(grad)+k] * v)
				}
				left, right, size = left+g*g, right+4*sum*sum, size+4*abs*abs
			}
			return math.Abs(left-right) / (room * theory.UnitRoundoff64 * size)
		}
		room := map[claims.Engine]float64{claims.EngineAD: 1 << 10, claims.EngineFD: math.Ldexp(1<<10, 6*b.problem.Order)}
		for side, wrong := range map[claims.Engine]claims.Engine{claims.EngineAD: claims.EngineFD, claims.EngineFD: claims.EngineAD} {
			got, err := b.identity(side)
			require.NoError(t, err)
			want := byHand(side, room[side])
			// Sums in float64 for sums in 106 bits: the right side is off by a room at most, and the size by
			// that share of itself.
			rooms := 1 + want*room[side]*theory.UnitRoundoff64
			assert.InDelta(t, want, got, rooms, "%s %s", problem, side)
			assert.Greater(t, math.Abs(byHand(wrong, room[side])-got), 2*rooms, "%s %s: the sides differ", problem, side)
		}
	}
}

// K2's numbers of one seed on either side: the kernel's eigenvalues at the start, the identity, and the law's error
// where a thousand steps of Adam on the same side end, at the full rate and at half of it.
func TestFlowByHand(t *testing.T) {
	const (
		steps, h = 3, 0x1p-6
		// Either routine's eigenvalues are off by a few n u lambda_1, n = 10 parameters or 9 rows.
		kernels = 4 * 10 * 10 * theory.UnitRoundoff64
	)
	s := claims.DefaultSetup(claims.Short, 1)
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	of := map[claims.Engine]flow{}
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		got, err := b.flow(t.Context(), side, steps)
		require.NoError(t, err)
		of[side] = got
		values := kernelByGonum(t, b, side, h, b.start)
		last := len(values) - 1
		assert.InDelta(t, values[last]/values[0], got.vacuous, kernels, side)
		identity, err := b.identity(side)
		require.NoError(t, err)
		assert.Equal(t, identity, got.identity, side)
		r, err := b.residual(side, h)
		require.NoError(t, err)
		c, err := b.descend(t.Context(), descentSetting{b.set, claims.OptimiserAdam, 1000}, side, h)
		require.NoError(t, err)
		full, err := b.integral(t.Context(), r, c.theta, 0.2, steps)
		require.NoError(t, err)
		half, err := b.integral(t.Context(), r, c.theta, 0.1, 2*steps)
		require.NoError(t, err)
		assert.Equal(t, [2]float64{full, half}, [2]float64{got.full, got.half}, side)
	}
	ad, fd := of[claims.EngineAD], of[claims.EngineFD]
	assert.NotEqual(t, ad.full, fd.full)
	assert.NotEqual(t, ad.half, fd.half)
	assert.NotEqual(t, ad.identity, fd.identity)
	assert.Greater(t, math.Abs(ad.vacuous-fd.vacuous), 2*kernels)
	nets := []netSetting{tinyNet("poisson-1d", theory.Float64), tinyNet("biharmonic-1d", theory.Float64)}
	assert.Equal(t, []flowSetting{{nets[0], claims.EngineAD}, {nets[0], claims.EngineFD}, {nets[1], claims.EngineAD}, {nets[1], claims.EngineFD}}, bothSides(s, nets))
}
