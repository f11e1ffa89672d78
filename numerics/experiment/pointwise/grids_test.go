package pointwise

import (
	"testing"

	"adfd/numerics/experiment/lab/labtest"
	"adfd/theory/claims"
)

// The number of functions, tails and depths; of activations; of points and expressions; of
// laws; and of the functions of F1.
func TestCellsOfPointwise(t *testing.T) {
	labtest.CheckCells(t, map[string]labtest.Counts{
		"jets":        {Short: 16 + 5 + 3, Test: 16 + 5 + 3, Audit: 16 + 5 + 3},
		"activations": {Short: 10, Test: 10, Audit: 10},
		"points":      {Short: 16, Test: 120, Audit: 1000},
		"expressions": {Short: 24, Test: 300, Audit: 3000},
		"laws":        {Short: 4, Test: 4, Audit: 4},
		"functions":   {Short: 2, Test: 6, Audit: 6},
	}, map[string]func(claims.Size) int{
		"jets":        func(s claims.Size) int { return len(accuracyGroups(s)) },
		"activations": func(claims.Size) int { return len(smoothActivations()) },
		"points":      func(s claims.Size) int { n, _ := jetCounts(s); return n },
		"expressions": func(s claims.Size) int { _, n := jetCounts(s); return n },
		"laws":        func(claims.Size) int { return len(laws) },
		"functions":   func(s claims.Size) int { return len(analytics(s)) },
	})
}
