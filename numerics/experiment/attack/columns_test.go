package attack

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// firstAbove is the number of the first of a round's random points at which a function of the two
// coordinates exceeds a limit, counted from 1. The points are those of a stream.
func firstAbove(t *testing.T, seed, stream uint64, limit float64, of func(a, b float64) float64) float64 {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, stream))
	for n := 1; n <= roundPoints; n++ {
		if a, b := rng.Float64(), rng.Float64(); of(a, b) > limit {
			return float64(n)
		}
	}
	require.Fail(t, "none of the round's points breaks the bound: take another seed")
	return 0
}

// The row of a bound that is the top of a paraboloid: the worst ratio is its top, near (1/2, 1). Half of
// it, and the bound times b/2, break at the first random points where the function is larger.
func TestRowByHand(t *testing.T) {
	const index = 2
	height := func(a, b float64) float64 { return 4 * a * (1 - a) * b * (2 - b) }
	seen := map[float64]bool{}
	for _, seed := range []uint64{31, 32, 33, 34} {
		s := claims.DefaultSetup(claims.Short, seed)
		row, err := parabola(0.75).row(t.Context(), s, index)
		require.NoError(t, err)
		halved := firstAbove(t, seed, 7000+3*index+1, 0.5*row.top.ratio/0.75, height)
		power := firstAbove(t, seed, 7000+3*index+2, 0, func(a, b float64) float64 { return 0.75*height(a, b) - b/2 })
		seen[halved], seen[-power] = true, true
		table := claims.NewTable([]string{"bound"})
		lab.Add(&table, []string{"parabola"}, row.fields())
		r := table.Rows[0]
		assert.Equal(t, 1000., table.Value(r, claims.ColEvaluations))
		assert.InDelta(t, 0.75, table.Value(r, claims.ColWorst), 0x1p-12, "seed %d", seed)
		assert.Equal(t, halved, table.Value(r, claims.ColHalved), "seed %d", seed)
		assert.Equal(t, power, table.Value(r, claims.ColPower), "seed %d", seed)
		a, b := table.Value(r, "input 1"), table.Value(r, "input 2")
		assert.InDelta(t, 0.75*height(a, b), table.Value(r, claims.ColWorst), 0x1p-50, "the case repeats the ratio")
		for i := 3; i <= caseInputs; i++ {
			assert.True(t, math.IsNaN(r.Values[3+i]), "input %d", i)
		}
		assert.Len(t, table.Columns, 4+caseInputs)
	}
	assert.Greater(t, len(seen), 3, "the counts differ")

	// A bound without a power of h, and one that no search breaks.
	a := parabola(0.75)
	a.power = nil
	row, err := a.row(t.Context(), claims.DefaultSetup(claims.Short, 35), index)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(row.power))
	a = parabola(0.25)
	a.power = func([]float64) float64 { return 0.5 }
	row, err = a.row(t.Context(), claims.DefaultSetup(claims.Short, 36), index)
	require.NoError(t, err)
	assert.Equal(t, math.Inf(1), row.power)
}
