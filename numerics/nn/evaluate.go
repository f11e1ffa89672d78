package nn

import (
	"fmt"

	"adfd/numerics/engine"
)

// Evaluate sets dst[i] = u(x_i; theta), x [n][dim] and dst [n]. It gives the bits
// of channel 0 of any engine whose channel 0 is the value at the point, as the activation's Values has it. The error names a wrong length or a
// parameter that is not finite.
func (n *Network[T]) Evaluate(theta, x, dst []T) error {
	return n.Derivatives(identity[T]{n.Dim()}, theta, x, dst)
}

// Derivatives sets dst, [len(op)][n], to the partial derivatives of u at the points
// x, [n][dim], as plan, made for op, computes them. The error names a wrong length, a
// parameter that is not finite, or what the plan reports.
func (n *Network[T]) Derivatives(plan engine.Plan[T], theta, x, dst []T) error {
	if err := n.check(theta); err != nil {
		return err
	}
	if err := n.checkPoints(x); err != nil {
		return err
	}
	if err := checkBias(plan); err != nil {
		return fmt.Errorf("nn: derivatives of a network: %w", err)
	}
	points := len(x) / n.Dim()
	rows := len(dst) / points
	if rows == 0 || len(dst) != rows*points {
		return fmt.Errorf("nn: %d results for %d points", len(dst), points)
	}
	size := min(points, n.chunk(plan.Channels()))
	p := newPass(n, plan, rows, size)
	d := make([]T, rows*size)
	for i := 0; i < points; i += size {
		m := min(size, points-i)
		d := d[:rows*m]
		if err := p.forward(theta, x[i*n.Dim():(i+m)*n.Dim()], d, false); err != nil {
			return fmt.Errorf("nn: points from %d on: %w", i, err)
		}
		for r := range rows {
			copy(dst[r*points+i:r*points+i+m], d[r*m:(r+1)*m])
		}
	}
	return nil
}

// Hidden returns the values of the last hidden layer at the points x, [n][dim]: the
// features, [n][width], of which u is a linear combination. The errors are those of
// Evaluate.
func (n *Network[T]) Hidden(theta, x []T) ([]T, error) {
	if err := n.check(theta); err != nil {
		return nil, err
	}
	if err := n.checkPoints(x); err != nil {
		return nil, err
	}
	points := len(x) / n.Dim()
	p := newPass[T](n, identity[T]{n.Dim()}, 1, points)
	if err := p.forward(theta, x, make([]T, points), false); err != nil {
		return nil, err
	}
	return p.levels[n.hidden()-1].y, nil
}

// identity is the plan of the value alone: one channel.
type identity[T engine.Float] struct{ dim int }

func (identity[T]) Channels() int { return 1 }
func (identity[T]) Bias() []T     { return []T{1} }

func (p identity[T]) Lift(x, dst []T) error {
	for i, v := range x {
		if !engine.Finite(v) {
			return fmt.Errorf("nn: coordinate %d of point %d is %v", i%p.dim, i/p.dim, v)
		}
	}
	copy(dst, x)
	return nil
}

func (identity[T]) Activate(s engine.Activation[T], z, y []T) { s.Values(z, y) }
func (identity[T]) Read(y, dst []T)                           { copy(dst, y) }
func (identity[T]) ReadT(g, gy []T)                           { copy(gy, g) }

func (identity[T]) ActivateT(s engine.Activation[T], z, _, gy, gz []T) {
	c := make([]T, 2*len(z))
	s.Coefficients(1, z, c)
	for i, slope := range c[len(z):] {
		gz[i] = slope * gy[i]
	}
}
