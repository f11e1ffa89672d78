package train_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/optimize/functions"

	"adfd/numerics/train"
)

// smooth is an objective from one of gonum's test functions.
type smooth struct {
	dim int
	f   interface {
		Func(x []float64) float64
		Grad(grad, x []float64)
	}
}

func (s smooth) Params() int { return s.dim }

func (s smooth) LossGrad(theta, grad []float64) (float64, error) {
	s.f.Grad(grad, theta)
	return s.f.Func(theta), nil
}

func TestLBFGSAsGonum(t *testing.T) {
	for _, c := range []struct {
		f     smooth
		begin []float64
	}{
		{smooth{2, functions.ExtendedRosenbrock{}}, []float64{-1.2, 1}},
		{smooth{10, functions.ExtendedRosenbrock{}}, []float64{-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1}},
		{smooth{2, functions.Beale{}}, []float64{1, 1}},
		{smooth{4, functions.Wood{}}, []float64{-3, -1, -3, -1}},
		{smooth{4, functions.ExtendedPowellSingular{}}, []float64{3, -1, 0, 1}},
		{smooth{3, functions.BiggsEXP3{}}, []float64{1, 2, 1}},
		{smooth{3, functions.HelicalValley{}}, []float64{-1, 0, 0}},
	} {
		const steps = 25
		name := fmt.Sprintf("%T from %v", c.f.f, c.begin)
		s := train.NewState(c.begin)
		result, err := train.Run(t.Context(), c.f, &train.LBFGS{}, s, train.Config[float64]{Steps: steps})
		require.NoError(t, err, name)

		// gonum's own loop, made to run as long: the same arithmetic, so the same
		// bits. It counts the start as an iteration.
		want, err := optimize.Minimize(
			optimize.Problem{Func: c.f.f.Func, Grad: c.f.f.Grad}, c.begin,
			&optimize.Settings{MajorIterations: s.Step + 1, Converger: optimize.NeverTerminate{}},
			&optimize.LBFGS{GradStopThreshold: math.NaN()})
		require.NoError(t, err, name)
		assert.Equal(t, want.X, s.Theta, name)
		assert.Equal(t, want.F, result.Final.Loss, name)
	}
}

func TestLBFGSStallsAtTheMinimum(t *testing.T) {
	s := train.NewState([]float64{-1.2, 1})
	result, err := train.Run(t.Context(), smooth{2, functions.ExtendedRosenbrock{}}, &train.LBFGS{}, s, train.Config[float64]{Steps: 1000})
	require.NoError(t, err)
	require.IsType(t, train.Stalled{}, result.Stop)
	assert.ErrorIs(t, result.Stop.(train.Stalled).Cause, train.ErrStalled)
	t.Log(result, s.Theta)
}
