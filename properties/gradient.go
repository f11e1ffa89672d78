package properties

import (
	"slices"

	"adfd/numerics/engine"
	"adfd/properties/internal/direction"
	"adfd/properties/internal/estimate"
	"adfd/properties/internal/number"
)

// Gradient: grad writes the gradient of f at x into dst. Coordinates come first,
// so that an error names the entry; then random directions v, v_i = +- a power of
// two near max(|x_i|, 1) and of the last 1/2 or 3/4 of that, of grad . v, at x rounded to a
// few units in the last place so that x + h v is exact.
//
// grad must set every entry of dst, which holds NaN before the call, and leave x as it
// is. A Violation in a direction names the entry, found by halving the direction.
//
// It evaluates f as often as Derivative for each of min(n, Settings.Coordinates) +
// Settings.Directions lines, and grad once for the coordinates and once for each
// direction.
func Gradient[T engine.Float](f func(x []T) T, grad func(dst, x []T), x []T, s *Settings) error {
	c, set, err := newCheck("Gradient", "f, grad", x, s)
	if err != nil {
		return err
	}
	value := func(dst, x []T) { untouched(c.calls, "f", x, func(x []T) { dst[0] = f(x) }) }
	at := func(x []T) []T {
		dst := number.Blank[T](len(x))
		untouched(c.calls, "grad", x, func(x []T) { grad(dst, x) })
		return dst
	}
	var point, claimed []T // grad at the point of the last line
	return directions(&c, x, set, func(name string, l *estimate.Line[T]) error {
		if !slices.Equal(point, l.X) {
			point, claimed = l.X, at(l.X)
		}
		c.place = name
		c.value = direction.Dot(l.V, claimed)
		c.unset = unset("grad", l.V, claimed)
		c.parts = []part{{1, 0, l.Sample(value, 1)[0], 1}}
		c.nearby = l.Nearby(func(x []T) float64 { return direction.Dot(l.V, at(x)) })
		return c.perUnit(l.V).judge()
	})
}
