package properties

import (
	"fmt"
	"math"

	"adfd/numerics/engine"
	"adfd/properties/internal/direction"
	"adfd/properties/internal/estimate"
	"adfd/properties/internal/repeat"
)

// Derivative: df is the derivative of order k of f, 1 <= k <= 8, at each x.
//
// It evaluates f at x and at about 106 points around it in float64, 48 in float32, up
// to 256 where x is small and twice that where |x| < 2^-100, and as often again on the
// second ladder of steps if that is needed, which it often is in float32; df once, and 24 times more where the two
// disagree.
func Derivative[T engine.Float](f, df func(T) T, k int, x []T, s *Settings) error {
	const law = "Derivative"
	if k < 1 || k > estimate.MaxOrder {
		return fmt.Errorf("properties: %s: order %d, want 1 to %d", law, k, estimate.MaxOrder)
	}
	if len(x) == 0 {
		return fmt.Errorf("properties: %s: %w", law, errNothing)
	}
	for _, p := range x {
		at := []T{p}
		c, set, err := newCheck(law, "f, df, "+repeat.Literal(k), at, s)
		if err != nil {
			return err
		}
		v := direction.Unit(float64(p), set.Step)
		l := estimate.NewLine(at, []float64{v}, set.box())
		values := l.Sample(func(dst, x []T) { dst[0] = f(x[0]) }, 1)[0]
		c.place = fmt.Sprintf("derivative of order %d at x = %v", k, p)
		c.value = float64(df(p))
		c.parts = []part{{1, -k * math.Ilogb(v), values, k}}
		c.step = v
		c.nearby = l.Nearby(func(x []T) float64 { return float64(df(x[0])) })
		if err := c.judge(); err != nil {
			return err
		}
	}
	return nil
}
