package claims

import "math"

// The pools of E2c's table.
const (
	PoolFloat64 = "float64"       // M fixed, the coefficient of E2a
	PoolFloat32 = "float32"       // the same, assembled in float32
	PoolSizes   = "pooled over M" // float64, three sizes together
)

var claimE2c = Claim{
	ID:         "E2c",
	Statement:  "The coefficient of entropy with residual has no sign of its own: in one and the same problem and activation it is clearly positive in one of float64, float32 and pooled over the number of features, and clearly negative in another",
	Source:     Ours,
	Hypotheses: featureModels + ", M fixed (the coefficient of E2a); the same assembled in float32; or float64 with M pooled over three sizes",
	Regime:     "as E2a, with the h_c of each precision and size; AD counted once a seed and size",
	Criterion:  "some problem and activation has a lower limit above 0.4, what E2a calls going with, in one pool, and an upper limit below 0 in another; limits with a one-sided error rate of 1e-3",
	Counter:    "in every problem and activation the limits of all three pools exclude 0 on the same side",
	Expected:   Holds,
	Because:    "the span of steps sets the coefficient, and the precision sets what the span meets: in float64 it stays above h_l; in float32 h_l lies inside it for the biharmonic problem, and below h_l noise fills the spectrum evenly and raises entropy and residual together",
	Paired:     true,
	Reseeded:   true,
	Fault:      inPlaceOfFD,
	judge:      judgeSign,
}

// judgeSign is the criterion of E2c. A setting is a problem and an activation; what
// decides is the one in which the smaller of the two margins is largest.
func judgeSign(j *Judgement, t Table) {
	type limits struct {
		highest, lowest Clause  // of the lower and of the upper limits
		lo, hi          float64 // least and largest of all
	}
	var order []string
	settings := map[string]*limits{}
	for _, r := range t.Rows {
		name := t.Key(r, "problem") + " " + t.Key(r, "activation")
		l, seen := settings[name]
		if !seen {
			order = append(order, name)
			l = &limits{Clause{Measured: math.Inf(-1)}, Clause{Measured: math.Inf(1)}, math.Inf(1), math.Inf(-1)}
			settings[name] = l
		}
		lo, hi, where := t.Value(r, ColLo), t.Value(r, ColHi), name+" "+t.Key(r, "pool")
		if lo > l.highest.Measured {
			l.highest = Clause{What: "lower limit", Where: where, Measured: lo, Limit: correlationLower, Lower: true}
		}
		if hi < l.lowest.Measured {
			l.lowest = Clause{What: "upper limit", Where: where, Measured: hi, Limit: 0}
		}
		l.lo, l.hi = min(l.lo, lo), max(l.hi, hi)
	}
	if len(order) == 0 {
		return // of no setting every statement would be true
	}
	margin := func(l *limits) float64 { return min(l.highest.Margin(), l.lowest.Margin()) }
	best, apart := settings[order[0]], math.Inf(1)
	for _, name := range order {
		l := settings[name]
		if margin(l) > margin(best) {
			best = l
		}
		apart = min(apart, max(l.lo, -l.hi)) // from 0, on the same side: NaN if a limit is
	}
	j.must = append(j.must, best.highest, best.lowest)
	j.CounterAbove("least distance of a setting's limits from 0", "every setting", apart, 0)
	// Limits are picked among the two of every row: the error rate is that of any. To
	// fail wrongly, in a setting with a coefficient on either side, one of two must err.
	j.risk, j.counterRisk = 2*float64(len(t.Rows))*SignLevel, 2*SignLevel
}
