package figure

import "adfd/theory/claims"

// setting are the keys of a sweep over h.
var setting = []string{"problem", "activation", "nodes"}

func entropyFigures() []drawing {
	keys := append([]string{claims.CutoffKey}, setting...)
	columns := []string{claims.ColStep, claims.ColLower, claims.ColUpper}
	return []drawing{
		{"E1", keys, append([]string{"median H_AD", "median H_FD"}, columns...), entropies},
		{"E1w", keys, append([]string{claims.ColMedian, claims.ColLo, claims.ColHi}, columns...), entropyDifferences},
	}
}

// entropies draws both sides against h.
func entropies(t claims.Table, _ claims.Outcome) Figure {
	t = atDefaultCutoff(t)
	step := column(t, claims.ColStep)
	return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
		return Panel{
			X: stepAxis, Y: Axis{Label: "truncated entropy H"},
			Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "AD", Role: AD, Points: along(t, step, column(t, "median H_AD"))},
				{Name: "FD", Role: FD, Points: along(t, step, column(t, "median H_FD"))},
			},
		}
	}, setting...)), Notes: []string{"Medians over seeds."}}
}

// entropyDifferences draws the paired difference with its interval.
func entropyDifferences(t claims.Table, _ claims.Outcome) Figure {
	t = atDefaultCutoff(t)
	step := column(t, claims.ColStep)
	return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
		return Panel{
			X: stepAxis, Y: Axis{Label: "H_AD - H_FD"},
			Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "no difference", Role: Reference, Points: along(t, step, always(0))},
				{Name: "AD less FD", Role: FD, Points: between(t, step, column(t, claims.ColMedian), column(t, claims.ColLo), column(t, claims.ColHi))},
			},
		}
	}, setting...)), Notes: []string{"Medians over seeds of the paired difference, with 95% intervals."}}
}
