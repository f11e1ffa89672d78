package nn

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
)

// pass carries the bundles of up to so many points through a network and back. It owns its
// plans and its memory, and serves one goroutine.
type pass[T engine.Float] struct {
	net    *Network[T]
	plan   engine.Plan[T]
	bias   []T
	levels []level[T] // by hidden layer
	used   []span     // the channels that Read uses

	n      int // points of the last forward pass
	lifted []T // [C][n][dim]
	u      []T // [C][n]
	gu     []T // [C][n]
	gy, gz []T // [C][n][width] of one layer
}

// level is the activation of a hidden layer.
type level[T engine.Float] struct {
	plan    engine.Plan[T]
	taped   engine.Taped[T] // plan, if it is
	in, out []span          // the channels of z and gz, and those of y and gy
	z, y    []T             // [C][n][width]
	tape    []T             // if plan is taped
}

// newPass prepares for up to n points; plan has that many rows.
func newPass[T engine.Float](net *Network[T], plan engine.Plan[T], rows, n int) *pass[T] {
	used := usedChannels(plan, rows)
	points := plan.Channels() * n
	p := &pass[T]{
		net:    net,
		plan:   plan,
		bias:   plan.Bias(),
		used:   spansOf(used),
		lifted: make([]T, points*net.Dim()),
		u:      make([]T, points),
		gu:     make([]T, points),
	}
	widest := 0
	for k, l := range net.layers[:net.hidden()] {
		p.levels = append(p.levels, newLevel(net, plan, used, k, n))
		widest = max(widest, l.out)
	}
	p.gy = make([]T, points*widest)
	p.gz = make([]T, points*widest)
	return p
}

// newLevel prepares hidden layer k. The first one sees an affine function of the point, and the
// output takes a few channels of the last one: where the plan can, it leaves the others out. A first layer
// that is a matrix product has all channels in any case.
func newLevel[T engine.Float](net *Network[T], plan engine.Plan[T], used []bool, k, n int) level[T] {
	l := net.layers[k]
	in, out := slices.Repeat([]bool{true}, len(used)), slices.Repeat([]bool{true}, len(used))
	size := len(used) * n * l.out
	v := level[T]{plan: plan, z: make([]T, size), y: make([]T, size)}
	if s, ok := plan.(engine.Selective[T]); ok {
		if k == 0 && l.in <= narrow {
			copy(in, s.Lifted())
		}
		if k == net.hidden()-1 {
			copy(out, used)
		}
		v.plan = s.Select(in, out)
	}
	v.in, v.out = spansOf(in), spansOf(out)
	if taped, ok := v.plan.(engine.Taped[T]); ok {
		v.taped = taped
		v.tape = make([]T, taped.TapeLen(n*l.out))
	}
	return v
}

// forward computes the derivatives d, [rows][n], at the points x, [n][dim]. With
// keep it keeps what reverse needs.
func (p *pass[T]) forward(theta, x, d []T, keep bool) error {
	p.n = len(x) / p.net.Dim()
	y := p.bundle(p.lifted, p.net.Dim())
	if err := p.plan.Lift(x, y); err != nil {
		return err
	}
	for k := range p.levels {
		v, l := &p.levels[k], p.net.layers[k]
		z := p.bundle(v.z, l.out)
		forward(l, theta, p.bias, v.in, y, z)
		y = p.bundle(v.y, l.out)
		if keep && v.taped != nil {
			v.taped.ActivateTape(p.net.act, z, y, v.tape[:v.taped.TapeLen(p.n*l.out)])
		} else {
			v.plan.Activate(p.net.act, z, y)
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
	gz, channels := p.bundle(p.gu, 1), p.used
	p.plan.ReadT(g, gz)
	for k := p.net.hidden(); ; k-- {
		l := p.net.layers[k]
		from := p.lifted
		if k > 0 {
			from = p.levels[k-1].y
		}
		y := p.bundle(from, l.in)
		if stride == 0 {
			parameterGradient(l, p.bias, channels, y, gz, grad)
		} else {
			parameterRows(l, p.bias, channels, y, gz, grad, stride)
		}
		if k == 0 {
			return
		}
		v := &p.levels[k-1]
		gy := p.bundle(p.gy, l.in)
		backward(l, theta, p.n, v.out, gz, gy)
		gz, channels = p.bundle(p.gz, l.in), v.in
		z := p.bundle(v.z, l.in)
		if v.taped == nil {
			v.plan.ActivateT(p.net.act, z, y, gy, gz)
		} else {
			v.taped.ActivateTapeT(z, y, v.tape[:v.taped.TapeLen(p.n*l.in)], gy, gz)
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
			err = fmt.Errorf("a network needs a plan with transposes, which ReadT can do before Lift: ReadT of one point panicked: %v", problem)
		}
	}()
	plan.ReadT(make([]T, rows), make([]T, plan.Channels()))
	return nil
}
