package train

import (
	"fmt"
)

// Stop is why a run ended: one of Completed, Interrupted, Diverged and Stalled. None
// of them is an error of the program: a run that diverges is a result.
type Stop interface {
	fmt.Stringer
	stop()
}

// Completed says that all steps were made.
type Completed struct{}

// Interrupted says that the context was done before the last step. The run can be
// continued from its state.
type Interrupted struct{ Cause error }

// Diverged says that the loss was not finite, or too large for too long, at Step.
type Diverged struct {
	Step int
	Loss float64
}

// Stalled says that the optimiser could not move from where it was at Step.
type Stalled struct {
	Step  int
	Cause error // wraps ErrStalled
}

func (Completed) stop()   {}
func (Interrupted) stop() {}
func (Diverged) stop()    {}
func (Stalled) stop()     {}

func (Completed) String() string     { return "completed" }
func (s Interrupted) String() string { return fmt.Sprintf("interrupted: %v", s.Cause) }
func (s Diverged) String() string    { return fmt.Sprintf("diverged at step %d, loss %g", s.Step, s.Loss) }
func (s Stalled) String() string     { return fmt.Sprintf("stalled at step %d: %v", s.Step, s.Cause) }

// Divergence is when a run is given up: at once if the loss is not finite, and when
// it has been above Factor times the first loss for Steps steps in a row.
type Divergence struct {
	Factor float64 // 0 means DefaultDivergence.Factor
	Steps  int     // 0 means DefaultDivergence.Steps
}

// DefaultDivergence waits through the overshoots of a healthy run, which are of a few
// orders of magnitude and pass, and ends one whose rate is too large long before it
// overflows: gradient descent beyond its stable rate grows geometrically.
var DefaultDivergence = Divergence{Factor: 1e6, Steps: 10}

func (d Divergence) orDefault() (Divergence, error) {
	if d.Factor == 0 {
		d.Factor = DefaultDivergence.Factor
	}
	if d.Steps == 0 {
		d.Steps = DefaultDivergence.Steps
	}
	if !(d.Factor >= 1) || d.Steps < 1 {
		return d, fmt.Errorf("train: divergence above %v times the first loss for %d steps, want a factor and a number of 1 or more", d.Factor, d.Steps)
	}
	return d, nil
}

// above reports a loss that is too large against the first one. A first loss of 0
// sets no scale.
func (d Divergence) above(loss, first float64) bool { return first > 0 && loss > d.Factor*first }
