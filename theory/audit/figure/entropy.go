package figure

import "adfd/theory/claims"

func entropyFigures() []drawing {
	keys := append([]string{claims.CutoffKey}, setting...)
	columns := append([]string{claims.ColWins, claims.ColLo, claims.ColHi}, sweepColumns...)
	return []drawing{
		{"E1", keys, append([]string{"median H_AD", "median H_FD"}, columns...), atDefaultCutoff, entropies},
		{"E1w", keys, append([]string{claims.ColMedian}, columns...), atDefaultCutoff, entropyDifferences},
	}
}

// entropies draws both sides against h. The interval is that of the paired difference, which
// the criterion is about.
func entropies(_ claims.Setup, t claims.Table, _ claims.Outcome) Figure {
	step, ad, fd := column(t, claims.ColStep), column(t, "median H_AD"), column(t, "median H_FD")
	below := func(difference string) func(claims.Row) float64 {
		return func(r claims.Row) float64 { return ad(r) - t.Value(r, difference) }
	}
	return Figure{Rows: sweep(t, func(t claims.Table) Panel {
		return Panel{
			Y: Axis{Label: "truncated entropy H"}, Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "AD", Role: AD, Points: along(t, step, ad)},
				{Name: "FD", Role: FD, Points: between(t, step, fd, below(claims.ColHi), below(claims.ColLo))},
				unsettled(t, fd, claims.ColWins),
			},
		}
	}), Notes: []string{
		"Medians over seeds; bars: the 95% interval of the paired difference, set off from AD's line. " + oneValue,
		edgesInWords, broken,
	}}
}

// entropyDifferences draws the paired difference with its interval.
func entropyDifferences(_ claims.Setup, t claims.Table, _ claims.Outcome) Figure {
	step, median := column(t, claims.ColStep), column(t, claims.ColMedian)
	return Figure{Rows: sweep(t, func(t claims.Table) Panel {
		return Panel{
			Y: Axis{Label: "H_AD - H_FD"}, Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "no difference", Role: Reference, Points: along(t, step, always(0))},
				{Name: "AD less FD", Role: FD, Points: between(t, step, median, column(t, claims.ColLo), column(t, claims.ColHi))},
				unsettled(t, median, claims.ColWins),
			},
		}
	}), Notes: []string{
		"Medians over seeds of the paired difference, with 95% intervals. The claim is about all steps, the shaded regime is E1's.",
		edgesInWords, broken,
	}}
}
