package claims_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

var _ = register(noStepCriterion)

// noStepCriterion is that of T2. One setting has AD's loss at the floor of FD's best
// step; that of the larger step lies below the loss everywhere. In one cell the gain is in
// the solution error alone.
func noStepCriterion(t *testing.T) criterion {
	const (
		above = "poisson-1d two-layer lm float32 "
		deep  = "poisson-1d deep lm float32 "
		cell  = "biharmonic-1d deep lm float32 3e-2"
		other = "biharmonic-1d two-layer lm float32 1e-3"
	)
	c := after(t, adverseElsewhere(t, above, "float64", "adam", "gd", "l-bfgs"),
		set("1e-1", claims.ColPredicted, 0.5), set(above+"3e-2", claims.ColPredicted, 1), set(cell, claims.ColPredicted, pastOne),
		set(other, "log loss lo", -0.03), set(other, "log solution error lo", math.Log(1.5)))
	return criterion{
		id: "T2", table: c, margin: 1.5 / 1.2, alarm: 2 * limitRate, fails: 9 * 2 * limitRate,
		reads: []string{"problem", "network", "optimiser", "precision", claims.ColOrder, claims.ColStep, claims.ColPredicted, claims.ColBest,
			"log loss", "log loss lo", "log loss hi", "log solution error", "log solution error lo", "log solution error hi"},
		flips: append(savingFlips(cell), []flip{
			set(other, "log solution error lo", 0.18).gives(open),
			set(cell, "log loss hi", -0.049).gives(fails).after(set(cell, "log loss", -0.1)),
			set(cell, "log solution error hi", -0.049).gives(fails).after(set(cell, "log solution error", -0.1)),
			set(above+"3e-2", claims.ColPredicted, pastOne).gives(fails),
			set(deep+"3e-2", claims.ColPredicted, 1).gives(open), // no setting of order 2 is left
			set(deep+"1e-3", claims.ColPredicted, 1).gives(open),
			set(deep+"1e-3", claims.ColPredicted, math.NaN()).gives(open),
			set(deep+"1e-1", claims.ColStep, 0.03).gives(open),
			set(deep+"3e-2", claims.ColBest, 0).gives(open),
			set(above+"1e-3", claims.ColBest, 1).gives(fails).after(set(above+"3e-2", claims.ColBest, 0)),
			set(above, claims.ColOrder, 3).gives(open), // an order without a setting
			key(above+"1e-1", "network", "deep").gives(fails),
			key(above+"1e-1", "problem", "biharmonic-1d").gives(fails),
			key("poisson-1d deep l-bfgs float32", "optimiser", "lm").gives(fails),
			key("biharmonic-1d deep lm float64", "precision", "float32").gives(fails),
		}...),
		indifferent: []change{set(above, "log loss", math.NaN()), set("float64", claims.ColPredicted, 0), set("adam", "log loss hi", math.NaN())},
	}
}

var _ = register(noStepInDoubleCriterion)

// noStepInDoubleCriterion is that of T2w. Every step must harm FD; at FD's best alone a
// match refutes.
func noStepInDoubleCriterion(t *testing.T) criterion {
	const cell, other = "biharmonic-1d deep adam float64 3e-2", "poisson-1d two-layer adam float64 1e-3"
	level := func(cell string) []change {
		return []change{set(cell, "log loss lo", 0), set(cell, "log loss hi", 0.048), set(cell, "log solution error hi", 0.048)}
	}
	return criterion{
		id: "T2w", table: adverseElsewhere(t, "float32", "gd", "lm", "l-bfgs"), margin: 1.5 / 1.2, alarm: 2 * limitRate, fails: 4 * limitRate,
		reads: []string{"optimiser", "precision", claims.ColBest, "log loss", "log loss lo", "log loss hi", "log solution error", "log solution error lo", "log solution error hi"},
		flips: slices.Concat(savingFlips(cell), savingFlips(other), []flip{
			set(cell, "log loss hi", 0.048).gives(fails).after(append(level(cell), set(cell, "log loss hi", 0.049))...),
			set(cell, "log solution error hi", 0.048).gives(fails).after(append(level(cell), set(cell, "log solution error hi", 0.049))...),
			set(cell, "log loss hi", math.NaN()).gives(open).after(level(cell)...),
			set(cell, "log solution error hi", math.NaN()).gives(open).after(level(cell)...),
			set(cell, claims.ColBest, 0).gives(open).after(level(cell)...),
			set(cell, claims.ColBest, math.NaN()).gives(open).after(level(cell)...),
			set(other, claims.ColBest, 1).gives(fails).after(level(other)...),
			set(cell, "log solution error lo", math.NaN()).gives(open),
			key("poisson-1d deep gd float64", "optimiser", "adam").gives(fails),
			key("poisson-1d deep adam float32", "precision", "float64").gives(fails),
		}),
		indifferent: []change{set("lm", "log loss", math.NaN()), set("float32", "log loss hi", 0), set("float32", claims.ColBest, 1), set(other, "log loss hi", 0.3)},
	}
}

// savingFlips are those of a cell in which T2's criterion is met by the loss.
func savingFlips(cell string) []flip {
	flips := []flip{
		set(cell, "log loss lo", 0.18).gives(open), // log 1.2 = 0.1823
		set(cell, "log loss lo", math.NaN()).gives(open),
	}
	for _, ratio := range []string{"log loss", "log solution error"} {
		flips = append(flips,
			set(cell, ratio, -0.049).gives(open), // -log 1.05 = -0.0488
			set(cell, ratio, math.NaN()).gives(open))
	}
	return flips
}

// A step at which FD ends with a lower loss and a worse solution harms AD in T2's
// words; it is no step that saves FD in those of T2w.
func TestLowerLossAloneSavesNothing(t *testing.T) {
	for id, c := range map[string]struct {
		cell string
		want claims.Verdict
	}{"T2": {"biharmonic-1d deep lm float32 3e-2", fails}, "T2w": {"biharmonic-1d deep adam float64 3e-2", open}} {
		claim, err := claims.Lookup(id)
		require.NoError(t, err)
		lower := after(t, trainingTable(), set(c.cell, "log loss", -1), set(c.cell, "log loss lo", -2), set(c.cell, "log loss hi", -0.5))
		assert.Equal(t, c.want, claim.Judge(lower).Verdict, id)
	}
}
