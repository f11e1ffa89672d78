package optimiser

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/properties/internal/number"
)

// The bounds of means, velocities and corrections on their own: in theta they are
// covered by its own rounding after some steps. A constant gradient lets a mean come to
// rest, where every step rounds in the same direction, and the errors add up over
// 1/(1 - beta) steps.
func TestMomentsStayWithinTheirBounds(t *testing.T) {
	t.Run("float32", momentsStayWithinTheirBounds[float32])
	t.Run("float64", momentsStayWithinTheirBounds[float64])
}

func momentsStayWithinTheirBounds[T engine.Float](t *testing.T) {
	const steps = 600
	gradients := []T{0.1, 0x1p-75, 0.3, 0.7, 1.3}
	if testing.Short() {
		gradients = gradients[:2]
	}
	p := precisionOf[T]()
	within := func(what string, beta float64, g T, step int, got T, want *big.Float, bound float64) {
		d := number.Distance(exact.New(float64(got)), want)
		assert.LessOrEqual(t, d, bound, "%s, beta = %v, gradient %v, step %d", what, beta, g, step)
	}
	for _, beta := range []float64{0, 0x1p-20, 0.1, 0.5, 0.9, 0.99, 0.999} {
		for _, g := range gradients {
			b := T(beta)
			var m, lerp, v, vel, scaled T
			of, square := mean{beta: beta, value: number.New()}, mean{beta: beta, value: number.New()}
			velocity := velocity{beta, number.New(), 0}
			c, power := correction{beta: beta}, T(1)
			const rate = 0.1
			for k := range steps {
				x := g
				if k < 3 {
					x = 1 // larger values before
				}
				m = T(b*m) + T((1-b)*x)
				lerp += T((1 - b) * (x - lerp))
				v = T(b*v) + T(T((1-b)*x)*x)
				vel = T(b*vel) + x
				scaled = T(b*scaled) + T(T(rate)*x)
				power *= b
				of.add(p, float64(x))
				square.addSquare(p, float64(x))
				velocity.add(p, float64(x))
				assert.NoError(t, c.next(p))

				within("mean", beta, g, k, m, of.value, of.err)
				within("mean by lerp", beta, g, k, lerp, of.value, of.err)
				within("mean square", beta, g, k, v, square.value, square.err)
				within("velocity", beta, g, k, vel, velocity.value, velocity.err)
				moved := number.New().Mul(velocity.value, exact.New(rate))
				within("rate times velocity", beta, g, k, scaled, moved, rate*velocity.err)
				within("correction", beta, g, k, 1-power, c.value, c.err)
				within("correction by Pow", beta, g, k, T(1-math.Pow(float64(b), float64(k+1))), c.value, c.err)
			}
		}
	}
}

// rootError at its extremes: v and both ends of its interval.
func TestRootError(t *testing.T) {
	for _, v := range []float64{0, 0x1p-100, 1e-6, 1, 3} {
		for _, e := range []float64{0x1p-120, 0x1p-101, 0x1p-99, 1e-7, 1, 10} {
			bound := rootError(mean{value: exact.New(v), err: e})
			for _, w := range []float64{v + e, math.Max(0, v-e)} {
				// Two roots, a difference and w are rounded.
				assert.LessOrEqual(t, math.Abs(math.Sqrt(w)-math.Sqrt(v)), bound+4*number.UnitRoundoff*math.Sqrt(v+e), "v = %v, error %v", v, e)
			}
		}
	}
}
