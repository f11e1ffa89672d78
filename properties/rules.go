package properties

import (
	"fmt"
	"math"
	"slices"

	"adfd/properties/internal/estimate"
)

const (
	// generous multiplies the allowance, up to the resolution: a residual may be small
	// by chance, and nothing is lost by not believing it.
	generous = 4

	// room is how many times smaller than the resolution the allowance is where one ladder of
	// steps is enough: the estimate would have to be wrong by as many times what it is taken
	// to be.
	room = 16

	// doubtful is how many times the allowance a claim must be off to be called wrong where
	// that is below the resolution.
	doubtful = 2 * generous
)

const (
	elsewhere = "test where f has a derivative"
	rescaled  = "scale x (Settings.Step), or test at another point"
	rewritten = "write f without cancellation, or test at another point"
)

// notFinite: without a value at x there is nothing to compare with.
func notFinite(e *evidence) *finding {
	if !slices.ContainsFunc(e.parts, func(p part) bool { return math.IsNaN(p.s.Zero) }) {
		return nil
	}
	return e.unsure("test at another point", "f is not finite at x")
}

// notANumber: a NaN is wrong, whatever f is.
func notANumber(e *evidence) *finding {
	if !math.IsNaN(e.value) {
		return nil
	}
	if e.unset != "" {
		e.place += ": " + e.unset
	}
	e.measured = e.value
	return e.wrong(estimate.Safety*e.seen.Err, true)
}

// unsettled: no formula of no size of step has found a number.
func unsettled(e *evidence) *finding {
	if e.settled && !math.IsInf(e.seen.Err, 0) && !math.IsNaN(e.seen.Err) {
		return nil
	}
	if why, ok := e.diverges(); ok {
		return e.unsure(elsewhere, "%s", why)
	}
	return e.unsure("test at a point further from the border and from singularities, or widen Settings.Lo and Hi",
		"difference quotients of f do not settle")
}

// unbounded: a jump or a cusp, which the quotients of one side alone see.
func unbounded(e *evidence) *finding {
	if why, ok := e.broken(e.outcomes); ok {
		return e.unsure(elsewhere+", or, next to a singularity, set Settings.Step to less than the distance from it", "%s", why)
	}
	return nil
}

// kinkBelow: a kink of a lower order than the claimed one, the lowest: where |x| has
// one it has no second derivative either, whatever the quotients for that say.
func kinkBelow(e *evidence) *finding {
	for q := 1; q < e.order() && !e.atKink; q++ {
		for _, p := range e.parts {
			if q >= p.q {
				continue
			}
			o := p.s.Derivative(q, 1, 0, e.resolution)
			err := o.Right.Err + o.Left.Err
			if !o.Kinked || !(math.Abs(o.Right.Value-o.Left.Value) > estimate.Far*err) {
				continue
			}
			if k := e.sides(q, o.Right.Value, o.Left.Value, err, o.Reach); k != nil {
				return &finding{err: k}
			}
		}
	}
	return nil
}

// kinkAccepted: Settings.AtKink takes what lies between the sides.
func kinkAccepted(e *evidence) *finding {
	if e.kink != nil && e.atKink && e.kink.between() {
		return &finding{}
	}
	return nil
}

// kinkOfRounding: the sides differ at the smallest steps alone, and larger ones say what is claimed.
func kinkOfRounding(e *evidence) *finding {
	if e.kink == nil || len(e.outcomes) > 1 || !e.outcomes[0].KinkOfRounding(e.value) {
		return nil
	}
	return e.unsure(rewritten, "claimed %v, difference quotients give %v from the right and %v from the left at the smallest steps, "+
		"and what is claimed at larger ones: rounding lets f move in small jumps, or it has a fine structure", e.value, e.kink.Right, e.kink.Left)
}

// kinkInDoubt: the sides of a sum may be nearer to each other than those of its parts.
func kinkInDoubt(e *evidence) *finding {
	if e.kink == nil || !(math.Abs(e.kink.Right-e.kink.Left) <= estimate.Far/estimate.Safety*e.kink.Uncertainty) {
		return nil
	}
	return e.unsure(rescaled, "claimed %v, difference quotients give %v from the right and %v from the left, +- %.2g: "+
		"too near to each other for a kink and too far for a derivative", e.value, e.kink.Right, e.kink.Left, e.kink.Uncertainty)
}

// kink: f has no derivative.
func kink(e *evidence) *finding {
	if e.kink == nil {
		return nil
	}
	return &finding{err: e.kink}
}

// agrees reports whether the claim passes, as far as seen tells, and with room.
func (e *evidence) agrees() (passes, clear bool) {
	if e.decisive && e.measured <= min(generous*e.allowed, e.wanted()) {
		return true, room*e.allowed <= e.wanted()
	}
	return !e.decisive && e.measured <= e.allowed && e.hidden() || e.cancels() || e.saturated(), true
}

// hidden reports whether the digits of f hide the derivative, as those of saturated
// units and of constants with rounding errors:
//
//   - claim, estimate and error are all below u^(3/4) of g, over the unit step;
//   - or Far times the error is, and the error is below Far times the resolution;
//   - or the estimate is zero to within its error, and Far times that is below u^(1/2) of
//     the largest g on the steps on which g looks smooth.
func (e *evidence) hidden() bool {
	if math.Abs(e.seen.Value) <= estimate.Safety*e.seen.Err {
		return estimate.Far*e.allowed <= math.Exp2(-float64(e.digits)/2)*e.seen.Local
	}
	lost := e.lost(e.seen.Reach)
	return max(e.allowed, math.Abs(e.seen.Value), math.Abs(e.value)) <= lost ||
		estimate.Far*e.allowed <= lost && e.allowed <= estimate.Far*e.wanted()
}

// cancels: the derivative is 0 where the parts of a sum cancel, as those of sin(x) - x at 0.
func (e *evidence) cancels() bool {
	size := math.Abs(e.seen.Value)
	return e.value == 0 && size <= e.rounding && (e.seen.Here == 0 || size <= e.half()*e.seen.Here)
}

// saturated: f stands still, as a saturated unit, or the loss of a confident classifier.
func (e *evidence) saturated() bool {
	return e.still && e.seen.Value == 0 && math.Abs(e.value) <= e.seen.Still
}

// twoAnswers: larger and smaller steps say different things. That may be rounding of what is large in f,
// so that the larger ones are right, or a fine structure, so that the smaller ones are.
func twoAnswers(e *evidence) *finding {
	agrees := e.differs &&
		math.Abs(e.smaller.Value-e.value) <= float64(estimate.Safety*e.smaller.Err)+float64(e.resolution*math.Abs(e.value))
	if !(agrees || e.differs && e.passes) {
		return nil
	}
	return e.unsure("test at another point, or set Settings.Step to the scale of f at x",
		"%s at larger steps and %v +- %.2g at smaller ones: rounding of what is large in f, or a fine structure",
		e.said(), e.smaller.Value, estimate.Safety*e.smaller.Err)
}

// said is what is claimed, and what is seen.
func (e *evidence) said() string {
	return fmt.Sprintf("claimed %v, difference quotients give %v +- %.2g", e.value, e.seen.Value, estimate.Safety*e.seen.Err)
}

// confirmed: the claim passes.
func confirmed(e *evidence) *finding {
	if !e.passes {
		return nil
	}
	return &finding{decisive: e.decisive, clear: e.clear}
}

// noisyClaim: a derivative that varies among the next neighbours of x by more than the resolution, and
// by far more than f does, is computed wrongly, if right in the mean.
func noisyClaim(e *evidence) *finding {
	if !(e.finest > e.resolution*max(math.Abs(e.value), math.Abs(e.seen.Value)) &&
		e.finest > estimate.Far*(float64(estimate.Safety*e.seen.Err)+e.rounding)) {
		return nil
	}
	e.place += fmt.Sprintf(": the claimed derivative is itself noisy: it varies by +- %.2g among neighbours of x, where f tells it to +- %.2g",
		e.finest, estimate.Safety*e.seen.Err)
	return e.wrong(e.allowed-float64(estimate.Safety*e.noise), true)
}

// unresolved: f does not tell its derivative to the resolution, and the claim is not far from what it
// tells; quotients that settle to one digit say no more than the size of the derivative.
func unresolved(e *evidence) *finding {
	if e.decisive || !(e.measured <= estimate.Far*e.allowed || math.IsInf(e.value, 0)) {
		return nil
	}
	if e.noise > e.seen.Err && e.noise > e.half()*math.Abs(e.value) {
		return e.unsure("look for cancellation in the code of the derivative, or test at another point",
			"%s; the claimed derivative is itself noisy: it varies by +- %.2g among neighbours of x", e.said(), e.noise)
	}
	if why, ok := e.diverges(); ok {
		return e.unsure(elsewhere, "claimed %v, %s", e.value, why)
	}
	return e.unsure("scale x (Settings.Step), test at a point where f varies more or in float64, or be content with a larger Settings.Resolution",
		"claimed %v, difference quotients give %v, but f tells it to +- %.2g only, its values having noise of %.2g; want %.2g",
		e.value, e.seen.Value, e.allowed, e.seen.Noise, e.wanted())
}

// byChance: an error of a few allowances may be one of the estimate.
func byChance(e *evidence) *finding {
	if !e.decisive || !(e.measured <= doubtful*e.allowed) {
		return nil
	}
	return e.unsure("test at another point, or be content with a larger Settings.Resolution",
		"claimed %v, difference quotients give %v +- %.2g: the claim is off by no more than %v times that, which may be chance",
		e.value, e.seen.Value, e.allowed, doubtful)
}

// lostInSums: both numbers are below the rounding of what f is a sum of.
func lostInSums(e *evidence) *finding {
	if !(max(math.Abs(e.seen.Value), math.Abs(e.value)) <= e.rounding) {
		return nil
	}
	return e.unsure("scale x (Settings.Step), or test at a point where f varies more",
		"claimed %v, difference quotients give %v; rounding in sums as large as f is nearby hides both, up to %.2g",
		e.value, e.seen.Value, e.rounding)
}

// seenFromAfar: larger steps than those that decide say what is claimed.
func seenFromAfar(e *evidence) *finding {
	if len(e.outcomes) > 1 {
		return nil
	}
	h, ok := e.outcomes[0].SeenFrom(e.value, e.resolution)
	if !ok {
		return nil
	}
	return e.unsure(rewritten, "seen at steps of %.2g and more f has the claimed derivative %v, at smaller ones %v +- %.2g: "+
		"either rounding lets f move in small jumps, or it has a fine structure that the claim misses",
		h*e.step, e.value, e.seen.Value, e.seen.Err)
}

// refuted: nothing explains the difference but a slip.
func refuted(e *evidence) *finding { return e.wrong(e.allowed, e.decisive) }
