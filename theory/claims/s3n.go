package claims

import (
	"math"

	"adfd/theory"
)

var claimS3n = Claim{
	ID:         "S3n",
	Statement:  "The tail of the singular values of FD's Jacobian of a network is rounding noise",
	Source:     Ours,
	Hypotheses: networkSpectra + "; in the tests one hidden layer of 20",
	Regime:     theory.RegimeText + ", of J, medians over seeds",
	Criterion:  "the tail's median, and on one control seed of 1x20 the norm of the noise E in the interior rows, within a factor 2 of AD's Jacobian with noise by the law: Gaussian of a-priori column deviations, on the control seed with the roundings that all rows have in common (the smallest value left out); computed in 106 bits, on that seed, FD's tail is at most twice AD's as far down as that precision resolves it, and at least half where FD's truncation is at most 1% of the operator",
	Counter:    "a cell beyond twice a factor",
	Expected:   Holds,
	Because:    "in exact arithmetic J_FD has J_AD's tail; what rounding adds has the deviation u kappa/h^q. Large steps smooth the tail of tanh: in exact arithmetic FD's is a fifth of AD's at h_c/2 in the biharmonic problem, and no larger one is seen",
	Fault:      otherWeights,
	judge:      judgeS3n,
}

func judgeS3n(j *Judgement, t Table) {
	tails, controls := 0.0, 0.0
	for _, r := range t.Rows {
		if !theory.InRegime(t.Value(r, ColStep), t.Value(r, ColLower), t.Value(r, ColUpper)) {
			continue
		}
		tails++
		where := t.Key(r, "problem") + " " + t.Key(r, "network") + " " + t.Key(r, "activation") + " " +
			t.Key(r, "precision") + " " + t.Key(r, "parameters") + " h=" + t.Key(r, "h")
		j.Bound("tail median and model differ by", where, offBy(t.Value(r, ColTailMedian)), noiseFactor, 2)
		if math.IsNaN(t.Value(r, ColNoiseNorm)) { // the other networks have no control
			continue
		}
		controls++
		j.Bound("norm of E and model differ by", where, offBy(t.Value(r, ColNoiseNorm)), noiseFactor, 2)
		exact := t.Value(r, ColExactTail)
		j.Bound("106-bit tail over AD's", where, exact, noiseFactor, 2)
		if t.Value(r, ColTruncation) <= lowTruncation {
			j.Bound("106-bit tails differ by", where, offBy(exact), noiseFactor, 2)
		}
	}
	if tails == 0 || controls == 0 {
		j.AtLeast("cells in the regime with a control", "all", math.Min(tails, controls), 1)
	}
}
