package claims

import "math"

// The table of B1. Its further columns are the inputs of the worst case.
const (
	ColEvaluations = "evaluations"       // of the search for the worst case
	ColWorst       = "worst error/bound" // confirmed in 256 bits
	ColHalved      = "r/2 caught at"     // evaluation at which the constant times r/2 was broken
	ColPower       = "power caught at"   // the same for a power of h too many; NaN without h

	// AdversaryBudget is the number of evaluations within which a wrong bound
	// must be caught.
	AdversaryBudget = 10_000

	// LargestArgumentError limits the error of an argument for the bounds of sine
	// features, which are of first order in it.
	LargestArgumentError = 0x1p-20
)

var claimB1 = Claim{
	ID:         "B1",
	Statement:  "No bound is violated by a search for its worst case, and a bound with half the constant that the search leaves, or a power of h too many, is",
	Source:     Ours,
	Hypotheses: "those of each bound, arguments and values to both ends of the range of float64, steps from 2^-44 to 2^4 and weights of features from 2^-4 to 2^4: truncation, a-priori and running rounding, their sum, the points of stencils, the bounds of sine features, the running bound of Taylor mode; Weyl's inequality and the error of computed singular values for 2 to 12 columns and up to 16 rows, spectra over 100 octaves, scales 2^-300 to 2^300",
	Regime:     "random points and climbs of Nelder and Mead from the best of them, screened in double-double, the worst confirmed in 256 bits",
	Criterion:  "worst error/bound r <= 1 for every bound; another search breaks the constant times r/2, and the bound times |h|, within 10^4 evaluations",
	Counter:    "one case beyond its bound",
	Expected:   Holds,
	Because:    "the bounds are proved, that of computed singular values but for the number of sweeps; r tells how much of each is needed",
	Figures:    []string{ColWorst, ColHalved, ColPower},
	Unseeded:   true,
	Fault:      Fault{"the constant of every bound is multiplied by half of its worst ratio", Setup{Bound: BoundHalved}},
	judge:      judgeB1,
}

func judgeB1(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "bound")
		j.Bound("worst error/bound", where, t.Value(r, ColWorst), 1, 1)
		j.AtMost("evaluations to break r/2", where, t.Value(r, ColHalved), AdversaryBudget)
		if !math.IsNaN(t.Value(r, ColPower)) {
			j.AtMost("evaluations to break a power of h", where, t.Value(r, ColPower), AdversaryBudget)
		}
	}
}
