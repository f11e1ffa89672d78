package claims

import "strconv"

// The table of F2. Rows of functions that are not smooth stand about their kink.
const (
	ColTotal            = "error/bound"   // worst of |error| / (truncation + a-priori rounding)
	ColTightness        = "bound/error"   // median of the inverse
	ColRunning          = "error/running" // worst of |error| / (truncation + running rounding bound)
	ColRunningTightness = "running/error" // median of the inverse
	SmoothYes           = "yes"           // f^(p+q) exists, or is bounded almost everywhere
	SmoothNo            = "no"            // it does not
	RegimeTruncation    = "truncation"    // truncation bound >= rounding bound
	RegimeRounding      = "rounding"      // the rest
	RegimeKink          = "kink"          // the stencil straddles a kink
	AllFunctions        = "all"           // rows of all functions and orders, for the medians
	LowAccuracy         = 4               // accuracies up to it are the rows AccuracyLow
	AccuracyLow         = "<= 4"          // of the key p
	AccuracyHigh        = "> 4"           // the rest
)

// F2's limits, part of its statement.
const (
	tightTruncation = 10  // of the median of bound/error where truncation dominates and p <= 4
	tightElse       = 100 // the same elsewhere
	kinkShortfall   = 0.5 // by which the slope at a kink must miss p
)

var claimF2 = Claim{
	ID:         "F2",
	Statement:  "The total error of a stencil is at most truncation bound plus rounding bound",
	Source:     Ours,
	Hypotheses: "central stencils in float64, q = 1..4, p = 2, 4, 6, 8; library functions within their stated errors; f^(p+q) bounded on the stencil's reach, its maximum proved by interval arithmetic. relu and |z|^3 at the kink stand outside: key smooth = no",
	Regime:     "h from max(1e-12, smallest with x±h != x) to 1, argument, weight and library error in the bound",
	Criterion:  "error against 256 bits <= bound, a-priori and running, never violated; tightness by regime: median of bound/error <= 10 where truncation dominates and p <= 4, else <= 100; at a kink the slope p is missed by 0.5 at least",
	Counter:    "one error beyond its bound, a median beyond twice its limit, or a slope above p - 0.5 at a kink",
	Expected:   Holds,
	Because:    "Peano's kernel and the standard model of rounding prove it; the kernel of a central stencil has one sign, so the truncation bound is attained",
	Figures:    []string{ColTotal, ColTightness},
	Unseeded:   true,
	Fault:      oneSided,
	judge:      judgeF2,
}

func judgeF2(j *Judgement, t Table) {
	for _, r := range t.Rows {
		where := t.Key(r, "function") + " q=" + t.Key(r, "q") + " p=" + t.Key(r, "p") + " " + t.Key(r, "regime")
		if t.Key(r, "function") == AllFunctions {
			limit := float64(tightElse)
			if t.Key(r, "regime") == RegimeTruncation && t.Key(r, "p") == AccuracyLow {
				limit = tightTruncation
			}
			j.Bound("median bound/error", where, t.Value(r, ColTightness), limit, 2)
			continue
		}
		if t.Key(r, "smooth") == SmoothNo {
			p, _ := strconv.ParseFloat(t.Key(r, "p"), 64)
			j.Bound("slope at the kink", where, t.Value(r, ColSlope), p-kinkShortfall, 1)
			continue
		}
		j.Bound("error/bound", where, t.Value(r, ColTotal), 1, 1)
		j.Bound("error/running bound", where, t.Value(r, ColRunning), 1, 1)
	}
}
