package claims

// The table of P2: the least times over repetitions that alternate.
const (
	ColTimeRatio   = "time AD/FD"
	ColMemoryRatio = "memory AD/FD"
	ColBandLo      = "band lo"
	ColBandHi      = "band hi"
)

var claimP2 = Claim{
	ID:         "P2",
	Statement:  "AD costs what FD costs, within a band declared for each case",
	Source:     Ours,
	Hypotheses: "a step (loss and gradient) on 100 + boundary points in float64, one after the other in one run: two-layer and deep, q = 2 and 4; memory by the numbers that a bundle holds",
	Regime:     "every case; the band is declared with the case",
	Criterion:  "the ratio of the least times over the turns and the ratio of memory, AD's over FD's of accuracy 2, lie in the case's band",
	Counter:    "a ratio of time beyond twice the band's upper end",
	Expected:   Holds,
	Because:    "both carry q + 1 channels in one variable; AD evaluates the activation once for all of them and pays with products of series",
	Unseeded:   true,
	Timed:      true,
	Fault:      Fault{"stencils of accuracy 8, which carry more channels", Setup{Accuracy: 8}},
	judge:      judgeP2,
}

func judgeP2(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "case")
		lo, hi := t.Value(r, ColBandLo), t.Value(r, ColBandHi)
		j.AtLeast("time AD/FD", where, t.Value(r, ColTimeRatio), lo)
		j.AtMost("time AD/FD", where, t.Value(r, ColTimeRatio), hi)
		j.AtMost("memory AD/FD", where, t.Value(r, ColMemoryRatio), hi)
		j.AtLeast("memory AD/FD", where, t.Value(r, ColMemoryRatio), lo)
		j.CounterAbove("time AD/FD", where, t.Value(r, ColTimeRatio), 2*hi)
	}
}
