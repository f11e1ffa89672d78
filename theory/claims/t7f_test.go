package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(noiseFloorCriterion)

// noiseFloorCriterion is that of T7f, whatever optimiser and precision: the ratio misses 1
// to either side.
func noiseFloorCriterion(*testing.T) criterion {
	t := table([]string{"problem", "network", "optimiser", "precision", "h"}, []string{claims.ColStep, claims.ColCount, claims.ColFloorRatio})
	t.Add([]string{"poisson-1d", "two-layer", "adam", "float32", "1e-3"}, 1e-3, 20, 1)
	t.Add([]string{"biharmonic-1d", "deep", "lm", "float64", "3e-2"}, 3e-2, 20, 1.5)
	t.Add([]string{"biharmonic-1d", "deep", "gd", "float32", "1e-1"}, 1e-1, 20, 0.5)
	c := criterion{id: "T7f", table: t, margin: 1.5, reads: []string{claims.ColFloorRatio}}
	for _, cell := range []string{"adam float32 1e-3", "lm float64 3e-2", "gd float32 1e-1"} {
		for _, f := range []struct {
			value float64
			want  claims.Verdict
		}{{3.1, open}, {0.32, open}, {6.1, fails}, {0.16, fails}, {0, fails}, {math.Inf(1), fails}, {math.NaN(), open}} {
			c.flips = append(c.flips, set(cell, claims.ColFloorRatio, f.value).gives(f.want))
		}
	}
	return c
}
