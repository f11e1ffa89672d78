package claims

import "adfd/theory"

// The further columns of T7: medians over seeds.
const (
	ColLossOver  = "loss over floors"
	ColErrorOver = "solution error over floors"
)

var claimT7 = Claim{
	ID:         "T7",
	Statement:  "In float64 second-order optimisers take FD to its floors and no farther",
	Source:     Ours,
	Hypotheses: trainingSetup + "; Levenberg-Marquardt and L-BFGS",
	Regime:     "float64, every step of the grid",
	Criterion:  "medians over seeds: FD's final loss <= 3 max(AD's, predicted rounding floor) and FD's final solution error <= 3 max(AD's, predicted truncation error), in each cell",
	Counter:    "a cell beyond twice the factor",
	Expected:   Fails,
	Because:    "the floors are not all that FD adds: we think that a method that compares losses stops where their noise, 2 sqrt(loss floor), hides what a step gains, long before the floor",
	Trains:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeT7,
}

func judgeT7(j *Judgement, t Table) {
	for _, r := range t.Rows {
		if !secondOrder(t.Key(r, "optimiser")) || t.Key(r, "precision") != string(theory.Float64) {
			continue
		}
		j.Bound("loss/max(AD's, floor)", trainingCell(t, r), t.Value(r, ColLossOver), newtonFactor, 2)
		j.Bound("solution error/max(AD's, floor)", trainingCell(t, r), t.Value(r, ColErrorOver), newtonFactor, 2)
	}
}
