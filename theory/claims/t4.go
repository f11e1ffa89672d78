package claims

var claimT4 = Claim{
	ID:         "T4",
	Statement:  "The advantage of AD in loss grows with the depth of the network, 1 to 4 hidden layers, where training gets down to the floors",
	Source:     Sharpened,
	Hypotheses: trainingSetup + "; float32, Levenberg-Marquardt, the same width at every depth",
	Regime:     "steps at which FD's rounding floor shows: one for each problem, the same at every depth",
	Criterion:  "the slope against depth of the log ratio (FD over AD) of final losses has a 95% interval of its median over seeds above 0, for each problem",
	Counter:    "a problem whose interval lies below 0",
	Expected:   Holds,
	Because:    "FD's floor depends on the network's output and hardly on its depth, while AD's loss falls with what the network can express",
	Paired:     true,
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeTrend,
}

var claimT4w = Claim{
	ID:         "T4w",
	Statement:  "The advantage of AD in loss grows with the depth of the network, in a fixed budget of Adam steps",
	Source:     Paper,
	Hypotheses: trainingSetup + "; float32, Adam, the same width and the same number of steps at every depth",
	Regime:     "as T4",
	Criterion:  "as T4",
	Counter:    "as T4",
	Expected:   Fails,
	Because:    "the floor hardly depends on depth, while for the biharmonic problem a deeper network of the same width ends the budget at a higher loss under AD: the ratio shrinks",
	Paired:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeTrend,
}
