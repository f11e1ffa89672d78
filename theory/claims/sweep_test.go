package claims_test

import (
	"fmt"
	"math"

	"adfd/theory/claims"
)

// sweep are the steps of the made-up sweeps, with predicted edges that make the
// regime [0.9e-5, 1e-2] for order 2 and [2.7e-4, 3e-2] for order 4, the upper one
// hit exactly.
var sweep = []struct {
	problem      string
	q            float64
	lower, upper float64
	steps        []string
}{
	{"poisson-1d", 2, 0.6e-5, 2e-2, []string{"1e-1", "3e-2", "1e-2", "1e-3", "1e-5", "1e-6"}},
	{"biharmonic-1d", 4, 1.8e-4, 6e-2, []string{"1e-1", "3e-2", "1e-3", "3e-4", "1e-4"}},
}

// side tells where a step lies: above the regime, in it, or below.
func side(problem, h string) int {
	switch problem + " " + h {
	case "poisson-1d 1e-1", "poisson-1d 3e-2", "biharmonic-1d 1e-1":
		return 1
	case "poisson-1d 1e-6", "biharmonic-1d 1e-4":
		return -1
	}
	return 0
}

// orderingTable is a paired sweep of 20 seeds; values gives wins, losses and the
// median of a cell.
func orderingTable(values func(problem, activation, h string) (wins, losses, median float64)) claims.Table {
	t := table([]string{"problem", "activation", "nodes", "cutoff", "h"},
		[]string{claims.ColOrder, claims.ColStep, claims.ColLower, claims.ColUpper, "N", "M", claims.ColCount, claims.ColWins, claims.ColLosses, claims.ColMedian, claims.ColLo, claims.ColHi, claims.ColFloor})
	for _, s := range sweep {
		for _, activation := range []string{"tanh", "sin"} {
			for _, h := range s.steps {
				wins, losses, median := values(s.problem, activation, h)
				t.Add([]string{s.problem, activation, "dyadic", "a", h},
					s.q, number(h), s.lower, s.upper, 200, 100, 20, wins, losses, median, median/2, median*2, floorAt(s.problem, h))
			}
		}
	}
	return t
}

func number(h string) float64 {
	var v float64
	if _, err := fmt.Sscan(h, &v); err != nil {
		panic(err)
	}
	return v
}

// allWin has every seed win where the step lies between the sides lo and hi,
// and lose elsewhere.
func allWin(lo, hi int) claims.Table {
	return orderingTable(func(problem, _, h string) (wins, losses, median float64) {
		if s := side(problem, h); lo <= s && s <= hi {
			return 20, 0, 1
		}
		return 0, 20, 1
	})
}

// 2^-20 is P(X >= 20 | 20), so 20 wins of 20 have this margin.
const allWinMargin = signLevel * (1 << 20)

// orderingFlips are those of any ordering claim, in a cell that it reads.
func orderingFlips(cell string) []flip {
	return []flip{
		set(cell, claims.ColWins, 17).gives(open), // P(X >= 17 | 20) = 1.3e-3
		set(cell, claims.ColWins, math.NaN()).gives(open),
		set(cell, claims.ColLosses, 18).gives(fails).after(set(cell, claims.ColWins, 2)),
		set(cell, claims.ColCount, 36).gives(open), // 16 ties
	}
}

var (
	orderedColumns = []string{claims.ColWins, claims.ColLosses, claims.ColCount}
	belowColumns   = append([]string{claims.ColStep, claims.ColUpper}, orderedColumns...)
	regimeColumns  = append([]string{claims.ColLower}, belowColumns...)

	// enterBelow moves a losing cell below the upper edge, enterRegime one above the
	// lower edge as well.
	enterBelow = []flip{
		set("poisson-1d tanh dyadic a 3e-2", claims.ColUpper, 6e-2).gives(fails),
		set("poisson-1d sin dyadic a 1e-1", claims.ColStep, 1e-2).gives(fails),
		set("poisson-1d sin", claims.ColStep, 0.5).gives(open), // nothing is left in the regime
	}
	enterRegime = append([]flip{set("poisson-1d sin dyadic a 1e-6", claims.ColLower, 6e-7).gives(fails)}, enterBelow...)
)

// floorAt is a residual over its floor that is close in the regime alone.
func floorAt(problem, h string) float64 {
	if side(problem, h) == 0 {
		return 0.5
	}
	return 50
}
