package claims

// largeStep is where the residual claims count a step as large.
const largeStep = 0.1

var claimP1 = Claim{
	ID:         "P1",
	Statement:  "For tanh, at large steps, FD's own residual is not worse than AD's",
	Source:     Ours,
	Hypotheses: featureSolutions + "; tanh",
	Regime:     "tanh, h >= 0.1",
	Criterion:  "median of residual_FD / residual_AD <= 1 in every cell, over pairs that differ; a point estimate, to which no error rate belongs",
	Counter:    "a cell with residual_AD < residual_FD by a sign test at p < 1e-3",
	Expected:   Holds,
	Because:    "the noise floor u/h^q is below AD's own residual there; truncation shows in the solution, not in the residual",
	Paired:     true,
	Fault:      exchanged,
	judge:      judgeP1,
}

func judgeP1(j *Judgement, t Table) {
	for _, r := range t.Rows {
		if t.Key(r, "activation") != "tanh" || t.Value(r, ColStep) < largeStep {
			continue
		}
		where := cell(t, r)
		wins, losses, n := t.Value(r, ColWins), t.Value(r, ColLosses), t.Value(r, ColCount)
		j.AtMost("median residual_FD/residual_AD", where, t.Value(r, ColMedian), 1)
		j.AtLeast("pairs that differ", where, wins+losses, 1)
		j.CounterAtMost("sign test p of AD", where, SignTest(wins, n), SignLevel)
		j.counterRisk += SignLevel
	}
}
