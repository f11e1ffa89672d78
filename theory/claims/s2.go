package claims

import "adfd/theory"

// The table of S2.
const (
	ColTail   = "tail"         // least M - n_a
	ColAbove  = "all larger"   // seeds in which every sigma_k(FD) > sigma_k(AD), k > n_a(AD)
	ColBelow  = "most smaller" // seeds in which most of them are smaller
	ColRatio  = "least ratio"  // least sigma_k(FD)/sigma_k(AD) over seeds and k > n_a(AD)
	ColMiddle = "middle ratio" // median over seeds of the median ratio

	minimumTail = 5 // M - n_a that S2 asks for
)

var claimS2 = Claim{
	ID:         "S2",
	Statement:  "The small singular values of A_FD are larger than those of A_AD",
	Source:     Sharpened,
	Hypotheses: "random features, float64, M - n_a >= 5",
	Regime:     "h <= h_c/2, the upper edge that the noise law predicts",
	Criterion:  "sigma_k(FD) > sigma_k(AD) for every k > n_a(AD), in every seed and cell; n_a is the smaller of both sides, AD's in the regime",
	Counter:    "a cell in which most of the tail is smaller, in a number of seeds that a sign test calls significant",
	Expected:   Holds,
	Because:    "A_AD's tail decays below rounding; A_FD's is rounding noise of size u/h^q",
	Paired:     true,
	Reseeded:   true,
	Fault:      exchanged,
	judge:      judgeS2,
}

func judgeS2(j *Judgement, t Table) {
	long := t.Where(func(r Row) bool { return t.Value(r, ColTail) >= minimumTail })
	if len(long.Rows) == 0 {
		j.AtLeast("cells with a tail", "all", 0, leastCells)
	}
	inRegime(j, long, theory.BelowRegimeTop, func(r Row) {
		where := cell(t, r)
		j.Above("least sigma_k(FD)/sigma_k(AD)", where, t.Value(r, ColRatio), 1)
		j.CounterAtMost("opposite sign test p", where, SignTest(t.Value(r, ColBelow), t.Value(r, ColCount)), SignLevel)
		j.counterRisk += SignLevel
	})
}
