package claims

import (
	"math"

	"adfd/theory"
)

// The table of S3: medians over seeds of measured over modelled.
const (
	ColTailMedian = "tail median/model" // of the tail's median,
	ColTailTop    = "tail top/model"    // of its largest value,
	ColNoiseNorm  = "norm of E/model"   // and of the norm of the noise
	ColExactTail  = "106-bit tail FD/AD"

	noiseFactor = 2
	noiseSlope  = 0.05
)

var claimS3 = Claim{
	ID:         "S3",
	Statement:  "The tail of A_FD's singular values is rounding noise",
	Source:     Ours,
	Hypotheses: "random features, float64, central stencils of accuracy 2; steps inside the predicted regime",
	Regime:     theory.RegimeText,
	Criterion:  "the tail's median, and on the control seeds (one, in the audit four) the norm of the noise E, within a factor 2 of the Gaussian model with a-priori column deviations (the smallest value left out); slope -q +- 0.05 of the tail's geometric mean in h; assembled in 106 bits, on the control seeds, FD's tail equals AD's to a factor 2 as far down as that precision resolves it",
	Counter:    "a cell beyond twice a factor, or a slope beyond +-0.1",
	Expected:   Holds,
	Because:    "in exact arithmetic A_FD has A_AD's tail; what rounding adds has the deviation u kappa/h^q",
	Fault:      otherWeights,
	judge:      judgeNoise,
}

// judgeNoise is the criterion of S3.
func judgeNoise(j *Judgement, t Table) {
	type line struct {
		q       float64
		h, mean []float64
	}
	lines := map[string]*line{}
	var order []string
	inRegime(j, t, theory.InRegime, func(r Row) {
		where := cell(t, r)
		j.Bound("tail median and model differ by", where, offBy(t.Value(r, ColTailMedian)), noiseFactor, 2)
		j.Bound("norm of E and model differ by", where, offBy(t.Value(r, ColNoiseNorm)), noiseFactor, 2)
		j.Bound("106-bit tails differ by", where, offBy(t.Value(r, ColExactTail)), noiseFactor, 2)
		name := t.Key(r, "problem") + " " + t.Key(r, "activation") + " " + t.Key(r, "nodes")
		l := lines[name]
		if l == nil {
			l = &line{q: t.Value(r, ColOrder)}
			lines[name] = l
			order = append(order, name)
		}
		l.h, l.mean = append(l.h, t.Value(r, ColStep)), append(l.mean, t.Value(r, ColTailMean))
	})
	for _, name := range order {
		l := lines[name]
		slope, _ := LogSlope(l.h, l.mean)
		j.Bound("|slope + q|", name, math.Abs(slope+l.q), noiseSlope, 2)
	}
}
