package claims

import "math"

// The tables of T3, T4 and K3: a trend with its median over seeds, or estimate, and
// its 95% interval in the columns ColTrend, ColLo and ColHi.
const ColTrend = "trend"

// The table of T5: a kind of row for each of its two statements.
const (
	KindNoise          = "gradient noise"    // noise of FD's gradient over that of AD's
	KindRate           = "largest rate"      // log ratio of the largest stable rates
	ColGradientNoise   = "noise FD/AD"       // median over seeds
	ColGradientNoiseLo = "noise FD/AD lo"    // lower limit of its interval
	ColRateRatio       = "largest log ratio" // end of the interval of the log ratio of rates that is farther from 0
)

// RateFloor is the largest FD's floor may be beside the loss for a largest stable rate to be looked for: the
// noise of FD's loss, 2 sqrt(floor/loss), is then 0.5%, half of what a stable descent may
// rise by. Beyond, noise decides what is stable.
const RateFloor = (0.005 / 2) * (0.005 / 2)

// rateParity is a step of the search for the largest stable rate, 2^(1/8).
var rateParity = math.Log(2) / 8

func advantageClaims() []Claim {
	exchanged := Fault{"the sides are exchanged", Setup{AD: EngineFD, FD: EngineAD}}
	return []Claim{
		{
			ID:         "T3",
			Statement:  "The advantage of AD grows with the order of the equation, each order at FD's own best step",
			Source:     Sharpened,
			Hypotheses: trainingSetup + "; float32, Levenberg-Marquardt; FD's best step is the one with the least median ratio of solution errors",
			Regime:     "Poisson (q = 2) against biharmonic (q = 4), each at its best step",
			Criterion:  "the difference over seeds of the log ratios (FD over AD) of the final solution error, q = 4 less q = 2, has a 95% interval of its median above 0",
			Counter:    "an interval below 0",
			Expected:   Holds,
			Because:    "the best accuracy goes with u^(p/(p+q)): a higher order leaves less of the precision",
			Paired:     true,
			Fault:      exchanged,
			judge:      judgeTrend,
		},
		{
			ID:         "T4",
			Statement:  "The advantage of AD in loss grows with the depth of the network, 1 to 4 hidden layers, where training gets down to the floors",
			Source:     Sharpened,
			Hypotheses: trainingSetup + "; float32, Levenberg-Marquardt, the same width at every depth",
			Regime:     "steps at which FD's rounding floor shows: one for each problem, the same at every depth",
			Criterion:  "the slope against depth of the log ratio (FD over AD) of final losses has a 95% interval of its median over seeds above 0, for each problem",
			Counter:    "a problem whose interval lies below 0",
			Expected:   Holds,
			Because:    "FD's floor depends on the network's output and hardly on its depth, while AD's loss falls with what the network can express",
			Paired:     true,
			Fault:      exchanged,
			judge:      judgeTrend,
		},
		{
			ID:         "T4w",
			Statement:  "The advantage of AD in loss grows with the depth of the network, in a fixed budget of Adam steps",
			Source:     Paper,
			Hypotheses: trainingSetup + "; float32, Adam, the same width and the same number of steps at every depth",
			Regime:     "as T4",
			Criterion:  "as T4",
			Counter:    "as T4",
			Expected:   Fails,
			Because:    "the floor hardly depends on depth, while for the biharmonic problem a deeper network of the same width ends the budget at a higher loss under AD: the ratio shrinks",
			Paired:     true,
			Fault:      Fault{"AD quietly fills FD's place", Setup{FD: EngineAD}},
			judge:      judgeTrend,
		},
		{
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
			Fault:      exchanged,
			judge: func(j *Judgement, t Table) {
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
						j.Bound("log ratio of rates", where, math.Abs(t.Value(r, ColRateRatio)), rateParity, 2)
					}
					count.add(kind)
					j.risk = max(j.risk, ErrorRate95)
				}
				count.require(j, "rows", 1)
			},
		},
		{
			ID:         "K3",
			Statement:  "The truncated entropy of the kernel K goes with training speed",
			Source:     Paper,
			Hypotheses: trainingSetup + "; float32, Adam; entropy of K = J J^T at the initial parameters; speed is the mean over the run of log(initial loss / loss)",
			Regime:     "AD and FD at every step of the grid, over seeds; each problem by itself",
			Criterion:  "Spearman's coefficient of entropy and speed has a 95% interval (jackknife over seeds) above 0 in each problem",
			Counter:    "a problem whose interval lies below 0",
			Expected:   Fails,
			Because:    "FD's noise evens out the tail of the kernel, which raises its entropy, and slows training: the two go against each other",
			Paired:     true,
			Fault:      Fault{"AD quietly fills FD's place", Setup{FD: EngineAD}},
			judge:      judgeTrend,
		},
	}
}

// judgeTrend requires an interval above 0 in every row.
func judgeTrend(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "problem")
		j.Above("lower limit", where, t.Value(r, ColLo), 0)
		j.CounterAbove("upper limit, negated", where, -t.Value(r, ColHi), 0)
		j.risk = max(j.risk, ErrorRate95)
		j.counterRisk += ErrorRate95
	}
}
