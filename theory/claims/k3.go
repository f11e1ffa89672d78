package claims

var claimK3 = Claim{
	ID:         "K3",
	Statement:  "The truncated entropy of the kernel K goes with training speed",
	Source:     Paper,
	Hypotheses: trainingSetup + "; float32, Adam; entropy of K = J J^T at the initial parameters; speed is the mean over the run of log(initial loss / loss)",
	Regime:     "AD and FD at every step of the grid, over seeds; each problem by itself",
	Criterion:  "Spearman's coefficient of entropy and speed has a 95% interval (jackknife over seeds) above 0 in each problem",
	Counter:    "a problem whose interval lies below 0",
	Expected:   Fails,
	Because:    "FD's noise evens out the tail of the kernel, which raises its entropy, and slows training: the two go against each other",
	Paired:     true,
	Trains:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeTrend,
}
