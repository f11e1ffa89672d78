package claims_test

import (
	"fmt"
	"math"
	"testing"

	"adfd/theory/claims"
)

var _ = register(perturbationCriterion)

func perturbationCriterion(*testing.T) criterion {
	const poisson, biharmonic = "poisson-1d tanh dyadic ", "biharmonic-1d sin dyadic "
	// Of three equidistant logarithms the slope is half the difference of the
	// ends: a factor 2^(2d) at one end moves it by d.
	end := func(d float64, want claims.Verdict) flip {
		return set(poisson+"2^-5", claims.ColNorm, 3*math.Exp2(-10+2*d)).gives(want)
	}
	return criterion{
		id: "S1", table: perturbationTable(), margin: 4. / 3,
		reads: []string{claims.ColOrder, claims.ColStep, claims.ColWeyl, claims.ColNorm, claims.ColNoise, claims.ColLarge, claims.ColGrowth},
		flips: []flip{
			set(poisson+"2^-16", claims.ColWeyl, pastOne).gives(fails),
			set(poisson+"2^-3", claims.ColWeyl, math.NaN()).gives(open),
			end(0.15, open), end(-0.15, open), end(0.25, fails), end(-0.25, fails),
			set(biharmonic+"2^-6", claims.ColNorm, 0).gives(open),
			set(poisson+"2^-3", claims.ColLarge, 20).gives(open),
			set(poisson+"2^-6", claims.ColLarge, 27).gives(fails),
			set(biharmonic+"2^-6", claims.ColLarge, 45).gives(open),
			set(biharmonic+"2^-6", claims.ColOrder, 2).gives(open),  // 30 is beyond 20
			set(biharmonic+"2^-6", claims.ColGrowth, 1).gives(open), // 30 is beyond 80/3
			set(poisson+"2^-5", claims.ColGrowth, math.NaN()).gives(open),
			set(poisson+"2^-16", claims.ColNoise, 0.01).gives(fails),
			set("", claims.ColNoise, 0.02).gives(open), // truncation dominates nowhere
			set(poisson+"2^-3", claims.ColStep, 0.05).gives(fails),
			// One step makes no slope.
			set(biharmonic+"2^-6", claims.ColNoise, 1).gives(open).after(set(biharmonic+"2^-5", claims.ColNoise, 1)),
		},
		indifferent: []change{
			set(poisson+"2^-16", claims.ColLarge, math.NaN()), set(poisson+"2^-16", claims.ColNorm, 0),
			set(poisson+"2^-3", claims.ColNorm, math.NaN()), set(poisson+"2^-3", claims.ColStep, 0.051),
			set(poisson+"2^-16", claims.ColNoise, math.NaN()),
		},
	}
}

// perturbationTable: in two settings three steps on the line 3 h^2, one above
// 0.2/R = 0.05 and off it, and one where noise rules.
func perturbationTable() claims.Table {
	t := table([]string{"problem", "activation", "nodes", "h"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColCount, claims.ColWeyl, claims.ColNorm, claims.ColNoise, claims.ColLarge, claims.ColGrowth})
	for _, s := range []struct {
		problem, activation string
		q, large, growth    float64
	}{{"poisson-1d", "tanh", 2, 10, 1}, {"biharmonic-1d", "sin", 4, 30, 1.5}} { // limits 40/3 and 40
		for _, k := range []int{3, 5, 6, 7, 16} {
			h := math.Ldexp(1, -k)
			norm, noise, large := 3*h*h, 0.0078125, s.large
			switch k {
			case 3:
				norm = 1
			case 16:
				norm, noise, large = 100, 0.02, 1e6
			}
			t.Add([]string{s.problem, s.activation, "dyadic", fmt.Sprintf("2^-%d", k)}, s.q, h, 20, 0.5, norm, noise, large, s.growth)
		}
	}
	return t
}
