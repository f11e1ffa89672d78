package claims

const edgeFactor = 2

var claimK6 = Claim{
	ID:         "K6",
	Statement:  "Both edges of the regime of a network's Jacobian, and of its kernel, are predictable from the noise law",
	Source:     Ours,
	Hypotheses: networkSpectra,
	Regime:     "settings whose predicted width (h_c/2)/(1.5 h_l) is at least 1.1, J and K apart; the others are recorded",
	Criterion:  "the step at which FD first keeps two values more than AD is within a factor 2 of h_c, and the step at which H_FD falls below H_AD within a factor 2 of h_l; medians over seeds, on steps of 2^(1/8)",
	Counter:    "a setting in which either is off by more than a factor 4",
	Expected:   Holds,
	Because:    "the law follows every rounding to the entries of J by all its paths, and has no fitted constant",
	Fault:      otherWeights,
	judge:      judgeK6,
}

func judgeK6(j *Judgement, t Table) {
	judged := map[string]float64{}
	for _, r := range t.Rows {
		if !(RegimeWidth(t.Value(r, ColLower), t.Value(r, ColUpper)) >= LeastWidth) {
			continue
		}
		judged[t.Key(r, ColMatrix)]++
		where := networkSetting(t, r)
		j.Bound("upper edge and h_c differ by", where, offBy(t.Value(r, ColUpperRatio)), edgeFactor, 2)
		j.Bound("lower edge and h_l differ by", where, offBy(t.Value(r, ColLowerRatio)), edgeFactor, 2)
	}
	for _, matrix := range []string{matrixJ, matrixK} {
		if judged[matrix] == 0 {
			j.AtLeast("settings with a regime", matrix, 0, 1)
		}
	}
}
