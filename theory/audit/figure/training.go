package figure

import (
	"fmt"
	"math"
	"slices"

	"adfd/numerics/experiment/training"
	"adfd/theory"
	"adfd/theory/claims"
)

// cell are the keys of a panel of training.
var cell = []string{"problem", "network", "optimiser"}

func trainingFigures() []drawing {
	keys := append([]string{"precision"}, cell...)
	columns := []string{claims.ColStep, claims.ColCount, claims.ColBest, claims.ColPredicted, claims.ColErrorOver,
		claims.ColWins, claims.ColStepWins}
	for _, ratio := range []string{claims.RatioLoss, claims.RatioError} {
		median, lo, hi := claims.RatioColumns(ratio)
		columns = append(columns, median, lo, hi)
	}
	return []drawing{
		{"T1", keys, columns, trained(theory.Float32, claims.OptimiserAdam, claims.OptimiserGD), lossesAboveFloor},
		{"T2", keys, columns, trained(theory.Float32, claims.OptimiserLM), ratiosOverLimits},
		{"T2w", keys, columns, trained(theory.Float64, claims.OptimiserAdam), ratiosOverLimits},
		{"T7f", keys, []string{claims.ColStep, claims.ColCount, claims.ColFloorRatio}, nil, noiseOverFloor},
	}
}

// leastSteps of a setting show both floors: a row of two shows one.
const leastSteps = 3

// trained are the rows of a precision and some optimisers, in settings of leastSteps or more
// if there are any.
func trained(precision theory.Precision, optimisers ...string) func(claims.Table) claims.Table {
	return func(t claims.Table) claims.Table {
		t = where(t, "precision", string(precision))
		t = t.Where(func(r claims.Row) bool { return slices.Contains(optimisers, t.Key(r, "optimiser")) })
		long := t.Where(func(r claims.Row) bool {
			same := t.Where(func(o claims.Row) bool { return slices.Equal(values(t, r, cell), values(t, o, cell)) })
			return len(same.Rows) >= leastSteps
		})
		if len(long.Rows) > 0 {
			return long
		}
		return t
	}
}

// network makes a panel for each network on a problem.
func networks(s claims.Setup, t claims.Table, draw func(claims.Table) Panel) []Panel {
	return panels(t, func(t claims.Table) Panel {
		p := draw(t)
		nodes, steps := training.Budget(s.Size, t.Key(t.Rows[0], "network"), t.Key(t.Rows[0], "optimiser"))
		p.Title = title(t, "problem", "optimiser")
		p.Subtitle = fmt.Sprintf("network %s, %d nodes, %d steps", title(t, "network"), nodes, steps)
		p.X = stepAxis
		return p
	}, cell...)
}

// lossesAboveFloor is T1: losses with a hollow mark where a sign test misses the criterion.
func lossesAboveFloor(s claims.Setup, t claims.Table, _ claims.Outcome) Figure {
	const factor = claims.FloorFactor
	floor := Band{fmt.Sprintf("%d times AD's: the claim is where the floor lies above", factor), BandY, factor, math.Inf(1)}
	median, _, _ := claims.RatioColumns(claims.RatioLoss)
	return finals(s, t, []Band{floor}, nil, func(t claims.Table) Series {
		return unsettled(t, expOf(t, median), claims.ColWins, claims.ColStepWins)
	})
}

// ratiosOverLimits is T2 and T2w: both ratios with the criterion's limits.
func ratiosOverLimits(s claims.Setup, t claims.Table, o claims.Outcome) Figure {
	harm, gain := limit(o, "median ratio of "+claims.RatioLoss), limit(o, "larger lower limit of the ratios")
	bands := []Band{{"criterion: no median below the lower line, one interval above the upper", BandY, harm, gain}}
	return finals(s, t, bands, bands)
}

// finals draws what FD's training ends with over what AD's does, and the predicted
// floors: rounding for the loss, truncation for the solution. Each has its bands, and more
// may be drawn on the losses.
func finals(s claims.Setup, t claims.Table, losses, solutions []Band, more ...func(claims.Table) Series) Figure {
	step := column(t, claims.ColStep)
	final := func(t claims.Table, ratio, label string, bands []Band, floor Series) Panel {
		median, lo, hi := claims.RatioColumns(ratio)
		best := t.Where(func(r claims.Row) bool { return t.Value(r, claims.ColBest) == 1 })
		return Panel{Y: Axis{Label: label, Log: true}, Bands: bands, Series: []Series{
			{Name: "AD", Role: AD, Points: along(t, step, always(1))},
			floor,
			{Name: "FD", Role: FD, Points: between(t, step, expOf(t, median), expOf(t, lo), expOf(t, hi))},
			{Name: "FD's best step by theory", Role: Mark, Points: along(best, step, expOf(t, median)), Scatter: true},
		}}
	}
	loss := networks(s, t, func(t claims.Table) Panel {
		floor := along(t, step, column(t, claims.ColPredicted))
		p := final(t, claims.RatioLoss, "final loss / AD's", losses,
			Series{Name: "predicted rounding floor, (u/h^q)^2", Role: Rounding, Points: floor})
		for _, of := range more {
			p.Series = append(p.Series, of(t))
		}
		return p
	})
	solution := networks(s, t, func(t claims.Table) Panel {
		// FD's solution error is recorded over AD's, and over the larger of AD's and the
		// truncation's: their quotient is that larger one over AD's.
		over, _, _ := claims.RatioColumns(claims.RatioError)
		floor := along(t, step, func(r claims.Row) float64 { return math.Exp(t.Value(r, over)) / t.Value(r, claims.ColErrorOver) })
		return final(t, claims.RatioError, "solution error / AD's", solutions,
			Series{Name: "predicted truncation floor, h^p, or AD's error if larger", Role: Truncation, Points: floor})
	})
	return Figure{Rows: [][]Panel{loss, solution}, Notes: []string{
		"Training in " + title(t, "precision") + ", " + equispaced + " Medians over seeds of ratios to AD's, with 95% intervals. " + oneValue,
	}}
}

// noiseOverFloor draws the rounding noise in FD's residual over its predicted floor.
func noiseOverFloor(s claims.Setup, t claims.Table, o claims.Outcome) Figure {
	factor := limit(o, "noise and floor differ by")
	roles := []Role{FD, FDSecond, FDThird}
	return Figure{Rows: wrap(4, networks(s, t, func(t claims.Table) Panel {
		p := Panel{
			Y:      Axis{Label: "|noise|^2 / floor", Log: true},
			Bands:  []Band{within(factor)},
			Series: []Series{{Name: "predicted floor", Role: Rounding, Points: along(t, column(t, claims.ColStep), always(1))}},
		}
		for i, part := range split(t, "precision") {
			p.Series = append(p.Series, Series{Name: "FD, " + title(part, "precision"), Role: roles[i%len(roles)],
				Points: along(part, column(t, claims.ColStep), column(t, claims.ColFloorRatio))})
		}
		return p
	})), Notes: []string{noIntervals + " Networks: " + equispaced + " A line needs three steps, and crosses no gap of more than twice their usual distance."}}
}
