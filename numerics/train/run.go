package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"adfd/numerics/atomicfile"
	"adfd/numerics/engine"
)

// Config says how long a run is and what is kept of it.
type Config[T engine.Float] struct {
	// Steps is the number of steps of the whole run, those before an
	// interruption included.
	Steps int

	// Record asks for a Record of a step; nil keeps none. See Every and PerDecade.
	Record func(step int) bool

	// Error is the error of the solution at theta, for the records. It may be nil.
	Error func(theta []T) (float64, error)

	// NoLosses adds nothing to History.Losses.
	NoLosses bool

	// Divergence is when to give up; the zero value means DefaultDivergence.
	Divergence Divergence

	// Checkpoint is a file that the state is written to every CheckpointEvery
	// steps, if the loss there is not above the bound of Divergence, and when the
	// run ends, unless it diverged; empty means none. CheckpointEvery of 0 means at
	// the end alone. So a run that diverges leaves the last healthy state that was
	// due, or else the file as it was before.
	Checkpoint      string
	CheckpointEvery int
}

// Result is how a run ended. Final is the record of the last parameters, State.Theta;
// the step that follows an interruption has been seen, but not made.
type Result struct {
	Final Record
	Stop  Stop
}

// Run minimises o by opt from s, which it changes in place, and returns when c.Steps
// steps are made, ctx is done, the loss diverges or opt stalls; Result.Stop says
// which. If s has made steps before, the run continues: it gives the bits that one
// uninterrupted run gives, in parameters, memory and history.
//
// An error is of the program or of its input: a wrong length, parameters that are not
// finite, another optimiser than that of s, an objective or an error function that
// fails, a checkpoint that cannot be written, which is found before the first step. The
// state then holds the steps made so far.
func Run[T engine.Float](ctx context.Context, o Objective[T], opt Optimizer[T], s *State[T], c Config[T]) (Result, error) {
	r, err := newRun(o, opt, s, c)
	if err != nil {
		return Result{}, err
	}
	result, err := r.loop(ctx)
	s.Memory = clone(opt.Memory())
	if err != nil {
		return Result{}, err
	}
	if _, diverged := result.Stop.(Diverged); c.Checkpoint != "" && !diverged {
		err = WriteState(c.Checkpoint, s)
	}
	return result, err
}

// maxReserve is the number of losses that room is made for in advance. A longer run, such
// as one that only its context ends, makes more as it goes.
const maxReserve = 1 << 20

// run is a run under way.
type run[T engine.Float] struct {
	o    Objective[T]
	opt  Optimizer[T]
	s    *State[T]
	c    Config[T]
	grad []T
}

func newRun[T engine.Float](o Objective[T], opt Optimizer[T], s *State[T], c Config[T]) (*run[T], error) {
	n := o.Params()
	if len(s.Theta) != n || n == 0 {
		return nil, fmt.Errorf("train: %d parameters in the state, %d in the objective; want the same number, 1 or more", len(s.Theta), n)
	}
	if k := notFinite(s.Theta); k >= 0 {
		return nil, fmt.Errorf("train: parameter %d of the state, after %d steps, is %v, want finite numbers; begin from others, or from an older checkpoint", k, s.Step, s.Theta[k])
	}
	if c.Steps < s.Step {
		return nil, fmt.Errorf("train: a run of %d steps, but the state has made %d; Steps counts the whole run", c.Steps, s.Step)
	}
	if s.Seen != s.Step && s.Seen != s.Step+1 {
		return nil, fmt.Errorf("train: the state has made %d steps and seen %d, want as many or one more; begin anew with NewState(s.Theta)", s.Step, s.Seen)
	}
	if kept := len(s.History.Losses); !c.NoLosses && kept != s.Seen {
		return nil, fmt.Errorf("train: the state has kept the losses of %d of the %d steps it has seen, so further ones would stand in wrong places; set NoLosses", kept, s.Seen)
	}
	if c.CheckpointEvery < 0 {
		return nil, fmt.Errorf("train: a checkpoint every %d steps, want 0 or more", c.CheckpointEvery)
	}
	if c.Checkpoint != "" {
		if err := atomicfile.Writable(c.Checkpoint); err != nil {
			return nil, fmt.Errorf("train: checkpoint %s cannot be written: %w", c.Checkpoint, err)
		}
	}
	var err error
	if c.Divergence, err = c.Divergence.orDefault(); err != nil {
		return nil, err
	}
	if err := opt.Reset(n); err != nil {
		return nil, err
	}
	switch s.Optimizer {
	case "":
		s.Optimizer = opt.Name()
	case opt.Name():
		if err := opt.Restore(s.Memory); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("train: the state was trained by %s and cannot be continued by %s; begin anew with NewState(s.Theta)", s.Optimizer, opt.Name())
	}
	if !c.NoLosses {
		s.History.Losses = slices.Grow(s.History.Losses, min(c.Steps+1-s.Seen, maxReserve))
	}
	return &run[T]{o: o, opt: opt, s: s, c: c, grad: make([]T, n)}, nil
}

func (r *run[T]) loop(ctx context.Context) (Result, error) {
	for {
		s := r.s
		loss, err := r.opt.Evaluate(r.o, s.Theta, r.grad)
		if err != nil && notFinite(s.Theta) >= 0 {
			// An update overflowed after a loss that had not.
			nan := math.NaN()
			return Result{Final: Record{Step: s.Step, Loss: nan, Gradient: nan, Error: nan}, Stop: Diverged{s.Step, nan}}, nil
		}
		if err != nil {
			return Result{}, fmt.Errorf("train: %s, step %d: %w", s.Optimizer, s.Step, err)
		}
		if err := r.see(loss); err != nil {
			return Result{}, err
		}
		if stop := r.stop(ctx, loss); stop != nil {
			return r.result(loss, stop)
		}
		if r.checkpointDue() {
			s.Memory = r.opt.Memory()
			if err := WriteState(r.c.Checkpoint, s); err != nil {
				return Result{}, err
			}
		}
		if err := r.opt.Update(r.o, s.Step, s.Theta, r.grad); err != nil {
			if errors.Is(err, ErrStalled) {
				return r.result(loss, Stalled{s.Step, err})
			}
			return Result{}, fmt.Errorf("train: %s, step %d: %w", s.Optimizer, s.Step, err)
		}
		s.Step++
	}
}

// checkpointDue reports whether the state is written before the next step. The loss at theta
// has been seen by then, so that parameters to which a run has diverged are not written.
func (r *run[T]) checkpointDue() bool {
	every := r.c.CheckpointEvery
	return r.c.Checkpoint != "" && every > 0 && r.s.Step > 0 && r.s.Step%every == 0 && r.healthy()
}

// healthy reports a state that is worth keeping: the loss at theta was seen and is not above
// the bound of divergence, and theta are numbers.
func (r *run[T]) healthy() bool { return r.s.High == 0 && notFinite(r.s.Theta) < 0 }

// see enters the loss at theta in the history, unless a part of the run before has.
func (r *run[T]) see(loss float64) error {
	s := r.s
	if s.Seen > s.Step {
		return nil
	}
	if s.Step == 0 {
		s.First = loss
	}
	s.High++
	if !r.c.Divergence.above(loss, s.First) {
		s.High = 0
	}
	if r.c.Record != nil && r.c.Record(s.Step) {
		rec, err := r.record(loss)
		if err != nil {
			return err
		}
		s.History.Records = append(s.History.Records, rec)
	}
	if !r.c.NoLosses {
		s.History.Losses = append(s.History.Losses, loss)
	}
	s.Seen = s.Step + 1
	return nil
}

// stop returns why no further step is made, or nil.
func (r *run[T]) stop(ctx context.Context, loss float64) Stop {
	switch {
	case !engine.Finite(loss) || r.s.High >= r.c.Divergence.Steps:
		return Diverged{r.s.Step, loss}
	case r.s.Step >= r.c.Steps:
		return Completed{}
	case ctx.Err() != nil:
		return Interrupted{context.Cause(ctx)}
	}
	return nil
}

func (r *run[T]) result(loss float64, stop Stop) (Result, error) {
	rec, err := r.record(loss)
	return Result{Final: rec, Stop: stop}, err
}

func (r *run[T]) record(loss float64) (Record, error) {
	rec := Record{Step: r.s.Step, Loss: loss, Gradient: norm(r.grad), Error: math.NaN()}
	if r.c.Error == nil || notFinite(r.s.Theta) >= 0 {
		return rec, nil // no parameters, no solution to judge
	}
	var err error
	if rec.Error, err = r.c.Error(r.s.Theta); err != nil {
		return rec, fmt.Errorf("train: error of the solution at step %d: %w", r.s.Step, err)
	}
	return rec, nil
}

// notFinite is the index of the first number that is NaN or infinite, or -1.
func notFinite[T engine.Float](x []T) int {
	return slices.IndexFunc(x, func(v T) bool { return !engine.Finite(v) })
}

func clone[T engine.Float](m Memory[T]) Memory[T] {
	c := Memory[T]{Numbers: slices.Clone(m.Numbers)}
	for _, v := range m.Vectors {
		c.Vectors = append(c.Vectors, slices.Clone(v))
	}
	return c
}
