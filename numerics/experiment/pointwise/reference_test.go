package pointwise

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/theory"
)

// The polarisation that a plan uses is read off it: for every polynomial of the order
// the weighted Taylor coefficients give the derivative. x^2 y has d(2,1) = 2.
func TestCoefficientsOfAPlan(t *testing.T) {
	op := engine.Operator{{2, 1}, {2, 0}}
	plan, err := jet.NewPlan[float64](op, 2)
	require.NoError(t, err)
	how, err := coefficients(plan, 2, 2)
	require.NoError(t, err)
	for r, want := range []float64{2, 0} {
		sum := 0.0
		for _, c := range how[r] {
			assert.Equal(t, op[r].Order(), c.order)
			if c.order == 3 { // x^2 y along v is v1^2 v2 t^3
				sum += c.weight * float64(c.v[0]*c.v[0]*c.v[1])
			}
		}
		assert.InDelta(t, want, sum, 8*theory.UnitRoundoff64*4, "row %d: a few weights, rounded once", r)
	}
}

// d^alpha of a network of one linear stage is alpha-fold chain rule, by hand.
func TestExactPartial(t *testing.T) {
	net := Layers{{W: [][]float64{{2, -3}}, B: []float64{0.5}, Name: "exp"}}
	got, err := net.exactPartial(engine.MultiIndex{2, 1}, []float64{0.25, 0.125})
	require.NoError(t, err)
	want := exact.Exp(exact.New(2*0.25 - 3*0.125 + 0.5))
	want.Mul(want, exact.New(4*-3))
	d := new(big.Float).Sub(got, want)
	assert.LessOrEqual(t, math.Abs(exact.Float64(d)), math.Abs(exact.Float64(want))*math.Exp2(-exact.Prec+4))
}

// A local activation is what it wraps up to its radius, inclusive, and nothing or
// another function beyond; on the left only where it is undefined.
func TestLocal(t *testing.T) {
	plain, err := activation.ByName[float64]("sin")
	require.NoError(t, err)
	z := []float64{0.9, 1, 1.1, 1.2}
	want := make([]float64, 2*len(z))
	plain.Coefficients(1, z, want)
	for _, undefined := range []bool{false, true} {
		s := local{Activation: plain, center: 1, radius: 0.15, undefined: undefined}
		got := make([]float64, 2*len(z))
		s.Coefficients(1, z, got)
		values := make([]float64, len(z))
		s.Values(z, values)
		for i := range got {
			inside := i%4 != 3
			assert.Equal(t, inside, got[i] == want[i], "coefficient %d", i)
		}
		assert.Equal(t, undefined, math.IsNaN(values[3]))
		assert.Equal(t, undefined, math.IsNaN(s.outside(0.5, 1)), "to the left a changed function stays")
	}
}

// With all bits of double-double's numbers the rounded stencil is the exact one, and
// with 24 bits it is that of float32.
func TestRoundedStencil(t *testing.T) {
	s, err := fd.Central(2, 4)
	require.NoError(t, err)
	square := func(x dd.DD) dd.DD { return x.Mul(x) }
	dst := make([]*big.Float, 1)
	require.NoError(t, newRounded(s, 106).apply(square, []float64{0.75}, 0x1p-6, dst))
	// Five weights, products and sums of numbers below 2, rounded, times h^-2 = 2^12:
	// less than 32 of 2^-106 2^12.
	assert.InDelta(t, 2, exact.Float64(dst[0]), 0x1p-89)

	got := make([]float32, 1)
	x := float32(0.7)
	require.NoError(t, fd.ApplyBatch(s, func(x, y []float32) { y[0] = float32(float64(x[0]) * float64(x[0])) }, []float32{x}, 0.1, got))
	require.NoError(t, newRounded(s, 24).apply(square, []float64{float64(x)}, float64(float32(0.1)), dst))
	assert.Equal(t, float64(got[0]), exact.Float64(dst[0]))
	assert.ErrorContains(t, newRounded(s, 24).apply(func(dd.DD) dd.DD { return dd.FromFloat64(math.Inf(1)) }, []float64{1}, 1, dst), "Inf")
}

// Two sides of the kink: classical derivatives of max(x, 0) and |x|^3 at x > 0.
func TestKinkDerivative(t *testing.T) {
	for _, c := range []struct {
		degree, q int
		want      float64
	}{{1, 1, 1}, {1, 2, 0}, {3, 1, 12}, {3, 2, 12}, {3, 3, 6}, {3, 4, 0}} {
		assert.Equal(t, c.want, exact.Float64(kinkDerivative(c.degree, c.q, 2)), "%+v", c)
	}
	assert.Equal(t, 8.0, kinkValue(3, -2))
	assert.Zero(t, kinkValue(1, -2))
}
