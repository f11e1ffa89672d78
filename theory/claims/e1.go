package claims

import "adfd/theory"

var claimE1 = Claim{
	ID:         "E1",
	Statement:  "Truncated entropy is higher under AD, in the regime where FD's noise is above the cut-off and below the spectrum",
	Source:     Sharpened,
	Hypotheses: featureModels,
	Regime:     theory.RegimeText,
	Criterion:  "H_AD > H_FD by a one-sided sign test over seeds, p < 1e-3, in every cell of the regime",
	Counter:    "a cell of the regime with the opposite sign test at p < 1e-3",
	Expected:   Holds,
	Because:    "noise of size u/h^q lifts singular values over the cut-off; they add to n_a and hardly to the entropy",
	Paired:     true,
	Reseeded:   true,
	Fault:      withoutFactor,
	judge:      judgeOrdering(theory.InRegime),
}

var claimE1w = Claim{
	ID:         "E1w",
	Statement:  "Truncated entropy is higher under AD, at every step",
	Source:     Paper,
	Hypotheses: featureModels,
	Regime:     "every step of the grid",
	Criterion:  "as E1, in every cell",
	Counter:    "a cell with the opposite sign test at p < 1e-3",
	Expected:   Fails,
	Because:    "above the regime truncation alone moves the spectrum (clearest for sin, q = 2, h = 0.1); far below it noise is the spectrum and fills it evenly",
	Paired:     true,
	Reseeded:   true,
	Fault:      onBothSides,
	judge:      judgeOrdering(everyStep),
}

var claimE1p = Claim{
	ID:         "E1p",
	Statement:  "The ordering of E1 carries over to other operators and to the square, in the regime that the noise law predicts there",
	Source:     Ours,
	Hypotheses: "random features, tanh and sin: the third derivative and the linear Kuramoto-Sivashinsky operator u'' + u'''' on the line (R = 4, float64); Poisson and biharmonic on the square (R = 1, float32, where A_AD does not keep every value)",
	Regime:     theory.RegimeText,
	Criterion:  "as E1, in every cell of the regime",
	Counter:    "a cell of the regime with the opposite sign test at p < 1e-3",
	Expected:   Holds,
	Because:    "the law asks only for the weights of the stencil, the values it combines, and A_AD's spectrum",
	Paired:     true,
	Reseeded:   true,
	Fault:      withoutFactor,
	judge:      judgeOrdering(theory.InRegime),
}

// judgeOrdering asks for a settled sign test in every cell of the regime.
func judgeOrdering(regime func(h, lower, upper float64) bool) func(*Judgement, Table) {
	return func(j *Judgement, t Table) {
		inRegime(j, t, regime, func(r Row) {
			j.Ordered(cell(t, r), t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount))
		})
	}
}

func everyStep(_, _, _ float64) bool { return true }
