package claims

import (
	"math"
	"strconv"

	"adfd/theory"
)

// The table of E4: measured edges over predicted ones, medians over seeds.
const (
	ColRoom       = "least M - n_a"
	ColUpperRatio = "upper edge/h_c"
	ColLowerRatio = "lower edge/h_l"

	upperFactor = 2.5
	lowerFactor = 1.5
	leastNodes  = 100 // nodes from which E4 is judged
)

// The table of S3.
const (
	ColTailMedian = "tail median/model" // medians over seeds of measured over modelled:
	ColTailTop    = "tail top/model"    // of the tail's median, its largest value,
	ColNoiseNorm  = "norm of E/model"   // and the norm of the noise
	ColTailMean   = "tail mean"         // median over seeds of the tail's geometric mean
	ColExactTail  = "106-bit tail FD/AD"

	noiseFactor = 2
	noiseSlope  = 0.05
)

// offBy is the factor by which a ratio misses 1.
func offBy(ratio float64) float64 { return math.Max(ratio, 1/ratio) }

func noiseClaims() []Claim {
	return []Claim{
		{
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
			judge: func(j *Judgement, t Table) {
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
			},
		},
		{
			ID:         "S3",
			Statement:  "The tail of A_FD's singular values is rounding noise",
			Source:     Ours,
			Hypotheses: "random features, float64, central stencils of accuracy 2; steps inside the predicted regime",
			Regime:     theory.RegimeText,
			Criterion:  "the tail's median, and on the control seeds (one, in the audit four) the norm of the noise E, within a factor 2 of the Gaussian model with a-priori column deviations (the smallest value left out); slope -q +- 0.05 of the tail's geometric mean in h; assembled in 106 bits, on the control seeds, FD's tail equals AD's to a factor 2 as far down as that precision resolves it",
			Counter:    "a cell beyond twice a factor, or a slope beyond +-0.1",
			Expected:   Holds,
			Because:    "in exact arithmetic A_FD has A_AD's tail; what rounding adds has the deviation u kappa/h^q",
			Fault:      Fault{"forward stencils, whose weights are not the law's", Setup{Placement: PlacementForward, Accuracy: 4}},
			judge:      judgeNoise,
		},
	}
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
