package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(gradientCriterion)

// gradientCriterion is that of A4.
func gradientCriterion(*testing.T) criterion {
	t := table([]string{"problem", "network", "of"}, []string{claims.ColCount, claims.ColGradientError, claims.ColGradientBound})
	t.Add([]string{"poisson-1d", "two-layer", "loss"}, 20, 0.5, 0.25)
	t.Add([]string{"biharmonic-1d", "deep", "gradient"}, 20, 0.25, 0.125)
	c := criterion{id: "A4", table: t, margin: 2, reads: []string{claims.ColGradientError, claims.ColGradientBound}}
	for _, column := range c.reads {
		for _, of := range []string{"loss", "gradient"} {
			c.flips = append(c.flips, set(of, column, pastOne).gives(fails), set(of, column, math.NaN()).gives(open))
		}
	}
	return c
}
