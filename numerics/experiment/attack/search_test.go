package attack

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
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
	table, err := Adversary(t.Context(), s, nil)
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
			assert.Equal(t, broken, row.top.ratio > 1, "%s with %s: worst ratio %v", a.name, variant, row.top.ratio)
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
	c := formulaCase{arm: central, wave: monomial(4), x: 0, h: 0.5, w: 1}
	// t^4 at 0: 2 h^4/h^2 = 0.5, and the bound is 1/12 h^2 4!, the same.
	err, bound, ok := measureTruncation(c, true)
	assert.True(t, ok)
	assert.Equal(t, 0.5, err)
	assert.InEpsilon(t, 0.5, bound, 0x1p-29) // the room of maximum
	c = formulaCase{arm: central, wave: sine{}, x: 1, h: 0.25, w: 2, exponent: 3}
	assert.InEpsilon(t, 8*2*math.Cos(2), c.wave.dd(c.w, 1, dd.FromFloat64(1)).Hi*8, 0x1p-50)
	assert.InEpsilon(t, -8*math.Sin(2), exact.Float64(c.wave.big(c.w, 3-1, exact.New(1)))*2, 0x1p-50)
	assert.Equal(t, 1+0x1p-30, c.maximum(0), "sin(2 t) is 1 at pi/4, within the reach")
	assert.InEpsilon(t, 2*math.Abs(math.Cos(2.5)), c.maximum(1), 0x1p-28, "at the right end")
}
