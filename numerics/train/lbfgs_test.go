package train_test

import (
	"errors"
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

// counting counts the calls.
type counting struct {
	train.Objective[float64]
	calls *int
}

func (c counting) LossGrad(theta, grad []float64) (float64, error) {
	*c.calls++
	return c.Objective.LossGrad(theta, grad)
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
		calls := 0
		result, err := train.Run(t.Context(), counting{c.f, &calls}, &train.LBFGS{}, s, train.Config[float64]{Steps: steps})
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
		if _, stalled := result.Stop.(train.Stalled); stalled {
			// At the minimum to rounding the last line search finds nothing, which a
			// processor reaches a step sooner than another; gonum's was stopped before it.
			assert.GreaterOrEqual(t, calls, want.FuncEvaluations, name)
		} else {
			assert.Equal(t, want.FuncEvaluations, calls, name)
		}
	}
}

func TestLBFGSStallsAtTheMinimum(t *testing.T) {
	s := train.NewState([]float64{-1.2, 1})
	result, err := train.Run(t.Context(), smooth{2, functions.ExtendedRosenbrock{}}, &train.LBFGS{}, s, train.Config[float64]{Steps: 1000})
	require.NoError(t, err)
	require.IsType(t, train.Stalled{}, result.Stop)
	assert.ErrorIs(t, result.Stop.(train.Stalled).Cause, train.ErrStalled)
	// The loss is flat to rounding where |theta - 1| is of the order of
	// sqrt(u / least curvature), sqrt(u / 0.2); a line search sees no further.
	tol := 10 * math.Sqrt(0x1p-53/0.2)
	assert.InDeltaSlice(t, []float64{1, 1}, s.Theta, tol)
}

// The memory is no part of a state: a run that is continued is a new run from there.
func TestLBFGSContinuesAfresh(t *testing.T) {
	const n, m = 6, 5
	o := smooth{4, functions.Wood{}}
	s := train.NewState([]float64{-3, -1, -3, -1})
	_, err := train.Run(t.Context(), o, &train.LBFGS{}, s, train.Config[float64]{Steps: n})
	require.NoError(t, err)
	fresh := train.NewState(s.Theta)
	_, err = train.Run(t.Context(), o, &train.LBFGS{}, fresh, train.Config[float64]{Steps: m})
	require.NoError(t, err)
	_, err = train.Run(t.Context(), o, &train.LBFGS{}, s, train.Config[float64]{Steps: n + m})
	require.NoError(t, err)
	assert.Equal(t, fresh.Theta, s.Theta)
	assert.Equal(t, fresh.History.Losses, s.History.Losses[n:])
}

// cliff is x^2 - log x, which has no value left of 0, from its first step on.
type cliff struct{ err error }

func (cliff) Params() int { return 1 }

func (c cliff) LossGrad(theta, grad []float64) (float64, error) {
	x := theta[0]
	if x < 0 && c.err != nil {
		return 0, c.err
	}
	grad[0] = 2*x - 1/x
	return x*x - math.Log(x), nil
}

func TestLBFGSTurnsBackFromNoNumber(t *testing.T) {
	// The first step has length 1: from 0.9 to -0.1, where the loss is NaN.
	s := train.NewState([]float64{0.9})
	_, err := train.Run(t.Context(), cliff{}, &train.LBFGS{}, s, train.Config[float64]{Steps: 50})
	require.NoError(t, err)
	for step, loss := range s.History.Losses[1:] {
		require.LessOrEqual(t, loss, s.History.Losses[step], "step %d", step+1)
	}
	// At the minimum, 1/sqrt 2, the curvature is 4 and the loss below 1.
	assert.InDelta(t, math.Sqrt(0.5), s.Theta[0], 10*math.Sqrt(0x1p-53/4))

	bad := errors.New("no value here")
	s = train.NewState([]float64{0.9})
	_, err = train.Run(t.Context(), cliff{bad}, &train.LBFGS{}, s, train.Config[float64]{Steps: 50})
	assert.ErrorIs(t, err, bad)
	assert.Equal(t, []float64{0.9}, s.Theta, "a trial point is no step")
}
