package claims_test

import (
	"math"
	"slices"
	"testing"

	"adfd/theory/claims"
)

var _ = register(elsewhereCriterion)

// elsewhereCriterion is that of T1p. One cell lies at the factor itself; another setting
// has a further cell below it, of which the noise is judged and the loss is not.
func elsewhereCriterion(t *testing.T) criterion {
	const first, last, beside = "helmholtz-1d 1x8 lm float32", "kdv 1x8 adam float32", "helmholtz-1d 1x8 lm float32 2^-4"
	c := after(t, elsewhereTable(), set("float64", claims.ColWins, 0), set("float64", claims.ColLosses, 20),
		set("float64", claims.ColFloorRatio, 50), set(last, claims.ColPredicted, 4))
	c.Add([]string{"helmholtz-1d", "1x8", "lm", "float32", "2^-4"}, 2, 0x1p-4, 20, 3.99, 0, 20, -1, -2, -0.5, 1, -1, 2, 5, 1)
	out := criterion{
		id: "T1p", table: c, margin: 1.5, alarm: signLevel, fails: 6 * signLevel,
		reads: append([]string{"problem", "network", "optimiser", "precision", claims.ColPredicted, claims.ColFloorRatio}, orderedColumns...),
		flips: slices.Concat(orderingFlips(first+" 2^-8"), orderingFlips(last), []flip{
			set(beside, claims.ColPredicted, 4).gives(fails),
			set(last, claims.ColPredicted, 3.99).gives(open), // a setting without a cell
			set(last, claims.ColPredicted, math.NaN()).gives(open),
			key(beside, "problem", "allen-cahn-1d").gives(open), // another such
			key(beside, "network", "1x9").gives(open),
			key(beside, "optimiser", "gd").gives(open),
			key("kdv 1x8 adam float64", "precision", "float32").gives(fails),
		}),
		indifferent: []change{set("float64", claims.ColWins, math.NaN()), set("float64", claims.ColFloorRatio, math.NaN()),
			set("float64", claims.ColPredicted, 0), set(beside, claims.ColLosses, math.NaN())},
	}
	for _, cell := range []string{first + " 2^-8", last, beside} {
		for _, f := range []struct {
			value float64
			want  claims.Verdict
		}{{3.1, open}, {0.32, open}, {6.1, fails}, {0.16, fails}, {0, fails}, {math.Inf(1), fails}, {math.NaN(), open}} {
			out.flips = append(out.flips, set(cell, claims.ColFloorRatio, f.value).gives(f.want))
		}
	}
	return out
}

// elsewhereTable is a made-up table of T1p: AD wins in all 20 seeds, and the noise is
// the floor's up to a factor 2 to either side.
func elsewhereTable() claims.Table {
	t := table([]string{"problem", "network", "optimiser", "precision", "h"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColCount, claims.ColPredicted, claims.ColWins, claims.ColLosses, "log loss", "log loss lo", "log loss hi",
			"log solution error", "log solution error lo", "log solution error hi", "n noise", claims.ColFloorRatio})
	for i, problem := range []string{"helmholtz-1d", "poisson-2d", "kdv"} {
		for _, optimiser := range []string{"adam", "lm"} {
			for _, precision := range []string{"float32", "float64"} {
				t.Add([]string{problem, "1x8", optimiser, precision, "2^-8"},
					2, 0x1p-8, 20, 8, 20, 0, 1, 0.5, 1.5, 1, -1, 2, 5, []float64{1, 0.5, 1.5}[i])
			}
		}
	}
	return t
}
