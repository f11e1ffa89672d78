package nn

import (
	"fmt"

	"adfd/numerics/engine"
)

// hyperdual is a user's own engine for derivatives to order 2 in one variable: Fike and
// Alonso's numbers a + b e1 + c e2 + d e1 e2 with e1^2 = e2^2 = 0, one channel for each part.
// It knows nothing but engine.Engine.
type hyperdual[T engine.Float] struct{}

func (hyperdual[T]) Name() string { return "hyperdual" }

func (hyperdual[T]) Plan(op engine.Operator, dim int) (engine.Plan[T], error) {
	if err := op.Validate(dim); err != nil {
		return nil, err
	}
	if dim != 1 || op.Order() > 2 {
		return nil, fmt.Errorf("hyperdual: order %d in dimension %d, want at most 2 in dimension 1", op.Order(), dim)
	}
	return hyperdualPlan[T]{op}, nil
}

type hyperdualPlan[T engine.Float] struct{ op engine.Operator }

func (hyperdualPlan[T]) Channels() int { return 4 }
func (hyperdualPlan[T]) Bias() []T     { return []T{1, 0, 0, 0} }

func (hyperdualPlan[T]) Lift(x, dst []T) error {
	n := len(x)
	clear(dst)
	copy(dst, x)
	for i := range n {
		dst[n+i], dst[2*n+i] = 1, 1
	}
	return nil
}

func (hyperdualPlan[T]) Activate(s engine.Activation[T], z, y []T) {
	n := len(z) / 4
	c := make([]T, 3*n)
	s.Coefficients(2, z[:n], c)
	for i := range n {
		s1, s2 := c[n+i], 2*c[2*n+i]
		y[i] = c[i]
		y[n+i] = s1 * z[n+i]
		y[2*n+i] = s1 * z[2*n+i]
		y[3*n+i] = s1*z[3*n+i] + s2*z[n+i]*z[2*n+i]
	}
}

func (hyperdualPlan[T]) ActivateT(s engine.Activation[T], z, _, gy, gz []T) {
	n := len(z) / 4
	c := make([]T, 4*n)
	s.Coefficients(3, z[:n], c)
	for i := range n {
		s1, s2, s3 := c[n+i], 2*c[2*n+i], 6*c[3*n+i]
		b, e, d := z[n+i], z[2*n+i], z[3*n+i]
		ga, gb, ge, gd := gy[i], gy[n+i], gy[2*n+i], gy[3*n+i]
		gz[i] = s1*ga + s2*(b*gb+e*ge+d*gd) + s3*b*e*gd
		gz[n+i] = s1*gb + s2*e*gd
		gz[2*n+i] = s1*ge + s2*b*gd
		gz[3*n+i] = s1 * gd
	}
}

func (p hyperdualPlan[T]) Read(y, dst []T) {
	n := len(y) / 4
	for r, alpha := range p.op {
		copy(dst[r*n:(r+1)*n], y[channel(alpha)*n:])
	}
}

func (p hyperdualPlan[T]) ReadT(g, gy []T) {
	n := len(gy) / 4
	clear(gy)
	for r, alpha := range p.op {
		for i := range n {
			gy[channel(alpha)*n+i] += g[r*n+i]
		}
	}
}

// channel is the part that holds a derivative.
func channel(alpha engine.MultiIndex) int { return []int{0, 1, 3}[alpha[0]] }
