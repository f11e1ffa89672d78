package claims

// ColFloorRatio is the median over seeds of the squared norm of the rounding noise in
// FD's residual over its predicted floor.
const ColFloorRatio = "noise/floor"

var claimT7f = Claim{
	ID:         "T7f",
	Statement:  "The rounding noise in FD's residual at trained parameters is the floor that the noise law of networks predicts",
	Source:     Ours,
	Hypotheses: trainingSetup + "; float32 and float64, at the parameters that AD ends with, whatever the optimiser",
	Regime:     "every step of the grid",
	Criterion:  "the median over seeds of |computed - exact residual|^2 / floor is within a factor 3 of 1 in every cell, the exact one being the stencil evaluated in 106 bits",
	Counter:    "a cell beyond twice the factor",
	Expected:   Holds,
	Because:    "the law follows every rounding from the weights to the quotient and has no fitted constant",
	Trains:     true,
	Fault:      otherWeights,
	judge:      judgeT7f,
}

func judgeT7f(j *Judgement, t Table) {
	for _, r := range t.Rows {
		j.Bound("noise and floor differ by", trainingCell(t, r), offBy(t.Value(r, ColFloorRatio)), newtonFactor, 2)
	}
}
