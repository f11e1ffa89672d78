package nn

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
)

// pass carries the bundles of up to so many points through a network and back. It owns
// its plan and its memory, and serves one goroutine.
type pass[T engine.Float] struct {
	net   *Network[T]
	plan  engine.Plan[T]
	taped engine.Taped[T] // plan, if it is
	bias  []T

	used []bool // by channel: whether Read uses it

	n      int   // points of the last forward pass
	lifted []T   // [C][n][dim]
	z, y   [][]T // by hidden layer, [C][n][width]
	tape   [][]T // by hidden layer, if the plan has one
	u      []T   // [C][n]
	gu     []T   // [C][n]
	gy, gz []T   // [C][n][width] of one layer
}

// newPass prepares for up to n points; plan has that many rows.
func newPass[T engine.Float](net *Network[T], plan engine.Plan[T], rows, n int) *pass[T] {
	points := plan.Channels() * n
	p := &pass[T]{
		net:    net,
		plan:   plan,
		bias:   plan.Bias(),
		lifted: make([]T, points*net.Dim()),
		u:      make([]T, points),
		gu:     make([]T, points),
	}
	p.used = usedChannels(plan, rows)
	p.taped, _ = plan.(engine.Taped[T])
	widest := 0
	for _, l := range net.layers[:net.hidden()] {
		p.z = append(p.z, make([]T, points*l.out))
		p.y = append(p.y, make([]T, points*l.out))
		if p.taped != nil {
			p.tape = append(p.tape, make([]T, p.taped.TapeLen(n*l.out)))
		}
		widest = max(widest, l.out)
	}
	p.gy = make([]T, points*widest)
	p.gz = make([]T, points*widest)
	return p
}

// forward computes the derivatives d, [rows][n], at the points x, [n][dim]. With
// keep it keeps what reverse needs.
func (p *pass[T]) forward(theta, x, d []T, keep bool) error {
	p.n = len(x) / p.net.Dim()
	y := p.bundle(p.lifted, p.net.Dim())
	if err := p.plan.Lift(x, y); err != nil {
		return err
	}
	for k, l := range p.net.layers[:p.net.hidden()] {
		z := p.bundle(p.z[k], l.out)
		forward(l, theta, p.bias, y, z)
		y = p.bundle(p.y[k], l.out)
		if keep && p.taped != nil {
			p.taped.ActivateTape(p.net.act, z, y, p.tape[k][:p.taped.TapeLen(p.n*l.out)])
		} else {
			p.plan.Activate(p.net.act, z, y)
		}
	}
	if f, ok := p.plan.(engine.Fallible); ok && f.Err() != nil {
		return f.Err()
	}
	u := p.bundle(p.u, 1)
	output(p.net.layers[p.net.hidden()], theta, p.bias, p.used, y, u)
	p.plan.Read(u, d)
	return nil
}

// reverse adds dL/dtheta to grad, where g = dL/dd, [rows][n], belongs to the
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
		z := p.bundle(p.z[k-1], l.in)
		if p.taped == nil {
			p.plan.ActivateT(p.net.act, z, y, gy, gz)
		} else {
			p.taped.ActivateTapeT(z, y, p.tape[k-1][:p.taped.TapeLen(p.n*l.in)], gy, gz)
		}
	}
}

// bundle is the part of b that the points of this pass need.
func (p *pass[T]) bundle(b []T, width int) []T { return b[:len(p.bias)*p.n*width] }

// usedChannels asks Read, which is linear, for one channel after the other.
func usedChannels[T engine.Float](plan engine.Plan[T], rows int) []bool {
	used := make([]bool, plan.Channels())
	y, d := make([]T, len(used)), make([]T, rows)
	for c := range used {
		clear(y)
		y[c] = 1
		plan.Read(y, d)
		used[c] = slices.ContainsFunc(d, func(v T) bool { return v != 0 })
	}
	return used
}

func checkBias[T engine.Float](plan engine.Plan[T]) error {
	if plan == nil {
		return fmt.Errorf("no plan and no error")
	}
	if c, n := plan.Channels(), len(plan.Bias()); c < 1 || n != c {
		return fmt.Errorf("a plan of %d channels with %d biases, want as many of both, 1 or more", c, n)
	}
	return nil
}

// transposable reports a plan without transposes, such as those of engine.FromFunc,
// which say so by a panic.
func transposable[T engine.Float](plan engine.Plan[T], rows int) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("a network needs a plan with transposes: %v", problem)
		}
	}()
	plan.ReadT(make([]T, rows), make([]T, plan.Channels()))
	return nil
}
