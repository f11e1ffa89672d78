package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(decayCriterion)

func decayCriterion(*testing.T) criterion {
	t := table([]string{"kind", "problem", "activation", "nodes", "h"}, []string{claims.ColCount, claims.ColDecay, claims.ColWorstLo, claims.ColWorstHi})
	for _, activation := range []string{"tanh", "sin"} {
		t.Add([]string{claims.KindDecay, "poisson-1d", activation, "dyadic", "-"}, 2, 5e-9, 0, 0)
		t.Add([]string{claims.KindParity, "poisson-1d", activation, "dyadic", "2^-9"}, 20, 0, -math.Log(1.01)/4, math.Log(1.01)/4)
	}
	return criterion{
		id: "K1", table: t, margin: 2, alarm: limitRate, fails: 2 * 2 * limitRate,
		reads: []string{"kind", claims.ColDecay, claims.ColWorstLo, claims.ColWorstHi},
		flips: []flip{
			set("parity poisson-1d tanh", claims.ColWorstLo, -0.011).gives(open),
			set("parity poisson-1d sin", claims.ColWorstHi, 0.011).gives(open),
			set("parity poisson-1d sin", claims.ColWorstHi, math.NaN()).gives(open),
			set("parity poisson-1d sin", claims.ColWorstLo, 0.011).gives(fails).after(set("parity poisson-1d sin", claims.ColWorstHi, 0.02)),
			set("parity poisson-1d sin", claims.ColWorstHi, -0.011).gives(fails).after(set("parity poisson-1d sin", claims.ColWorstLo, -0.02)),
			set("decay poisson-1d sin", claims.ColDecay, 1.5e-8).gives(open),
			set("decay poisson-1d sin", claims.ColDecay, 3e-8).gives(fails),
			key("decay", "kind", "parity").gives(open), // the law is not measured
			key("parity", "kind", "decay").gives(open), // parity is not
		},
	}
}
