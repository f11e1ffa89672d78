package claims

import "strconv"

// The table of E4: measured edges over predicted ones, medians over seeds.
const (
	ColRoom       = "least M - n_a"
	ColUpperRatio = "upper edge/h_c"
	ColLowerRatio = "lower edge/h_l"

	upperFactor = 2.5
	lowerFactor = 1.5
	leastNodes  = 100 // nodes from which E4 is judged
)

var claimE4 = Claim{
	ID:         "E4",
	Statement:  "Both edges of the regime are predictable from the noise law, with a kappa computed a priori",
	Source:     Ours,
	Hypotheses: "random features, Poisson and biharmonic, tanh, sin, Gaussian and sigmoid, float64 and float32, N and M to 400; M - n_a >= 5 in every seed",
	Regime:     "N >= 100; N = M = 50 is recorded, where the lower edge of Gaussian features is 1.51 times too high",
	Criterion:  "the step at which n_a(FD) first exceeds n_a(AD) by two is within a factor 2.5 of h_c, and the step at which H_FD falls below H_AD within a factor 1.5 of h_l, medians over seeds",
	Counter:    "a setting in which either is off by more than twice the factor",
	Expected:   Holds,
	Because:    "FD's tail is rounding noise whose deviation the order of operations fixes",
	Fault:      Fault{"stencils of accuracy 6, with other weights than the law was told", Setup{Accuracy: 6, Placement: PlacementForward}},
	judge:      judgeE4,
}

func judgeE4(j *Judgement, t Table) {
	judged := 0
	for _, r := range t.Rows {
		n, _ := strconv.Atoi(t.Key(r, "N"))
		if n < leastNodes || t.Value(r, ColRoom) < minimumTail {
			continue
		}
		judged++
		where := t.Key(r, "problem") + " " + t.Key(r, "activation") + " " + t.Key(r, "precision") + " N=" + t.Key(r, "N") + " M=" + t.Key(r, "M")
		j.Bound("upper edge and h_c differ by", where, offBy(t.Value(r, ColUpperRatio)), upperFactor, 2)
		j.Bound("lower edge and h_l differ by", where, offBy(t.Value(r, ColLowerRatio)), lowerFactor, 2)
	}
	if judged == 0 {
		j.AtLeast("settings with room", "all", 0, 1)
	}
}
