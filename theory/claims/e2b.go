package claims

var claimE2b = Claim{
	ID:         "E2b",
	Statement:  "Higher truncated entropy goes with lower residual loss among finite differences, inside the regime",
	Source:     Ours,
	Hypotheses: featureModels + "; FD alone",
	Regime:     "eight steps (in the short run four) in a geometric row from 1.5 h_l to h_c/2, the predicted regime",
	Criterion:  "lower limit of Spearman(H, -log residual) > 0 in each setting, one-sided error rate 1e-3 (jackknife over seeds)",
	Counter:    "a setting with an upper limit below 0, at the same rate",
	Expected:   Fails,
	Because:    "inside the regime a smaller step raises the residual, while the entropy follows how evenly the noise fills the tail: AD being left out, both rise together, weakly for Poisson and more clearly for the biharmonic problem",
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeE2b,
}

func judgeE2b(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "problem") + " " + t.Key(r, "activation")
		j.AtLeast("lower limit", where, t.Value(r, ColLo), 0)
		j.CounterAtMost("upper limit", where, t.Value(r, ColHi), 0)
		j.risk = max(j.risk, SignLevel)
		j.counterRisk += SignLevel
	}
}
