package jet

import (
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// Lifted is the value and the gradient: a first layer sees an affine function.
func (p *collapsed[T]) Lifted() []bool { return p.lifted }

// Select returns a plan that leaves out the channels of z and gz that are not in the set in, and
// those of y and gy that are not in the set out, as [engine.Selective] says.
//
// There are rules of their own for in = Lifted, for the last channel alone as out, and for
// both. For other sets the whole rule works on bundles filled up with zeros, which is right and
// saves nothing.
func (p *collapsed[T]) Select(in, out []bool) engine.Taped[T] {
	mustSelect(in, out, p.channels)
	all := slices.Repeat([]bool{true}, p.channels)
	last := make([]bool, p.channels)
	last[p.channels-1] = true

	straight, top := slices.Equal(in, p.lifted), slices.Equal(out, last)
	if !straight && !slices.Equal(in, all) || !top && !slices.Equal(out, all) {
		return newPadded(p.with(false, false), in, out)
	}
	return p.with(straight, top)
}

// with is p with a rule and scratch of its own.
func (p *collapsed[T]) with(straight, top bool) *collapsed[T] {
	q := *p
	q.chainRule, q.topOnly = p.selected(straight, top), top
	q.allocate()
	return &q
}

// padded is a plan that works on bundles of its own, tile by tile, in which the channels that
// are left out are zero.
type padded[T engine.Float] struct {
	engine.Taped[T]
	in, out      []bool
	z, y, gy, gz []T // [C][tile]
}

func newPadded[T engine.Float](whole engine.Taped[T], in, out []bool) *padded[T] {
	bundle := func() []T { return make([]T, whole.Channels()*tile.Size) }
	return &padded[T]{whole, slices.Clone(in), slices.Clone(out), bundle(), bundle(), bundle(), bundle()}
}

func (p *padded[T]) Activate(s engine.Activation[T], z, y []T) {
	n := perChannel("Activate", z, len(p.in), y)
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		yt := p.y[:len(p.out)*m]
		p.Taped.Activate(s, cut(p.z, z, p.in, n, at, m), yt)
		paste(y, yt, p.out, n, at, m)
	}
}

func (p *padded[T]) ActivateT(s engine.Activation[T], z, y, gy, gz []T) {
	n := perChannel("ActivateT", z, len(p.in), y, gy, gz)
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		size := len(p.in) * m
		p.Taped.ActivateT(s, cut(p.z, z, p.in, n, at, m), p.y[:size], cut(p.gy, gy, p.out, n, at, m), p.gz[:size])
		paste(gz, p.gz[:size], p.in, n, at, m)
	}
}

// ActivateTape is Activate, and fills tape, which is that of the whole plan.
func (p *padded[T]) ActivateTape(s engine.Activation[T], z, y, tape []T) {
	n := perChannel("ActivateTape", z, len(p.in), y)
	mustHold("ActivateTape", tape, p.TapeLen(n))
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		yt := p.y[:len(p.out)*m]
		p.Taped.ActivateTape(s, cut(p.z, z, p.in, n, at, m), yt, tape[p.TapeLen(at):p.TapeLen(at+m)])
		paste(y, yt, p.out, n, at, m)
	}
}

// ActivateTapeT is ActivateT, given the tape that ActivateTape filled.
func (p *padded[T]) ActivateTapeT(z, y, tape, gy, gz []T) {
	n := perChannel("ActivateTapeT", z, len(p.in), y, gy, gz)
	mustHold("ActivateTapeT", tape, p.TapeLen(n))
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		size := len(p.in) * m
		p.Taped.ActivateTapeT(cut(p.z, z, p.in, n, at, m), p.y[:size], tape[p.TapeLen(at):p.TapeLen(at+m)],
			cut(p.gy, gy, p.out, n, at, m), p.gz[:size])
		paste(gz, p.gz[:size], p.in, n, at, m)
	}
}

// cut sets dst to the m values at offset at of the channels of b in the set, and to 0 in the others.
func cut[T engine.Float](dst, b []T, set []bool, n, at, m int) []T {
	for c, there := range set {
		if there {
			copy(dst[c*m:(c+1)*m], plane(b, c, n, at, m))
		} else {
			clear(dst[c*m : (c+1)*m])
		}
	}
	return dst[:len(set)*m]
}

// paste puts the m values of each channel of the set in their place in b.
func paste[T engine.Float](b, src []T, set []bool, n, at, m int) {
	for c, there := range set {
		if there {
			copy(plane(b, c, n, at, m), src[c*m:(c+1)*m])
		}
	}
}
