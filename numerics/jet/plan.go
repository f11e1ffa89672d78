package jet

import (
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
)

// Plan evaluates one operator by directional jets x + t v that share the
// point. Channel 0 is the value; then come, for each direction, its Taylor
// coefficients 1, 2, ..., order:
//
//	C = 1 + sum over directions of order.
//
// In one dimension there is one direction and C = order + 1. The Laplacian has a
// direction per axis; the biharmonic operator has four directions in the
// plane and nine in space. Where these two are wanted as a whole, Engine.Combine
// takes fewer channels.
//
// A Plan owns its scratch, so it allocates nothing up to order 4 (nor above, with an
// activation that does not). Bundles must not overlap. A slice of the wrong
// length is a programmer's slip and panics, except in Lift, which returns it as
// an error.
type Plan[T engine.Float] struct {
	dim        int
	channels   int
	directions []direction
	bias       []T
	lifted     []bool          // by channel: whether a first layer's argument has it
	rows       [][]weighted[T] // by row of the operator
	columns    [][]weighted[T] // by channel: its transpose
	selection[T]
}

// weighted is a weight and the channel (in rows) or row (in columns) it is for.
type weighted[T engine.Float] struct {
	index  int
	weight T
}

// NewPlan prepares the partial derivatives of op in dim variables, of any
// order. The weights that combine directional derivatives are found in exact
// rational arithmetic and rounded once. The error is that of op.Validate(dim).
func NewPlan[T engine.Float](op engine.Operator, dim int) (*Plan[T], error) {
	if err := op.Validate(dim); err != nil {
		return nil, err
	}
	directions, terms := polarise(op, dim)
	p := &Plan[T]{dim: dim, channels: 1, directions: directions}
	for _, d := range directions {
		p.channels += d.order
	}
	p.bias, p.lifted = make([]T, p.channels), make([]bool, p.channels)
	p.bias[0], p.lifted[0] = 1, true
	for _, d := range directions {
		p.lifted[d.channel] = true
	}
	p.rows = make([][]weighted[T], len(op))
	p.columns = make([][]weighted[T], p.channels)
	for r, alpha := range op {
		if m := alpha.Order(); m == 0 {
			p.rows[r] = []weighted[T]{{0, 1}}
		} else {
			for _, t := range terms[r] {
				w, _ := t.omega.Float64()
				p.rows[r] = append(p.rows[r], weighted[T]{directions[t.direction].channel + m - 1, T(w)})
			}
		}
		for _, w := range p.rows[r] {
			p.columns[w.index] = append(p.columns[w.index], weighted[T]{r, w.weight})
		}
	}
	all := slices.Repeat([]bool{true}, p.channels)
	p.selection = newSelection[T](directions, all, all)
	return p, nil
}

// Channels is C.
func (p *Plan[T]) Channels() int { return p.channels }

// Bias is 1, 0, 0, ...: a constant has no derivatives. The caller must not
// change it.
func (p *Plan[T]) Bias() []T { return p.bias }

// Lift sets channel 0 to the points and coefficient 1 of each direction to the
// direction; coefficients from 2 on are zero. The error names a coordinate
// that is NaN or infinite, or a slice of the wrong length.
func (p *Plan[T]) Lift(x, dst []T) error {
	if err := lift(x, dst, p.dim, p.channels); err != nil {
		return err
	}
	n := len(x)
	for _, d := range p.directions {
		first := dst[d.channel*n : (d.channel+1)*n]
		for at := 0; at < n; at += p.dim {
			for i, k := range d.v {
				first[at+i] = T(k)
			}
		}
	}
	return nil
}

// lift sets channel 0 to the points and the others to 0.
func lift[T engine.Float](x, dst []T, dim, channels int) error {
	if len(x)%dim != 0 || len(dst) != channels*len(x) {
		return fmt.Errorf("jet: lift of %d coordinates in dimension %d into %d values, want %d", len(x), dim, len(dst), channels*len(x))
	}
	for i, v := range x {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("jet: coordinate %d of point %d is %v", i%dim, i/dim, v)
		}
	}
	copy(dst, x)
	clear(dst[len(x):])
	return nil
}

// Read sets row r to the partial derivative op[r] = sum_v omega_v u_{v,m}, a
// weighted sum over directions, added in the order of the directions.
func (p *Plan[T]) Read(y, dst []T) {
	n := perChannel("Read", y, p.channels)
	mustHold("Read", dst, len(p.rows)*n)
	for r, terms := range p.rows {
		gather(dst[r*n:(r+1)*n], terms, y, n)
	}
}

// ReadT sets channel c to the sum over rows r of their weight for c times g_r.
func (p *Plan[T]) ReadT(g, gy []T) {
	n := perChannel("ReadT", gy, p.channels)
	mustHold("ReadT", g, len(p.rows)*n)
	for c, terms := range p.columns {
		gather(gy[c*n:(c+1)*n], terms, g, n)
	}
}

// gather sets dst to the weighted sum of the planes of src, each of n values.
func gather[T engine.Float](dst []T, terms []weighted[T], src []T, n int) {
	if len(terms) == 0 {
		clear(dst)
		return
	}
	for t, w := range terms {
		plane := src[w.index*n:][:len(dst)]
		switch {
		case t > 0:
			for i, v := range plane {
				dst[i] += T(w.weight * v)
			}
		case w.weight == 1:
			copy(dst, plane)
		default:
			for i, v := range plane {
				dst[i] = w.weight * v
			}
		}
	}
}

// perChannel is the number of values per channel of a bundle; those like it must have its length.
func perChannel[T engine.Float](method string, b []T, channels int, like ...[]T) int {
	if len(b)%channels != 0 {
		panic(fmt.Sprintf("jet: %s: bundle of %d values, want a multiple of %d channels", method, len(b), channels))
	}
	for _, o := range like {
		mustHold(method, o, len(b))
	}
	return len(b) / channels
}

func mustHold[T engine.Float](method string, b []T, n int) {
	if len(b) != n {
		panic(fmt.Sprintf("jet: %s: slice of %d values, want %d", method, len(b), n))
	}
}
