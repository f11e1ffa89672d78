package claims

import (
	"math"
	"strconv"

	"adfd/theory"
)

// The table of F3.
const (
	ColBestStep         = "best h"            // the step with the least error
	ColStepRatio        = "h/formula"         // the same over the optimal step
	ColBestError        = "best error"        // root mean square over the points
	ColErrorRatio       = "error/formula"     // the same over the accuracy at the optimal step
	ColStepExponent     = "step exponent"     // of u, fitted over the precisions
	ColAccuracyExponent = "accuracy exponent" // the same of the error
	AllPrecisions       = "24, 53, 106"       // rows of the exponents
	bestFactor          = 4                   // allowed of both ratios, either way
	exponentTolerance   = 0.02
)

var claimF3 = Claim{
	ID:         "F3",
	Statement:  "The best step and the best accuracy of a stencil follow from C, the sum of the absolute weights, and the norms of f and f^(p+q)",
	Source:     Ours,
	Hypotheses: "central stencils, q = 1..4, p = 2, 4, 6, 8; entire functions whose derivatives do not grow with their order; norms and errors are root mean squares over 48 points",
	Regime:     "steps within a factor 16 of the formula; significands of 24, 53 and 106 bits",
	Criterion:  "best h within a factor 4 of (q v W F/(p C G))^(1/(p+q)), v = u/sqrt 3 the deviation of a rounding, best error within 4 of C G h^p (1 + p/q); exponents 1/(p+q) and p/(p+q) of u, each +- 0.02, over 24, 53, 106 bits",
	Counter:    "a factor beyond 8 or an exponent off by more than 0.04",
	Expected:   Holds,
	Because:    "the minimum of C G h^p + v W F h^-q; the formula adds roundings that partly cancel, which the factor 4 leaves room for",
	Figures:    []string{ColStepRatio, ColErrorRatio},
	Unseeded:   true,
	Fault:      oneSided,
	judge:      judgeF3,
}

func judgeF3(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "function") + " q=" + t.Key(r, "q") + " p=" + t.Key(r, "p") + " bits " + t.Key(r, "bits")
		if t.Key(r, "bits") != AllPrecisions {
			j.Bound("factor of h", where, offBy(t.Value(r, ColStepRatio)), bestFactor, 2)
			j.Bound("factor of the error", where, offBy(t.Value(r, ColErrorRatio)), bestFactor, 2)
			continue
		}
		q, _ := strconv.Atoi(t.Key(r, "q"))
		p, _ := strconv.Atoi(t.Key(r, "p"))
		j.Bound("exponent of h", where, math.Abs(t.Value(r, ColStepExponent)-theory.StepExponent(q, p)), exponentTolerance, 2)
		j.Bound("exponent of the error", where, math.Abs(t.Value(r, ColAccuracyExponent)-theory.AccuracyExponent(q, p)), exponentTolerance, 2)
	}
}
