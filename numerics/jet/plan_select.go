package jet

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// selection is what is wanted of the activation of a plan: everything, or what engine.Selective
// leaves. The masks of channels become lists, so that the loops over tiles meet only what
// they are to compute.
type selection[T engine.Float] struct {
	valueIn, valueOut bool // channel 0 of z and gz, and of y and gy
	lines             []line
	order             int  // of the highest coefficient of s that y needs
	steep             int  // of the highest that d(t) = s'(z(t)) needs
	slopes            int  // the planes of d(t) that are wanted, over all lines
	shared            bool // whether the value of d(t), which the lines share, is one: plane 0
	scratch           scratch[T]
}

// line is the part of a selection along one direction.
type line struct {
	channel, order int
	in, out        []int // the orders from 1 on that are wanted of z and gz, and of y and gy
	straight       bool  // z_2 = z_3 = ... = 0
	slope          []int // by order: the plane of d_k, or -1
	steepest       int   // the highest order of d that is wanted
}

// newSelection wants z and gz in the channels of in, y and gy in those of out, and what links
// them of d(t): gz_j needs d_(k-j) for every k >= j for which there is a gy_k.
func newSelection[T engine.Float](directions []direction, in, out []bool) selection[T] {
	s := selection[T]{valueIn: in[0], valueOut: out[0], shared: in[0] && out[0]}
	longest := 0
	for _, d := range directions {
		longest = max(longest, d.order)
		l := line{channel: d.channel, order: d.order, straight: true, slope: make([]int, d.order+1)}
		for k := 1; k <= d.order; k++ {
			if in[d.channel+k-1] {
				l.in = append(l.in, k)
				l.straight = l.straight && k == 1
			}
			if out[d.channel+k-1] {
				l.out = append(l.out, k)
			}
		}
		for k := range l.slope {
			l.slope[k] = -1
		}
		for _, k := range l.out {
			if s.valueIn {
				l.slope[k] = 0
			}
			for _, j := range l.in {
				if j <= k {
					l.slope[k-j] = 0
				}
			}
		}
		s.order = max(s.order, l.top())
		s.shared = s.shared || l.slope[0] == 0
		s.lines = append(s.lines, l)
	}
	if s.shared {
		s.slopes, s.steep = 1, 1
	}
	for i := range s.lines {
		l := &s.lines[i]
		for k := 1; k <= l.order; k++ {
			if l.slope[k] == 0 {
				l.slope[k], l.steepest = s.slopes, k
				s.slopes++
			}
		}
		if l.steepest > 0 {
			s.steep = max(s.steep, l.steepest+1)
		}
	}
	s.scratch = newScratch[T](longest, max(s.order, s.steep), s.slopes)
	return s
}

// top is the highest order that is wanted of y, 0 if none is.
func (l *line) top() int {
	if len(l.out) == 0 {
		return 0
	}
	return l.out[len(l.out)-1]
}

// slopePlane is that of d_k, nil if it is not wanted.
func slopePlane[T engine.Float](l *line, slope []T, k, m int) []T {
	if l.slope[k] < 0 {
		return nil
	}
	return plane(slope, l.slope[k], m, 0, m)
}

// scratch holds what one tile needs.
type scratch[T engine.Float] struct {
	c     []T // [order+1][tile]: coefficients of the activation
	slope []T // [slopes][tile]: coefficients of s'(z(t)) along each direction
	outer []T // [order-1][tile]: coefficients of s' from order 1 on
	power []T // [2][longest][tile]: for directions of orders above maxComposed
	zero  []T // [tile]: in place of a channel of z that is known to be zero
	z, y  [][]T
}

// newScratch serves coefficients of s up to an order and directions no longer than the longest.
func newScratch[T engine.Float](longest, order, slopes int) scratch[T] {
	s := scratch[T]{
		c:     make([]T, (order+1)*tile.Size),
		slope: make([]T, slopes*tile.Size),
		outer: make([]T, max(order-1, 0)*tile.Size),
		zero:  make([]T, tile.Size),
		z:     make([][]T, longest),
		y:     make([][]T, longest),
	}
	if longest > maxComposed {
		s.power = make([]T, 2*longest*tile.Size)
	}
	return s
}

// Lifted is the value and coefficient 1 of each direction: a first layer sees straight lines.
func (p *Plan[T]) Lifted() []bool { return p.lifted }

// Select returns a plan that leaves out the channels of z and gz that are not in the set in, and
// those of y and gy that are not in the set out, as [engine.Selective] says. Select of the result
// selects from the whole plan.
//
// Along a direction that has no more than z_1 in the set in, z is not searched for zeros:
// y_k = c_k z_1^k. The tape has the planes d_(k-j) of d(t) = s'(z(t)) that link a gy_k with a gz_j;
// for u^(q) in one dimension
//
//	in      out   planes
//	all     all   d_0 ... d_q
//	Lifted  all   d_0 ... d_q
//	all     top   d_0 ... d_q
//	Lifted  top   d_(q-1), d_q
//
// A set of other channels is as right, and pays for those that are there. Wrong lengths panic.
func (p *Plan[T]) Select(in, out []bool) engine.Taped[T] {
	mustSelect(in, out, p.channels)
	q := *p
	q.selection = newSelection[T](p.directions, in, out)
	return &q
}

// mustSelect panics unless both masks tell of all channels.
func mustSelect(in, out []bool, channels int) {
	if len(in) != channels || len(out) != channels {
		panic(fmt.Sprintf("jet: Select: channels in and out of %d and %d values, want %d", len(in), len(out), channels))
	}
}
