package claims_test

import (
	"math"
	"slices"
)

func residualCriteria() []criterion {
	return []criterion{
		{
			id: "E3", table: allWin(-1, 0), margin: allWinMargin, alarm: signLevel, fails: 16 * signLevel,
			reads:       belowColumns,
			flips:       slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-6"), orderingFlips("biharmonic-1d sin dyadic a 3e-2"), enterBelow),
			indifferent: []change{{"1e-1", "wins", math.NaN(), ""}, {"1e-1", "losses", 10, ""}},
		},
		{
			id: "E3w", table: allWin(-1, 1), margin: allWinMargin, alarm: signLevel, fails: 22 * signLevel,
			reads: orderedColumns,
			flips: slices.Concat(orderingFlips("poisson-1d tanh dyadic a 1e-1"), orderingFlips("biharmonic-1d tanh dyadic a 1e-1")),
		},
		{
			id: "E3f", table: allWin(-1, 1), margin: 1.5,
			reads: []string{"step", "h_l", "h_c", "residual_FD/floor"},
			flips: []flip{
				{nil, change{"poisson-1d sin dyadic a 1e-3", "residual_FD/floor", 0.3, ""}, open},
				{nil, change{"poisson-1d sin dyadic a 1e-3", "residual_FD/floor", 4, ""}, open},
				{nil, change{"biharmonic-1d sin dyadic a 3e-2", "residual_FD/floor", 0.1, ""}, fails},
				{nil, change{"biharmonic-1d sin dyadic a 3e-2", "residual_FD/floor", math.NaN(), ""}, open},
				{nil, change{"poisson-1d sin dyadic a 1e-6", "h_l", 6e-7, ""}, fails},
				{nil, change{"poisson-1d tanh dyadic a 3e-2", "h_c", 6e-2, ""}, fails},
				{nil, change{"poisson-1d sin dyadic a 1e-1", "step", 1e-2, ""}, fails},
			},
			indifferent: []change{{"1e-1", "residual_FD/floor", math.NaN(), ""}, {"1e-6", "residual_FD/floor", 0, ""}},
		},
		{
			id: "P1",
			table: orderingTable(func(_, activation, h string) (wins, losses, median float64) {
				if activation == "tanh" && h == "1e-1" {
					return 5, 10, 0.8
				}
				return 20, 0, 9
			}),
			margin: 1.25, alarm: 0, fails: 2 * signLevel,
			reads: []string{"activation", "step", "n", "wins", "losses", "median"},
			flips: []flip{
				{nil, change{"biharmonic-1d tanh dyadic a 1e-1", "median", 1.01, ""}, open},
				{nil, change{"biharmonic-1d tanh dyadic a 1e-1", "median", math.NaN(), ""}, open},
				{[]change{{"tanh dyadic a 1e-1", "median", 1.5, ""}}, change{"poisson-1d tanh dyadic a 1e-1", "wins", 18, ""}, fails},
				{[]change{{"tanh dyadic a 1e-1", "wins", 0, ""}}, change{"poisson-1d tanh dyadic a 1e-1", "losses", 0, ""}, open},
				{[]change{{"tanh dyadic a 1e-1", "median", 1.5, ""}, {"tanh dyadic a 1e-1", "wins", 18, ""}}, change{"", "n", 30, ""}, open},
				{nil, change{"poisson-1d tanh dyadic a 3e-2", "step", 0.1, ""}, fails},
				{nil, change{"poisson-1d sin dyadic a 1e-1", "activation", 0, "tanh"}, fails},
			},
			indifferent: []change{{"sin", "median", math.NaN(), ""}, {"tanh dyadic a 3e-2", "wins", 0, ""}},
		},
	}
}
