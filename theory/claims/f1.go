package claims

import "math"

// The table of F1. Rows whose arithmetic is ArithmeticExact decide; the float64
// sweep stands beside them.
const (
	ColConstant     = "constant/textbook"
	ColPoints       = "points" // at which the worst slope and constant were sought; of the float64 sweep, steps
	ArithmeticExact = "256 bits"
	ArithmeticFloat = "float64"
)

// Tolerances of F1, part of its statement: the slope within 0.02 of p, the
// constant within 1%.
const (
	slopeTolerance    = 0.02
	constantTolerance = 0.01
)

var claimF1 = Claim{
	ID:         "F1",
	Statement:  "A stencil of accuracy p errs by C h^p f^(p+q), with its textbook constant C",
	Source:     Ours,
	Hypotheses: "central stencils, q = 1..4, p = 2, 4, 6, 8, summed in 256 bits; f analytic; points where |f^(p+q)| >= 0.1 of its maximum",
	Regime:     "a decade of h below the analyticity radius; the float64 sweep is recorded beside it and does not decide",
	Criterion:  "|slope - p| <= 0.02 and |constant/textbook - 1| <= 0.01 in every cell, each at one point or more",
	Counter:    "a cell beyond twice either tolerance",
	Expected:   Holds,
	Because:    "Taylor's theorem; in exact arithmetic nothing else is left",
	Unseeded:   true,
	Fault:      oneSided,
	judge:      judgeF1,
}

func judgeF1(j *Judgement, t Table) {
	for _, r := range t.Rows {
		if t.Key(r, "arithmetic") != ArithmeticExact {
			continue
		}
		where := t.Key(r, "function") + " q=" + t.Key(r, "q") + " p=" + t.Key(r, "p")
		// A precondition: how many points there are beyond the first is no margin.
		if points := t.Value(r, ColPoints); !(points >= 1) {
			j.AtLeast("points", where, points, 1)
		}
		j.Bound("|slope - p|", where, math.Abs(t.Value(r, ColSlope)-t.Value(r, "accuracy")), slopeTolerance, 2)
		j.Bound("|constant/textbook - 1|", where, math.Abs(t.Value(r, ColConstant)-1), constantTolerance, 2)
	}
}
