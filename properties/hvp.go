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
	n := len(x)
	value := func(dst, x []T) { untouched(c.calls, "f", x, func(x []T) { dst[0] = f(x) }) }
	product := func(x []T, v []float64) []T { // H v
		dst := number.Blank[T](n)
		untouched(c.calls, "hvp", x, func(x []T) { hvp(dst, x, direction.Convert[T](v)) })
		return dst
	}
	form := func(w []float64, x []T, v []float64) float64 { // w.H v
		dst := product(x, v)
		c.unset = unset("hvp", w, dst)
		return direction.Dot(w, dst)
	}
	u := direction.Units(x, set.Step)
	list := direction.Sample(n, set.Coordinates, set.Seed, direction.SampleStream)
	for _, i := range list {
		e := direction.Coordinate(u, i)
		l := estimate.NewLine(x, e, set.box())
		c.place = fmt.Sprintf("entry (%d, %d), x[%d] = %v", i, i, i, x[i])
		c.value = form(e, x, e) / u[i] / u[i]
		c.step = u[i]
		c.parts = []part{{1, -2 * math.Ilogb(u[i]), l.Sample(value, 1)[0], 2}}
		c.nearby = l.Nearby(func(x []T) float64 { return form(e, x, e) / u[i] / u[i] })
		if err := c.judge(); err != nil {
			return err
		}
	}
	c.step = 1
	near := estimate.Coarse(x, u, set.box())
	for _, p := range direction.Pairs(list, set.Coordinates, set.Seed) {
		i, j := p[0], p[1]
		v, w := direction.Coordinate(u, i), direction.Coordinate(u, j)
		area := u[i] * u[j]
		plus, minus := make([]float64, n), make([]float64, n)
		for k := range n {
			plus[k], minus[k] = v[k]+w[k], v[k]-w[k]
		}
		l := estimate.NewLine(near, plus, set.box())
		c.place = fmt.Sprintf("entry (%d, %d), x[%d] = %v, x[%d] = %v", j, i, i, near[i], j, near[j])
		transposed := form(v, near, w) / area
		c.value = form(w, near, v) / area
		c.nearby = l.Nearby(func(x []T) float64 { return form(w, x, v) / area })
		if !math.IsNaN(c.value) { // else judge names it
			size := max(math.Abs(c.value), math.Abs(transposed))
			if err := c.symmetric(transposed, size, l.Nearby(func(x []T) float64 { return form(v, x, w) / area })); err != nil {
				return err
			}
		}
		c.parts = []part{
			{0.25 / area, 0, l.Sample(value, 1)[0], 2},
			{-0.25 / area, 0, estimate.NewLine(near, minus, set.box()).Sample(value, 1)[0], 2},
		}
		if err := c.judge(); err != nil {
			return err
		}
	}
	for k := range set.Directions {
		v := direction.Scaled(direction.Random(n, set.Seed, direction.DirectionStream, k, set.Directions), u)
		l := estimate.NewLine(near, v, set.box())
		c.place = fmt.Sprintf("direction %d of seed %d", k, set.Seed)
		c.value = form(v, near, v)
		c.parts = []part{{1, 0, l.Sample(value, 1)[0], 2}}
		c.nearby = l.Nearby(func(x []T) float64 { return form(v, x, v) })
		if err := c.judge(); err != nil {
			return err
		}
	}
	for k := range set.Directions {
		v := direction.Scaled(direction.Skew(n, set.Seed, direction.PairStream, 2*k), u)
		w := direction.Scaled(direction.Skew(n, set.Seed, direction.PairStream, 2*k+1), u)
		l := estimate.NewLine(near, direction.Scaled(direction.Signs(n, set.Seed, direction.DirectionStream, k), u), set.box()) // of the noise
		c.place = fmt.Sprintf("w.H v of pair %d of vectors of seed %d", k, set.Seed)
		hv, hw := product(near, v), product(near, w)
		c.value = direction.Dot(w, hv)
		c.nearby = l.Nearby(func(x []T) float64 { return form(w, x, v) })
		size := max(direction.AbsDot(w, hv), direction.AbsDot(v, hw))
		if err := c.symmetric(direction.Dot(v, hw), size, l.Nearby(func(x []T) float64 { return form(v, x, w) })); err != nil {
			return err
		}
	}
	return c.done()
}

// symmetric compares the claimed number with the transposed one: allowed is the
// noise of both, and half the digits of size, what they are sums of.
func (c claim) symmetric(transposed, size float64, nearby func(t float64) float64) error {
	measured := math.Abs(c.value - transposed)
	allowed := c.half() * size
	if measured <= allowed {
		return nil
	}
	t := c
	t.nearby = nearby
	own, _ := c.roundings()
	other, _ := t.roundings()
	if allowed += estimate.Safety * (own + other); measured <= allowed {
		return nil
	}
	return &Violation{Law: c.law, Case: fmt.Sprintf("%s is %v, and transposed %v", c.place, c.value, transposed),
		Measured: measured, Allowed: allowed, Repeat: c.repeat}
}
