package engine

import (
	"fmt"
	"math"
)

// FeatureFunc is a derivative that its author computes in a way of their own:
// it returns the partial derivative alpha, with respect to x, of one feature
// s(w.x + b). It must not keep or change w and x.
type FeatureFunc[T Float] func(alpha MultiIndex, s Activation[T], w []T, b T, x []T) (T, error)

// Fallible is a Plan whose Activate can fail. Err returns the first error since
// Plan was made; the bundles computed since then mean nothing.
type Fallible interface{ Err() error }

// FromFunc makes an Engine of a black-box derivative of orders 0 to maxOrder, so
// that it can be judged beside the others. It serves models with one hidden
// layer of features and a linear read-out, not deep networks and not gradients
// with respect to parameters: ActivateT and ReadT of its plans panic.
//
// A plan sees points only before the linear layer and features only after it.
// The channels recover what lies between: channel d < dim holds the unit vector
// e_d without bias, so that the layer turns it into w_d; channel dim holds 0 with
// bias 1, and becomes b. Both arrive without rounding. Activate then calls f for
// each derivative, point and feature, and puts the results into the leading
// channels, from which Read copies them. Its plans are Fallible: f's error is
// kept with the place it came from.
func FromFunc[T Float](name string, maxOrder int, f FeatureFunc[T]) Engine[T] {
	return funcEngine[T]{name: name, maxOrder: maxOrder, f: f}
}

type funcEngine[T Float] struct {
	name     string
	maxOrder int
	f        FeatureFunc[T]
}

func (e funcEngine[T]) Name() string { return e.name }

func (e funcEngine[T]) Plan(op Operator, dim int) (Plan[T], error) {
	if err := op.Validate(dim); err != nil {
		return nil, err
	}
	if q := op.Order(); q > e.maxOrder {
		return nil, fmt.Errorf("engine: %s has no derivative of order %d, only up to %d", e.name, q, e.maxOrder)
	}
	bias := make([]T, max(dim+1, len(op)))
	bias[dim] = 1
	return &funcPlan[T]{funcEngine: e, op: op, dim: dim, bias: bias, w: make([]T, dim)}, nil
}

type funcPlan[T Float] struct {
	funcEngine[T]
	op   Operator
	dim  int
	bias []T
	x    []T // the points last lifted, [n][dim]
	w    []T // scratch: one feature's weights
	err  error
}

func (p *funcPlan[T]) Channels() int { return len(p.bias) }
func (p *funcPlan[T]) Bias() []T     { return p.bias }
func (p *funcPlan[T]) Err() error    { return p.err }

func (p *funcPlan[T]) Lift(x, dst []T) error {
	for i, v := range x {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("engine: %s: coordinate %d of point %d is %v", p.name, i%p.dim, i/p.dim, v)
		}
	}
	p.x = append(p.x[:0], x...)
	clear(dst)
	n := len(x) / p.dim
	for d := range p.dim {
		for i := range n {
			dst[(d*n+i)*p.dim+d] = 1
		}
	}
	return nil
}

func (p *funcPlan[T]) Activate(s Activation[T], z, y []T) {
	n := len(p.x) / p.dim
	if n == 0 {
		return
	}
	block := len(z) / len(p.bias) // n * width
	width := block / n
	clear(y)
	for i := range n {
		x := p.x[i*p.dim : (i+1)*p.dim]
		for j := range width {
			k := i*width + j
			for d := range p.w {
				p.w[d] = z[d*block+k]
			}
			b := z[p.dim*block+k]
			for r, alpha := range p.op {
				v, err := p.f(alpha, s, p.w, b, x)
				if err != nil {
					if p.err == nil {
						p.err = fmt.Errorf("engine: %s: %v of feature %d (w = %v, b = %v) at x = %v: %w", p.name, alpha, j, p.w, b, x, err)
					}
					return
				}
				y[r*block+k] = v
			}
		}
	}
}

func (p *funcPlan[T]) Read(y, dst []T) { copy(dst, y[:len(dst)]) }

// ActivateT panics: a black box has no transpose.
func (p *funcPlan[T]) ActivateT(Activation[T], []T, []T, []T, []T) {
	panic("engine: " + p.name + " is a black-box derivative and has no transpose")
}

// ReadT panics: a black box has no transpose.
func (p *funcPlan[T]) ReadT([]T, []T) {
	panic("engine: " + p.name + " is a black-box derivative and has no transpose")
}
