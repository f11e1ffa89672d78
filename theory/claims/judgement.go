package claims

import (
	"fmt"
	"math"
)

// Outcome is a verdict with what it rests on.
type Outcome struct {
	Verdict Verdict
	// Margin is the least, over the clauses of the criterion, of
	// allowed/measured for upper limits and measured/required for lower ones.
	// Above 1 the criterion is met.
	Margin float64
	// CounterMargin is the largest margin of the counter-criterion's clauses:
	// above 1 one is met, and at 1 one that is not strict. It is 0 where there is
	// no such clause.
	CounterMargin float64
	// FalseAlarm bounds the probability that chance alone gives this verdict.
	// It is 0 for a verdict without a statistical test. A clause on a point
	// estimate, or on the worst seed, is no test and declares no rate.
	FalseAlarm float64
	Clauses    []Clause // of the criterion
	Counters   []Clause // of the counter-criterion
}

// Worst is the clause that sets the margin; ok is false if there is none.
func (o Outcome) Worst() (worst Clause, ok bool) {
	for _, c := range o.Clauses {
		if !ok || !(c.Margin() >= worst.Margin()) {
			worst, ok = c, true
		}
	}
	return worst, ok
}

// Clause is one inequality: Measured <= Limit, or Measured >= Limit if Lower. If
// Strict, the limit itself does not meet it.
type Clause struct {
	What, Where     string
	Measured, Limit float64
	Lower, Strict   bool
}

// Met reports whether the inequality is true. NaN meets nothing.
func (c Clause) Met() bool {
	switch {
	case c.Strict && c.Measured == c.Limit:
		return false
	case c.Lower:
		return c.Measured >= c.Limit
	}
	return c.Measured <= c.Limit
}

// Relation is the inequality's sign: <=, >=, < or >.
func (c Clause) Relation() string {
	sign := "<"
	if c.Lower {
		sign = ">"
	}
	if c.Strict {
		return sign
	}
	return sign + "="
}

// String writes the clause with three digits, or with all of them where three do
// not tell measured from limit.
func (c Clause) String() string {
	measured, limit := fmt.Sprintf("%.3g", c.Measured), fmt.Sprintf("%.3g", c.Limit)
	if measured == limit && c.Measured != c.Limit {
		measured, limit = fmt.Sprint(c.Measured), fmt.Sprint(c.Limit)
	}
	return fmt.Sprintf("%s at %s: %s %s %s", c.What, c.Where, measured, c.Relation(), limit)
}

// Margin is Limit/Measured for an upper limit and Measured/Limit for a lower
// one. A measured 0 below an upper limit has an infinite margin. Where the limit
// itself is 0 a quotient says nothing, and the margin is 1 plus the distance to
// the limit, positive on the side that meets it. NaN on either side has margin 0.
// A limit below 0 is the other limit on the negated value. A strict clause at its limit has margin 1 and is not met.
func (c Clause) Margin() float64 {
	switch {
	case math.IsNaN(c.Measured), math.IsNaN(c.Limit):
		return 0
	case c.Limit == 0 && c.Lower:
		return 1 + c.Measured
	case c.Limit == 0:
		return 1 - c.Measured
	case c.Limit < 0:
		return Clause{Measured: -c.Measured, Limit: -c.Limit, Lower: !c.Lower}.Margin()
	case c.Lower:
		return c.Measured / c.Limit
	case c.Measured <= 0:
		return math.Inf(1)
	}
	return c.Limit / c.Measured
}

// Judgement collects the clauses of a criterion, all of which must be met, and
// of its counter-criterion, of which one suffices.
type Judgement struct {
	must, counter []Clause
	risk          float64 // largest error rate of one test in must
	counterRisk   float64 // sum of the error rates of the tests in counter
}

// AtMost requires measured <= limit.
func (j *Judgement) AtMost(what, where string, measured, limit float64) {
	j.must = append(j.must, Clause{What: what, Where: where, Measured: measured, Limit: limit})
}

// AtLeast requires measured >= limit.
func (j *Judgement) AtLeast(what, where string, measured, limit float64) {
	j.must = append(j.must, Clause{What: what, Where: where, Measured: measured, Limit: limit, Lower: true})
}

// Above requires measured > limit.
func (j *Judgement) Above(what, where string, measured, limit float64) {
	j.must = append(j.must, Clause{What: what, Where: where, Measured: measured, Limit: limit, Lower: true, Strict: true})
}

// CounterAtMost makes the claim fail if measured <= limit.
func (j *Judgement) CounterAtMost(what, where string, measured, limit float64) {
	j.counter = append(j.counter, Clause{What: what, Where: where, Measured: measured, Limit: limit})
}

// CounterAtLeast makes the claim fail if measured >= limit.
func (j *Judgement) CounterAtLeast(what, where string, measured, limit float64) {
	j.counter = append(j.counter, Clause{What: what, Where: where, Measured: measured, Limit: limit, Lower: true})
}

// CounterAbove makes the claim fail if measured > limit.
func (j *Judgement) CounterAbove(what, where string, measured, limit float64) {
	j.counter = append(j.counter, Clause{What: what, Where: where, Measured: measured, Limit: limit, Lower: true, Strict: true})
}

// CounterBelow makes the claim fail if measured < limit.
func (j *Judgement) CounterBelow(what, where string, measured, limit float64) {
	j.counter = append(j.counter, Clause{What: what, Where: where, Measured: measured, Limit: limit, Strict: true})
}

// Bound requires measured <= limit and lets the claim fail beyond limit*slack.
// Between the two it is inconclusive; slack 1 leaves no such room and is for
// bounds that a single violation refutes.
func (j *Judgement) Bound(what, where string, measured, limit, slack float64) {
	j.AtMost(what, where, measured, limit)
	j.CounterAbove(what, where, measured, float64(float64(limit)*slack))
}

// SignLevel is the level of every one-sided sign test, and of the limits of E2b
// and E2c.
const SignLevel = 1e-3

// Ordered requires that wins of n pairs settle a one-sided sign test, and lets
// the claim fail where losses settle the opposite one. Ties are neither, and
// count in n.
func (j *Judgement) Ordered(where string, wins, losses, n float64) {
	j.AtMost("sign test p", where, SignTest(wins, n), SignLevel)
	j.CounterAtMost("opposite sign test p", where, SignTest(losses, n), SignLevel)
	j.risk = max(j.risk, SignLevel)
	j.counterRisk += SignLevel
}

// outcome computes the verdict. A criterion without a clause is inconclusive:
// nothing was measured in its regime.
func (j *Judgement) outcome() Outcome {
	o := Outcome{Verdict: Inconclusive, Clauses: j.must, Counters: j.counter}
	met := len(j.must) > 0
	if met {
		o.Margin = math.Inf(1)
	}
	for _, c := range j.must {
		met = met && c.Met()
		o.Margin = min(o.Margin, c.Margin())
	}
	refuted := false
	for _, c := range j.counter {
		refuted = refuted || c.Met()
		o.CounterMargin = max(o.CounterMargin, c.Margin())
	}
	switch {
	case met:
		o.Verdict, o.FalseAlarm = Holds, j.risk
	case refuted:
		o.Verdict, o.FalseAlarm = Fails, j.counterRisk
	}
	return o
}
