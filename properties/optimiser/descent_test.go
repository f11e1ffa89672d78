package optimiser_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/train"
	"adfd/properties"
	"adfd/properties/internal/lawtest"
	"adfd/properties/optimiser"
)

func TestQuadraticDescent(t *testing.T) {
	t.Run("float32", testQuadraticDescent[float32])
	t.Run("float64", testQuadraticDescent[float64])
}

func testQuadraticDescent[T engine.Float](t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		curvature, theta, largest := make([]float64, n), make([]T, n), 0.0
		for i := range curvature {
			curvature[i] = math.Exp2(rapid.Float64Range(-8, 8).Draw(t, "log2 curvature"))
			theta[i] = T(rapid.Float64Range(0.125, 4).Draw(t, "|theta|"))
			if rapid.Bool().Draw(t, "negative") {
				theta[i] = -theta[i]
			}
			largest = max(largest, curvature[i])
		}
		rate := rapid.Float64Range(0.01, 1.99).Draw(t, "rate L") / largest
		properties.OK(t, optimiser.QuadraticDescent(stepOf(t, &train.GD[T]{Schedule: train.Constant(rate)}, n), rate, curvature, theta, 40))
	})

	curvature, theta := []float64{1, 0.25, 4}, []T{1, -2, 0.5}
	const rate = 0.4 // 1 - rate curvature: 0.6, 0.9, -0.6
	require.NoError(t, optimiser.QuadraticDescent(gd[T](rate), rate, curvature, theta, 20))
	for name, step := range map[string]func(theta, grad []T){
		"nothing":               func(theta, grad []T) {},
		"uphill":                gd[T](-rate),
		"above 2/L":             gd[T](0.51),
		"a tenth of the rate":   gd[T](rate / 10),
		"momentum":              (&momentum[T]{rate: rate, beta: 0.9}).step,
		"not a number":          func(theta, grad []T) { theta[0] = T(math.NaN()) },
		"the largest one alone": func(theta, grad []T) { theta[2] -= rate * grad[2] },
	} {
		t.Run(name, func(t *testing.T) {
			var v *properties.Violation
			require.ErrorAs(t, optimiser.QuadraticDescent(step, rate, curvature, theta, 20), &v)
			assert.Equal(t, "QuadraticDescent", v.Law)
			assert.False(t, v.Measured <= v.Allowed)
			lawtest.Repeats(t, v)
		})
	}
}

// Each lowers f by as much as the rule does or more, or by little less: where
// 1 - rate curvature_i is near 1 in size, and where it is not.
func TestQuadraticDescentOnBothSides(t *testing.T) {
	t.Run("float32", quadraticDescentOnBothSides[float32])
	t.Run("float64", quadraticDescentOnBothSides[float64])
}

func quadraticDescentOnBothSides[T engine.Float](t *testing.T) {
	for _, rate := range []float64{0x1p-10, 0.4} {
		for _, curvature := range [][]float64{{1, 0.25, 4}, {1e-3, 1, 4}} {
			theta := []T{1, -2, 0.5}
			require.NoError(t, optimiser.QuadraticDescent(gd[T](rate), rate, curvature, theta, 20))
			for name, step := range map[string]func(theta, grad []T){
				"nothing":           func(theta, grad []T) {},
				"all the way":       func(theta, grad []T) { clear(theta) },
				"twice the rate":    gd[T](2 * rate),
				"rate 0.1% larger":  gd[T](1.001 * rate),
				"rate 0.1% smaller": gd[T](0.999 * rate),
				"one mode to 0":     func(theta, grad []T) { gd[T](rate)(theta, grad); theta[1] = 0 },
				"one mode stays":    func(theta, grad []T) { v := theta[2]; gd[T](rate)(theta, grad); theta[2] = v },
			} {
				var v *properties.Violation
				assert.ErrorAs(t, optimiser.QuadraticDescent(step, rate, curvature, theta, 20), &v, "%s, rate %v, curvature %v", name, rate, curvature)
			}
		}
	}
}

func TestQuadraticDescentBadCases(t *testing.T) {
	step, nan := gd[float32](1), float32(math.NaN())
	for _, c := range []struct {
		err  error
		want string
	}{
		{optimiser.QuadraticDescent(step, 1, []float64{1}, []float32{1, 1}, 1), "1 curvatures, 2 parameters"},
		{optimiser.QuadraticDescent(step, 1, []float64{2}, []float32{1}, 1), "between 0 and 2/L = 1"},
		{optimiser.QuadraticDescent(step, 1, []float64{-1}, []float32{1}, 1), "curvature[0] = -1"},
		{optimiser.QuadraticDescent(step, 1, []float64{1}, []float32{nan}, 1), "theta[0] is NaN"},
		{optimiser.QuadraticDescent(step, 1, []float64{1, 0x1p-30}, []float32{0, 1}, 1), "no parameter moves by 256 times"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}
