package engines_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/properties"
	"adfd/properties/engines"
)

// With gy = 0 nothing is left but the roundings of gz: 64 of u are allowed, and 65 seen.
func TestActivateTransposeCountsRoundings(t *testing.T) {
	s, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	p, err := jet.New[float64]().Plan(engine.Operator{{2}, {0}}, 1)
	require.NoError(t, err)
	right := p.(engine.Taped[float64])
	n := 2 * right.Channels()
	z, v, gy := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range z {
		z[i], v[i] = 0.5*math.Sin(float64(i)), math.Copysign(0.5, math.Cos(float64(3*i)))
	}
	off := func(roundings float64) error {
		return engines.ActivateTranspose(faulty{Taped: right, activateT: func(s engine.Activation[float64], z, y, gy, gz []float64) {
			right.ActivateT(s, z, y, gy, gz)
			for i := range gz {
				gz[i] += math.Copysign(roundings*0x1p-53, v[i])
			}
		}}, s, z, v, gy)
	}
	assert.NoError(t, off(0))
	assert.NoError(t, off(63))
	var violation *properties.Violation
	assert.ErrorAs(t, off(65), &violation)
}
