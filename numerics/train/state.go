package train

import (
	"slices"

	"adfd/numerics/engine"
)

// State is a run between two steps: all that is needed to continue it.
type State[T engine.Float] struct {
	Theta []T

	// Step is the number of steps made.
	Step int

	// Optimizer is the name of the optimiser of these steps, and Memory what it
	// has gathered. The name is empty before a run begins.
	Optimizer string
	Memory    Memory[T]

	History History

	// Seen is the number of steps whose loss is in the history: Step, or Step+1
	// after the loss at theta has been seen. First is the loss at theta_0, and
	// High the number of steps in a row, up to the last seen, with a loss above
	// the bound of divergence.
	Seen  int
	First float64
	High  int
}

// NewState returns the state of a run that begins at theta, which is copied.
func NewState[T engine.Float](theta []T) *State[T] {
	return &State[T]{Theta: slices.Clone(theta)}
}
