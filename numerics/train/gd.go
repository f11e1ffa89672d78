package train

import "adfd/numerics/engine"

// GD is gradient descent,
//
//	theta_(t+1) = theta_t - rate(t) grad L(theta_t).
//
// The rate is rounded to T once, then product and difference, each to T.
type GD[T engine.Float] struct {
	Schedule Schedule
}

// Name returns "gd(rate)".
func (g *GD[T]) Name() string { return "gd(" + scheduleName(g.Schedule) + ")" }

// Reset checks the schedule.
func (g *GD[T]) Reset(int) error { return checkRate("gd", g.Schedule) }

// Evaluate is the objective's LossGrad.
func (g *GD[T]) Evaluate(o Objective[T], theta, grad []T) (float64, error) {
	return o.LossGrad(theta, grad)
}

// Update moves theta against grad. It allocates nothing.
func (g *GD[T]) Update(_ Objective[T], step int, theta, grad []T) error {
	rate := T(g.Schedule.Rate(step))
	grad = grad[:len(theta)]
	for i := range theta {
		theta[i] -= T(rate * grad[i])
	}
	return nil
}

// Memory is empty.
func (g *GD[T]) Memory() Memory[T] { return Memory[T]{} }

// Restore accepts the empty memory.
func (g *GD[T]) Restore(m Memory[T]) error { return restore(g.Name(), Memory[T]{}, m) }
