package interval

import (
	"container/heap"
	"fmt"
	"math"
)

// maxBoxes bounds the subdivisions of MaxDerivative, to about half a second.
const maxBoxes = 1 << 13

// MaxDerivative encloses the maximum of |f^(k)| over [lo, hi], f the elementary
// function of that name:
//
//	lower <= max |f^(k)(x)| <= upper,
//
// where both bounds are proved, by interval arithmetic. It divides the domain
// until upper <= (1 + tol) lower, at most 8192 times; bounds that are farther apart
// after that are returned as they are, without an error.
//
// Over a part X with midpoint m the values of f^(k) lie in each of
//
//	f^(k)(X),   f^(k)(m) + f^(k+1)(X) (X - m),
//
// and between those at the ends where f^(k+1)(X) does not contain 0. The second
// makes the excess of the bound shrink with the square of the width. The parts
// with the largest bound are divided first.
//
// The error names an unknown function, a negative k, a domain that is not a
// bounded interval inside that of f, a tol that is negative or NaN, or a maximum
// that float64 cannot bound.
func MaxDerivative(name string, k int, lo, hi, tol float64) (upper, lower float64, err error) {
	if k < 0 {
		return 0, 0, fmt.Errorf("interval: %s: derivative of order %d", name, k)
	}
	if !(tol >= 0) {
		return 0, 0, fmt.Errorf("interval: %s: tolerance %g of a maximum, want at least 0", name, tol)
	}
	x, err := New(lo, hi)
	if err != nil {
		return 0, 0, fmt.Errorf("%w for a derivative of %s", err, name)
	}
	if math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return 0, 0, fmt.Errorf("interval: %s: the domain [%g, %g] is not bounded", name, lo, hi)
	}
	if _, err := Coefficients(name, x, 0); err != nil {
		return 0, 0, err
	}
	f, err := lookup(name)
	if err != nil {
		return 0, 0, err
	}
	s := derivativeSearch{series: f.series, k: k}
	s.add(x)
	for n := 0; n < maxBoxes && s.boxes[0].bound > mulDown(addDown(1, tol), s.lower); n++ {
		top := s.boxes[0].x
		m := top.Mid()
		if m == top.Lo || m == top.Hi {
			break
		}
		heap.Pop(&s.boxes)
		s.add(Interval{top.Lo, m})
		s.add(Interval{m, top.Hi})
	}
	// From c_k to f^(k) = k! c_k.
	upper, lower = s.boxes[0].bound, s.lower
	for i := 2; i <= k; i++ {
		upper, lower = mulUp(upper, float64(i)), mulDown(lower, float64(i))
	}
	if math.IsInf(upper, 1) || math.IsNaN(upper) {
		return 0, 0, fmt.Errorf("interval: %s: no finite bound of derivative %d on [%g, %g]", name, k, lo, hi)
	}
	return upper, lower, nil
}

// derivativeSearch is the state of MaxDerivative: a cover of the domain, and the
// largest |c_k| that some point is known to reach.
type derivativeSearch struct {
	series func(Jet) Jet
	k      int
	boxes  boxHeap
	lower  float64
}

// add puts x into the cover, with a bound of |c_k| on it.
func (s *derivativeSearch) add(x Interval) {
	m := x.Mid()
	c := s.series(Variable(x, s.k+1))
	slope := c[s.k+1].Mul(Point(float64(s.k + 1)))
	middle := s.at(m)
	bound := c[s.k]
	if y, ok := bound.Intersect(middle.Add(slope.Mul(x.Sub(Point(m))))); ok {
		bound = y
	}
	if !slope.Contains(0) {
		if y, ok := bound.Intersect(s.at(x.Lo).Hull(s.at(x.Hi))); ok {
			bound = y
		}
	}
	heap.Push(&s.boxes, box{x, bound.Mag()})
}

// at encloses c_k at a point, and lets it raise the lower bound.
func (s *derivativeSearch) at(x float64) Interval {
	c := s.series(Variable(Point(x), s.k))[s.k]
	s.lower = max(s.lower, c.Mig())
	return c
}

// box is a part of the domain with a bound of |c_k| on it.
type box struct {
	x     Interval
	bound float64
}

// boxHeap has the largest bound on top, the leftmost of equal ones.
type boxHeap []box

func (h boxHeap) Len() int { return len(h) }
func (h boxHeap) Less(i, j int) bool {
	return h[i].bound > h[j].bound || h[i].bound == h[j].bound && h[i].x.Lo < h[j].x.Lo
}
func (h boxHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *boxHeap) Push(b any)   { *h = append(*h, b.(box)) }
func (h *boxHeap) Pop() any {
	old := *h
	b := old[len(old)-1]
	*h = old[:len(old)-1]
	return b
}
