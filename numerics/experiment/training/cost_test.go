package training

import (
	"fmt"
	"math"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// P2's turns are AD's and FD's: either asks as often, AD for the series at the nodes, FD
// for values and slopes at three points for each. The quotient has the AD side above. The clock
// counts what the activation was asked for, so the times are known.
func TestTimeRatioTimesBothSides(t *testing.T) {
	const (
		turns = 3
		load  = 2 // the wall's time is twice the processor's
		// Times are a few operations on whole microseconds.
		roundings = 8 * theory.UnitRoundoff64
	)
	s := claims.DefaultSetup(claims.Short, 1)
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	act := newFlat(1, 1)
	with(t, b, act)
	// A series takes 7 ms and a value 1 ms: a turn is a step.
	now := func() reading {
		spent := time.Duration(7*act.series.Load()+act.values.Load()) * time.Millisecond
		return reading{load * spent, spent}
	}
	got, err := b.timeRatio(s, turns, now)
	require.NoError(t, err)
	neurons := int64(b.set.width)
	interior := neurons * int64(b.set.nodes)
	assert.EqualValues(t, (1+turns)*interior, act.series.Load(), "points of series, in the first step of a side and its turns")
	assert.EqualValues(t, (1+turns)*(3*interior+2*2*neurons), act.values.Load(), "points of values: the nodes' three, and either end on both sides")
	ad, fd := float64(7*interior+2*neurons), float64(3*interior+2*neurons)
	assert.Equal(t, turns, got.turns)
	assert.InEpsilon(t, ad/fd, got.ratio, roundings)
	assert.InEpsilon(t, 1e3*ad, got.micros, roundings)
	assert.InEpsilon(t, load, got.load, roundings)
	assert.Equal(t, 1.0, got.spread)

	exchanged, err := b.timeRatio(s.With(claims.Setup{AD: claims.EngineFD, FD: claims.EngineAD}), turns, now)
	require.NoError(t, err)
	assert.InEpsilon(t, fd/ad, exchanged.ratio, roundings)
	assert.InEpsilon(t, 1e3*fd, exchanged.micros, roundings)
}

// A step shorter than a turn is repeated; times that never settle are measured until patience ends, and
// a clock that stands still gives no time that a criterion could read.
func TestTimeRatioOfOtherClocks(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	b := tinyTrial[float64](t, s, tinyNet("poisson-1d", theory.Float64))
	act := newFlat(1, 1)
	with(t, b, act)
	interior := int64(b.set.width * b.set.nodes)

	var calls time.Duration
	_, err := b.timeRatio(s, 2, func() reading { calls++; return reading{calls * turnTime / 10, calls * turnTime / 10} })
	require.NoError(t, err)
	assert.EqualValues(t, (1+2*10)*interior, act.series.Load(), "ten steps a turn")

	calls = 0
	got, err := b.timeRatio(s, 2, func() reading { // every interval a tenth shorter than the one before
		calls++
		spent := time.Duration(1e12 * (1 - math.Pow(0.9, float64(calls))))
		return reading{spent, spent}
	})
	require.NoError(t, err)
	assert.Equal(t, patience*2, got.turns)
	assert.Greater(t, got.spread, claims.SteadyTimes)

	got, err = b.timeRatio(s, 1, func() reading { return reading{} })
	require.NoError(t, err)
	assert.True(t, math.IsNaN(got.ratio) && math.IsNaN(got.load) && math.IsNaN(got.spread), "%+v", got)
}

// The clock of the processor runs while this process works, and not while it sleeps.
func TestProcessorClock(t *testing.T) {
	began := processorClock()
	for x := 1.0; processorClock().wall < began.wall+5*time.Millisecond; x = math.Sqrt(x + 1) {
	}
	ended := processorClock()
	assert.GreaterOrEqual(t, ended.wall-began.wall, 5*time.Millisecond)
	assert.GreaterOrEqual(t, ended.processor, began.processor)
}

// Where nobody asks for times there are none, whatever the machine does; the counts are the same.
func TestCostRatioAsksForTimesAlone(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	table, err := CostRatio(t.Context(), s, nil)
	require.NoError(t, err)
	timed, err := CostRatio(t.Context(), s.With(claims.Setup{Timing: claims.TimingOn}), nil)
	require.NoError(t, err)
	require.NoError(t, table.CheckNaN())
	for i, r := range table.Rows {
		for k, c := range table.Columns {
			switch v, w := r.Values[k], timed.Rows[i].Values[k]; {
			case c.Tol.Free == "":
				assert.Equal(t, w, v, c.Name)
			case c.Name == claims.ColTurns:
				assert.Zero(t, v)
				assert.GreaterOrEqual(t, w, 5.0)
			default:
				assert.True(t, math.IsNaN(v), c.Name)
			}
		}
	}
}

// counted counts the points at which an activation is evaluated.
type counted struct {
	engine.Activation[float64]
	points *atomic.Int64
}

func (c counted) Values(z, y []float64) {
	c.points.Add(int64(len(z)))
	c.Activation.Values(z, y)
}

func (c counted) Coefficients(order int, z, y []float64) {
	c.points.Add(int64(len(z)))
	c.Activation.Coefficients(order, z, y)
}

// carrying counts the numbers of the bundles that go through an engine's activations.
type carrying struct {
	engine.Engine[float64]
	numbers *atomic.Int64
}

func (c carrying) Plan(op engine.Operator, dim int) (engine.Plan[float64], error) {
	plan, err := c.Engine.Plan(op, dim)
	return carriedPlan{plan.(engine.Taped[float64]), c.numbers}, err
}

type carriedPlan struct {
	engine.Taped[float64]
	numbers *atomic.Int64
}

func (p carriedPlan) ActivateTape(s engine.Activation[float64], z, y, tape []float64) {
	p.numbers.Add(int64(len(z)))
	p.Taped.ActivateTape(s, z, y, tape)
}

// The exponentials of a step are the points at which its activation is evaluated, and the numbers of its
// bundles, as many as a neuron has points times channels, are what the layers multiply: by the loops
// of a naive step.
func TestStepCostIsWhatAStepDoes(t *testing.T) {
	for _, accuracy := range []int{2, 4, 8} {
		for _, set := range []netSetting{
			{problem: "poisson-1d", depth: 1, width: 6, nodes: 7, precision: theory.Float64},
			{problem: "biharmonic-1d", depth: 3, width: 4, nodes: 15, precision: theory.Float64},
		} {
			s := claims.DefaultSetup(claims.Short, 1).With(claims.Setup{Accuracy: accuracy})
			b := tinyTrial[float64](t, s, set)
			for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
				exponentials, numbers := countStep(t, b, side)
				got, err := b.stepCost(s, side)
				require.NoError(t, err)
				name := fmt.Sprintf("%v, %s, accuracy %d", set, side, accuracy)
				assert.EqualValues(t, exponentials, got.exponentials, name)
				perNeuron := numbers / int64(set.depth*set.width) // channels of all points
				operations := perNeuron*naiveLayers(b.net.Sizes()) + exponentials*exponentialPrice
				if side == claims.EngineFD {
					operations += exponentials * naiveTanh(0)
				} else {
					neurons := int64(set.depth * set.width)
					operations += int64(set.nodes) * neurons * naiveTanh(b.problem.Order)
					for _, c := range b.problem.Boundary {
						operations += int64(len(c.Points)) * neurons * naiveTanh(c.Index.Order())
					}
				}
				assert.EqualValues(t, operations, got.operations, name)
			}
		}
	}
}

// countStep takes one loss and gradient with everything counted.
func countStep(t *testing.T, b *netTrial[float64], side claims.Engine) (exponentials, numbers int64) {
	t.Helper()
	tanh, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	act := counted{tanh, new(atomic.Int64)}
	net, err := nn.New[float64](act, b.net.Sizes()...)
	require.NoError(t, err)
	plain, err := lab.NewEngine[float64](side, b.setup, kernelStep)
	require.NoError(t, err)
	eng := carrying{plain, new(atomic.Int64)}
	r, err := nn.NewResidual(net, eng, b.problem, b.nodes, 1)
	require.NoError(t, err)
	_, err = r.LossGrad(b.start, make([]float64, r.Params()))
	require.NoError(t, err)
	return act.points.Load(), eng.numbers.Load()
}

// naiveLayers counts the products of one channel of one point, forward and backward.
func naiveLayers(sizes []int) (n int64) {
	for l := 1; l < len(sizes); l++ {
		for range sizes[l] {
			for range sizes[l-1] {
				n++ // z += w y
				n++ // gw += gz y
				if l > 1 {
					n++ // gy += w gz
				}
			}
		}
	}
	return n
}

// naiveTanh counts the products of tanh on a series of order q, and of its transpose, in which each gives two; a
// slope and its product with the gradient close the sweep.
func naiveTanh(q int) (n int64) {
	for k := 1; k <= q; k++ {
		for j := 0; j <= k-1; j++ {
			n++ // w_(k-1) -= y_j y_(k-1-j)
		}
		for j := 1; j <= k; j++ {
			n++ // k y_k += j z_j w_(k-j)
		}
	}
	return 3*n + 2
}

// A series of order q has q+1 coefficients; a central stencil of accuracy p has q+p-1
// points, for q and p even, and a one-sided one q+p.
func TestChannelRatioByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	ratio := func(problem string, change claims.Setup) (stepCost, error) {
		return tinyTrial[float64](t, s, tinyNet(problem, theory.Float64)).costRatio(s.With(change))
	}
	for _, c := range []struct {
		problem string
		change  claims.Setup
		want    float64
	}{
		{"poisson-1d", claims.Setup{}, 3. / 3},
		{"biharmonic-1d", claims.Setup{}, 5. / 5},
		{"poisson-1d", claims.Setup{Accuracy: 4}, 3. / 5},
		{"biharmonic-1d", claims.Setup{Accuracy: 4}, 5. / 7},
		{"poisson-1d", claims.Setup{Placement: claims.PlacementForward}, 3. / 4},
		{"biharmonic-1d", claims.Setup{Placement: claims.PlacementForward}, 5. / 6},
		{"poisson-1d", claims.Setup{Accuracy: 4, AD: claims.EngineFD, FD: claims.EngineAD}, 5. / 3},
		{"poisson-1d", claims.Setup{Accuracy: 4, FD: claims.EngineAD}, 1},
	} {
		got, err := ratio(c.problem, c.change)
		require.NoError(t, err)
		assert.Equal(t, c.want, got.channels, fmt.Sprintf("%s %+v", c.problem, c.change))
	}
	_, err := ratio("poisson-1d", claims.Setup{Accuracy: 3})
	assert.ErrorContains(t, err, "3")
}

// The exponentials and operations of two layers on Poisson's equation: n nodes and two ends, m neurons.
// A weight of the first layer is multiplied twice, one of the second three times.
func TestCostRatioByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	set := netSetting{problem: "poisson-1d", depth: 1, width: 10, nodes: 7, precision: theory.Float64}
	got, err := tinyTrial[float64](t, s, set).costRatio(s)
	require.NoError(t, err)
	const (
		layers = 2*10 + 3*10
		value  = 10 * (20 + 2)
		series = 10 * (20 + 3*2*3 + 2)
	)
	assert.Equal(t, (7*1+2.)/(7*3+2), got.exponentials)
	assert.Equal(t, (7.*(3*layers+series)+2*(layers+value))/(7.*3*(layers+value)+2*(layers+value)), got.operations)
	p, err := pde.ByName("biharmonic-1d")
	require.NoError(t, err)
	rows := rowsOf(p, make([]float64, 7))
	require.Len(t, rows, 3, "inside, values and slopes at the ends")
	assert.Equal(t, [3]int{7, 2, 2}, [3]int{rows[0].points, rows[1].points, rows[2].points})
	assert.Equal(t, [3]int{4, 0, 1}, [3]int{rows[0].op.Order(), rows[1].op.Order(), rows[2].op.Order()})
}

// The two least times, whatever their order; they settle when they are near each other.
func TestFastest(t *testing.T) {
	f := unmeasured
	assert.False(t, f.settled())
	for _, time := range []float64{9, 4, 7, 5, 6} {
		f = f.with(time)
	}
	assert.Equal(t, fastest{4, 5}, f)
	assert.False(t, f.settled())
	assert.Equal(t, fastest{3, 4}, f.with(3))
	assert.True(t, f.with(4.2).settled())
	assert.True(t, f.with(4).settled())
	assert.False(t, fastest{}.settled(), "a clock that stands still")
}
