package fd_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet/activation"
)

// With a tape, Activate and its transpose give the bits that they give without one,
// for lengths on both sides of a block.
func TestTapeGivesTheSameBits(t *testing.T) {
	eng, err := fd.NewEngine[float64](fd.Options{H: 0x1p-5})
	require.NoError(t, err)
	plan, err := eng.Plan(engine.Operator{{2, 0}, {1, 1}}, 2)
	require.NoError(t, err)
	p, ok := plan.(engine.Taped[float64])
	require.True(t, ok)
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 100, 700} {
		for _, name := range []string{"tanh", "sin", "gelu"} {
			s, err := activation.ByName[float64](name)
			require.NoError(t, err)
			z, gy := make([]float64, p.Channels()*n), make([]float64, p.Channels()*n)
			for i := range z {
				z[i], gy[i] = r.NormFloat64(), r.NormFloat64()
			}
			y, gz := make([]float64, len(z)), make([]float64, len(z))
			p.Activate(s, z, y)
			p.ActivateT(s, z, y, gy, gz)
			y2, gz2, tape := make([]float64, len(z)), make([]float64, len(z)), make([]float64, p.TapeLen(n))
			p.ActivateTape(s, z, y2, tape)
			p.ActivateTapeT(z, y2, tape, gy, gz2)
			assert.Equal(t, y, y2, "%s, %d values", name, n)
			assert.Equal(t, gz, gz2, "%s, %d values", name, n)
		}
	}
	one := make([]float64, p.Channels())
	assert.Panics(t, func() { p.ActivateTape(nil, one, one, one[1:]) })
	assert.Panics(t, func() { p.ActivateTapeT(one, one, one[1:], one, one) })
}
