package fd

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
)

// What would take for ever is an error at once: too many points, too many digits, numbers of points
// that overflow.
func TestStencilsThatWouldTakeTooLong(t *testing.T) {
	many := make([]float64, MaxPoints+1)
	for i := range many {
		many[i] = float64(i)
	}
	wide := []float64{0, 1e-300, 1e300, 1, math.Pi, 1e-100, 1e100, 1e-200, 1e200, 7}
	third := []*big.Rat{new(big.Rat), new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), MaxDigits))}
	for want, make := range map[string]func() (Stencil, error){
		"257 offsets, want at most 256":             func() (Stencil, error) { return New(1, many) },
		"10 offsets need":                           func() (Stencil, error) { return New(1, wide) },
		"2 offsets need 196":                        func() (Stencil, error) { return NewRat(1, third) },
		"order 2 and accuracy 1073741824 take more": func() (Stencil, error) { return Central(2, 1<<30) },
		"order 1073741824 and accuracy 1 take more": func() (Stencil, error) { return Forward(1<<30, 1) },
		"order 2147483647 and accuracy 1 take":      func() (Stencil, error) { return Backward(math.MaxInt32, 1) },
		"order 1 and accuracy 2147483647 take":      func() (Stencil, error) { return Forward(1, math.MaxInt32) },
	} {
		s, err := make()
		assert.ErrorContains(t, err, want)
		assert.Zero(t, s.Len())
	}
	e, err := NewEngine[float64](Options{H: 1, Accuracy: 100, Placement: ForwardPlacement})
	require.NoError(t, err)
	_, err = e.Plan(engine.Operator{{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}, 10)
	assert.ErrorContains(t, err, "a stencil of more than 65536 points, in derivative d(1,1,1,1,1,1,1,1,1,1)")
}

// The limits admit what is in use and more: 147 integers, 8 numbers of any size.
func TestLimitsLeaveRoom(t *testing.T) {
	wide := []float64{0, 1e-300, 1e-200, 1e-100, 1, 1e100, 1e200, 1e300}
	for _, offsets := range [][]float64{wide, {0, 5e-324}, {math.MaxFloat64, -math.MaxFloat64}} {
		_, err := New(0, offsets)
		if err != nil {
			assert.NotContains(t, err.Error(), "would take too long", "%v", offsets)
		}
	}
	_, err := Forward(1, 146)
	assert.NoError(t, err)
}

// Weights without a moment, as a slip in their recurrence gives them, end the search for the accuracy.
func TestTruncationOfWrongWeights(t *testing.T) {
	s := Stencil{order: 1, offsets: []*big.Rat{big.NewRat(-1, 1), big.NewRat(1, 1)}, weights: []*big.Rat{new(big.Rat), new(big.Rat)}}
	_, _, err := s.truncation()
	assert.ErrorContains(t, err, "all moments of order 2 to 3 vanish")
	_, _, err = Stencil{order: 2}.truncation()
	assert.ErrorContains(t, err, "vanish")
}
