package claims

var claimT3 = Claim{
	ID:         "T3",
	Statement:  "The advantage of AD grows with the order of the equation, each order at FD's own best step",
	Source:     Sharpened,
	Hypotheses: trainingSetup + "; float32, Levenberg-Marquardt; FD's best step is the one with the least median ratio of solution errors",
	Regime:     "Poisson (q = 2) against biharmonic (q = 4), each at its best step",
	Criterion:  "the difference over seeds of the log ratios (FD over AD) of the final solution error, q = 4 less q = 2, has a 95% interval of its median above 0",
	Counter:    "an interval below 0",
	Expected:   Holds,
	Because:    "the best accuracy goes with u^(p/(p+q)): a higher order leaves less of the precision",
	Paired:     true,
	Trains:     true,
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeTrend,
}
