package training

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// The last point of a curve is the final loss that T1 compares, on its own steps h.
func TestLossCurves(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, claims.DefaultSeed)
	table, err := LossCurves(t.Context(), s, nil)
	require.NoError(t, err)
	finals, err := Descents(t.Context(), s, nil)
	require.NoError(t, err)
	median, _, _ := claims.RatioColumns(claims.RatioLoss)
	compared := 0
	for _, r := range table.Rows {
		if table.Key(r, "after") != "300" { // steps of Adam in the short run
			continue
		}
		for _, f := range finals.Rows {
			if finals.Key(f, "precision") == table.Key(r, "precision") && finals.Key(f, "network") == table.Key(r, "network") &&
				finals.Key(f, "problem") == table.Key(r, "problem") && finals.Key(f, "h") == table.Key(r, "h") {
				compared++
				// A median of differences is not the difference of medians, but near it.
				assert.InDelta(t, finals.Value(f, median), table.Value(r, "log FD")-table.Value(r, "log AD"), 1, "%v", r.Key)
			}
		}
	}
	assert.Equal(t, 4, compared, "two problems, two steps")
}

func TestMilestones(t *testing.T) {
	assert.Equal(t, []int{10, 13, 18, 24, 32, 42, 56, 75, 100}, milestones(100))
	assert.Equal(t, 300, milestones(300)[len(milestones(300))-1])
	assert.GreaterOrEqual(t, milestones(300)[0], 10)
}

func TestWindowed(t *testing.T) {
	assert.Equal(t, 7., windowed([]float64{7}))
	assert.Equal(t, 1., windowed([]float64{9, 9, 9, 9, 9, 9, 9, 9, 9, 1}), "the last tenth of ten")
}
