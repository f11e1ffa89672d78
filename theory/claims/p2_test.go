package claims_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

var _ = register(costCriterion)

// costCriterion is that of P2, with another band for each case. Two cases were timed, one was not.
func costCriterion(*testing.T) criterion {
	nan := math.NaN()
	t := table([]string{"case"}, []string{
		claims.ColCount, claims.ColExpRatio, claims.ColExpLo, claims.ColOperationRatio, claims.ColMemoryRatio,
		claims.ColTurns, claims.ColTimeRatio, claims.ColLoad, claims.ColSpread, claims.ColBandLo, claims.ColBandHi,
	})
	t.Add([]string{"two-layer, q = 2"}, 20, 0.5, 0.25, 1, 1, 15, 1, 1.1, 1.01, 0.5, 2)
	t.Add([]string{"deep, q = 4"}, 20, 0.4, 0.2, 2, 3, 15, 1.5, 1.5, 1.05, 1, 4)
	t.Add([]string{"deep, q = 2"}, 20, 0.4, 0.2, 2, 2, 0, nan, nan, nan, 1, 4)
	const shallow, deep, counted = "two-layer, q = 2", "deep, q = 4", "deep, q = 2"
	return criterion{
		id: "P2", table: t, margin: 4. / 3,
		reads: []string{
			claims.ColExpRatio, claims.ColExpLo, claims.ColOperationRatio, claims.ColMemoryRatio,
			claims.ColTurns, claims.ColTimeRatio, claims.ColLoad, claims.ColSpread, claims.ColBandLo, claims.ColBandHi,
		},
		flips: []flip{
			set(shallow, claims.ColTimeRatio, 0.49).gives(open), set(deep, claims.ColTimeRatio, 0.99).gives(open),
			set(shallow, claims.ColTimeRatio, 2.1).gives(open), set(deep, claims.ColTimeRatio, 4.1).gives(open),
			set(shallow, claims.ColTimeRatio, 4.1).gives(fails), set(deep, claims.ColTimeRatio, 8.1).gives(fails),
			set(deep, claims.ColTimeRatio, nan).gives(open),
			set(shallow, claims.ColMemoryRatio, 0.49).gives(open), set(shallow, claims.ColMemoryRatio, 9).gives(open),
			set(deep, claims.ColMemoryRatio, nan).gives(open), set(counted, claims.ColMemoryRatio, 5).gives(open),
			set(counted, claims.ColOperationRatio, 0.9).gives(open), set(counted, claims.ColOperationRatio, 4.1).gives(open),
			set(counted, claims.ColOperationRatio, 8.1).gives(fails), set(shallow, claims.ColOperationRatio, nan).gives(open),
			set(counted, claims.ColExpRatio, 0.19).gives(open), set(counted, claims.ColExpRatio, 1.01).gives(open),
			set(shallow, claims.ColExpRatio, nan).gives(open),
			set(shallow, claims.ColExpLo, 0.51).gives(open), set(deep, claims.ColExpLo, nan).gives(open),
			set(counted, claims.ColTurns, 15).gives(open), set(counted, claims.ColTurns, nan).gives(open),
			set(shallow, claims.ColLoad, 1.51).gives(open), set(deep, claims.ColLoad, nan).gives(open),
			set(shallow, claims.ColSpread, 1.06).gives(open), set(deep, claims.ColSpread, nan).gives(open),
			set(shallow, claims.ColBandLo, 1.1).gives(open), set(shallow, claims.ColBandLo, nan).gives(open),
			set(deep, claims.ColBandHi, 2.9).gives(open), set(deep, claims.ColBandHi, 0.7).gives(fails),
		},
	}
}

// On a busy machine a time is no reason to fail, however long: the verdict is inconclusive, and says why.
func TestTooBusyToTell(t *testing.T) {
	claim, err := claims.Lookup("P2")
	require.NoError(t, err)
	for column, limit := range map[string]float64{claims.ColLoad: 1.5, claims.ColSpread: 1.05} {
		o := claim.Judge(after(t, costCriterion(t).table, set("two-layer, q = 2", claims.ColTimeRatio, 100), set("two-layer, q = 2", column, 3)))
		assert.Equal(t, open, o.Verdict)
		worst, ok := o.Worst()
		require.True(t, ok)
		assert.Equal(t, claims.Clause{What: "too busy to tell, " + column, Where: "two-layer, q = 2", Measured: 3, Limit: limit}, worst)
	}
}

// Times are measured from the audit on, and where somebody asks for them.
func TestTimesBySize(t *testing.T) {
	for size, want := range map[claims.Size]bool{claims.Short: false, claims.Test: false, claims.Audit: true, claims.Full: true} {
		s := claims.DefaultSetup(size, 1)
		assert.Equal(t, want, s.Times(), size)
		assert.True(t, s.With(claims.Setup{Timing: claims.TimingOn}).Times(), size)
	}
}
