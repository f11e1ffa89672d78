package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var (
	_ = register(levelCriterion)
	_ = register(levelInRegimeCriterion)
	_ = register(speedCriterion)
)

// levelTable has all coefficients at 0.8, with limits 0.7 and 0.9; the biharmonic problem with sin
// has none that would be judged.
func levelTable() claims.Table {
	columns := []string{claims.ColCount, claims.ColUnreached}
	for _, rho := range []string{claims.RhoLevel, claims.RhoRegime, claims.RhoSpeed} {
		estimate, lo, hi := claims.RhoColumns(rho)
		columns = append(columns, estimate, lo, hi)
	}
	t := table([]string{"problem", "network", "activation"}, columns)
	for _, set := range [][]string{{"poisson-1d", "1x10", "tanh"}, {"poisson-1d", "1x10", "sin"}, {"biharmonic-1d", "1x10", "tanh"}} {
		t.Add(set, 20, 0.05, 0.8, 0.7, 0.9, 0.8, 0.7, 0.9, 0.8, 0.7, 0.9)
	}
	return t
}

// rhoFlips are those of a lower limit that must be above, and of an upper one that must not be below.
func rhoFlips(at, rho string, limit float64) []flip {
	_, lo, hi := claims.RhoColumns(rho)
	low := set(at, lo, limit-0.3)
	return []flip{
		set(at, lo, limit).gives(open),
		set(at, lo, math.NaN()).gives(open),
		set(at, hi, limit-0.01).gives(fails).after(low),
		set(at, hi, math.NaN()).gives(open).after(low, set(at, hi, limit-0.01)),
	}
}

func levelCriterion(*testing.T) criterion {
	rho, lo, hi := claims.RhoColumns(claims.RhoLevel)
	return criterion{
		id: "K5", table: levelTable(), margin: 0.8 / 0.6, alarm: signLevel, fails: 3 * signLevel,
		reads: []string{"activation", rho, lo, hi},
		flips: slices.Concat(rhoFlips("biharmonic-1d 1x10 tanh", claims.RhoLevel, 0.4), rhoFlips("poisson-1d 1x10 sin", claims.RhoLevel, 0.4), []flip{
			set("poisson-1d 1x10 tanh", rho, 0.59).gives(open),
			set("poisson-1d 1x10 tanh", rho, math.NaN()).gives(open),
			// Under sin the biharmonic problem is not judged.
			key("biharmonic-1d 1x10 sin", "activation", "tanh").gives(open).after(
				set("biharmonic-1d 1x10 tanh", rho, 0.1), key("biharmonic-1d 1x10 tanh", "activation", "sin")),
		}),
	}
}

func levelInRegimeCriterion(*testing.T) criterion {
	_, lo, hi := claims.RhoColumns(claims.RhoRegime)
	return criterion{
		id: "K5r", table: levelTable(), margin: 0.7 / 0.6, alarm: signLevel, fails: 3 * signLevel,
		reads: []string{lo, hi},
		flips: slices.Concat(rhoFlips("biharmonic-1d 1x10 tanh", claims.RhoRegime, 0.6), rhoFlips("poisson-1d 1x10 sin", claims.RhoRegime, 0.6)),
	}
}

func speedCriterion(*testing.T) criterion {
	rho, lo, hi := claims.RhoColumns(claims.RhoSpeed)
	return criterion{
		id: "K5c", table: levelTable(), margin: 0.8 / 0.6, alarm: signLevel, fails: 3 * signLevel,
		reads: []string{claims.ColUnreached, rho, lo, hi},
		flips: slices.Concat(rhoFlips("biharmonic-1d 1x10 tanh", claims.RhoSpeed, 0.4), []flip{
			set("poisson-1d 1x10 tanh", rho, 0.59).gives(open),
			set("poisson-1d 1x10 tanh", claims.ColUnreached, 0.11).gives(open),
			set("poisson-1d 1x10 tanh", claims.ColUnreached, math.NaN()).gives(open),
			// A row that too many runs do not reach says nothing against the claim either.
			set("poisson-1d 1x10 sin", claims.ColUnreached, 0.11).gives(open).after(set("poisson-1d 1x10 sin", lo, 0.1), set("poisson-1d 1x10 sin", hi, 0.2)),
		}),
	}
}
