package claims_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory/claims"
)

var (
	_ = register(jacobianCriterion)
	_ = register(everyJacobianCriterion)
)

// networkKeys are the keys of a network whose spectrum is looked at, and two such settings.
var (
	networkKeys     = []string{"problem", "network", "activation", "precision", "parameters"}
	networkSettings = [][]string{
		{"poisson-1d", "1x20", "tanh", "float64", "initial"},
		{"biharmonic-1d", "3x20", "sin", "float32", "trained"},
	}
)

// jacobianTable has two cells in the regime from 1.5e-5 to 5e-3, in which AD wins every seed, and
// one on each side of it, in which it wins outside.
func jacobianTable(outside float64) claims.Table {
	t := table(append(slices.Clone(networkKeys), claims.ColMatrix, claims.CutoffKey, "h"),
		[]string{claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount, claims.ColWins, claims.ColLosses, claims.ColMedian})
	for _, set := range networkSettings {
		for _, matrix := range []string{"J", "K"} {
			for _, cell := range []struct {
				h          string
				step, wins float64
			}{{"below", 1e-6, outside}, {"J1", 1e-4, 20}, {"J2", 1e-3, 20}, {"above", 0.5, outside}} {
				t.Add(append(slices.Clone(set), matrix, "a", cell.h), cell.step, 1e-5, 1e-2, 20, cell.wins, 20-cell.wins, 1)
			}
		}
	}
	return t
}

func jacobianCriterion(*testing.T) criterion {
	const first, second = "poisson-1d 1x20 tanh float64 initial", "biharmonic-1d 3x20 sin float32 trained"
	return criterion{
		id: "K4", table: jacobianTable(0), margin: 1, alarm: signLevel, fails: 8 * signLevel, // two settings of two with a regime, where two are asked for
		reads: append(slices.Clone(regimeColumns), claims.ColMatrix),
		flips: slices.Concat(orderingFlips(first+" J a J1"), orderingFlips(second+" K a J2"), []flip{
			set(first+" J a above", claims.ColStep, 4e-3).gives(fails),
			set(second+" K a below", claims.ColStep, 2e-5).gives(fails),
			set(first+" K a", claims.ColUpper, 2).gives(fails),
			set(second+" J a", claims.ColLower, 5e-7).gives(fails),
			set(second+" J a", claims.ColUpper, 4e-5).gives(open),   // wide enough, and no cell in it
			set(second+" J a", claims.ColUpper, 3.2e-5).gives(open), // one setting of two has a regime
			set(first+" J a", claims.ColUpper, math.NaN()).gives(open),
			set(first+" J a", claims.ColLower, 0).gives(open),
			set("K a", claims.ColUpper, 3.2e-5).gives(open), // none for K
			key("K a", claims.ColMatrix, "J").gives(open),
		}),
		indifferent: []change{
			set(first+" J a above", claims.ColWins, math.NaN()), set(second+" K a below", claims.ColLosses, 20),
		},
	}
}

func everyJacobianCriterion(*testing.T) criterion {
	return criterion{
		id: "K4w", table: jacobianTable(20), margin: allWinMargin, alarm: signLevel, fails: 16 * signLevel,
		reads: orderedColumns,
		flips: slices.Concat(orderingFlips("poisson-1d 1x20 tanh float64 initial J a below"), orderingFlips("biharmonic-1d 3x20 sin float32 trained K a above")),
	}
}

// A setting whose predicted width is below 1.1 is listed and not judged, however its cells come out.
func TestNarrowSettingsAreNotJudged(t *testing.T) {
	claim, err := claims.Lookup("K4")
	assert.NoError(t, err)
	narrow := set("poisson-1d 1x20 tanh float64 initial K a", claims.ColUpper, 3.2e-5)
	lost := set("poisson-1d 1x20 tanh float64 initial K a", claims.ColWins, 0)
	assert.Equal(t, holds, claim.Judge(after(t, jacobianTable(0), narrow, lost)).Verdict)
}

func TestRegimeWidthByHand(t *testing.T) {
	assert.InEpsilon(t, 2, claims.RegimeWidth(1, 6), 4*u)
	assert.Zero(t, claims.RegimeWidth(0, 6))
	assert.Zero(t, claims.RegimeWidth(math.NaN(), 6))
	assert.Zero(t, claims.RegimeWidth(1, math.NaN()))
}
