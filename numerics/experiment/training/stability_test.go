package training

import (
	"math"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// flat is an activation with the constant value fd for who asks for values and slopes,
// as finite differences do, and ad for who asks for series, as Taylor mode does inside.
// It counts the points of either.
type flat struct {
	ad, fd         float64
	series, values *atomic.Int64
}

func newFlat(ad, fd float64) flat { return flat{ad, fd, new(atomic.Int64), new(atomic.Int64)} }

func (flat) Name() string { return "flat" }

func (f flat) Values(z, y []float64) { f.Coefficients(0, z, y) }

func (f flat) Coefficients(order int, z, c []float64) {
	value := f.fd
	if order >= 2 {
		value = f.ad
		f.series.Add(int64(len(z)))
	} else {
		f.values.Add(int64(len(z)))
	}
	clear(c[:(order+1)*len(z)])
	for i := range z {
		c[i] = value
	}
}

// with puts an activation in the place of a trial's own.
func with(t *testing.T, b *netTrial[float64], act engine.Activation[float64]) {
	t.Helper()
	var err error
	b.net, err = nn.New(act, b.net.Sizes()...)
	require.NoError(t, err)
}

// With a constant activation c the network is u = c sum_j w_j + b, and the residual of
// u” + u = 0 without boundary conditions linear: u at each of the nodes, whose rows weigh
// 1/n in the square. The kernel's one eigenvalue is then lambda = m c^2 + 1 for m neurons,
// and every step takes u to (1 - 2 eta lambda) u: stable up to eta = 1/lambda.
func TestLargestRateOfALinearResidual(t *testing.T) {
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	const (
		ad, fd = 1, 1.5
		h      = 0x1p-4
		nudge  = 1 - 0x1p-6 // off the edge itself, where rounding decides
		// Each entry of FD's Jacobian is off by some roundings of the stencil's terms, 4/h^2.
		roundings = 4 * 4 / (h * h) * theory.UnitRoundoff64
	)
	b.problem.Operator = []pde.Term{{Coef: 1, Index: engine.MultiIndex{2}}, {Coef: 1, Index: engine.MultiIndex{0}}}
	b.problem.Source = func([]float64) float64 { return 0 }
	b.problem.Boundary = nil
	with(t, b, newFlat(ad, fd))
	lambda := map[claims.Engine]float64{claims.EngineAD: 3*ad*ad + 1, claims.EngineFD: 3*fd*fd + 1}
	for side, l := range lambda {
		values := kernelByGonum(t, b, side, h, b.start)
		assert.InEpsilon(t, l, values[0], roundings, side)
		for _, k := range []float64{-63, -15, -3, 0, 1, 8, 46} {
			unit := nudge / l * math.Exp2(-k/8)
			got, err := b.largestRate(t.Context(), side, h, b.start, unit)
			require.NoError(t, err, "%s %v", side, k)
			assert.Equal(t, k, math.Round(8*math.Log2(got/unit)), side)
			assert.InEpsilon(t, nudge/l, got, 16*theory.UnitRoundoff64, side)
		}
		// Beyond the ends of the search nothing is found, and nothing said.
		for _, k := range []float64{-64, -65, 47, 60} {
			_, err := b.largestRate(t.Context(), side, h, b.start, nudge/l*math.Exp2(-k/8))
			assert.ErrorContains(t, err, string(side)+" side", "k = %v", k)
		}
	}
	// In units of AD's own rate FD's falls short by the quotient of the eigenvalues.
	unit := nudge / lambda[claims.EngineAD]
	adRate, err := b.largestRate(t.Context(), claims.EngineAD, h, b.start, unit)
	require.NoError(t, err)
	fdRate, err := b.largestRate(t.Context(), claims.EngineFD, h, b.start, unit)
	require.NoError(t, err)
	shift := math.Floor(8 * math.Log2(lambda[claims.EngineAD]/lambda[claims.EngineFD]/nudge))
	require.Less(t, shift, -4.0)
	assert.InEpsilon(t, math.Exp2(shift/8), fdRate/adRate, 16*theory.UnitRoundoff64)
}

// Where FD's floor is too large beside AD's loss no rate is looked for: the same parameters with a
// loss that is small enough for that have none, with their own they have one.
func TestRatesStopAtTheFloor(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 20250105)
	e := tinyNet("poisson-1d", theory.Float64)
	b := tinyTrial[float64](t, s, e)
	set := descentSetting{e, claims.OptimiserAdam, 20}
	const h = 0x1p-6
	trained, err := b.descend(t.Context(), set, claims.EngineAD, 0)
	require.NoError(t, err)
	sigma, err := b.kernelRoots(claims.EngineAD, 0, trained.theta)
	require.NoError(t, err)
	base := 1 / (sigma[0] * sigma[0])

	predicted, ratio, err := b.rateRatio(t.Context(), s, set, h, trained, base)
	require.NoError(t, err)
	assert.Less(t, predicted, claims.RateFloor)
	assert.False(t, math.IsNaN(ratio))

	lower := *trained
	lower.final *= predicted / (2 * claims.RateFloor)
	predicted, ratio, err = b.rateRatio(t.Context(), s, set, h, &lower, base)
	require.NoError(t, err)
	assert.InEpsilon(t, 2*claims.RateFloor, predicted, 4*0x1p-53, "four roundings")
	assert.True(t, math.IsNaN(ratio))

	worst, far := farthestRate([]float64{0, claims.RateFloor}, []float64{0.25, 0.25})
	assert.Equal(t, [2]float64{claims.RateFloor, 0.25}, [2]float64{worst, far})
	worst, far = farthestRate([]float64{0, 2 * claims.RateFloor}, []float64{0.25, 0.25})
	assert.Equal(t, 2*claims.RateFloor, worst)
	assert.True(t, math.IsNaN(far))
}
