package properties

import (
	"fmt"
	"math"

	"adfd/numerics/engine"
	"adfd/properties/internal/direction"
	"adfd/properties/internal/estimate"
	"adfd/properties/internal/number"
)

// HVP: hvp writes H v into dst, H the Hessian of f at x. dst holds NaN before the call;
// every entry must be set, and x left as it is. Entries of H are compared
// to second differences of f: those of the diagonal, and others by polarisation,
//
//	w.H v = (D_(v+w)^2 f - D_(v-w)^2 f)/4,
//
// all pairs of coordinates if they are at most Settings.Coordinates, else a sample
// of as many. Each pair is tried for symmetry first. Random directions v give v.H v, which
// an antisymmetric part of H leaves as it is; so for each, two random vectors of entries
// of many sizes are compared by w.H v = v.H w, without f.
//
// Allowed between w.H v and v.H w is half the digits of the larger sum of |w_i (H v)_i|, and
// the noise of both among neighbours of x.
//
// It evaluates f as often as Gradient for each entry of the diagonal and each
// direction, and twice that for each pair.
func HVP[T engine.Float](f func(x []T) T, hvp func(dst, x, v []T), x []T, s *Settings) error {
	c, set, err := newCheck("HVP", "f, hvp", x, s)
	if err != nil {
		return err
	}
	h := &hessian[T]{c, set, direction.Units(x, set.Step), f, hvp}
	list := direction.Sample(len(x), set.Coordinates, set.Seed, direction.SampleStream)
	for _, i := range list {
		if err := h.diagonal(x, i); err != nil {
			return err
		}
	}
	h.step = 1
	near := estimate.Coarse(x, h.unit, set.box())
	for _, p := range direction.Pairs(list, set.Coordinates, set.Seed) {
		if err := h.pair(near, p[0], p[1]); err != nil {
			return err
		}
	}
	for _, visit := range []func(x []T, k int) error{h.along, h.symmetry} {
		for k := range set.Directions {
			if err := visit(near, k); err != nil {
				return err
			}
		}
	}
	return h.done()
}

// hessian is a check of products with the second derivative H of f.
type hessian[T engine.Float] struct {
	claim
	set  Settings
	unit []float64
	f    func(x []T) T
	hvp  func(dst, x, v []T)
}

// product is H v at x.
func (h *hessian[T]) product(x []T, v []float64) []T {
	dst := number.Blank[T](len(x))
	untouched(h.calls, "hvp", x, func(x []T) { h.hvp(dst, x, direction.Convert[T](v)) })
	return dst
}

// form is w.H v at x.
func (h *hessian[T]) form(w []float64, x []T, v []float64) float64 {
	dst := h.product(x, v)
	h.unset = unset("hvp", w, dst)
	return direction.Dot(w, dst)
}

// second is coef times the second derivative of f on a line, in steps of 2^exp.
func (h *hessian[T]) second(l *estimate.Line[T], coef float64, exp int) part {
	value := func(dst, x []T) { untouched(h.calls, "f", x, func(x []T) { dst[0] = h.f(x) }) }
	return part{coef, exp, l.Sample(value, 1)[0], 2}
}

// diagonal compares entry (i, i).
func (h *hessian[T]) diagonal(x []T, i int) error {
	e, u := direction.Coordinate(h.unit, i), h.unit[i]
	l := estimate.NewLine(x, e, h.set.box())
	entry := func(x []T) float64 { return h.form(e, x, e) / u / u }
	h.place = fmt.Sprintf("entry (%d, %d), x[%d] = %v", i, i, i, x[i])
	h.value = entry(x)
	h.step = u
	h.parts = []part{h.second(l, 1, -2*math.Ilogb(u))}
	h.nearby = l.Nearby(entry)
	return h.judge()
}

// pair compares the entries (i, j) and (j, i), first with each other.
func (h *hessian[T]) pair(x []T, i, j int) error {
	v, w := direction.Coordinate(h.unit, i), direction.Coordinate(h.unit, j)
	area := h.unit[i] * h.unit[j]
	plus, minus := make([]float64, len(x)), make([]float64, len(x))
	for k := range x {
		plus[k], minus[k] = v[k]+w[k], v[k]-w[k]
	}
	l := estimate.NewLine(x, plus, h.set.box())
	entry := func(x []T) float64 { return h.form(w, x, v) / area }
	mirrored := func(x []T) float64 { return h.form(v, x, w) / area }
	h.place = fmt.Sprintf("entry (%d, %d), x[%d] = %v, x[%d] = %v", j, i, i, x[i], j, x[j])
	transposed := mirrored(x)
	h.value = entry(x)
	h.nearby = l.Nearby(entry)
	if !math.IsNaN(h.value) { // else judge names it
		size := max(math.Abs(h.value), math.Abs(transposed))
		if err := h.symmetric(transposed, size, l.Nearby(mirrored)); err != nil {
			return err
		}
	}
	h.parts = []part{h.second(l, 0.25/area, 0), h.second(estimate.NewLine(x, minus, h.set.box()), -0.25/area, 0)}
	return h.judge()
}

// along compares v.H v for random direction k.
func (h *hessian[T]) along(x []T, k int) error {
	v := direction.Scaled(direction.Random(len(x), h.set.Seed, direction.DirectionStream, k, h.set.Directions), h.unit)
	l := estimate.NewLine(x, v, h.set.box())
	form := func(x []T) float64 { return h.form(v, x, v) }
	h.place = fmt.Sprintf("direction %d of seed %d", k, h.set.Seed)
	h.value = form(x)
	h.parts = []part{h.second(l, 1, 0)}
	h.nearby = l.Nearby(form)
	return h.judge()
}

// symmetry compares w.H v with v.H w for pair k of random vectors.
func (h *hessian[T]) symmetry(x []T, k int) error {
	n, seed := len(x), h.set.Seed
	v := direction.Scaled(direction.Skew(n, seed, direction.PairStream, 2*k), h.unit)
	w := direction.Scaled(direction.Skew(n, seed, direction.PairStream, 2*k+1), h.unit)
	signs := direction.Scaled(direction.Signs(n, seed, direction.DirectionStream, k), h.unit)
	l := estimate.NewLine(x, signs, h.set.box()) // of the noise
	h.place = fmt.Sprintf("w.H v of pair %d of vectors of seed %d", k, seed)
	hv, hw := h.product(x, v), h.product(x, w)
	h.value = direction.Dot(w, hv)
	h.nearby = l.Nearby(func(x []T) float64 { return h.form(w, x, v) })
	size := max(direction.AbsDot(w, hv), direction.AbsDot(v, hw))
	return h.symmetric(direction.Dot(v, hw), size, l.Nearby(func(x []T) float64 { return h.form(v, x, w) }))
}

// symmetric compares the claimed number with the transposed one: allowed is the
// noise of both, and half the digits of size, what they are sums of.
func (c claim) symmetric(transposed, size float64, nearby func(t float64) float64) error {
	measured := math.Abs(c.value - transposed)
	allowed := float64(c.half() * size)
	if measured <= allowed {
		return nil
	}
	t := c
	t.nearby = nearby
	own, _ := c.roundings()
	other, _ := t.roundings()
	if allowed += float64(estimate.Safety * (own + other)); measured <= allowed {
		return nil
	}
	return &Violation{Law: c.law, Case: fmt.Sprintf("%s is %v, and transposed %v", c.place, c.value, transposed),
		Measured: measured, Allowed: allowed, Repeat: c.repeat}
}
