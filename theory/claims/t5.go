package claims

import "math"

// The table of T5: a kind of row for each of its two statements.
const (
	KindNoise          = "gradient noise"    // noise of FD's gradient over that of AD's
	KindRate           = "largest rate"      // log ratio of the largest stable rates
	ColGradientNoise   = "noise FD/AD"       // median over seeds
	ColGradientNoiseLo = "noise FD/AD lo"    // lower limit of its interval
	ColRateRatio       = "largest log ratio" // end of the interval of the log ratio of rates that is farther from 0
)

const logRatioOfRates = "log ratio of rates"

// noiseGain is how much noisier FD's gradient must be.
const noiseGain = 10

// RateFloor is the largest FD's floor may be beside the loss for a largest stable rate to be looked for: the
// noise of FD's loss, 2 sqrt(floor/loss), is then 0.5%, half of what a stable descent may
// rise by. Beyond, noise decides what is stable.
const RateFloor = (0.005 / 2) * (0.005 / 2)

// rateParity is a step of the search for the largest stable rate, 2^(1/8).
var rateParity = math.Log(2) / 8

var claimT5 = Claim{
	ID:         "T5",
	Statement:  "AD trains more stably: FD's gradient carries more noise, while the largest stable rate is the same",
	Source:     Sharpened,
	Hypotheses: trainingSetup + "; noise is the distance of the float32 gradient from the float64 gradient of the same side at the same parameters; the largest stable rate is gradient descent's from there, the one up to which the loss of 60 steps never exceeds what it starts from by more than 1%",
	Regime:     "gradients: float32, cells in which FD's predicted floor at AD's solution is at least 4 times AD's final loss; rates: float64, every step at which that floor is at most 6.25e-6 of the loss in every seed, so that FD's noise of 2 sqrt(floor/loss) is half of the 1%",
	Criterion:  "the interval of the median ratio of noise lies above 10 in each cell; the interval of the log ratio of largest stable rates lies within +-log(2)/8, a step of the search",
	Counter:    "a cell with a median ratio of noise below 1, or an interval of the log ratio that reaches twice the limit",
	Expected:   Holds,
	Because:    "the gradient sums residuals that err by u/h^q; the largest eigenvalue of the kernel belongs to modes that FD gets right (S1)",
	Paired:     true,
	Trains:     true,
	Fault:      exchanged,
	Parity:     Parity{logRatioOfRates, coarseStep},
	judge:      judgeT5,
}

func judgeT5(j *Judgement, t Table) {
	count := newTally()
	for _, kind := range []string{KindNoise, KindRate} {
		count.see(kind)
	}
	for _, r := range t.Rows {
		where, kind := t.Key(r, "problem")+" "+t.Key(r, "network")+" h="+t.Key(r, "h"), t.Key(r, "kind")
		if kind == KindNoise {
			if !(t.Value(r, ColPredicted) >= FloorFactor) {
				continue
			}
			j.Above("lower limit of the noise ratio", where, t.Value(r, ColGradientNoiseLo), noiseGain)
			j.CounterAbove("median noise ratio AD/FD", where, 1/t.Value(r, ColGradientNoise), 1)
		} else {
			if t.Value(r, ColPredicted) > RateFloor {
				continue
			}
			j.Bound(logRatioOfRates, where, math.Abs(t.Value(r, ColRateRatio)), rateParity, 2)
		}
		count.add(kind)
		j.risk = max(j.risk, ErrorRate95)
	}
	count.require(j, "rows", 1)
}
