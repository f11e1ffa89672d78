package training

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// A sweep ten times as large keeps no more, and gives the same numbers for what both have, also
// where next to nothing is kept. What a sweep keeps beside its runs are some numbers a cell.
func TestTenTimesTheSweepKeepsNoMore(t *testing.T) {
	budget := courses.Budget
	t.Cleanup(func() {
		courses.Reset()
		courses.Budget = budget
	})
	g := tinyGrid()[:1]
	const few, most = 2, 20
	kept := map[int]int{}
	var first string
	for _, limit := range []int{1, 4 << 10} { // a run of this grid has 400 bytes
		courses.Budget = limit
		for _, seeds := range []int{few, most} {
			courses.Reset()
			s := claims.DefaultSetup(claims.Short, 1)
			cells, err := trainingSweep(t.Context(), s, g, seeds, nil)
			require.NoError(t, err)
			require.Len(t, cells[0], seeds)
			kept[seeds] = courses.Total()
			if first == "" {
				first = fmt.Sprintf("%x", cells[0][:few])
			}
			assert.Equal(t, first, fmt.Sprintf("%x", cells[0][:few]), "budget %d, %d seeds", limit, seeds)
		}
		assert.LessOrEqual(t, kept[most], max(limit, 1<<10))
	}
	assert.Greater(t, kept[most], 2<<10, "as much as there is room for")
}

// The size of a run counts its parameters and its losses.
func TestBytesOfACourse(t *testing.T) {
	none := (&course[float32]{}).bytes()
	assert.Positive(t, none)
	assert.Equal(t, none+1000*4+7*8, (&course[float32]{theta: make([]float32, 1000), losses: make([]float64, 7)}).bytes())
	assert.Equal(t, none+1000*8, (&course[float64]{theta: make([]float64, 1000)}).bytes())
}
