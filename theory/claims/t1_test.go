package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(lowerLossCriterion)

// lowerLossCriterion is that of T1: the floor lies above the loss at two of three
// steps, at one of them by the factor itself.
func lowerLossCriterion(t *testing.T) criterion {
	const setting = "poisson-1d deep adam float32 "
	c := after(t, adverseElsewhere(t, "float32 1e-1", "float64", "lm", "l-bfgs"),
		set("float32 1e-1", claims.ColPredicted, 3.99), set("3e-2", claims.ColPredicted, 4))
	return criterion{
		id: "T1", table: c, margin: allWinMargin, alarm: signLevel, fails: 2 * 16 * signLevel,
		reads: append([]string{"problem", "network", "optimiser", "precision", claims.ColStepWins, claims.ColStepLosses, claims.ColPredicted}, orderedColumns...),
		flips: slices.Concat(orderingFlips(setting+"3e-2"), stepFlips("biharmonic-1d two-layer gd float32 1e-3"), []flip{
			set(setting+"1e-1", claims.ColPredicted, 4).gives(fails),
			set(setting, claims.ColPredicted, 3.99).gives(open), // a setting without a cell
			set(setting, claims.ColPredicted, math.NaN()).gives(open),
			key(setting+"1e-1", "network", "three-layer").gives(open), // another such
			key(setting+"1e-1", "problem", "helmholtz-1d").gives(open),
			key("poisson-1d deep lm float32", "optimiser", "adam").gives(fails),
			key("poisson-1d deep l-bfgs float32", "optimiser", "gd").gives(fails),
			key("biharmonic-1d deep gd float64", "precision", "float32").gives(fails),
		}),
		indifferent: []change{set("float32 1e-1", claims.ColWins, math.NaN()), set("float64", claims.ColStepWins, math.NaN()), set("lm", claims.ColLosses, 10), set("float64", claims.ColPredicted, 0)},
	}
}

var _ = register(everywhereCriterion)

// everywhereCriterion is that of T1w. The float32 cells are no part of the parity, and
// lie beyond it throughout.
func everywhereCriterion(t *testing.T) criterion {
	const first, last = "poisson-1d deep gd float64 1e-1", "biharmonic-1d two-layer adam float64 1e-3"
	// All float64 cells agree but the last, which is open.
	apart := []change{set("float64", "log steps lo", -0.04), set("float64", "log steps hi", 0.04),
		set("float64", "log mean loss lo", -0.04), set("float64", "log mean loss hi", 0.04),
		set(last, "log mean loss hi", 0.06), set(last, claims.ColStepWins, 10)}
	return criterion{
		id: "T1w", table: adverseElsewhere(t, "lm", "l-bfgs"), margin: allWinMargin, alarm: signLevel, fails: 2*48*signLevel + limitRate,
		reads: append([]string{"optimiser", "precision", claims.ColStepWins, claims.ColStepLosses, "log steps lo", "log steps hi", "log mean loss lo", "log mean loss hi"}, orderedColumns...),
		flips: slices.Concat(orderingFlips("biharmonic-1d two-layer adam float32 1e-3"), stepFlips(first), parityFlips(first, "float64"), parityFlips(last, "float64"), []flip{
			key(last, "precision", "float32").gives(fails).after(apart...),
			key("poisson-1d deep lm float32", "optimiser", "adam").gives(fails),
			key("l-bfgs", "optimiser", "gd").gives(fails),
		}),
		indifferent: []change{set("lm", claims.ColWins, math.NaN()), set("l-bfgs", "log steps lo", math.NaN()), set("float32", "log steps hi", math.NaN()), set("float32", "log mean loss lo", 0)},
	}
}
