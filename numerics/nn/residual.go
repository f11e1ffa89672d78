package nn

import (
	"fmt"
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
)

// Residual is the weighted residual vector r(theta) of a boundary-value problem
// for a network: a row for each interior node, scaled by 1/sqrt(N), then a row for
// each point of each condition, scaled by sqrt(lambda/n_c), where n_c is the number of
// the condition's points. So
//
//	L = |r|^2 = mean square inside + lambda * sum over conditions of their mean squares.
//
// Coefficients, scales, points and targets are rounded once to T, targets after
// they were computed in float64 at the rounded points; all else is computed in T.
//
// A Residual owns its memory, and its methods must not be called by two
// goroutines at a time. They divide the points among up to GOMAXPROCS
// goroutines, without an effect on any bit. Those besides the caller's own linger for
// 0.1 ms after a call, awake for the next, and then end; so there is nothing to close.
type Residual[T engine.Float] struct {
	net    *Network[T]
	blocks []block[T]
	rows   int
	crew[T]
}

// NewResidual prepares the residual of p at the interior nodes, [N][dim], with the
// derivatives of eng. lambda weighs the mean squares of the conditions against that of the
// interior, as in the L of Residual; 1 weighs them alike. The error names an invalid problem, another dimension, no nodes or one outside
// the box, a lambda that is not positive and finite, a target that is not
// finite, an engine without transposes (engine.FromFunc) or with more or fewer biases than
// channels, and an order, dimension or step
// that it lacks.
func NewResidual[T engine.Float](net *Network[T], eng engine.Engine[T], p pde.Problem, nodes []float64, lambda float64) (*Residual[T], error) {
	if net == nil || eng == nil {
		return nil, fmt.Errorf("nn: residual of %q without a network or an engine", p.Name)
	}
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if p.Dim != net.Dim() {
		return nil, fmt.Errorf("nn: network %v for problem %q in dimension %d", net.sizes, p.Name, p.Dim)
	}
	if err := p.CheckNodes(nodes); err != nil {
		return nil, fmt.Errorf("nn: %w", err)
	}
	if !(lambda > 0) || math.IsInf(lambda, 0) {
		return nil, fmt.Errorf("nn: boundary weight lambda = %v, want positive and finite", lambda)
	}
	b, err := blocks[T](p, nodes, lambda)
	if err != nil {
		return nil, err
	}
	r := &Residual[T]{net: net, blocks: b, rows: len(nodes)/p.Dim + p.BoundaryRows()}
	if err := r.assemble(eng); err != nil {
		return nil, fmt.Errorf("nn: %s with engine %s: %w", p.Name, eng.Name(), err)
	}
	return r, nil
}

// Rows is the length of r.
func (r *Residual[T]) Rows() int { return r.rows }

// Params is the length of theta.
func (r *Residual[T]) Params() int { return r.net.params }

// Residuals sets out to r(theta), [Rows]. The error names a wrong length or a
// parameter that is not finite. What overflows is Inf or NaN in out.
func (r *Residual[T]) Residuals(theta, out []T) error {
	if err := r.net.check(theta); err != nil {
		return err
	}
	if len(out) != r.rows {
		return fmt.Errorf("nn: %d residuals for %d rows", len(out), r.rows)
	}
	return r.run(r.residualTask, theta, out)
}

// LossGrad returns L = |r|^2 and sets grad = dL/dtheta = 2 J^T r, [Params], by one
// reverse sweep. The loss is added up in T. It allocates nothing. The error names a wrong length or a parameter
// that is not finite. A loss that overflows is Inf or NaN, without an error.
func (r *Residual[T]) LossGrad(theta, grad []T) (float64, error) {
	if err := r.net.check(theta); err != nil {
		return 0, err
	}
	if len(grad) != r.net.params {
		return 0, fmt.Errorf("nn: gradient of length %d for %d parameters", len(grad), r.net.params)
	}
	if err := r.run(r.gradientTask, theta, nil); err != nil {
		return 0, err
	}
	return float64(r.sum(grad)), nil
}

// Jacobian sets jac, [Rows][Params] row-major, to J = dr/dtheta. One reverse
// sweep gives all rows, since a row depends on its own point only. The error names a wrong length or
// a parameter that is not finite.
func (r *Residual[T]) Jacobian(theta, jac []T) error {
	if err := r.net.check(theta); err != nil {
		return err
	}
	if len(jac) != r.rows*r.net.params {
		return fmt.Errorf("nn: Jacobian of %d values, want %d rows of %d", len(jac), r.rows, r.net.params)
	}
	return r.run(r.jacobianTask, theta, jac)
}
