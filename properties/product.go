package properties

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"adfd/numerics/engine"
	"adfd/properties/internal/direction"
	"adfd/properties/internal/estimate"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// JVP: jvp writes J v into dst, J the Jacobian at x of f, which has m outputs.
// Directions are the coordinates, then random ones as in Gradient, the last of which a
// product that is not linear in v differs on; every output is compared, of many a sample of
// Settings.Coordinates. f and jvp must set every entry of dst, which holds NaN before the call, and leave x as it is.
//
// Evaluations of f are those of Gradient, with one call of jvp a line.
func JVP[T engine.Float](f func(dst, x []T), jvp func(dst, x, v []T), m int, x []T, s *Settings) error {
	c, set, err := newProduct("JVP", "f, jvp", m, x, s)
	if err != nil {
		return err
	}
	outputs := direction.Sample(m, set.Coordinates, set.Seed, direction.OutputStream)
	value := func(dst, x []T) { untouched(c.calls, "f", x, func(x []T) { f(dst, x) }) }
	return directions(&c, x, set, func(line string, l *estimate.Line[T]) error {
		at := func(x []T) []T {
			dst := number.Blank[T](m)
			untouched(c.calls, "jvp", x, func(x []T) { jvp(dst, x, direction.Convert[T](l.V)) })
			return dst
		}
		values := l.Sample(value, m)
		claimed := at(l.X)
		for _, k := range outputs {
			c.place = fmt.Sprintf("output %d, %s", k, line)
			if err := c.nowhere(values[k], k); err != nil {
				return err
			}
			c.unset = ""
			if math.IsNaN(float64(claimed[k])) {
				c.unset = fmt.Sprintf("jvp left dst[%d] unset, added to it, or computed NaN", k)
			}
			c.value = float64(claimed[k])
			c.parts = []part{{1, 0, values[k], 1}}
			c.nearby = l.Nearby(func(x []T) float64 { return float64(at(x)[k]) })
			if err := c.perUnit(l.V).judge(); err != nil {
				return err
			}
		}
		return nil
	})
}

// VJP: vjp writes w^T J into dst, J the Jacobian at x of f, which has m outputs.
// The weights w are the unit vectors, of many outputs a sample of
// Settings.Coordinates, random signs, and last +-1/2 and +-3/4, on which a product that is not
// linear in w differs; each w^T J is compared in every
// coordinate and in random directions, as in Gradient. f and vjp must set every entry of
// dst, which holds NaN before the call, and leave x as it is.
//
// Evaluations of f are those of Gradient, with one call of vjp for each w on each
// line.
func VJP[T engine.Float](f func(dst, x []T), vjp func(dst, x, w []T), m int, x []T, s *Settings) error {
	c, set, err := newProduct("VJP", "f, vjp", m, x, s)
	if err != nil {
		return err
	}
	type weights struct {
		name string
		w    []float64
	}
	var all []weights
	for _, k := range direction.Sample(m, set.Coordinates, set.Seed, direction.OutputStream) {
		w := make([]float64, m)
		w[k] = 1
		all = append(all, weights{fmt.Sprintf("output %d", k), w})
	}
	for k := range set.Directions {
		w := direction.Random(m, set.Seed, direction.WeightStream, k, set.Directions)
		all = append(all, weights{fmt.Sprintf("weights %d of seed %d", k, set.Seed), w})
	}
	value := func(dst, x []T) { untouched(c.calls, "f", x, func(x []T) { f(dst, x) }) }
	return directions(&c, x, set, func(line string, l *estimate.Line[T]) error {
		values := l.Sample(value, m)
		for k := range values {
			c.place = line
			if err := c.nowhere(values[k], k); err != nil {
				return err
			}
		}
		for _, w := range all {
			at := func(x []T) float64 {
				dst := number.Blank[T](len(x))
				untouched(c.calls, "vjp", x, func(x []T) { vjp(dst, x, direction.Convert[T](w.w)) })
				c.unset = unset("vjp", l.V, dst)
				return direction.Dot(l.V, dst)
			}
			c.place = fmt.Sprintf("%s, %s", w.name, line)
			c.value = at(l.X)
			c.parts = nil
			for k, v := range w.w {
				if v != 0 {
					c.parts = append(c.parts, part{v, 0, values[k], 1})
				}
			}
			c.nearby = l.Nearby(at)
			if err := c.perUnit(l.V).judge(); err != nil {
				return err
			}
		}
		return nil
	})
}

func newProduct[T engine.Float](law, functions string, m int, x []T, s *Settings) (claim, Settings, error) {
	c, set, err := newCheck(law, functions, x, s)
	if err == nil && m < 1 {
		err = fmt.Errorf("properties: %s: %d outputs, want at least 1", law, m)
	}
	c.repeat = repeatCheck(law, functions+", "+repeat.Literal(m), x, s)
	return c, set, err
}

// nowhere is the error of output k that is NaN at all points of a line.
func (c claim) nowhere(s *estimate.Samples, k int) error {
	if !math.IsNaN(s.Zero) {
		return nil
	}
	for j := range s.Right {
		if !math.IsNaN(s.Right[j]) || !math.IsNaN(s.Left[j]) {
			return nil
		}
	}
	return c.inconclusive(fmt.Sprintf("output %d was left unset by f, or is nowhere finite; is m right?", k),
		"set every entry of dst in f")
}

// directions visits the line of each coordinate, and random ones; of a random one with
// a Violation, the least part that has one. It ends the check c.
func directions[T engine.Float](c *claim, x []T, set Settings, visit func(name string, l *estimate.Line[T]) error) error {
	u := direction.Units(x, set.Step)
	entry := func(x []T, i int) string { return fmt.Sprintf("coordinate %d, x[%d] = %v", i, i, x[i]) }
	for _, i := range direction.Sample(len(x), set.Coordinates, set.Seed, direction.SampleStream) {
		if err := visit(entry(x, i), estimate.NewLine(x, direction.Coordinate(u, i), set.box())); err != nil {
			return err
		}
	}
	near := estimate.Coarse(x, u, set.box())
	for k := range set.Directions {
		name := fmt.Sprintf("direction %d of seed %d", k, set.Seed)
		v := direction.Scaled(direction.Random(len(x), set.Seed, direction.DirectionStream, k, set.Directions), u)
		if err := visit(name, estimate.NewLine(near, v, set.box())); err != nil {
			return narrowed(err, 0, len(x), func(from, to int) error {
				part := make([]float64, len(v))
				copy(part[from:to], v[from:to])
				of := fmt.Sprintf("%s, in coordinates %d to %d", name, from, to-1)
				if to-from == 1 {
					of = name + ", in " + entry(near, from)
				}
				return visit(of, estimate.NewLine(near, part, set.box()))
			})
		}
	}
	return c.done()
}

// narrowed halves the range of a Violation as long as a half has one too, and returns
// the last.
func narrowed(err error, from, to int, check func(from, to int) error) error {
	var v *Violation
	for errors.As(err, &v) && to-from > 1 {
		middle := (from + to) / 2
		if e := check(from, middle); errors.As(e, &v) {
			err, to = e, middle
		} else if e := check(middle, to); errors.As(e, &v) {
			err, from = e, middle
		} else {
			break
		}
	}
	return err
}

// perUnit returns the claim along a coordinate, v having one entry that is not
// 0, as that of the partial derivative; along other directions, the claim itself.
func (c claim) perUnit(v []float64) claim {
	var only float64
	for _, w := range v {
		if w != 0 && only != 0 {
			return c
		}
		if w != 0 {
			only = w
		}
	}
	if only == 0 {
		return c
	}
	only = math.Abs(only)
	c.value /= only
	c.step = only
	c.parts = slices.Clone(c.parts)
	for i := range c.parts {
		c.parts[i].coef /= only
	}
	near := c.nearby
	c.nearby = func(t float64) float64 { return near(t) / only }
	return c
}
