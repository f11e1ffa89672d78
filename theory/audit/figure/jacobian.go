package figure

import (
	"fmt"

	"adfd/numerics/experiment/training"
	"adfd/theory/claims"
)

// jacobianSetting are the keys of a panel on the Jacobian of a network.
var jacobianSetting = []string{"problem", "network", "activation", "precision", "parameters"}

func jacobianFigures() []drawing {
	keys := append([]string{claims.CutoffKey, claims.ColMatrix}, jacobianSetting...)
	columns := []string{claims.ColStep, claims.ColLower, claims.ColUpper, claims.ColCount, claims.ColWins, claims.ColLo, claims.ColHi, "median H_AD", "median H_FD"}
	return []drawing{{"K4", keys, columns, narrowTanh, jacobianEntropies}}
}

// narrowTanh keeps J of the narrow network with tanh, at the default cut-off: what every size has.
func narrowTanh(t claims.Table) claims.Table {
	t = where(where(atDefaultCutoff(t), claims.ColMatrix, "J"), "activation", "tanh")
	return where(t, "network", "1x20")
}

// jacobianEntropies draws the entropies of both sides against h.
func jacobianEntropies(_ claims.Setup, t claims.Table, _ claims.Outcome) Figure {
	step, ad, fd := column(t, claims.ColStep), column(t, "median H_AD"), column(t, "median H_FD")
	below := func(difference string) func(claims.Row) float64 {
		return func(r claims.Row) float64 { return ad(r) - t.Value(r, difference) }
	}
	return Figure{Rows: wrap(4, panels(t, func(t claims.Table) Panel {
		nodes, steps := training.JacobianBudget(t.Key(t.Rows[0], "parameters"))
		return Panel{
			Title: title(t, "problem", "precision", "parameters"), Subtitle: fmt.Sprintf("network %s, %d nodes, %d steps", title(t, "network"), nodes, steps),
			X: stepAxis, Y: Axis{Label: "truncated entropy H of J"}, Bands: []Band{regime(t)},
			Series: []Series{
				{Name: "AD", Role: AD, Points: along(t, step, ad)},
				{Name: "FD", Role: FD, Points: between(t, step, fd, below(claims.ColHi), below(claims.ColLo))},
				unsettled(t, fd, claims.ColWins),
			},
		}
	}, jacobianSetting...)), Notes: []string{
		"J is the Jacobian of the residuals in the network's parameters. Medians over seeds; bars: the interval of the paired difference, set off from AD's line. " + oneValue,
		"h_l and h_c are predicted by the noise law of networks: above h_c FD's rounding noise is below the cut-off of singular values, below h_l it is the spectrum. The activation is tanh. The parameters are the initial ones, or those that so many steps of Adam take AD's loss to.",
		broken,
	}}
}
