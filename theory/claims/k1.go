package claims

import "math"

// The table of K1. Rows of kind KindDecay compare gradient descent with the law,
// rows of kind KindParity compare the losses of both sides.
const (
	KindDecay  = "decay"
	KindParity = "parity"
	ColDecay   = "relative error" // worst of |loss - law| / law over the checkpoints
	ColWorstLo = "least lo"       // least and largest end, over the checkpoints, of the
	ColWorstHi = "largest hi"     // interval of the median log(loss_FD / loss_AD)

	decayTolerance = 1e-8
)

const logRatioOfLosses = "largest |log(loss_FD/loss_AD)| of the interval"

// parityMargin is one percent of the loss, as a logarithm.
var parityMargin = math.Log(1.01)

var claimK1 = Claim{
	ID:         "K1",
	Statement:  "Gradient descent on fixed features decays mode by mode, and in float64 FD trains as fast as AD: the claim of faster training fails here",
	Source:     Ours,
	Hypotheses: "random features (R = 4), and the last layer of tanh networks of two hidden layers whose hidden layers stay as drawn, L = |A a - f|^2, a(0) = 0, eta = 0.5/sigma_1^2; Poisson and biharmonic, tanh and sin",
	Regime:     "checkpoints up to 10^5 steps; parity for h in [1e-3, 3e-3], and for the last layer with q = 4 in [2^-7, 2^-6]: its fourth derivatives are small, and rounding shows at 1e-3 (1.3% of the loss)",
	Criterion:  "|loss - law|/law <= 1e-8 at every checkpoint; the distribution-free 95% interval of the median log(loss_FD/loss_AD) over seeds within +-log 1.01 at every checkpoint (two one-sided tests)",
	Counter:    "the law off by more than 2e-8, or an interval that lies outside the margin",
	Expected:   Holds,
	Because:    "the law is exact; the modes that 10^5 steps can reach have large singular values, which agree (S1)",
	Paired:     false,
	Fault:      Fault{"the FD side sees the features of the next seed", Setup{Pairing: PairShifted}},
	Parity:     Parity{logRatioOfLosses, coarseStep},
	judge:      judgeK1,
}

func judgeK1(j *Judgement, t Table) {
	kinds := map[string]float64{}
	for _, r := range t.Rows {
		where := cell(t, r)
		kinds[t.Key(r, "kind")]++
		if t.Key(r, "kind") == KindDecay {
			j.Bound("|loss - law|/law", where, t.Value(r, ColDecay), decayTolerance, 2)
			continue
		}
		lo, hi := t.Value(r, ColWorstLo), t.Value(r, ColWorstHi)
		j.AtMost(logRatioOfLosses, where, math.Max(-lo, hi), parityMargin)
		j.CounterAtLeast("interval above parity", where, lo, parityMargin)
		j.CounterAtMost("interval below parity", where, hi, -parityMargin)
		j.risk = max(j.risk, ErrorRate95)
		j.counterRisk += 2 * ErrorRate95
	}
	for _, kind := range []string{KindDecay, KindParity} {
		if kinds[kind] == 0 {
			j.AtLeast("rows of "+kind, "all", 0, 1)
		}
	}
}
