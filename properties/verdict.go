package properties

import (
	"fmt"
	"math"

	"adfd/properties/internal/estimate"
)

// verdict is what one set of samples says of the claim: the answer of the first rule that has one.
func (c claim) verdict() finding {
	e := c.gather()
	if f := first(existence, e); f != nil {
		return *f
	}
	e.compare()
	return *first(agreement, e)
}

// finding is what one ladder of steps says of a claim.
type finding struct {
	err      error
	decisive bool // the derivative is known to the resolution
	clear    bool // the claim passes with room, or is hidden
	apart    bool // the claim is off by more than is allowed for, be it enough for a verdict or not
}

// rule answers, or leaves the claim to the next one with nil.
type rule func(e *evidence) *finding

func first(rules []rule, e *evidence) *finding {
	for _, answer := range rules {
		if f := answer(e); f != nil {
			return f
		}
	}
	return nil
}

// The rules in their order. Those of existence ask whether f has a derivative that can be seen; those
// of agreement, whether the claim is it. The last one always answers.
var (
	existence = []rule{notFinite, notANumber, unsettled, unbounded, kinkBelow, kinkAccepted, kinkOfRounding, kinkInDoubt, kink}
	agreement = []rule{twoAnswers, confirmed, noisyClaim, unresolved, byChance, lostInSums, seenFromAfar, refuted}
)

// evidence is a claim with what the difference quotients of its parts show.
type evidence struct {
	claim
	outcomes []estimate.Outcome // of each part
	seen     estimate.Estimate  // their sum
	settled  bool               // all are known
	still    bool               // f stands still on all lines
	kink     *Kink              // where the sides differ

	// By compare.
	measured, allowed float64           // |claimed - seen|, and its limit
	noise, finest     float64           // of the claimed values; see roundings
	rounding          float64           // of a sound function as large as f is where it looks smooth
	decisive          bool              // what is allowed is below the resolution
	passes, clear     bool              // the claim agrees, with room
	smaller           estimate.Estimate // what the steps below those of seen say, where they differ
	differs           bool
}

// gather sums what the parts show.
func (c claim) gather() *evidence {
	e := &evidence{claim: c, outcomes: make([]estimate.Outcome, len(c.parts)), settled: true, still: true}
	kinked := false
	var right, left, apart float64
	for i, p := range c.parts {
		o := p.s.Derivative(p.q, p.coef, p.exp, c.resolution)
		e.outcomes[i] = o
		e.settled = e.settled && o.Known
		e.still = e.still && (p.q == 0 || o.Still > 0)
		e.seen.Value += o.Value
		e.seen.Noise = max(e.seen.Noise, o.Noise)
		e.seen.Err += o.Err
		e.seen.Reach += o.Reach
		e.seen.Here += o.Here
		e.seen.Local += o.Local
		e.seen.Still += o.Still
		r, l := o.Estimate, o.Estimate
		if o.Kinked {
			kinked, r, l = true, o.Right, o.Left
		}
		right += r.Value
		left += l.Value
		apart += r.Err + l.Err
	}
	if kinked {
		e.kink = c.sides(c.order(), right, left, apart, e.seen.Reach)
	}
	return e
}

// sides is a kink of order q, nil where it is lost in the digits of values of size g.
func (c claim) sides(q int, right, left, err, g float64) *Kink {
	if !(max(math.Abs(right), math.Abs(left)) > c.lost(g)) {
		return nil
	}
	return &Kink{Law: c.law, Case: c.place, Order: q, claimed: c.order(), Right: right, Left: left,
		Uncertainty: estimate.Safety * err, Claimed: c.value, Repeat: c.repeat}
}

// compare measures how far the claim is from what is seen. Who agrees to half the digits made no slip;
// how exact the rest is is a matter of ulps, which a difference quotient can't judge. Neighbours of x are
// asked only where that and the error of the estimate are not enough.
func (e *evidence) compare() {
	e.measured = math.Abs(e.value - e.seen.Value)
	e.allowed = estimate.Safety * e.seen.Err
	if !math.IsInf(e.value, 0) {
		e.allowed += float64(e.half() * math.Abs(e.value))
		if e.measured > e.allowed {
			e.noise, e.finest = e.claim.noise()
			e.allowed += float64(estimate.Safety * e.noise)
		}
	}
	e.rounding = estimate.Ordinary * math.Exp2(-float64(e.digits)) * e.seen.Local
	e.decisive = e.allowed <= e.wanted()
	if len(e.outcomes) == 1 {
		e.smaller, e.differs = e.outcomes[0].Finer(e.resolution)
	}
	e.passes, e.clear = e.agrees()
}

// wanted is the resolution, of what is seen.
func (e *evidence) wanted() float64 { return e.resolution * math.Abs(e.seen.Value) }

// unsure is neither yes nor no.
func (e *evidence) unsure(todo, why string, args ...any) *finding {
	return &finding{err: e.inconclusive(fmt.Sprintf(why, args...), todo), apart: e.measured > e.allowed}
}

// wrong is a violation.
func (e *evidence) wrong(allowed float64, decisive bool) *finding {
	return &finding{err: &Violation{Law: e.law, Case: e.place, Measured: e.measured, Allowed: allowed, Repeat: e.repeat,
		Sweep: e.sweep(e.seen, e.outcomes)}, decisive: decisive, apart: e.measured > e.allowed}
}

// lost is the size below which a derivative is lost in the digits of values of size g.
func (c claim) lost(g float64) float64 { return math.Exp2(-0.75*float64(c.digits)) * g }

// half is sqrt(u), in float32 what leaves half of the resolution to the estimate.
func (c claim) half() float64 { return min(math.Exp2(-float64(c.digits)/2), c.resolution/2) }
