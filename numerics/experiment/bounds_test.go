package experiment

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/theory"
	"adfd/theory/claims"
)

// parabola is a bound of 1 on 4 a (1-a) b (2-b) for a, b in [0, 1), attained where
// a = 1/2 and b tends to 1; scale moves it.
func parabola(scale float64) *attack {
	return &attack{
		name: "parabola", dim: 2, labels: []string{"a", "b"},
		inputs: func(p []float64) []float64 { return []float64{p[0], p[1]} },
		measure: func(in []float64, _ bool) (float64, float64, bool) {
			return 4 * in[0] * (1 - in[0]) * in[1] * (2 - in[1]) * scale, 1, in[0] != 0
		},
		power: func(in []float64) float64 { return in[1] / 2 },
	}
}

// allAttacks makes the bounds under attack once: it takes the constants of every
// formula.
var allAttacks = sync.OnceValue(attacks)

// A search finds the top of a smooth bound, and its budget is kept. Near the top the
// ratio misses 1 by the square of a distance that a climb halves many times.
func TestSearchFindsTheWorstCase(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		s := &search{attack: parabola(1), budget: 1500, keep: 7}
		require.NoError(t, s.run(context.Background(), rand.New(rand.NewPCG(seed, 1))))
		assert.Equal(t, 1500, s.evaluations)
		assert.Len(t, s.cases, 7)
		top, err := s.confirm(context.Background())
		require.NoError(t, err)
		assert.Greater(t, top.ratio, 1-0x1p-12, "seed %d", seed)
		assert.LessOrEqual(t, top.ratio, 1.0)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	s := &search{attack: parabola(1), budget: 100, keep: 1}
	assert.ErrorIs(t, s.run(cancelled, rand.New(rand.NewPCG(1, 1))), context.Canceled)
}

// A search ends as soon as it has what it looks for, and a violation shrinks to
// few bits and is written in one line that repeats it.
func TestViolationShrinks(t *testing.T) {
	a := parabola(1.5)
	s := &search{attack: a, budget: 10_000, keep: 5, stop: 1}
	require.NoError(t, s.run(context.Background(), rand.New(rand.NewPCG(1, 1))))
	assert.Less(t, s.evaluations, 100)
	top, err := s.confirm(context.Background())
	require.NoError(t, err)
	require.Greater(t, top.ratio, 1.0)
	small := s.shrink(top)
	assert.Greater(t, small.ratio, 1.0)
	for i, v := range small.in {
		frac, _ := math.Frexp(v)
		assert.Equal(t, frac*8, math.Round(frac*8), "input %d, %v, has more than three bits", i, v)
	}
	assert.Equal(t, "parabola a=0x1p-01 b=0x1p-01: error 1.125, bound 1", a.describe([]float64{0.5, 0.5}))
}

// What is no number, or has no bound, counts as broken; what lies outside the hypotheses
// does not count.
func TestRatioOfOddities(t *testing.T) {
	of := func(err, bound float64, ok bool) float64 {
		a := &attack{measure: func([]float64, bool) (float64, float64, bool) { return err, bound, ok }}
		return a.ratio(nil, false, nil)
	}
	assert.Equal(t, 0.5, of(1, 2, true))
	assert.Zero(t, of(5, 1, false))
	assert.Zero(t, of(0, 0, true))
	assert.Zero(t, of(-1, 1, true), "less than screening can tell")
	assert.Equal(t, math.Inf(1), of(1, 0, true))
	assert.Equal(t, math.Inf(1), of(1, math.NaN(), true))
}

// Screening in double-double agrees with 256 bits, and never exceeds it by more than the
// rounding of the ratio: it takes off what it may err by.
func TestScreeningIsCautious(t *testing.T) {
	const seed = 20240603
	cases := 50
	if testing.Short() {
		cases = 20
	}
	for _, a := range allAttacks() {
		t.Run(a.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			compared := 0
			for range cases {
				p := make([]float64, a.dim)
				for i := range p {
					p[i] = rng.Float64()
				}
				in := a.inputs(p)
				screened, truth := a.ratio(in, false, nil), a.ratio(in, true, nil)
				if !assert.LessOrEqual(t, screened, truth*(1+0x1p-50), "seed %d: %s", seed, a.describe(in)) {
					return
				}
				if screened > 0 {
					compared++
				}
			}
			assert.Greater(t, compared, cases/10, "most points must lie inside the hypotheses and tell something")
		})
	}
}

// A wrong power of h and half of the worst constant are found, for every bound that has
// them; as stated no bound is broken.
func TestAdversaryCatchesWrongBounds(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 5)
	table, err := adversary(t.Context(), s, nil)
	require.NoError(t, err)
	require.Len(t, table.Rows, len(allAttacks()))
	for i, a := range allAttacks() {
		r := table.Rows[i]
		assert.LessOrEqual(t, table.Value(r, claims.ColWorst), 1.0, "%s: %s", a.name, a.describe(r.Values[4:4+len(a.labels)]))
		assert.Less(t, table.Value(r, claims.ColHalved), math.Inf(1), "%s with half of its worst ratio was not broken", a.name)
		if a.power == nil {
			assert.True(t, math.IsNaN(table.Value(r, claims.ColPower)), "%s has no power of h", a.name)
		} else {
			assert.Less(t, table.Value(r, claims.ColPower), math.Inf(1), "%s with %s was not broken", a.name, claims.BoundPower)
		}
	}
}

// A setup that changes a bound has it searched with the change, and broken by it: here a
// bound with a power of h and one without. The table of the bounds as stated comes from
// searches of all of them, with the same changes.
func TestAdversaryUnderChangedBounds(t *testing.T) {
	tried := 0
	for i, a := range allAttacks() {
		if a.name != "truncation" && a.name != "feature argument" {
			continue
		}
		tried++
		for _, variant := range []claims.BoundVariant{claims.BoundHalved, claims.BoundPower} {
			row, err := a.row(t.Context(), claims.DefaultSetup(claims.Short, 5).With(claims.Setup{Bound: variant}), i)
			require.NoError(t, err)
			broken := variant == claims.BoundHalved || a.power != nil
			assert.Equal(t, broken, row.Values[1] > 1, "%s with %s: worst ratio %v", a.name, variant, row.Values[1])
		}
	}
	assert.Equal(t, 2, tried)
}

// The two arithmetics of a case agree with each other and with a hand-made case.
func TestFormulaCase(t *testing.T) {
	var central *arm
	for _, a := range arms() {
		if a.Difference.Order == 2 && a.Difference.Accuracy == 2 && central == nil {
			central = a
		}
	}
	require.Equal(t, 3, central.Len())
	c := formulaCase{arm: central, wave: wavePower, x: 0, h: 0.5, w: 1}
	// t^4 at 0: 2 h^4/h^2 = 0.5, and the bound is 1/12 h^2 4!, the same.
	err, bound, ok := measureTruncation(c, true)
	assert.True(t, ok)
	assert.Equal(t, 0.5, err)
	assert.InEpsilon(t, 0.5, bound, 0x1p-29) // the room of maximum
	c = formulaCase{arm: central, wave: waveSine, x: 1, h: 0.25, w: 2, exponent: 3}
	assert.InEpsilon(t, 8*2*math.Cos(2), c.derivativeDD(1, dd.FromFloat64(1)).Hi*8, 0x1p-50)
	assert.InEpsilon(t, -8*math.Sin(2), exact.Float64(c.derivativeBig(3-1, exact.New(1)))*2, 0x1p-50)
	assert.Equal(t, 1+0x1p-30, c.maximum(0), "sin(2 t) is 1 at pi/4, within the reach")
	assert.InEpsilon(t, 2*math.Abs(math.Cos(2.5)), c.maximum(1), 0x1p-28, "at the right end")
}

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
	net := layers{{w: [][]float64{{2, -3}}, b: []float64{0.5}, name: "exp"}}
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
	plain := mustActivation("sin")
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
