package training

import (
	"context"
	"fmt"
	"math"
	"unsafe"

	"adfd/numerics/engine"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/train"
	"adfd/theory/claims"
)

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

// storedKey is a run with the store that keeps it, since those of another one are its own,
// and with the zero of the type that it is computed in.
type storedKey struct {
	courseKey
	store *Store
	zero  any
}

// courses has the latest runs of the process: a *course[float64] or a *course[float32]. Those of the
// audit are 24 MB. The comparison of two sides needs its own alone; other claims read some of them
// again, and make them again, or read them from a store, where a larger grid has pushed them out.
var courses = lab.Memo[storedKey, any]{
	Budget: 64 << 20,
	Size:   func(c any) int { return c.(interface{ bytes() int }).bytes() },
}

// bytes is the size of a course.
func (c *course[T]) bytes() int {
	return int(unsafe.Sizeof(*c)) + len(c.theta)*int(unsafe.Sizeof(T(0))) + len(c.losses)*8
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
	c, err := courses.Get(ctx, storedKey{key, storeOf(ctx), T(0)}, func() (any, error) {
		c, err := b.run(ctx, key, h)
		if err != nil {
			return nil, fmt.Errorf("%s side at h = %v: %w", side, h, err)
		}
		return c, nil
	})
	if err != nil {
		return nil, err
	}
	return c.(*course[T]), nil
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
