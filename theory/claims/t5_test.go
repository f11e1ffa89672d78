package claims_test

import (
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(stabilityCriterion)

func stabilityCriterion(*testing.T) criterion {
	const noise, rate = "gradient noise biharmonic-1d deep ", "largest rate poisson-1d deep "
	return criterion{
		id: "T5", table: stabilityTable(), margin: 1.25, alarm: limitRate,
		reads: []string{"kind", claims.ColPredicted, claims.ColGradientNoise, claims.ColGradientNoiseLo, claims.ColRateRatio},
		flips: []flip{
			set(noise+"3e-2", claims.ColGradientNoiseLo, 10).gives(open),
			set(noise+"3e-2", claims.ColGradientNoiseLo, math.NaN()).gives(open),
			set(noise+"3e-2", claims.ColGradientNoise, 0.99).gives(fails).after(set(noise+"3e-2", claims.ColGradientNoiseLo, 0.5)),
			set(noise+"1e-1", claims.ColPredicted, 4).gives(fails),
			set("gradient noise", claims.ColPredicted, 3.99).gives(open), // gradients are not measured
			set("gradient noise", claims.ColPredicted, math.NaN()).gives(open),
			set(rate+"1e-1", claims.ColRateRatio, 0.087).gives(open), // log(2)/8 = 0.0866
			set(rate+"1e-1", claims.ColRateRatio, -0.087).gives(open),
			set(rate+"1e-3", claims.ColRateRatio, 0.174).gives(fails),
			set(rate+"1e-3", claims.ColRateRatio, -0.174).gives(fails),
			set(rate+"1e-3", claims.ColRateRatio, math.NaN()).gives(open),
			set(rate+"1e-4", claims.ColPredicted, 6.25e-6).gives(fails),
			set("largest rate", claims.ColPredicted, 1).gives(open), // rates are not measured
			key("largest rate", "kind", "gradient noise").gives(open),
			key(noise+"1e-1", "kind", "largest rate").gives(open).after(set(noise+"1e-1", claims.ColPredicted, 0)), // a rate that is not known
		},
		indifferent: []change{set(noise+"1e-1", claims.ColGradientNoise, math.NaN()), set(rate+"1e-4", claims.ColRateRatio, math.NaN()), set(noise+"1e-3", claims.ColRateRatio, 5), set("largest rate", claims.ColGradientNoiseLo, 0)},
	}
}

// stabilityTable is T5's, with one step at which the floor is not above the loss by
// the factor, and one at which it is by just that; and for rates one at which it is too large
// beside the loss, and one at which it just is not.
func stabilityTable() claims.Table {
	nan := math.NaN()
	t := table([]string{"kind", "problem", "network", "h"}, []string{claims.ColCount, claims.ColPredicted, claims.ColGradientNoise, claims.ColGradientNoiseLo, claims.ColRateRatio})
	for _, s := range sweep {
		t.Add([]string{"gradient noise", s.problem, "deep", "1e-1"}, 20, 3.99, 0.5, 0.25, nan)
		t.Add([]string{"gradient noise", s.problem, "deep", "3e-2"}, 20, 4, 15, 12.5, nan)
		t.Add([]string{"gradient noise", s.problem, "deep", "1e-3"}, 20, 1e6, 1500, 1000, nan)
		t.Add([]string{"largest rate", s.problem, "deep", "1e-1"}, 20, 1e-20, nan, nan, math.Log(2)/16)
		t.Add([]string{"largest rate", s.problem, "deep", "1e-3"}, 20, 6.25e-6, nan, nan, -math.Log(2)/16)
		t.Add([]string{"largest rate", s.problem, "deep", "1e-4"}, 20, 6.26e-6, nan, nan, 5)
	}
	return t
}
