package claims

import (
	"fmt"
	"math"

	"adfd/theory"
)

// T2's limits, part of its statement: ratios of FD over AD.
const (
	leastHarm = 1.05 // loss and solution error are at least 1/1.05
	leastGain = 1.2  // and one of them above 1.2
)

var claimT2 = Claim{
	ID:         "T2",
	Statement:  "In float32, once AD's loss is below FD's predicted rounding floor at its best step, no step saves FD",
	Source:     Ours,
	Hypotheses: trainingSetup + "; Levenberg-Marquardt, whose loss gets there",
	Regime:     "settings in which FD's predicted rounding floor at AD's solution exceeds AD's final loss at the step that theory calls FD's best and at every smaller one; then every step of the grid, larger ones too",
	Criterion:  "at each step the medians over seeds of the log ratios of loss and of solution error are at least -log 1.05, and the interval of one of them lies above log 1.2; at least one setting for each order",
	Counter:    "a step at which one of the two ratios has its interval below -log 1.05",
	Expected:   Holds,
	Because:    "small steps meet rounding, large ones truncation, and between them there is no room in float32",
	Paired:     true,
	Trains:     true,
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeT2,
}

func judgeT2(j *Judgement, t Table) {
	below := belowEveryFloor(t, OptimiserLM, theory.Float32)
	orders := newTally()
	for _, r := range t.Rows {
		if t.Key(r, "optimiser") != OptimiserLM || t.Key(r, "precision") != string(theory.Float32) {
			continue
		}
		order := fmt.Sprintf("q=%v", t.Value(r, ColOrder))
		orders.see(order)
		if !below[trainingSetting(t, r)] {
			continue
		}
		orders.add(order)
		noSaving(j, t, r)
		counterHarm(j, t, r)
	}
	orders.require(j, "cells below every floor", 1)
}

var claimT2w = Claim{
	ID:         "T2w",
	Statement:  "No step saves FD, in float64 either",
	Source:     Paper,
	Hypotheses: trainingSetup + "; Adam",
	Regime:     "float64, every step",
	Criterion:  "as T2, at every step",
	Counter:    "the step that theory calls FD's best, in a setting where the intervals of both ratios, of loss and of solution error, end at or below 1.05: FD matches AD or beats it",
	Expected:   Fails,
	Because:    "in float64 there are steps with both floors far below what a first-order optimiser reaches",
	Paired:     true,
	Trains:     true,
	Reseeded:   true,
	Fault:      singlePrecision,
	judge:      judgeT2w,
}

func judgeT2w(j *Judgement, t Table) {
	for _, r := range t.Rows {
		if t.Key(r, "optimiser") != OptimiserAdam || t.Key(r, "precision") != string(theory.Float64) {
			continue
		}
		noSaving(j, t, r)
		if t.Value(r, ColBest) != 1 {
			continue
		}
		_, _, loss := RatioColumns(RatioLoss)
		_, _, solution := RatioColumns(RatioError)
		j.CounterAtMost("larger upper limit of the ratios", trainingCell(t, r),
			math.Exp(math.Max(t.Value(r, loss), t.Value(r, solution))), leastHarm)
		j.counterRisk += ErrorRate95
	}
}

// noSaving requires T2's criterion in a cell: neither ratio harms AD, and one of them
// is a gain. The clauses state ratios, since a margin is a quotient of positive numbers.
func noSaving(j *Judgement, t Table, r Row) {
	where := trainingCell(t, r)
	gain := 0.0
	for _, ratio := range []string{RatioLoss, RatioError} {
		median, lo, _ := RatioColumns(ratio)
		j.AtLeast("median ratio of "+ratio, where, math.Exp(t.Value(r, median)), 1/leastHarm)
		gain = math.Max(gain, math.Exp(t.Value(r, lo)))
	}
	j.Above("larger lower limit of the ratios", where, gain, leastGain)
	j.risk = max(j.risk, 2*ErrorRate95)
}

// counterHarm lets T2 fail in a cell where one of the ratios harms AD.
func counterHarm(j *Judgement, t Table, r Row) {
	for _, ratio := range []string{RatioLoss, RatioError} {
		_, _, hi := RatioColumns(ratio)
		j.CounterAtMost("upper limit of the ratio of "+ratio, trainingCell(t, r), math.Exp(t.Value(r, hi)), 1/leastHarm)
	}
	j.counterRisk += 2 * ErrorRate95
}

// belowEveryFloor are the settings whose AD loss lies below FD's floor at its best step
// and at every smaller one.
func belowEveryFloor(t Table, optimiser string, precision theory.Precision) map[string]bool {
	best, below := map[string]float64{}, map[string]bool{}
	in := func(r Row) bool {
		return t.Key(r, "optimiser") == optimiser && t.Key(r, "precision") == string(precision)
	}
	for _, r := range t.Rows {
		if in(r) && t.Value(r, ColBest) == 1 {
			best[trainingSetting(t, r)], below[trainingSetting(t, r)] = t.Value(r, ColStep), true
		}
	}
	for _, r := range t.Rows {
		setting := trainingSetting(t, r)
		if in(r) && t.Value(r, ColStep) <= best[setting] && !(t.Value(r, ColPredicted) > 1) {
			below[setting] = false
		}
	}
	return below
}
