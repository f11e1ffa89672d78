package claims

// The table of P2: what is counted, and beside it what was timed.
const (
	ColExpRatio       = "exponentials AD/FD"  // evaluations of the activation in a step
	ColExpLo          = "exponentials lo"     // the fewest that AD can do with, beside FD's
	ColOperationRatio = "operations AD/FD"    // multiply-adds in a step, with a price for an exponential
	ColMemoryRatio    = "memory AD/FD"        // channels of a bundle
	ColTimeRatio      = "time AD/FD"          // least processor times over turns that alternate
	ColTurns          = "turns"               // of each side that were timed; 0 where the table was not
	ColLoad           = "wall/processor time" // over all turns: 1 on a machine that does nothing else
	ColSpread         = "second/least time"   // of the less steady side
	ColBandLo         = "band lo"
	ColBandHi         = "band hi"
)

// From busyLoad on others have a third of the machine's time, and a time says nothing.
const busyLoad = 1.5

// SteadyTimes is how near the two least times of a side are to each other where nothing disturbed them:
// other programs only add to a time, and hardly the same twice.
const SteadyTimes = 1.05

var claimP2 = Claim{
	ID:         "P2",
	Statement:  "AD costs what FD costs, within a band declared for each case",
	Source:     Ours,
	Hypotheses: "a step (loss and gradient) on 100 + boundary points in float64: two-layer and deep, q = 2 and 4; exponentials and operations by count, memory by the numbers that a bundle holds; times are the processor's, one step after the other in one run, at size audit and where a table is recorded",
	Regime:     "every case; the band is declared with the case",
	Criterion:  "the ratios of operations and of memory, AD's over FD's of accuracy 2, and where it was timed the ratio of the least times over the turns, lie in the case's band; AD's exponentials are between 1/(q+1) of FD's and as many. Too busy to tell: wall time above 1.5 of the processor's, or the two least times of a side more than 5% apart",
	Counter:    "a ratio of operations, or of time where it can be told, beyond twice the band's upper end",
	Expected:   Holds,
	Because:    "both carry q + 1 channels in one variable; AD evaluates the activation once for all of them and pays with products of series",
	Unseeded:   true,
	Timed:      true,
	Fault:      Fault{"stencils of accuracy 8, which carry more channels", Setup{Accuracy: 8}},
	judge:      judgeP2,
}

func judgeP2(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "case")
		lo, hi := t.Value(r, ColBandLo), t.Value(r, ColBandHi)
		within := func(what string, v float64) {
			j.AtLeast(what, where, v, lo)
			j.AtMost(what, where, v, hi)
		}
		j.AtLeast(ColExpRatio, where, t.Value(r, ColExpRatio), t.Value(r, ColExpLo))
		j.AtMost(ColExpRatio, where, t.Value(r, ColExpRatio), 1)
		within(ColOperationRatio, t.Value(r, ColOperationRatio))
		j.CounterAbove(ColOperationRatio, where, t.Value(r, ColOperationRatio), 2*hi)
		within(ColMemoryRatio, t.Value(r, ColMemoryRatio))
		load, spread := t.Value(r, ColLoad), t.Value(r, ColSpread)
		switch {
		case t.Value(r, ColTurns) == 0: // judged by its counts
		case !(load <= busyLoad):
			j.AtMost("too busy to tell, "+ColLoad, where, load, busyLoad)
		case !(spread <= SteadyTimes):
			j.AtMost("too busy to tell, "+ColSpread, where, spread, SteadyTimes)
		default:
			within(ColTimeRatio, t.Value(r, ColTimeRatio))
			j.CounterAbove(ColTimeRatio, where, t.Value(r, ColTimeRatio), 2*hi)
		}
	}
}
