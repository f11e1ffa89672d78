package claims

// Where FD's floors are low in K5b. A rounding floor F below the loss L shows in it by the cross
// term 2 sqrt(F/L): half a percent at the share that T5 takes as well. A truncation share shows
// in the operator itself.
const (
	lowFloor      = 6.25e-6
	lowTruncation = 0.01

	ColTruncation = "truncation" // theory.TruncationShare at the step
)

var claimK5b = Claim{
	ID:         "K5b",
	Statement:  "Where FD's rounding floor lies far below the loss, the truncated entropy differs and the training does not",
	Source:     Ours,
	Hypotheses: "two-layer networks (1x20), float64, Adam, 1-D Poisson and biharmonic, tanh, in the audit sin as well; entropy of J at the initial parameters",
	Regime:     "steps in a geometric row through K4's regime, 1.5 h_l <= h <= h_c/2, where FD's predicted floors are low: rounding at AD's solution at most 6.25e-6 of AD's final loss, so that its noise of 2 sqrt(floor/loss) is half a percent of it, and truncation at most 1% of the operator",
	Criterion:  "in each cell H_AD > H_FD by a one-sided sign test over seeds, p < 1e-3, and the distribution-free interval of the median log(loss FD/AD) within +-0.05; at least one cell a setting",
	Counter:    "a cell with the opposite sign test at p < 1e-3, or with an interval that lies outside +-0.05",
	Expected:   Holds,
	Because:    "the entropy sees singular values at the cut-off, far below those that 1000 steps of Adam reach. With the rounding floor below 1% of the loss as the only bound, two cells of the biharmonic problem were open: at 1.5 h_l, where the noise of 2 sqrt(floor/loss) is 4%, and at h_c/2, where FD's operator is off by 4%",
	Paired:     true,
	Reseeded:   true,
	Fault:      singlePrecision,
	Parity:     Parity{parityOfLosses, coarseStep},
	judge:      judgeK5b,
}

const parityOfLosses = "largest |log ratio of losses| of the interval"

func judgeK5b(j *Judgement, t Table) {
	cells := newTally()
	_, lo, hi := RatioColumns(RatioLoss)
	for _, r := range t.Rows {
		setting := levelSetting(t, r)
		cells.see(setting)
		if !(t.Value(r, ColPredicted) <= lowFloor && t.Value(r, ColTruncation) <= lowTruncation) {
			continue
		}
		cells.add(setting)
		where := setting + " h=" + t.Key(r, "h")
		j.Ordered(where, t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
		j.AtMost(parityOfLosses, where, farthest(t, r, RatioLoss), parityTraining)
		j.CounterAbove("interval above parity", where, t.Value(r, lo), parityTraining)
		j.CounterBelow("interval below parity", where, t.Value(r, hi), -parityTraining)
		j.risk = max(j.risk, ErrorRate95)
		j.counterRisk += 2 * ErrorRate95
	}
	cells.require(j, "cells below the floor's share", 1)
}
