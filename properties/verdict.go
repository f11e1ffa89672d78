package properties

import (
	"fmt"
	"math"

	"adfd/properties/internal/estimate"
)

// verdict is that of judge by one set of samples.
func (c claim) verdict() finding {
	var d estimate.Estimate
	known, kinked, still := true, false, true
	var right, left, apart float64
	outcomes := make([]estimate.Outcome, len(c.parts))
	for i, p := range c.parts {
		if math.IsNaN(p.s.Zero) {
			return finding{err: c.inconclusive("f is not finite at x", "test at another point")}
		}
		o := p.s.Derivative(p.q, p.coef, p.exp, c.resolution)
		outcomes[i] = o
		known = known && o.Known
		kinked = kinked || o.Kinked
		d.Value += o.Value
		d.Noise = max(d.Noise, o.Noise)
		d.Err += o.Err
		d.Reach += o.Reach
		d.Here += o.Here
		d.Local += o.Local
		d.Still += o.Still
		still = still && (p.q == 0 || o.Still > 0)
		r, l := o.Estimate, o.Estimate
		if o.Kinked {
			r, l = o.Right, o.Left
		}
		right += r.Value
		left += l.Value
		apart += r.Err + l.Err
	}
	if math.IsNaN(c.value) {
		if c.unset != "" {
			c.place += ": " + c.unset
		}
		return finding{err: c.violation(d, outcomes, math.NaN(), estimate.Safety*d.Err), decisive: true}
	}
	if !known || math.IsInf(d.Err, 0) || math.IsNaN(d.Err) {
		if why, ok := c.diverges(); ok {
			return finding{err: c.inconclusive(why, "test where f has a derivative")}
		}
		return finding{err: c.inconclusive("difference quotients of f do not settle",
			"test at a point further from the border and from singularities, or widen Settings.Lo and Hi")}
	}
	if why, ok := c.broken(outcomes); ok {
		return finding{err: c.inconclusive(why, "test where f has a derivative, or, next to a singularity, set Settings.Step to less than the distance from it")}
	}
	if k := c.lowerKink(); k != nil {
		return finding{err: k}
	}
	if kinked && max(math.Abs(right), math.Abs(left)) > c.lost(d.Reach) {
		k := &Kink{Law: c.law, Case: c.place, Order: c.order(), claimed: c.order(), Right: right, Left: left,
			Uncertainty: estimate.Safety * apart, Claimed: c.value, Repeat: c.repeat}
		if c.atKink && k.between() {
			return finding{}
		}
		if len(outcomes) == 1 && outcomes[0].KinkOfRounding(c.value) {
			return finding{err: c.inconclusive(fmt.Sprintf(
				"claimed %v, difference quotients give %v from the right and %v from the left at the smallest steps, and what is claimed at larger ones: rounding lets f move in small jumps, or it has a fine structure",
				c.value, right, left),
				"write f without cancellation, or test at another point")}
		}
		if math.Abs(right-left) <= estimate.Far*apart {
			return finding{err: c.inconclusive(fmt.Sprintf(
				"claimed %v, difference quotients give %v from the right and %v from the left, +- %.2g: too near to each other for a kink and too far for a derivative",
				c.value, right, left, estimate.Safety*apart),
				"scale x (Settings.Step), or test at another point")}
		}
		return finding{err: k}
	}
	measured := math.Abs(c.value - d.Value)
	// Who agrees to half the digits made no slip; how exact the rest is is a
	// matter of ulps, which a difference quotient can't judge.
	allowed := c.half()*math.Abs(c.value) + estimate.Safety*d.Err
	if math.IsInf(c.value, 0) {
		allowed = estimate.Safety * d.Err
	}
	var noise, finest float64
	if measured > allowed && !math.IsInf(c.value, 0) {
		noise, finest = c.noise()
		allowed += estimate.Safety * noise
	}
	// rounding is that of a sound function as large as f is where it looks smooth. What it
	// is further away is no matter.
	rounding := estimate.Ordinary * math.Exp2(-float64(c.digits)) * d.Local
	decisive := allowed <= c.resolution*math.Abs(d.Value)
	say := func(err error, decisive bool) finding {
		return finding{err: err, decisive: decisive, apart: measured > allowed}
	}
	var fine estimate.Estimate
	var differs bool
	if len(outcomes) == 1 {
		fine, differs = outcomes[0].Finer(c.resolution)
	}
	agrees := differs && math.Abs(fine.Value-c.value) <= estimate.Safety*fine.Err+c.resolution*math.Abs(c.value)
	passes := true
	clear := true // with room, or hidden
	switch {
	case decisive && measured <= min(generous*allowed, c.resolution*math.Abs(d.Value)):
		clear = room*allowed <= c.resolution*math.Abs(d.Value)
	case !decisive && measured <= allowed && c.hidden(d, allowed):
	case c.value == 0 && math.Abs(d.Value) <= rounding && (d.Here == 0 || math.Abs(d.Value) <= c.half()*d.Here):
		// The sum of parts that cancel at x, as sin(x) - x at 0.
	case still && d.Value == 0 && math.Abs(c.value) <= d.Still:
		// A saturated unit, the loss of a confident classifier.
	default:
		passes = false
	}
	switch {
	case differs && (agrees || passes):
		return say(c.inconclusive(fmt.Sprintf(
			"claimed %v, difference quotients give %v +- %.2g at larger steps and %v +- %.2g at smaller ones: rounding of what is large in f, or a fine structure",
			c.value, d.Value, estimate.Safety*d.Err, fine.Value, estimate.Safety*fine.Err),
			"test at another point, or set Settings.Step to the scale of f at x"), false)
	case passes:
		return finding{decisive: decisive, clear: clear}
	case finest > c.resolution*max(math.Abs(c.value), math.Abs(d.Value)) && finest > estimate.Far*(estimate.Safety*d.Err+rounding):
		c.place += fmt.Sprintf(": the claimed derivative is itself noisy: it varies by +- %.2g among neighbours of x, where f tells it to +- %.2g",
			finest, estimate.Safety*d.Err)
		return say(c.violation(d, outcomes, measured, allowed-estimate.Safety*noise), true)
	case !decisive && measured <= estimate.Far*allowed, !decisive && math.IsInf(c.value, 0):
		if noise > d.Err && noise > c.half()*math.Abs(c.value) {
			return say(c.inconclusive(fmt.Sprintf(
				"claimed %v, difference quotients give %v +- %.2g; the claimed derivative is itself noisy: it varies by +- %.2g among neighbours of x",
				c.value, d.Value, estimate.Safety*d.Err, noise),
				"look for cancellation in the code of the derivative, or test at another point"), false)
		}
		return say(c.unresolved(d, allowed), false)
	case decisive && measured <= doubtful*allowed:
		return say(c.inconclusive(fmt.Sprintf(
			"claimed %v, difference quotients give %v +- %.2g: the claim is off by no more than %v times that, which may be chance",
			c.value, d.Value, allowed, doubtful),
			"test at another point, or be content with a larger Settings.Resolution"), false)
	case max(math.Abs(d.Value), math.Abs(c.value)) <= rounding:
		return say(c.inconclusive(fmt.Sprintf(
			"claimed %v, difference quotients give %v; rounding in sums as large as f is nearby hides both, up to %.2g",
			c.value, d.Value, rounding),
			"scale x (Settings.Step), or test at a point where f varies more"), false)
	}
	if len(outcomes) == 1 {
		if h, ok := outcomes[0].SeenFrom(c.value, c.resolution); ok {
			return say(c.inconclusive(fmt.Sprintf(
				"seen at steps of %.2g and more f has the claimed derivative %v, at smaller ones %v +- %.2g: "+
					"either rounding lets f move in small jumps, or it has a fine structure that the claim misses",
				h*c.step, c.value, d.Value, d.Err),
				"write f without cancellation, or test at another point"), false)
		}
	}
	return say(c.violation(d, outcomes, measured, allowed), decisive)
}

// generous multiplies the allowance, up to the resolution: a residual may be small
// by chance, and nothing is lost by not believing it.
const generous = 4

// room is how many times smaller than the resolution the allowance is where one ladder of
// steps is enough: the estimate would have to be wrong by as many times what it is taken
// to be.
const room = 16

// doubtful is how many times the allowance a claim must be off to be called wrong where
// that is below the resolution.
const doubtful = 2 * generous

// hidden reports whether the digits of f hide the derivative, as those of saturated
// units and of constants with rounding errors:
//
//   - claim, estimate and error are all below u^(3/4) of g, over the unit step;
//   - or far times the error is, and the error is below far times the resolution;
//   - or the estimate is zero to within its error, and far times that is below u^(1/2) of
//     the largest g on the steps on which g looks smooth.
func (c claim) hidden(d estimate.Estimate, allowed float64) bool {
	digits := float64(c.digits)
	if math.Abs(d.Value) <= estimate.Safety*d.Err {
		return estimate.Far*allowed <= math.Exp2(-digits/2)*d.Local
	}
	lost := c.lost(d.Reach)
	return max(allowed, math.Abs(d.Value), math.Abs(c.value)) <= lost ||
		estimate.Far*allowed <= lost && allowed <= estimate.Far*c.resolution*math.Abs(d.Value)
}

// lost is the size below which a derivative is lost in the digits of values of size g.
func (c claim) lost(g float64) float64 { return math.Exp2(-0.75*float64(c.digits)) * g }

// half is sqrt(u), in float32 what leaves half of the resolution to the estimate.
func (c claim) half() float64 { return min(math.Exp2(-float64(c.digits)/2), c.resolution/2) }

// lowerKink is a kink of a lower order than the claimed one, the lowest: where |x| has
// one it has no second derivative either, whatever the quotients for that say.
func (c claim) lowerKink() error {
	if c.atKink {
		return nil
	}
	for q := 1; q < c.order(); q++ {
		for _, p := range c.parts {
			if q >= p.q {
				continue
			}
			o := p.s.Derivative(q, 1, 0, c.resolution)
			r, l := o.Right, o.Left
			if o.Kinked && math.Abs(r.Value-l.Value) > estimate.Far*(r.Err+l.Err) && max(math.Abs(r.Value), math.Abs(l.Value)) > c.lost(o.Reach) {
				return &Kink{Law: c.law, Case: c.place, Order: q, Right: r.Value, Left: l.Value,
					Uncertainty: estimate.Safety * (r.Err + l.Err), Claimed: c.value, Repeat: c.repeat, claimed: c.order()}
			}
		}
	}
	return nil
}

func (c claim) unresolved(d estimate.Estimate, allowed float64) error {
	if why, ok := c.diverges(); ok {
		return c.inconclusive(fmt.Sprintf("claimed %v, %s", c.value, why), "test where f has a derivative")
	}
	return c.inconclusive(fmt.Sprintf(
		"claimed %v, difference quotients give %v, but f tells it to +- %.2g only, its values having noise of %.2g; want %.2g",
		c.value, d.Value, allowed, d.Noise, c.resolution*math.Abs(d.Value)),
		"scale x (Settings.Step), test at a point where f varies more or in float64, or be content with a larger Settings.Resolution")
}
