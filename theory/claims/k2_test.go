package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(kernelCriterion)

// kernelCriterion is that of K2. All rows would meet the clauses of either kind.
func kernelCriterion(*testing.T) criterion {
	nan := math.NaN()
	t := table([]string{"kind", "problem", "network", "side"}, []string{claims.ColCount, claims.ColIdentity, claims.ColFull, claims.ColHalf, claims.ColOrderEta, claims.ColVacuous})
	for _, side := range []string{"AD", "FD"} {
		t.Add([]string{"identity", "poisson-1d", "deep", side}, 20, 0.5, 0.05, 0.025, 2, 1e-30)
		t.Add([]string{"decay rate", "poisson-1d", "deep", side}, 20, 0.5, 0.05, 0.025, 2, 1e-30)
	}
	const identity, decay = "identity poisson-1d deep FD", "decay rate poisson-1d deep AD"
	return criterion{
		id: "K2", table: t, margin: 1.25,
		reads: []string{"kind", claims.ColIdentity, claims.ColFull, claims.ColOrderEta},
		flips: []flip{
			set(identity, claims.ColIdentity, pastOne).gives(open),
			set(identity, claims.ColIdentity, 2.1).gives(fails),
			set(identity, claims.ColIdentity, nan).gives(open),
			set(decay, claims.ColFull, 0.11).gives(open),
			set(decay, claims.ColFull, -0.11).gives(open),
			set(decay, claims.ColFull, 0.21).gives(fails),
			set(decay, claims.ColFull, -0.21).gives(fails),
			set(decay, claims.ColFull, nan).gives(open),
			set(decay, claims.ColOrderEta, 1.4).gives(open),
			set(decay, claims.ColOrderEta, 2.6).gives(open),
			set(decay, claims.ColOrderEta, nan).gives(open),
			key("identity", "kind", "decay rate").gives(open), // the identity is not measured
			key("decay rate", "kind", "identity").gives(open), // the decay is not
		},
		indifferent: []change{set("identity", claims.ColOrderEta, 9), set("decay rate", claims.ColIdentity, 9)},
	}
}
