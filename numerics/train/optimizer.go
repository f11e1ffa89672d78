package train

import (
	"errors"
	"fmt"

	"adfd/numerics/engine"
)

// Optimizer moves parameters downhill. It owns scratch memory, so one Optimizer is
// used by one run at a time.
type Optimizer[T engine.Float] interface {
	// Name identifies the optimiser and all of its settings. A run is continued
	// only by an optimiser of the name it was begun with.
	Name() string

	// Reset forgets everything and prepares for n parameters. Its error names a
	// setting that is out of range.
	Reset(n int) error

	// Evaluate returns the loss at theta and writes its gradient to grad.
	Evaluate(o Objective[T], theta, grad []T) (loss float64, err error)

	// Update makes step number step, counted from 0: it moves theta, at which
	// Evaluate has just left grad. An error that wraps ErrStalled says that
	// theta stays and that no later step would move it.
	Update(o Objective[T], step int, theta, grad []T) error

	// Memory is what the optimiser has gathered over its steps, the part of its
	// state that a checkpoint must hold. The slices are the optimiser's own.
	Memory() Memory[T]

	// Restore takes over, by copy, what Memory returned for as many parameters.
	Restore(m Memory[T]) error
}

var (
	_ Optimizer[float32] = (*GD[float32])(nil)
	_ Optimizer[float32] = (*Adam[float32])(nil)
	_ Optimizer[float32] = (*LevenbergMarquardt[float32])(nil)
	_ Optimizer[float64] = (*LBFGS)(nil)
)

// Memory is an optimiser's state: vectors of the parameters' length, such as
// moments, and numbers, such as a damping factor.
type Memory[T engine.Float] struct {
	Vectors [][]T
	Numbers []float64
}

// ErrStalled is wrapped by an optimiser that can move no further, such as a line
// search that finds no lower point. In floating point it is how a convergent method
// ends.
var ErrStalled = errors.New("no step lowers the loss")

// restore checks m against the memory of an optimiser called name, and copies it.
func restore[T engine.Float](name string, dst, m Memory[T]) error {
	if len(m.Vectors) != len(dst.Vectors) || len(m.Numbers) != len(dst.Numbers) {
		return fmt.Errorf("train: %s keeps %d vectors and %d numbers, the state has %d and %d: it is of another optimiser",
			name, len(dst.Vectors), len(dst.Numbers), len(m.Vectors), len(m.Numbers))
	}
	for k, v := range m.Vectors {
		if len(v) != len(dst.Vectors[k]) {
			return fmt.Errorf("train: %s: vector %d of the state has length %d, want %d", name, k, len(v), len(dst.Vectors[k]))
		}
		copy(dst.Vectors[k], v)
	}
	copy(dst.Numbers, m.Numbers)
	return nil
}
