package train_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/train"
	"adfd/theory"
)

// On L = sum lambda_i theta_i^2 gradient descent multiplies theta_i by
// 1 - 2 eta lambda_i at every step.
func TestGDOnAQuadratic(t *testing.T) {
	t.Run("float32", quadratic[float32])
	t.Run("float64", quadratic[float64])
}

func quadratic[T engine.Float](t *testing.T) {
	const (
		eta   = 0.1
		steps = 50
	)
	// The last one overshoots at every step and still converges.
	o := diagonal[T]{[]T{0.5, 1, 3, 9.5}}
	begin := []T{1, -2, 0.5, 1}
	s := train.NewState(begin)
	gd := &train.GD[T]{Schedule: train.Constant(eta)}
	u := unit[T]()
	errors := make([]float64, len(begin))
	for step := 1; step <= steps; step++ {
		_, err := train.Run(t.Context(), o, gd, s, train.Config[T]{Steps: step})
		require.NoError(t, err)
		for i, l := range o.lambda {
			move := 2 * eta * float64(l)
			exact := func(t int) float64 { return float64(begin[i]) * math.Pow(1-move, float64(t)) }
			// The move sees three roundings, of the rate, the gradient and their
			// product, the difference one; in float64 math.Pow and the factor it
			// is given are off by some 2u a step.
			errors[i] = math.Abs(1-move)*errors[i] + u*(3*move*math.Abs(exact(step-1))+math.Abs(exact(step)))
			allowed := errors[i] + 2*float64(step)*0x1p-53*math.Abs(exact(step))/math.Abs(1-move)
			require.InDelta(t, exact(step), float64(s.Theta[i]), allowed, "parameter %d, step %d", i, step)
		}
	}

	// The losses are those of claim K1: sigma^2 = lambda, c = sigma theta_0.
	var sigma, c []float64
	for i, l := range o.lambda {
		sigma = append(sigma, math.Sqrt(float64(l)))
		c = append(c, sigma[i]*float64(begin[i]))
	}
	require.Len(t, s.History.Losses, steps+1)
	for step, loss := range s.History.Losses {
		want := theory.LinearDecay(0, sigma, c, eta, float64(step))
		// A step adds (3 1.9 + 0.9)/0.9 < 8 roundings relative to a parameter at
		// most, as above, where the move is 1.9; the factor 1 - 1.9 that
		// LinearDecay raises to a power is off by 5 1.9/0.9 < 11. Squares double
		// both; the sum of four terms adds 16 at most.
		assert.InEpsilon(t, want, loss, (2*(8+11)*float64(step)+16)*u, "step %d", step)
	}
}

// With a constant gradient of 1, theta is less the sum of the rates so far: the rate
// of step t is used at step t.
func TestRatesOfTheirSteps(t *testing.T) {
	slope := &scripted{losses: make([]float64, 10)}
	s := train.NewState([]float64{0})
	gd := &train.GD[float64]{Schedule: train.StepDecay{Initial: 8, Factor: 0.5, Every: 2}}
	_, err := train.Run(t.Context(), slope, gd, s, train.Config[float64]{Steps: 5})
	require.NoError(t, err)
	assert.Equal(t, []float64{-(8 + 8 + 4 + 4 + 2)}, s.Theta)
}
