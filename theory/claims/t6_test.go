package claims_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

var _ = register(fasterCriterion)

// fasterCriterion is that of T6, with one step at the edge of its regime.
func fasterCriterion(t *testing.T) criterion {
	const first, last = "poisson-1d two-layer adam float64 3e-2", "biharmonic-1d deep adam float64 1e-3"
	return criterion{
		id: "T6", table: adverseElsewhere(t, "1e-1", "float32", "gd", "lm", "l-bfgs"), margin: allWinMargin, alarm: signLevel, fails: 8*signLevel + limitRate,
		reads: []string{"optimiser", "precision", claims.ColStep, claims.ColCount, claims.ColStepWins, claims.ColStepLosses, "log steps lo", "log steps hi", "log mean loss lo", "log mean loss hi"},
		flips: slices.Concat(stepFlips(first), stepFlips(last), parityFlips(first, ""), parityFlips(last, ""), []flip{
			set("poisson-1d deep adam float64 1e-1", claims.ColStep, 0.03).gives(fails),
			key("poisson-1d deep gd float64 1e-3", "optimiser", "adam").gives(fails),
			key("poisson-1d deep adam float32 1e-3", "precision", "float64").gives(fails),
		}),
		indifferent: []change{set("adam float64 1e-1", claims.ColStepWins, math.NaN()), set("adam float64 1e-1", "log steps lo", math.NaN()), set("float32", claims.ColStepLosses, 3)},
	}
}

// parityFlips: in all cells that must agree the two intervals lie within +-0.05, up to
// one end in this cell, which then meets it or is not known.
func parityFlips(cell, all string) []flip {
	within := []change{set(cell, claims.ColStepWins, 10),
		set(all, "log steps lo", -0.04), set(all, "log steps hi", 0.04),
		set(all, "log mean loss lo", -0.04), set(all, "log mean loss hi", 0.04)}
	var flips []flip
	for _, end := range []struct {
		column string
		value  float64
	}{{"log steps lo", -0.05}, {"log steps hi", 0.05}, {"log mean loss lo", -0.05}, {"log mean loss hi", 0.05}} {
		flips = append(flips,
			set(cell, end.column, end.value).gives(fails).after(append(slices.Clone(within), set(cell, end.column, 1.02*end.value))...),
			set(cell, end.column, math.NaN()).gives(open).after(within...))
	}
	return flips
}

// With AD on both sides every pair is a tie and every ratio 1: that is the parity which
// T1w, T2w and T6 deny. Without a float64 cell there is none.
func TestTiesAreParity(t *testing.T) {
	ties := evenTraining(t)
	for _, id := range []string{"T1w", "T2w", "T6"} {
		claim, err := claims.Lookup(id)
		require.NoError(t, err)
		assert.Equal(t, fails, claim.Judge(ties).Verdict, id)
		assert.Equal(t, open, claim.Judge(after(t, ties, key("", "precision", "float32"))).Verdict, "%s in float32", id)
	}
}
