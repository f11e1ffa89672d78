package claims

import "adfd/theory"

var claimE3 = Claim{
	ID:         "E3",
	Statement:  "The residual loss is lower under AD, at steps below the regime's upper edge",
	Source:     Sharpened,
	Hypotheses: featureSolutions,
	Regime:     "h <= h_c/2, the upper edge that the noise law predicts; no lower limit",
	Criterion:  "residual_AD < residual_FD by a one-sided sign test over seeds, p < 1e-3, in every cell; the median ratio is reported with its interval",
	Counter:    "a cell with the opposite sign test at p < 1e-3",
	Expected:   Holds,
	Because:    "noise in A_FD cannot be fitted: its floor is u/h^q",
	Paired:     true,
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeOrdering(theory.BelowRegimeTop),
}

var claimE3w = Claim{
	ID:         "E3w",
	Statement:  "The residual loss is lower under AD, at every step",
	Source:     Paper,
	Hypotheses: featureSolutions,
	Regime:     "every step of the grid",
	Criterion:  "as E3, in every cell",
	Counter:    "a cell with the opposite sign test at p < 1e-3",
	Expected:   Fails,
	Because:    "for tanh at large h FD's matrix is a smoothed one whose own residual is no worse (P1), though its solution is",
	Paired:     true,
	Reseeded:   true,
	Fault:      onBothSides,
	judge:      judgeOrdering(everyStep),
}
