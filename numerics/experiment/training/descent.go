package training

import (
	"context"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/train"
	"adfd/theory"
	"adfd/theory/claims"
)

// descentSetting is a training cell without its seed and step: a network, an
// optimiser and the number of its steps.
type descentSetting struct {
	netSetting
	optimiser string
	steps     int
}

func (s descentSetting) String() string {
	return fmt.Sprintf("%v %s %d steps", s.netSetting, s.optimiser, s.steps)
}

func (s descentSetting) under(setup claims.Setup) descentSetting {
	s.netSetting = s.netSetting.under(setup)
	return s
}

// descentEntry is a setting with the steps h of its finite differences.
type descentEntry struct {
	descentSetting
	h []lab.Step
}

// Lines lists the entry with its steps.
func (e descentEntry) Lines() []string {
	return []string{fmt.Sprintf("%#v %v", e.descentSetting, e.h)}
}

// course is one run of an optimiser.
type course[T engine.Float] struct {
	theta  []T
	losses []float64
	final  float64 // what the run ended with
	error  float64 // of the solution at theta
}

// rates of the first-order optimisers. Adam's is the usual one for such networks;
// gradient descent's is fixed by the largest eigenvalue of the kernel.
const (
	adamRate     = 3e-3
	gdShare      = 0.5 // of 1/lambda_1 once trained, the largest stable rate of a quadratic
	windowShare  = 10  // the last tenth of the losses is the window of their median
	lmDamping    = 1e-3
	lbfgsHistory = 0 // gonum's own
)

// secondOrder reports an optimiser whose loss does not rise.
func secondOrder(optimiser string) bool {
	return optimiser == claims.OptimiserLM || optimiser == claims.OptimiserLBFGS
}

// courseKey names a run whatever side a setup puts it on.
type courseKey struct {
	set        descentSetting
	activation string // of the setup; empty for tanh
	master     uint64
	seed       int
	side       claims.Engine
	placement  claims.Placement
	accuracy   int
	h          float64
}

// storedKey is a run with the store that keeps it: those of another one are its own.
type storedKey struct {
	courseKey
	store *Store
}

var (
	courses64 lab.Memo[storedKey, *course[float64]]
	courses32 lab.Memo[storedKey, *course[float32]]
)

// coursesOf is the memo of a precision.
func coursesOf[T engine.Float]() *lab.Memo[storedKey, *course[T]] {
	switch m := any(new(lab.Memo[storedKey, *course[T]])).(type) {
	case *lab.Memo[storedKey, *course[float64]]:
		_ = m
		return any(&courses64).(*lab.Memo[storedKey, *course[T]])
	}
	return any(&courses32).(*lab.Memo[storedKey, *course[T]])
}

// course is the key of a run; Taylor mode has no step.
func (b *netTrial[T]) course(set descentSetting, side claims.Engine, h float64) courseKey {
	key := courseKey{set: set, activation: b.setup.Activation, master: b.setup.Seed, seed: b.seed, side: side}
	if side == claims.EngineFD {
		key.placement, key.accuracy, key.h = b.setup.Placement, b.setup.Accuracy, h
	}
	return key
}

// descend trains one side from the parameters that both sides start from, or finds the
// run in the store of ctx.
func (b *netTrial[T]) descend(ctx context.Context, set descentSetting, side claims.Engine, h float64) (*course[T], error) {
	key := b.course(set, side, h)
	return coursesOf[T]().Get(ctx, storedKey{key, storeOf(ctx)}, func() (*course[T], error) {
		c, err := b.run(ctx, key, h)
		if err != nil {
			return nil, fmt.Errorf("%s side at h = %v: %w", side, h, err)
		}
		return c, nil
	})
}

func (b *netTrial[T]) run(ctx context.Context, key courseKey, h float64) (*course[T], error) {
	r, err := b.residual(key.side, h)
	if err != nil {
		return nil, err
	}
	optimiser, err := b.optimiser(ctx, key.set.optimiser)
	if err != nil {
		return nil, err
	}
	compute := func(state *train.State[T], config train.Config[T]) (*course[T], error) {
		return b.follow(ctx, key.set, r, optimiser, state, config)
	}
	store := storeOf(ctx)
	if store == nil {
		return compute(train.NewState(b.start), train.Config[T]{Steps: key.set.steps})
	}
	if err := optimiser.Reset(r.Params()); err != nil {
		return nil, err
	}
	first, err := optimiser.Evaluate(r, b.start, make([]T, r.Params()))
	if err != nil {
		return nil, err
	}
	return keptCourse(store, key, first, b.start, compute)
}

// follow trains from a state to the end.
func (b *netTrial[T]) follow(ctx context.Context, set descentSetting, r train.Objective[T], optimiser train.Optimizer[T],
	state *train.State[T], config train.Config[T]) (*course[T], error) {
	result, err := train.Run(ctx, r, optimiser, state, config)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := &course[T]{theta: state.Theta, losses: state.History.Losses, final: result.Final.Loss}
	if _, diverged := result.Stop.(train.Diverged); diverged {
		c.final, c.error = math.Inf(1), math.Inf(1)
		return c, nil
	}
	if !secondOrder(set.optimiser) {
		c.final = windowed(c.losses)
	}
	c.error, err = b.solutionError(c.theta)
	return c, err
}

// windowed is the median of the last losses, which a first-order optimiser makes jump.
func windowed(losses []float64) float64 {
	return lab.MedianOf(losses[len(losses)-max(1, len(losses)/windowShare):])
}

// optimiser makes the optimiser of that name. Gradient descent takes its rate from
// AD's trained kernel, on both sides.
func (b *netTrial[T]) optimiser(ctx context.Context, name string) (train.Optimizer[T], error) {
	switch name {
	case claims.OptimiserAdam:
		return &train.Adam[T]{Schedule: train.Constant(adamRate)}, nil
	case claims.OptimiserGD:
		rate, err := b.trainedRate(ctx)
		return &train.GD[T]{Schedule: train.Constant(gdShare * rate)}, err
	case claims.OptimiserLM:
		return &train.LevenbergMarquardt[T]{Tau: lmDamping}, nil
	case claims.OptimiserLBFGS:
		if l, ok := any(&train.LBFGS{Store: lbfgsHistory}).(train.Optimizer[T]); ok {
			return l, nil
		}
		return nil, fmt.Errorf("%s works in float64, not in %T", name, T(0))
	}
	return nil, fmt.Errorf("unknown optimiser %q", name)
}

// rivalry is the comparison of both sides at one step and seed.
type rivalry struct {
	final               float64 // AD's final loss
	predicted           float64 // FD's rounding floor at AD's parameters over AD's final loss
	loss, error         float64 // log ratios
	half, mean          float64
	stepsAD, stepsFD    float64 // to FloorFactor times AD's final loss, +Inf if never
	lossOver, errorOver float64
}

// compare sets the courses of both sides beside each other. floor is FD's predicted
// rounding floor at AD's parameters, truncation what its stencil makes of the solution.
func compareCourses[T engine.Float](ad, fd *course[T], floor, truncation float64) rivalry {
	r := rivalry{
		final:     ad.final,
		predicted: floor / ad.final,
		loss:      logRatio(fd.final, ad.final),
		error:     logRatio(fd.error, ad.error),
		lossOver:  fd.final / math.Max(ad.final, floor),
		errorOver: fd.error / math.Max(ad.error, truncation),
	}
	r.stepsAD, r.stepsFD = stepsTo(ad.losses, claims.FloorFactor*ad.final), stepsTo(fd.losses, claims.FloorFactor*ad.final)
	// The running minimum of AD at half of its budget: both reach it in a time of its
	// own, AD within the half.
	target := slices.Min(ad.losses[:len(ad.losses)/2+1])
	r.half = logRatio(stepsTo(fd.losses, target)+1, stepsTo(ad.losses, target)+1)
	n := min(len(ad.losses), len(fd.losses))
	logs := make([]float64, n)
	for t := range logs {
		logs[t] = logRatio(fd.losses[t], ad.losses[t])
	}
	r.mean = stat.Mean(logs, nil)
	return r
}

// logRatio is log(a/b), and 0 where both are equal, infinite ones too.
func logRatio(a, b float64) float64 {
	if a == b {
		return 0
	}
	return math.Log(a / b)
}

// stepsTo is the first step with a loss of at most target, +Inf if there is none.
func stepsTo(losses []float64, target float64) float64 {
	for t, loss := range losses {
		if loss <= target {
			return float64(t)
		}
	}
	return math.Inf(1)
}

// measureDescent trains both sides of one seed at every step h.
func measureDescent[T engine.Float](ctx context.Context, s claims.Setup, e descentEntry, seed int) ([]rivalry, error) {
	set := e.descentSetting.under(s)
	b, err := newNetTrial[T](s, set.netSetting, seed)
	if err != nil {
		return nil, err
	}
	out := make([]rivalry, len(e.h))
	for k, step := range e.h {
		ad, err := b.descend(ctx, set, s.AD, step.H)
		if err != nil {
			return nil, err
		}
		fd, err := b.descend(ctx, set, s.FD, step.H)
		if err != nil {
			return nil, err
		}
		// The prediction is made from Taylor mode's solution, whatever the setup puts
		// on the two sides: the regime of a claim is the same under its fault.
		taylor, err := b.descend(ctx, set, claims.EngineAD, 0)
		if err != nil {
			return nil, err
		}
		floor, err := b.roundingFloor(taylor.theta, step.H)
		if err != nil {
			return nil, err
		}
		out[k] = compareCourses(ad, fd, floor, theory.TruncationShare(step.H, b.problem.Order))
		out[k].predicted = floor / taylor.final
	}
	return out, nil
}

// trainingSweep measures a list of cells, [cell][step][seed].
func trainingSweep(ctx context.Context, s claims.Setup, g []descentEntry, seeds int, p lab.Progress) ([][][]rivalry, error) {
	out := make([][][]rivalry, len(g))
	for i, e := range g {
		out[i] = make([][]rivalry, len(e.h))
		for k := range out[i] {
			out[i][k] = make([]rivalry, seeds)
		}
	}
	err := lab.ForEach(ctx, len(g)*seeds, p, func(ctx context.Context, unit int) error {
		e, seed := g[unit/seeds], unit%seeds
		measure := measureDescent[float64]
		if e.under(s).precision == theory.Float32 {
			measure = measureDescent[float32]
		}
		pairs, err := measure(ctx, s, e, seed)
		if err != nil {
			return fmt.Errorf("%v, seed %d (master %d): %w", e.descentSetting, seed, s.Seed, err)
		}
		for k, r := range pairs {
			out[unit/seeds][k][seed] = r
		}
		return nil
	})
	return out, err
}
