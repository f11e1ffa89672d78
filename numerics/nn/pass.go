package nn

import (
	"adfd/numerics/engine"
)

// pass carries the bundles of up to so many points through a network and back. It owns
// its plan and its memory, and serves one goroutine.
type pass[T engine.Float] struct {
	net  *Network[T]
	plan engine.Plan[T]
	bias []T

	n      int   // points of the last forward pass
	lifted []T   // [C][n][dim]
	z, y   [][]T // by hidden layer, [C][n][width]
	u      []T   // [C][n]
	gu     []T   // [C][n]
	gy, gz []T   // [C][n][width] of one layer
}

// newPass prepares for up to n points.
func newPass[T engine.Float](net *Network[T], plan engine.Plan[T], n int) *pass[T] {
	points := plan.Channels() * n
	p := &pass[T]{
		net:    net,
		plan:   plan,
		bias:   plan.Bias(),
		lifted: make([]T, points*net.Dim()),
		u:      make([]T, points),
		gu:     make([]T, points),
	}
	widest := 0
	for _, l := range net.layers[:net.hidden()] {
		p.z = append(p.z, make([]T, points*l.out))
		p.y = append(p.y, make([]T, points*l.out))
		widest = max(widest, l.out)
	}
	p.gy = make([]T, points*widest)
	p.gz = make([]T, points*widest)
	return p
}

// forward computes the derivatives d, [len(op)][n], at the points x, [n][dim].
func (p *pass[T]) forward(theta, x, d []T) error {
	p.n = len(x) / p.net.Dim()
	y := p.bundle(p.lifted, p.net.Dim())
	if err := p.plan.Lift(x, y); err != nil {
		return err
	}
	for k, l := range p.net.layers[:p.net.hidden()] {
		z := p.bundle(p.z[k], l.out)
		forward(l, theta, p.bias, y, z)
		y = p.bundle(p.y[k], l.out)
		p.plan.Activate(p.net.act, z, y)
	}
	if f, ok := p.plan.(engine.Fallible); ok && f.Err() != nil {
		return f.Err()
	}
	u := p.bundle(p.u, 1)
	forward(p.net.layers[p.net.hidden()], theta, p.bias, y, u)
	p.plan.Read(u, d)
	return nil
}

// reverse adds dL/dtheta to grad, where g = dL/dd, [len(op)][n], belongs to the
// derivatives of the last forward pass. With a stride it adds the part of point i to
// grad[i*stride:] instead.
func (p *pass[T]) reverse(theta, g, grad []T, stride int) {
	gz := p.bundle(p.gu, 1)
	p.plan.ReadT(g, gz)
	for k := p.net.hidden(); ; k-- {
		l := p.net.layers[k]
		from := p.lifted
		if k > 0 {
			from = p.y[k-1]
		}
		y := p.bundle(from, l.in)
		if stride == 0 {
			parameterGradient(l, p.bias, y, gz, grad)
		} else {
			parameterRows(l, p.bias, y, gz, grad, stride)
		}
		if k == 0 {
			return
		}
		gy := p.bundle(p.gy, l.in)
		backward(l, theta, gz, gy)
		gz = p.bundle(p.gz, l.in)
		p.plan.ActivateT(p.net.act, p.bundle(p.z[k-1], l.in), y, gy, gz)
	}
}

// bundle is the part of b that the points of this pass need.
func (p *pass[T]) bundle(b []T, width int) []T { return b[:len(p.bias)*p.n*width] }
