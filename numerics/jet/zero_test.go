package jet_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
)

// A quotient by a series that begins with 0 has no coefficient that is a number, also where the
// function has a value there, as x/x has: nothing is cancelled, and nothing is left as it was.
func TestDivByASeriesThatBeginsWithZero(t *testing.T) {
	t.Run("float32", divByZero[float32])
	t.Run("float64", divByZero[float64])
}

func divByZero[T engine.Float](t *testing.T) {
	inf, nan, zero := math.Inf(1), math.NaN(), T(math.Copysign(0, -1))
	for _, c := range []struct {
		a, b jet.Jet[T]
		want []float64
	}{
		// q[0] = 1/0, q[1] = (2 - q[0] 1)/0, q[2] = (3 - q[0] 2 - q[1] 1)/0 with both infinities in the sum.
		{jet.Jet[T]{1, 2, 3}, jet.Jet[T]{0, 1, 2}, []float64{inf, -inf, nan}},
		{jet.Jet[T]{1, 2, 3}, jet.Jet[T]{zero, 1, 2}, []float64{-inf, -inf, -inf}},
		{jet.Jet[T]{-1, 2, 3}, jet.Jet[T]{0, -1, 2}, []float64{-inf, -inf, nan}},
		{jet.Jet[T]{0, 1, 0}, jet.Jet[T]{0, 1, 0}, []float64{nan, nan, nan}},
		{jet.Jet[T]{1, 0, 0}, jet.Jet[T]{0, 0, 0}, []float64{inf, nan, nan}},
	} {
		got := jet.Div(jet.Jet[T]{7, 7, 7}, c.a, c.b)
		for k, want := range c.want {
			same := float64(got[k]) == want || math.IsNaN(want) && got[k] != got[k]
			assert.True(t, same, "%v / %v: coefficient %d is %v, want %v", c.a, c.b, k, got[k], want)
		}
	}
}
