package training

import (
	"testing"

	"adfd/numerics/experiment/lab/labtest"
	"adfd/theory/claims"
)

// The number of settings of the decay on fixed features, times three steps.
func TestCellsOfDecay(t *testing.T) {
	labtest.CheckCells(t, map[string]labtest.Counts{
		"decay": {Short: 3 + 3, Test: 2 * (3 + 3), Audit: 2 * (3 + 3)},
	}, map[string]func(claims.Size) int{
		"decay": func(s claims.Size) int {
			g, _ := decayGrid(s)
			n := 0
			for _, e := range g {
				n += len(e.Steps)
			}
			return n
		},
	})
}
