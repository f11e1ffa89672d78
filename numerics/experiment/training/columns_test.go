package training

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/optimize"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/nn"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// Values by hand of what the tables of this package hold.

// A4 compares the loss of every seed and every parameter of its gradient: 3m+1 of them for two
// layers of m neurons, and 3m + 2m(m+1) + 1 for three hidden ones.
func TestGradientComparesEveryCoordinate(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	table, err := GradientAccuracy(t.Context(), s, nil)
	require.NoError(t, err)
	params := map[string]float64{"1x6": 3*6 + 1, "3x4": 3*4 + 2*4*5 + 1}
	require.Len(t, table.Rows, 2*2*2)
	for _, r := range table.Rows {
		want := 5.0
		if table.Key(r, "of") == "gradient" {
			want *= params[table.Key(r, "network")]
		}
		assert.Equal(t, want, table.Value(r, claims.ColCompared), "%v", r.Key)
	}
}

// An error over its bound, and that over 100 u times the magnitude: the worst of two.
func TestDeviationByHand(t *testing.T) {
	const hundred = 100 * theory.UnitRoundoff64
	var d deviation
	d.compare(1.25, dd.FromFloat64(1), nn.Bounded{Bound: 0.5, Magnitude: 0.25 / hundred})
	assert.Equal(t, deviation{1, 0.5, 2}, d)
	d.compare(2, dd.FromFloat64(2.375), nn.Bounded{Bound: 0.5, Magnitude: 1 / hundred})
	assert.Equal(t, deviation{2, 0.75, 2}, d)
}

// T7f's ratio for u = w2 tanh(w1 x + b1) + b2 in float32, written out: the squared norm of what rounding
// did to the interior rows, against quotients in 256 bits, over the floor. The square root of
// either is another number by decades.
func TestNoiseOverFloorByHand(t *testing.T) {
	const (
		h         = 0x1p-4
		roundings = 1e4 * theory.UnitRoundoff64 // the oracle's 106 bits, and sums of seven squares of differences of eight digits
	)
	weights := map[string][]float64{"poisson-1d": {1, -2, 1}, "biharmonic-1d": {1, -4, 6, -4, 1}}
	for problem, w := range weights {
		set := netSetting{problem: problem, depth: 1, width: 1, nodes: 7, precision: theory.Float32}
		s := claims.DefaultSetup(claims.Short, 1)
		b := tinyTrial[float32](t, s, set)
		e := descentEntry{descentSetting{set, claims.OptimiserAdam, 2}, []lab.Step{{Name: "2h", H: 2 * h}, {Name: "h", H: h}}}
		c, err := b.descend(t.Context(), e.descentSetting, claims.EngineAD, 0)
		require.NoError(t, err)
		r, err := b.residual(claims.EngineFD, h)
		require.NoError(t, err)
		computed := make([]float32, r.Rows())
		require.NoError(t, r.Residuals(c.theta, computed))
		q := b.problem.Order
		var noise float64
		for i, x := range b.nodes {
			f := b.problem.Source([]float64{x})
			d := new(big.Float).SetPrec(256).SetFloat64(-f)
			for k, weight := range w {
				u := oneNeuron(c.theta, x+float64(k-q/2)*h)
				u.Mul(u, big.NewFloat(weight*math.Pow(h, -float64(q))))
				d.Add(d, u)
			}
			scale := math.Sqrt(1. / 7)
			d.Mul(d, big.NewFloat(scale))
			d.Sub(new(big.Float).SetFloat64(float64(computed[i])), d)
			off, _ := d.Float64()
			off += scale * (float64(float32(f)) - f)
			noise += off * off
		}
		floor, err := b.roundingFloor(c.theta, h)
		require.NoError(t, err)
		got, err := noiseOverFloor[float32](t.Context(), s, e, 0)
		require.NoError(t, err)
		require.Len(t, got, 2)
		assert.InEpsilon(t, noise/floor, got[1], roundings, problem)
	}
}

// oneNeuron is w2 tanh(w1 x + b1) + b2 in 256 bits.
func oneNeuron(theta []float32, x float64) *big.Float {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(256).SetFloat64(v) }
	z := number(float64(theta[0]))
	z.Mul(z, number(x)).Add(z, number(float64(theta[1])))
	y := exact.Tanh(z)
	return y.Mul(y, number(float64(theta[2]))).Add(y, number(float64(theta[3])))
}

// T5's ratio of noise: the distance of every coordinate of the gradient in float32 from that in float64, FD's
// over AD's, and the floor over AD's loss.
func TestGradientNoiseByHand(t *testing.T) {
	const h, roundings = 0x1p-6, 32 * theory.UnitRoundoff64 // sums of ten squares
	s := claims.DefaultSetup(claims.Short, 1)
	set := tinyNet("poisson-1d", theory.Float32)
	single := tinyTrial[float32](t, s, set)
	double := tinyTrial[float64](t, s, set)
	e := descentEntry{descentSetting{set, claims.OptimiserAdam, 3}, []lab.Step{{Name: "2h", H: 2 * h}, {Name: "h", H: h}}}
	trained, err := single.descend(t.Context(), e.descentSetting, claims.EngineAD, 0)
	require.NoError(t, err)
	noise := map[claims.Engine]float64{}
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		_, low := gradientAt(t, single, side, h, trained.theta)
		_, high := gradientAt(t, double, side, h, promoted(trained.theta))
		require.Len(t, low, 10)
		for k := range low {
			d := float64(low[k]) - high[k]
			noise[side] += d * d
		}
	}
	floor, err := single.roundingFloor(trained.theta, h)
	require.NoError(t, err)
	got, err := measureGradientNoise(t.Context(), s, e, 0)
	require.NoError(t, err)
	require.Len(t, got, 2)
	assert.InEpsilon(t, math.Sqrt(noise[claims.EngineFD]/noise[claims.EngineAD]), got[1].ratio, roundings)
	assert.InEpsilon(t, floor/trained.final, got[1].predicted, roundings)
}

// K2's law where it can be summed: with a constant activation the residual of u” + u = 0 is u at every node,
// the kernel has one eigenvalue, the integrand is 4 lambda, and a step takes u to (1 - 2 share) u:
//
//	|1 + 4 share steps / (2 steps log(1 - 2 share))|.
func TestIntegralByHand(t *testing.T) {
	const roundings = 64 * 64 * theory.UnitRoundoff64 // of a sum of 20 terms, whose rest of 1 is 0.02 and more
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	b.problem.Operator = []pde.Term{{Coef: 1, Index: engine.MultiIndex{2}}, {Coef: 1, Index: engine.MultiIndex{0}}}
	b.problem.Source = func([]float64) float64 { return 0 }
	b.problem.Boundary = nil
	with(t, b, newFlat(1, 1))
	r, err := b.residual(claims.EngineAD, 0)
	require.NoError(t, err)
	for _, share := range []float64{0.2, 0.1, 0.02} {
		for _, steps := range []int{1, 10} {
			got, err := b.integral(t.Context(), r, b.start, share, steps)
			require.NoError(t, err)
			assert.InEpsilon(t, math.Abs(1+2*share/math.Log(1-2*share)), got, roundings, "share %v, %d steps", share, steps)
		}
	}
}

// P3n's quantities: distances of the FD side's residual and gradient in few bits from those in 53, and the
// squared norm of a residual, by loops.
func TestMeasureRoundingByHand(t *testing.T) {
	const roundings = 32 * theory.UnitRoundoff64 // sums of ten squares
	s := claims.DefaultSetup(claims.Short, 1)
	set := tinyNet("poisson-1d", theory.Float64)
	b := tinyTrial[float64](t, s, set)
	widths := []int{11, 20}
	got, err := measureRounding(t.Context(), s, set, 0, widths)
	require.NoError(t, err)
	at := func(theta []float64, h float64, bits int) (r, g []float64) {
		eng, err := lab.NewRounded(claims.EngineFD, s, h, bits)
		require.NoError(t, err)
		res, err := nn.NewResidual(b.net, eng, b.problem, b.nodes, 1)
		require.NoError(t, err)
		r, g = make([]float64, 9), make([]float64, 10)
		require.NoError(t, res.Residuals(theta, r))
		_, err = res.LossGrad(theta, g)
		require.NoError(t, err)
		return r, g
	}
	apart := func(x, y []float64) (d float64) {
		for i := range x {
			d += (x[i] - y[i]) * (x[i] - y[i])
		}
		return math.Sqrt(d)
	}
	r53, g53 := at(b.start, 0x1p-5, 53)
	trained, err := b.descend(t.Context(), descentSetting{set, claims.OptimiserLM, 200}, claims.EngineAD, 0)
	require.NoError(t, err)
	for k, bits := range widths {
		r, g := at(b.start, 0x1p-5, bits)
		assert.InEpsilon(t, apart(r, r53), got.residual[k], roundings)
		assert.InEpsilon(t, apart(g, g53), got.gradient[k], roundings)
		r, _ = at(trained.theta, 0x1p-9, bits)
		norm := apart(r, make([]float64, len(r)))
		assert.InEpsilon(t, norm*norm, got.loss[k], roundings)
	}
}

// T4's trend: the median over seeds of the slope against the depths 1 to 4.
func TestTrendByHand(t *testing.T) {
	of := func(slope, bend float64) (by []float64) {
		for _, d := range []float64{-1.5, -0.5, 0.5, 1.5} {
			by = append(by, 7+slope*d+bend*(d*d-1.25)) // the bend has no slope
		}
		return by
	}
	seeds := [][]float64{of(2, 1), of(-1, 0), of(5, 3)}
	all := make([][]rivalry, 4)
	for d := range all {
		for _, seed := range seeds {
			all[d] = append(all[d], rivalry{loss: seed[d], error: -seed[d]})
		}
	}
	assert.InEpsilon(t, 2, trend(all, lossRatio).Estimate, 64*theory.UnitRoundoff64)
	assert.InEpsilon(t, -2, trend(all, errorRatio).Estimate, 64*theory.UnitRoundoff64)
}

// The columns of the training table, from three seeds whose every number is another.
func TestDescentTableByHand(t *testing.T) {
	net := tinyNet("biharmonic-1d", theory.Float64)
	best, err := net.bestStep()
	require.NoError(t, err)
	e := descentEntry{descentSetting{net, claims.OptimiserLM, 9}, []lab.Step{{Name: "1/4", H: 0.25}, best}}
	inf := math.Inf(1)
	seeds := []rivalry{
		{predicted: 1, loss: 2, error: -3, half: 4, mean: 5, stepsAD: 1, stepsFD: inf, lossOver: 6, errorOver: 7},
		{predicted: 2, loss: -1, error: -9, half: 8, mean: 7, stepsAD: 5, stepsFD: 4, lossOver: 5, errorOver: 9},
		{predicted: 9, loss: 3, error: -1, half: 9, mean: 1, stepsAD: 2, stepsFD: 3, lossOver: 8, errorOver: 8},
	}
	cells := make([][]rivalry, len(seeds))
	for i, r := range seeds {
		cells[i] = []rivalry{r, {stepsAD: inf, stepsFD: inf}}
	}
	table, err := descentTable([]descentEntry{e}, [][][]rivalry{cells})
	require.NoError(t, err)
	require.Len(t, table.Rows, 2)
	row := table.Rows[0]
	assert.Equal(t, []string{"biharmonic-1d", "1x3", "lm", "float64", "1/4"}, row.Key)
	loss, lossLo, lossHi := claims.RatioColumns(claims.RatioLoss)
	solution, solutionLo, solutionHi := claims.RatioColumns(claims.RatioError)
	steps, stepsLo, stepsHi := claims.RatioColumns(claims.RatioSteps)
	mean, meanLo, meanHi := claims.RatioColumns(claims.RatioMean)
	for column, want := range map[string]float64{
		claims.ColOrder: 4, claims.ColStep: 0.25, claims.ColCount: 3, claims.ColBest: 0, claims.ColPredicted: 2,
		claims.ColWins: 2, claims.ColLosses: 1, claims.ColStepWins: 2, claims.ColStepLosses: 1,
		loss: 2, solution: -3, steps: 8, mean: 5, claims.ColLossOver: 6, claims.ColErrorOver: 8,
		lossLo: -1, lossHi: 3, solutionLo: -9, solutionHi: -1, stepsLo: 4, stepsHi: 9, meanLo: 1, meanHi: 7,
	} {
		assert.Equal(t, want, table.Value(row, column), column)
	}
	tied := table.Rows[1]
	assert.Equal(t, 1.0, table.Value(tied, claims.ColBest))
	for _, column := range []string{claims.ColWins, claims.ColLosses, claims.ColStepWins, claims.ColStepLosses, loss} {
		assert.Zero(t, table.Value(tied, column), column)
	}
}

// L-BFGS, whose cells the audit has, on either side: gonum's own loop over the same losses and gradients goes
// the same way, line search by line search.
func TestLBFGSByItsOwnLoop(t *testing.T) {
	const h, steps = 0x1p-3, 6
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), tinyNet("poisson-1d", theory.Float64))
	finals := map[claims.Engine]float64{}
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		problem := optimize.Problem{
			Func: func(theta []float64) float64 { loss, _ := gradientAt(t, b, side, h, theta); return loss },
			Grad: func(grad, theta []float64) { _, g := gradientAt(t, b, side, h, theta); copy(grad, g) },
		}
		followed := &majorLosses{}
		settings := &optimize.Settings{MajorIterations: steps + 2, Converger: optimize.NeverTerminate{}, GradientThreshold: 1e-300, Recorder: followed}
		_, err := optimize.Minimize(problem, slices.Clone(b.start), settings, &optimize.LBFGS{})
		require.NoError(t, err)
		c, err := b.descend(t.Context(), descentSetting{b.set, claims.OptimiserLBFGS, steps}, side, h)
		require.NoError(t, err)
		require.Greater(t, len(followed.losses), steps)
		assert.Equal(t, followed.losses[:steps+1], c.losses, side)
		assert.Equal(t, c.losses[steps], c.final)
		finals[side] = c.final
	}
	assert.NotEqual(t, finals[claims.EngineAD], finals[claims.EngineFD])
}

// majorLosses are the losses at the start and after each line search.
type majorLosses struct{ losses []float64 }

func (*majorLosses) Init() error { return nil }

func (m *majorLosses) Record(l *optimize.Location, op optimize.Operation, _ *optimize.Stats) error {
	if op == optimize.MajorIteration {
		m.losses = append(m.losses, l.F)
	}
	return nil
}

// kinds are the problem, class of depth, optimiser and precision of cells.
func kinds(g []descentEntry) []string {
	seen := map[string]bool{}
	for _, e := range g {
		class := "two-layer"
		if e.depth > 1 {
			class = "deep"
		}
		seen[fmt.Sprintf("%s %s %s %s", e.problem, class, e.optimiser, e.precision)] = true
	}
	var list []string
	for k := range seen {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

// Every kind of cell of the larger sizes is trained in a test: in a table of the test's size, or in the small
// sweep of every kind, whose table no claim is judged by.
func TestEveryKindOfCellIsTrained(t *testing.T) {
	gridOf := func(size claims.Size) []descentEntry {
		g, err := trainingGrid(size)
		require.NoError(t, err)
		floor, _ := FloorDepths(size)
		budget, _ := BudgetDepths(size)
		return slices.Concat(g, elsewhereDescents(size), floor, budget)
	}
	trained := kinds(slices.Concat(gridOf(claims.Short), everyKind()))
	for _, size := range []claims.Size{claims.Test, claims.Audit, claims.Full} {
		assert.Subset(t, trained, kinds(gridOf(size)), size)
	}
}

// everyKind has a small cell of each kind that a larger size has beyond the short one.
func everyKind() []descentEntry {
	var g []descentEntry
	add := func(problem string, depth int, optimiser string, precisions ...theory.Precision) {
		for _, p := range precisions {
			net := netSetting{problem: problem, depth: depth, width: 3, nodes: 3, precision: p}
			g = append(g, descentEntry{descentSetting{net, optimiser, 3}, lab.DyadicSteps(3)})
		}
	}
	for _, problem := range []string{"poisson-1d", "biharmonic-1d"} {
		add(problem, 3, claims.OptimiserAdam, theory.Float32, theory.Float64)
		add(problem, 1, claims.OptimiserGD, theory.Float32, theory.Float64)
		add(problem, 1, claims.OptimiserLBFGS, theory.Float64)
	}
	add("biharmonic-1d", 3, claims.OptimiserLM, theory.Float32)
	for _, problem := range []string{"helmholtz-1d", "allen-cahn-1d", "poisson-2d", "biharmonic-2d", "kdv"} {
		add(problem, 1, claims.OptimiserAdam, theory.Float32)
	}
	return g
}

// Three steps in every such cell, each against that of a plain loop: the gradient of package nn on the side and
// in the precision of the cell, and the rule of its optimiser written out. L-BFGS, whose line searches are no
// such loop, has TestLBFGSByItsOwnLoop, and Levenberg-Marquardt package train's.
func TestSmallCellsByHand(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	for _, e := range everyKind() {
		t.Run(e.String(), func(t *testing.T) {
			lab.In(e.precision, smallCell[float32], smallCell[float64])(t, s, e)
		})
	}
}

func smallCell[T engine.Float](t *testing.T, s claims.Setup, e descentEntry) {
	b := tinyTrial[T](t, s, e.netSetting)
	h := e.h[0].H
	var rate float64
	if e.optimiser == claims.OptimiserGD {
		unit, err := b.trainedRate(t.Context())
		require.NoError(t, err)
		rate = unit / 2
	}
	// An update is rounded a few times, in T, at numbers below 2.
	roundings := 32 * e.precision.UnitRoundoff()
	for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
		theta := slices.Clone(b.start)
		m, v := make([]float64, len(theta)), make([]float64, len(theta))
		for step := 1; step <= e.steps; step++ {
			set := e.descentSetting
			set.steps = step
			c, err := b.descend(t.Context(), set, side, h)
			require.NoError(t, err)
			loss, grad := gradientAt(t, b, side, h, theta)
			if secondOrder(e.optimiser) {
				assert.InEpsilon(t, loss, c.losses[step-1], 16*e.precision.UnitRoundoff(), "%s, before step %d", side, step)
				assert.LessOrEqual(t, c.losses[step], c.losses[step-1], side)
			} else {
				assert.Equal(t, loss, c.losses[step-1], "%s, before step %d", side, step)
				for i, g := range promoted(grad) {
					by := rate * g
					if e.optimiser == claims.OptimiserAdam {
						m[i], v[i] = 0.9*m[i]+0.1*g, 0.999*v[i]+0.001*g*g
						mHat, vHat := m[i]/(1-math.Pow(0.9, float64(step))), v[i]/(1-math.Pow(0.999, float64(step)))
						by = 3e-3 * mHat / (math.Sqrt(vHat) + 1e-8)
					}
					theta[i] -= T(by)
				}
				assert.InDeltaSlice(t, promoted(theta), promoted(c.theta), roundings, "%s, step %d", side, step)
			}
			copy(theta, c.theta)
		}
	}
}
