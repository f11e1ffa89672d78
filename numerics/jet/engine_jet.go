package jet

import "adfd/numerics/engine"

// Engine is Taylor-mode automatic differentiation as an engine: it has every
// order and dimension and needs nothing but the point itself.
type Engine[T engine.Float] struct{}

// New returns the Taylor-mode engine.
func New[T engine.Float]() engine.Engine[T] { return Engine[T]{} }

// Name is "jet".
func (Engine[T]) Name() string { return "jet" }

// Plan prepares the derivatives of op. The error is that of op.Validate(dim).
func (Engine[T]) Plan(op engine.Operator, dim int) (engine.Plan[T], error) {
	return NewPlan[T](op, dim)
}
