package claims

import "adfd/theory"

var claimT1 = Claim{
	ID:         "T1",
	Statement:  "In float32 AD needs fewer steps and ends lower, where FD's rounding floor lies above AD's loss",
	Source:     Sharpened,
	Hypotheses: trainingSetup + "; Adam on two-layer networks, in the audit gradient descent and deep networks as well",
	Regime:     "float32, cells in which FD's predicted rounding floor at AD's solution is at least 4 times AD's final loss",
	Criterion:  "in each cell two one-sided sign tests over seeds, p < 1e-3: FD's final loss (windowed median) is higher, and FD needs more steps to 4 times AD's final loss; at least one cell a setting",
	Counter:    "a cell with one of the opposite sign tests at p < 1e-3",
	Expected:   Holds,
	Because:    "the noise u/h^q in FD's residual is a loss that only flattening the output can lower",
	Paired:     true,
	Trains:     true,
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeT1,
}

func judgeT1(j *Judgement, t Table) {
	count := newTally()
	for _, r := range t.Rows {
		if t.Key(r, "precision") != string(theory.Float32) || secondOrder(t.Key(r, "optimiser")) {
			continue
		}
		setting := trainingSetting(t, r)
		count.see(setting)
		if !(t.Value(r, ColPredicted) >= FloorFactor) {
			continue
		}
		count.add(setting)
		n := t.Value(r, ColCount)
		j.Ordered(trainingCell(t, r)+", loss", t.Value(r, ColWins), t.Value(r, ColLosses), n)
		j.Ordered(trainingCell(t, r)+", steps", t.Value(r, ColStepWins), t.Value(r, ColStepLosses), n)
	}
	count.require(j, "cells below the floor", 1)
}

var claimT1w = Claim{
	ID:         "T1w",
	Statement:  "AD needs fewer steps and ends lower",
	Source:     Paper,
	Hypotheses: trainingSetup + "; Adam on two-layer networks, in the audit gradient descent and deep networks as well",
	Regime:     "every cell: both precisions, every step",
	Criterion:  "as T1, in every cell",
	Counter:    "a cell with one of the opposite sign tests at p < 1e-3, or parity by two one-sided tests in every float64 cell: the intervals of the log ratios of losses (mean over the run) and of steps (to AD's loss at half budget) lie within +-0.05",
	Expected:   Fails,
	Because:    "above its floors FD's loss is AD's loss up to O(h^2): in float64 the two curves are one",
	Paired:     true,
	Trains:     true,
	Reseeded:   true,
	Fault:      singlePrecision,
	Parity:     Parity{parityClause, coarseStep},
	judge:      judgeT1w,
}

func judgeT1w(j *Judgement, t Table) {
	var double []Row
	for _, r := range t.Rows {
		if secondOrder(t.Key(r, "optimiser")) {
			continue
		}
		n := t.Value(r, ColCount)
		j.Ordered(trainingCell(t, r)+", loss", t.Value(r, ColWins), t.Value(r, ColLosses), n)
		j.Ordered(trainingCell(t, r)+", steps", t.Value(r, ColStepWins), t.Value(r, ColStepLosses), n)
		if t.Key(r, "precision") == string(theory.Float64) {
			double = append(double, r)
		}
	}
	parity(j, t, double)
}
