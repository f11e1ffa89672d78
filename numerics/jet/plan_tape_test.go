package jet_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/jettest"
)

// With a tape, Activate and its transpose give the bits that they give without one:
// for lengths on both sides of a tile, with channels whose gradient is zero, and in
// the short form for straight lines.
func TestTapeGivesTheSameBits(t *testing.T) {
	for _, o := range operators {
		p, ok := plan[float64](t, o.op, o.dim).(engine.Taped[float64])
		require.True(t, ok)
		testTape(t, o.name, p)
	}
	for _, o := range collapsedOperators {
		testTape(t, o.name+" as a whole", combined[float64](t, o.combination, o.dim))
	}
}

func testTape(t *testing.T, operator string, p engine.Taped[float64]) {
	r := rand.New(rand.NewPCG(jettest.TestSeed, 11))
	for _, n := range []int{1, 128, 300} { // a tile has 128 values
		z, gy := bundle(r, p.Channels(), n, 2), bundle(r, p.Channels(), n, 1)
		straight := append([]float64(nil), z...)
		clear(straight[min(2, p.Channels())*n:])
		top := append([]float64(nil), gy...)
		clear(top[:(p.Channels()-1)*n])
		lower := append([]float64(nil), gy...)
		clear(lower[min(2, p.Channels())*n:])
		for name, in := range map[string][2][]float64{"": {z, gy}, ", straight": {straight, gy}, ", one channel": {z, top}, ", two channels": {z, lower}} {
			for _, act := range []string{"tanh", "gelu"} {
				what := fmt.Sprintf("%s of %s, %d values%s, PCG seed (%d, 11)", act, operator, n, name, jettest.TestSeed)
				s := jettest.Activation[float64](t, act)
				y, gz := make([]float64, len(z)), make([]float64, len(z))
				y2, gz2, tape := make([]float64, len(z)), make([]float64, len(z)), make([]float64, p.TapeLen(n))
				for i := range gz { // every value is to be set
					gz[i], gz2[i] = math.NaN(), math.NaN()
				}
				p.Activate(s, in[0], y)
				p.ActivateT(s, in[0], y, in[1], gz)
				p.ActivateTape(s, in[0], y2, tape)
				p.ActivateTapeT(in[0], y2, tape, in[1], gz2)
				assert.Equal(t, y, y2, what)
				assert.Equal(t, gz, gz2, what)
			}
		}
	}
}

func TestWrongTapesPanic(t *testing.T) {
	p := plan[float64](t, engine.Operator{{2}}, 1).(engine.Taped[float64])
	s := jettest.Activation[float64](t, "sin")
	three := make([]float64, 3)
	require.Equal(t, 3, p.TapeLen(1))
	assert.Panics(t, func() { p.ActivateTape(s, three, three, three[:2]) })
	assert.Panics(t, func() { p.ActivateTapeT(three, three, three[:2], three, three) })
	assert.Panics(t, func() { p.ActivateTapeT(three, three, three, three[:2], three) })
}
