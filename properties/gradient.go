package properties

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
)

// Gradient: grad writes the gradient of f at x into dst. Coordinates come first,
// so that an error names the entry; then random directions v, v_i = +- a power of
// two near max(|x_i|, 1), of grad . v, at x rounded to a few units in the last
// place so that x + h v is exact.
//
// It evaluates f at 0 and at no more than 2 maxLevels points, about 110 in
// float64 and 50 in float32, for each of min(n, Settings.Coordinates) +
// Settings.Directions lines, and grad once for the coordinates and once for each
// direction.
func Gradient[T engine.Float](f func(x []T) T, grad func(dst, x []T), x []T, s *Settings) error {
	c, set, err := newCheck("Gradient", "f, grad", x, s)
	if err != nil {
		return err
	}
	n := len(x)
	value := func(dst, x []T) { dst[0] = f(x) }
	at := func(x []T) []T {
		dst := blank[T](n)
		grad(dst, slices.Clone(x))
		return dst
	}
	u := units(x, set.Step)
	claimed := at(x)
	for _, i := range chosen(n, set.Coordinates, set.Seed, sampleStream) {
		l := newLine(x, coordinate(u, i), set)
		c.place = fmt.Sprintf("coordinate %d, x[%d] = %v", i, i, x[i])
		c.value = float64(claimed[i])
		c.parts = []part{{1 / u[i], l.sample(value, 1)[0], 1}}
		c.step = u[i]
		c.nearby = l.nearby(func(x []T) float64 { return float64(at(x)[i]) })
		if err := c.judge(); err != nil {
			return err
		}
	}
	near := coarse(x, u, set)
	for k := range set.Directions {
		v := scaled(signs(n, set.Seed, directionStream, k), u)
		l := newLine(near, v, set)
		c.place = fmt.Sprintf("direction %d of seed %d", k, set.Seed)
		c.value = dot(v, at(near))
		c.parts = []part{{1, l.sample(value, 1)[0], 1}}
		c.step = 1
		c.nearby = l.nearby(func(x []T) float64 { return dot(v, at(x)) })
		if err := c.judge(); err != nil {
			return err
		}
	}
	return nil
}
