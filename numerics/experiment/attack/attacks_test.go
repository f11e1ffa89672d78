package attack

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
)

// signed: the lower half of [0, 1) is positive and the upper half negative; the first tenth of each
// goes to the wide range of exponents, by hand.
func TestSignedSpreadsExponents(t *testing.T) {
	for p, want := range map[float64]float64{
		0:           0x1p-100,       // of the wide range
		0.025:       math.Exp2(-60), // half of the wide range, -100 to -20
		0.025 + 0.5: -math.Exp2(-60),
		0.275:       math.Exp2(2), // half of the usual range, -4 to 8
		0.275 + 0.5: -math.Exp2(2),
	} {
		assert.InEpsilon(t, want, signed(p, -4, 8, -100, -20), 256*theory.UnitRoundoff64, "p = %v", p) // exponents of 100 rounded
	}
	assert.Less(t, signed(0.9999, -4, 8, -100, -20), -255.0)
	assert.Greater(t, signed(0.4999, -4, 8, -100, -20), 255.0)
}

// Inputs of an attack on formulas reach every stencil and function, and a fifth of them both ends
// of the range of exponents.
func TestFormulaAttackReachesTheEnds(t *testing.T) {
	a := formulaAttack("", nil)
	at := func(p float64) []float64 { return a.inputs([]float64{p, p, p, p, p, p}) }
	assert.Equal(t, -1080.0, at(0)[5])
	assert.Equal(t, -90.0, at(0.1)[5])
	assert.Equal(t, 0.0, at(0.2)[5])
	assert.Equal(t, 0.0, at(0.9)[5])
	stencils, functions := map[float64]bool{}, map[float64]bool{}
	r := rand.New(rand.NewPCG(1, 0))
	for range 1000 {
		in := at(r.Float64())
		stencils[in[0]], functions[in[1]] = true, true
		assert.LessOrEqual(t, math.Abs(in[5]), 1080.0)
	}
	assert.Len(t, stencils, len(arms()))
	assert.Len(t, functions, waveCount)
}

// The reference of the screening in double-double is that of 256 bits but for what it says that it
// lost, which is at most 2^-94 of the absolute sum and of the argument, magnified by the slope: the
// two are computed apart. By sines, whose sums are known beforehand.
func TestScreeningAgreesWithTheOracle(t *testing.T) {
	a := formulaAttack("", nil)
	stencils := arms()
	r := rand.New(rand.NewPCG(2, 0))
	compared := 0
	for range 300 {
		p := make([]float64, a.dim)
		for i := range p {
			p[i] = r.Float64()
		}
		in := a.inputs(p)
		c := formulaCase{stencils[int(in[0])], sine{}, in[2], in[3], in[4], 0}
		argument := math.Abs(c.w) * (math.Abs(c.x) + c.Reach*c.h)
		q := float64(c.Difference.Order)
		sums := map[reference]float64{
			{formula: true}:    c.AbsWeights / math.Pow(c.h, q),
			{derivative: true}: math.Pow(c.w, q),
		}
		sums[reference{formula: true, derivative: true}] = sums[reference{formula: true}] + sums[reference{derivative: true}]
		for from, sum := range sums {
			exactly, screened := c.difference(from, 0, true), c.difference(from, 0, false)
			if !(exactly > 0) {
				continue
			}
			compared++
			lost := exactly - screened
			assert.GreaterOrEqual(t, lost, -0x1p-52*exactly, "%+v: the screening finds more than there is", in)
			assert.LessOrEqual(t, lost, 2*0x1p-94*(1+argument)*sum+0x1p-52*exactly+0x1p-1000, "%+v: the screening takes off more than it may lose", in)
		}
	}
	assert.Greater(t, compared, 200)
}

// Where an argument of the functions would be 64 or more at the farthest point of the stencil the attack
// does not look; elsewhere it asks the measure.
func TestFormulaAttackStaysWithinTheRange(t *testing.T) {
	a := formulaAttack("", func(formulaCase, bool) (err, bound float64, ok bool) { return 1, 2, true })
	const central, sine = 0, 0 // the first stencil, of reach 1, and the first function
	require.Equal(t, 1.0, arms()[central].Reach)
	for _, c := range []struct {
		x, h, w float64
		ok      bool
	}{{1, 1, 16, true}, {0, 16, 16, false}, {-3, 0.5, -16, true}, {-3, 1, -16, false}, {4, 0.5, 16, false}} {
		_, bound, ok := a.measure([]float64{central, sine, c.x, c.h, c.w, 0}, false)
		assert.Equal(t, c.ok, ok, "%+v", c)
		assert.Equal(t, c.ok, bound == 2, "%+v", c)
	}
}
