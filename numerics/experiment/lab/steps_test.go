package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet/activation"
	"adfd/theory/claims"
)

// The steps of the grids and their names.
func TestStepsByHand(t *testing.T) {
	assert.Equal(t, []Step{{"2^-0", 1}, {"2^-3", 0.125}, {"2^-10", 0.0009765625}}, DyadicSteps(0, 3, 10))
	assert.Equal(t, []Step{{"3e-1", 0.3}, {"1e-8", 0.00000001}}, DecimalSteps("3e-1", "1e-8"))
	steps := DecadeSteps(-3, 2, 2)
	require.Len(t, steps, 6)
	for i, want := range []Step{{"10^-1.5", 0.03162277660168379}, {"10^-1", 0.1}, {"10^-0.5", 0.31622776601683794},
		{"10^0", 1}, {"10^0.5", 3.1622776601683795}, {"10^1", 10}} {
		assert.Equal(t, want.Name, steps[i].Name)
		assert.InEpsilon(t, want.H, steps[i].H, 8*0x1p-53) // of math.Pow
	}
	assert.Panics(t, func() { DecimalSteps("a tenth") })
}

// The middle value, or the mean of the middle two; NaN where there is none or one is NaN.
func TestMedianOfByHand(t *testing.T) {
	assert.Equal(t, 3., MedianOf([]float64{100, 1, 3}))
	assert.Equal(t, 2.5, MedianOf([]float64{100, 1, 3, 2}))
	assert.True(t, math.IsNaN(MedianOf(nil)))
	assert.True(t, math.IsNaN(MedianOf([]float64{1, math.NaN(), 2})))
}

// Each side's engine on sin at 1: of AD the derivative, of FD the difference of the setup's placement and
// accuracy at the step, whose errors are cos(1) h^2/6, sin(1) h/2 and cos(1) h^4/30.
func TestEnginesOfTheSides(t *testing.T) {
	const h = 0x1p-5
	s := claims.DefaultSetup(claims.Short, 1)
	for _, c := range []struct {
		side        claims.Engine
		change      claims.Setup
		error, next float64
	}{
		{claims.EngineAD, claims.Setup{}, 0, 0x1p-50},
		{claims.EngineFD, claims.Setup{}, -math.Cos(1) * h * h / 6, h * h * h * h / 100},
		{claims.EngineFD, claims.Setup{Placement: claims.PlacementForward, Accuracy: 1}, -math.Sin(1) * h / 2, h * h / 6},
		{claims.EngineFD, claims.Setup{Accuracy: 4}, -math.Cos(1) * h * h * h * h / 30, h * h * h * h * h * h / 100},
	} {
		eng, err := NewEngine[float64](c.side, s.With(c.change), h)
		require.NoError(t, err)
		assert.InDelta(t, math.Cos(1)+c.error, slopeOfSine(t, eng), c.next, "%+v", c)
	}
	eng, err := NewRounded(claims.EngineAD, s, h, 11)
	require.NoError(t, err)
	got := slopeOfSine(t, eng)
	assert.Equal(t, math.Round(math.Cos(1)*0x1p11)/0x1p11, got, "cos(1) is in [1/2, 1): 11 bits are multiples of 2^-11")
	assert.Equal(t, []int{11, 24}, []int{Bits(s, 11), Bits(s.With(claims.Setup{Bits: 24}), 11)})
}

// slopeOfSine is an engine's first derivative of sin at 1.
func slopeOfSine(t *testing.T, eng engine.Engine[float64]) float64 {
	t.Helper()
	plan, err := eng.Plan(engine.Operator{{1}}, 1)
	require.NoError(t, err)
	sine, err := activation.ByName[float64]("sin")
	require.NoError(t, err)
	lifted := make([]float64, plan.Channels())
	require.NoError(t, plan.Lift([]float64{1}, lifted))
	y, d := make([]float64, plan.Channels()), make([]float64, 1)
	plan.Activate(sine, lifted, y)
	plan.Read(y, d)
	return d[0]
}
