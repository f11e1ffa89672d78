package jet_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"
	"gonum.org/v1/gonum/num/hyperdual"

	"adfd/numerics/jet/certified"
	"adfd/numerics/jet/internal/jettest"
)

// gonumRoundings is the error allowed to gonum's numbers, in multiples of u times
// the absolute-value recurrence: a second derivative there is at most four library
// calls, of up to 4u each, and eight operations.
const gonumRoundings = 4*4 + 8

// TestAgainstGonum compares orders 1 and 2 with gonum's dual and hyperdual
// numbers, which know nothing of recurrences. The argument sin(x) + 1.5 is
// positive, so every function applies, and its first two derivatives are not
// constant.
func TestAgainstGonum(t *testing.T) {
	for _, c := range []struct {
		name  string
		dual  func(dual.Number) dual.Number
		hyper func(hyperdual.Number) hyperdual.Number
	}{
		{"exp", dual.Exp, hyperdual.Exp},
		{"log", dual.Log, hyperdual.Log},
		{"sin", dual.Sin, hyperdual.Sin},
		{"cos", dual.Cos, hyperdual.Cos},
		{"tan", dual.Tan, hyperdual.Tan},
		{"sinh", dual.Sinh, hyperdual.Sinh},
		{"cosh", dual.Cosh, hyperdual.Cosh},
		{"tanh", dual.Tanh, hyperdual.Tanh},
		{"sqrt", dual.Sqrt, hyperdual.Sqrt},
		{"recip", dual.Inv, hyperdual.Inv},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := jettest.Call(c.name, jettest.Of("+", jettest.Call("sin", jettest.Variable()), number(1.5)))
			for x := -3.0; x <= 3; x += 1.0 / 16 {
				b, err := jettest.Bounded64(e, x, 2)
				require.NoError(t, err)
				got := jettest.Plain(e, x, 2)
				tolerance := func(k int) float64 {
					f := math.Gamma(float64(k + 1))
					return f * (b.Bound[k] + gonumRoundings*jettest.U64*b.Magnitude[k])
				}
				d := c.dual(dual.Add(dual.Sin(dual.Number{Real: x, Emag: 1}), dual.Number{Real: 1.5}))
				assert.InDelta(t, d.Real, got[0], tolerance(0), "value at %v", x)
				assert.InDelta(t, d.Emag, got.Derivative(1), tolerance(1), "slope at %v", x)
				h := c.hyper(hyperdual.Add(hyperdual.Sin(hyperdual.Number{Real: x, E1mag: 1, E2mag: 1}), hyperdual.Number{Real: 1.5}))
				assert.InDelta(t, h.E1mag, got.Derivative(1), tolerance(1), "slope at %v", x)
				assert.InDelta(t, h.E1E2mag, got.Derivative(2), tolerance(2), "curvature at %v", x)
			}
		})
	}
	t.Run("pow", func(t *testing.T) {
		for x := 0.25; x <= 4; x += 1.0 / 16 {
			for _, p := range []float64{-2.5, -1, 0.3, 3.7} {
				b, err := certified.Pow(certified.Variable(x, 2), p)
				require.NoError(t, err)
				h := hyperdual.PowReal(hyperdual.Number{Real: x, E1mag: 1, E2mag: 1}, p)
				for k, want := range []float64{h.Real, h.E1mag, h.E1E2mag} {
					got, bound := b.Derivative(k)
					f := math.Gamma(float64(k + 1))
					assert.InDelta(t, want, got, bound+gonumRoundings*jettest.U64*f*b.Magnitude[k], "x = %v, p = %v, order %d", x, p, k)
				}
			}
		}
	})
}
