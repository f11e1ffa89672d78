package train

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"adfd/numerics/engine"
)

// defaultStore is gonum's own number of remembered pairs.
const defaultStore = 15

// maxTrials bounds one line search: 64 doublings to bracket a minimum and 64 halvings,
// down to the spacing of float64, to find it.
const maxTrials = 128

// LBFGS is gonum's limited-memory BFGS method with its default line search, a
// bisection for the Wolfe conditions. One step is one line search; it evaluates the
// loss as often as it needs to. A line search that fails is tried once more
// downhill along the gradient, with the memory forgotten; then the method has
// stalled.
//
// The memory of gonum's method is not accessible, so it is no part of a State: a run
// that is continued begins with an empty memory at the parameters where it
// stopped, and so goes another way than an uninterrupted one.
//
// Source: Nocedal and Wright, Numerical Optimization, 2nd edition, Springer 2006,
// algorithm 7.5.
type LBFGS struct {
	// Store is the number of pairs remembered; 0 means 15.
	Store int

	search *optimize.LinesearchMethod // nil before the first step and after a failure
	loc    optimize.Location          // where the last line search ended: X, F, Gradient
}

// Name returns "lbfgs(store)".
func (l *LBFGS) Name() string { return fmt.Sprintf("lbfgs(%d)", l.store()) }

func (l *LBFGS) store() int {
	if l.Store == 0 {
		return defaultStore
	}
	return l.Store
}

// Reset empties the memory.
func (l *LBFGS) Reset(n int) error {
	if l.Store < 0 {
		return fmt.Errorf("train: lbfgs remembers %d pairs, want 1 or more, or 0 for %d", l.Store, defaultStore)
	}
	l.search = nil
	l.loc = optimize.Location{X: make([]float64, n), Gradient: make([]float64, n)}
	return nil
}

// Evaluate is the objective's LossGrad. At the end of a line search it is known.
func (l *LBFGS) Evaluate(o Objective[float64], theta, grad []float64) (float64, error) {
	if l.search != nil && slices.Equal(theta, l.loc.X) {
		copy(grad, l.loc.Gradient)
		return l.loc.F, nil
	}
	var err error
	l.loc.F, err = o.LossGrad(theta, l.loc.Gradient)
	copy(l.loc.X, theta)
	copy(grad, l.loc.Gradient)
	return l.loc.F, err
}

// Update makes one line search.
func (l *LBFGS) Update(o Objective[float64], _ int, theta, grad []float64) error {
	loss := l.loc.F
	if l.search != nil {
		stalled, err := l.advance(o, func() (optimize.Operation, error) { return l.search.Iterate(&l.loc) })
		if err != nil {
			return err
		}
		if stalled == nil {
			copy(theta, l.loc.X)
			return nil
		}
	}
	copy(l.loc.X, theta)
	copy(l.loc.Gradient, grad)
	l.loc.F = loss
	if norm(grad) == 0 {
		return fmt.Errorf("%w: the gradient has norm 0", ErrStalled)
	}
	l.search = &optimize.LinesearchMethod{
		NextDirectioner: &optimize.LBFGS{Store: l.store()},
		Linesearcher:    &optimize.Bisection{},
	}
	stalled, err := l.advance(o, func() (optimize.Operation, error) { return l.search.Init(&l.loc) })
	if err != nil {
		return err
	}
	if stalled != nil {
		l.search = nil
		return fmt.Errorf("%w: %w", ErrStalled, stalled)
	}
	copy(theta, l.loc.X)
	return nil
}

// advance runs a line search from its first operation to its end at l.loc. It
// returns the reason of a search that failed, and the error of the objective.
func (l *LBFGS) advance(o Objective[float64], first func() (optimize.Operation, error)) (stalled, err error) {
	op, stalled := first()
	for range maxTrials {
		if stalled != nil || op == optimize.MajorIteration {
			return stalled, nil
		}
		if !engine.Finite(norm(l.loc.X)) {
			return fmt.Errorf("the line search left the finite numbers"), nil
		}
		// One call gives loss and gradient; gonum asks for the gradient later, at
		// the same point. A loss that is no number is too high.
		if op&optimize.FuncEvaluation != 0 {
			if l.loc.F, err = o.LossGrad(l.loc.X, l.loc.Gradient); err != nil {
				return nil, err
			}
			if math.IsNaN(l.loc.F) {
				l.loc.F = math.Inf(1)
			}
		}
		op, stalled = l.search.Iterate(&l.loc)
	}
	return fmt.Errorf("the line search did not end in %d points", maxTrials), nil
}

// Memory is empty, see LBFGS.
func (l *LBFGS) Memory() Memory[float64] { return Memory[float64]{} }

// Restore accepts the empty memory.
func (l *LBFGS) Restore(m Memory[float64]) error { return restore(l.Name(), Memory[float64]{}, m) }
