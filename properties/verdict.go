package properties

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
)

// DefaultResolution is what Settings.Resolution is if it is zero: half of 0.1%,
// so that an error of 0.1% never passes, but where the digits of f hide the
// derivative: see Settings.Resolution.
const DefaultResolution = 5e-4

// safety multiplies the error of an estimate, which is a deviation: the largest
// of at least fewestFiner+1 residuals, times the norm of the weights. Four
// deviations cover the sum of independent errors, and what a smooth truncation
// leaves.
const safety = 4

// part is a share of a claimed number: coef 2^exp times the derivative of order q
// along one line, d^q/dt^q.
type part struct {
	coef float64
	exp  int
	s    *samples
	q    int
}

// claim is a number that is claimed to be a sum of parts.
type claim struct {
	law, place string
	value      float64
	parts      []part
	step       float64                 // length of t = 1, for the table
	nearby     func(t float64) float64 // the claimed number at x + t v; NaN where there is none
	unset      string                  // why value is NaN
	digits     int                     // of T
	atKink     bool
	resolution float64
	repeat     string
	calls      *calls
	noise      func() (worst, finest float64) // of the claimed values, once for all ladders
}

// judge compares the claim with what the samples show: nil, a *Violation, a
// *Kink, or an error that wraps ErrInconclusive. What is not clear by itself must be
// confirmed on another ladder of steps: every fault, and a claim that passes with little
// room. Where the other ladder is not sure, it confirms a fault that the first one is sure of
// if the claim is off there too.
func (c claim) judge() error {
	c.calls.judged++
	c.noise = sync.OnceValues(c.roundings)
	v := c.ruling()
	err := v.err
	if c.calls.err == nil && !v.clear && !errors.Is(err, ErrInconclusive) {
		o := c.other().ruling()
		// Where the other ladder is not sure it leaves a pass alone that it is near to.
		passes := o.err == nil || v.decisive && o.near
		refutes := o.err != nil && (!errors.Is(o.err, ErrInconclusive) || v.decisive && o.apart)
		if kink := new(*Kink); errors.As(err, kink) && refutes {
			err = o.err // a kink only where both see one
		}
		if err == nil && !passes {
			err = c.inconclusive(fmt.Sprintf("claimed %v, which difference quotients confirm on the steps 2^-j, but not on %v 2^-j", c.value, oddScale(c.digits)),
				"scale x (Settings.Step), test at another point, or be content with a larger Settings.Resolution")
		} else if err != nil && !refutes {
			err = c.inconclusive(fmt.Sprintf("claimed %v, which difference quotients refute on the steps 2^-j, but not on %v 2^-j", c.value, oddScale(c.digits)),
				"scale x (Settings.Step), or test at another point")
		}
	}
	if c.calls.err != nil {
		return fmt.Errorf("properties: %s: %s: %w\n\trepeat: %s", c.law, c.place, c.calls.err, c.repeat)
	}
	return err
}

// other is the claim by the other ladder of steps.
func (c claim) other() claim {
	c.parts = slices.Clone(c.parts)
	scale := oddScale(c.digits)
	for i, p := range c.parts {
		if p.q > 0 {
			c.parts[i].s = p.s.other()
			c.parts[i].coef /= math.Pow(scale, float64(p.q))
		}
	}
	c.step *= scale
	return c
}

// ruling is that of judge by one ladder of steps. What the steps down from 1 do not
// confirm at an x that is very small is decided by steps of the size of x, if they
// can.
func (c claim) ruling() finding {
	v := c.verdict()
	if v.err != nil && c.calls.err == nil {
		if fine, ok := c.finer(); ok {
			if f := fine.verdict(); f.decisive {
				return f
			}
		}
	}
	return v
}

// finer is the claim by steps of the size of x; ok is false if the samples have these
// already, or lines differ in them, or the digits of f stand still on all of these
// and not on larger ones.
func (c claim) finer() (fine claim, ok bool) {
	fine = c
	fine.parts = slices.Clone(c.parts)
	first, still := -1, false
	for i, p := range c.parts {
		if p.q == 0 {
			continue
		}
		if p.s.finer == nil {
			return c, false
		}
		s := p.s.finer()
		if first >= 0 && s.first != first {
			return c, false
		}
		first = s.first
		fine.parts[i].s = s
		still = still || s.constant() && !p.s.constant()
	}
	return fine, first >= 0 && !still
}

// finding is what one ladder of steps says of a claim.
type finding struct {
	err      error
	decisive bool // the derivative is known to the resolution
	clear    bool // the claim passes with room, or is hidden
	apart    bool // the claim is off by more than is allowed for, be it enough for a verdict or not
	near     bool // the claim is within what is allowed for, if that is not enough for a verdict but almost
}

// verdict is that of judge by one set of samples.
func (c claim) verdict() finding {
	var d estimate
	known, kinked, still := true, false, true
	var right, left, apart float64
	outcomes := make([]outcome, len(c.parts))
	for i, p := range c.parts {
		if math.IsNaN(p.s.zero) {
			return finding{err: c.inconclusive("f is not finite at x", "test at another point")}
		}
		o := p.s.derivative(p.q, p.coef, p.exp, c.resolution)
		outcomes[i] = o
		known = known && o.known
		kinked = kinked || o.kinked
		d.value += o.value
		d.noise = max(d.noise, o.noise)
		d.err += o.err
		d.reach += o.reach
		d.here += o.here
		d.local += o.local
		d.still += o.still
		still = still && (p.q == 0 || o.still > 0)
		r, l := o.estimate, o.estimate
		if o.kinked {
			r, l = o.right, o.left
		}
		right += r.value
		left += l.value
		apart += r.err + l.err
	}
	if math.IsNaN(c.value) {
		if c.unset != "" {
			c.place += ": " + c.unset
		}
		return finding{err: c.violation(d, outcomes, math.NaN(), safety*d.err), decisive: true}
	}
	if !known || math.IsInf(d.err, 0) || math.IsNaN(d.err) {
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
	if kinked && max(math.Abs(right), math.Abs(left)) > c.lost(d.reach) {
		k := &Kink{Law: c.law, Case: c.place, Order: c.order(), claimed: c.order(), Right: right, Left: left,
			Uncertainty: safety * apart, Claimed: c.value, Repeat: c.repeat}
		if c.atKink && k.between() {
			return finding{}
		}
		if len(outcomes) == 1 && outcomes[0].kinkOfRounding(c.value) {
			return finding{err: c.inconclusive(fmt.Sprintf(
				"claimed %v, difference quotients give %v from the right and %v from the left at the smallest steps, and what is claimed at larger ones: rounding lets f move in small jumps, or it has a fine structure",
				c.value, right, left),
				"write f without cancellation, or test at another point")}
		}
		if math.Abs(right-left) <= far*apart {
			return finding{err: c.inconclusive(fmt.Sprintf(
				"claimed %v, difference quotients give %v from the right and %v from the left, +- %.2g: too near to each other for a kink and too far for a derivative",
				c.value, right, left, safety*apart),
				"scale x (Settings.Step), or test at another point")}
		}
		return finding{err: k}
	}
	measured := math.Abs(c.value - d.value)
	// Who agrees to half the digits made no slip; how exact the rest is is a
	// matter of ulps, which a difference quotient can't judge.
	allowed := c.half()*math.Abs(c.value) + safety*d.err
	if math.IsInf(c.value, 0) {
		allowed = safety * d.err
	}
	var noise, finest float64
	if measured > allowed && !math.IsInf(c.value, 0) {
		noise, finest = c.noise()
		allowed += safety * noise
	}
	// rounding is that of a sound function as large as f is where it looks smooth. What it
	// is further away is no matter.
	rounding := ordinary * math.Exp2(-float64(c.digits)) * d.local
	decisive := allowed <= c.resolution*math.Abs(d.value)
	say := func(err error, decisive bool) finding {
		return finding{err: err, decisive: decisive, apart: measured > allowed}
	}
	var fine estimate
	var differs bool
	if len(outcomes) == 1 {
		fine, differs = outcomes[0].finer(c.resolution)
	}
	agrees := differs && math.Abs(fine.value-c.value) <= safety*fine.err+c.resolution*math.Abs(c.value)
	passes := true
	clear := true // with room, or hidden
	switch {
	case decisive && measured <= min(generous*allowed, c.resolution*math.Abs(d.value)):
		clear = room*allowed <= c.resolution*math.Abs(d.value)
	case !decisive && measured <= allowed && c.hidden(d, allowed):
	case c.value == 0 && math.Abs(d.value) <= rounding && (d.here == 0 || math.Abs(d.value) <= c.half()*d.here):
		// The sum of parts that cancel at x, as sin(x) - x at 0.
	case still && d.value == 0 && math.Abs(c.value) <= d.still:
		// A saturated unit, the loss of a confident classifier.
	default:
		passes = false
	}
	switch {
	case differs && (agrees || passes):
		return say(c.inconclusive(fmt.Sprintf(
			"claimed %v, difference quotients give %v +- %.2g at larger steps and %v +- %.2g at smaller ones: rounding of what is large in f, or a fine structure",
			c.value, d.value, safety*d.err, fine.value, safety*fine.err),
			"test at another point, or set Settings.Step to the scale of f at x"), false)
	case passes:
		return finding{decisive: decisive, clear: clear}
	case finest > c.resolution*max(math.Abs(c.value), math.Abs(d.value)) && finest > far*(safety*d.err+rounding):
		c.place += fmt.Sprintf(": the claimed derivative is itself noisy: it varies by +- %.2g among neighbours of x, where f tells it to +- %.2g",
			finest, safety*d.err)
		return say(c.violation(d, outcomes, measured, allowed-safety*noise), true)
	case !decisive && measured <= far*allowed, !decisive && math.IsInf(c.value, 0):
		if noise > d.err && noise > c.half()*math.Abs(c.value) {
			return say(c.inconclusive(fmt.Sprintf(
				"claimed %v, difference quotients give %v +- %.2g; the claimed derivative is itself noisy: it varies by +- %.2g among neighbours of x",
				c.value, d.value, safety*d.err, noise),
				"look for cancellation in the code of the derivative, or test at another point"), false)
		}
		return say(c.unresolved(d, allowed), false)
	case decisive && measured <= doubtful*allowed:
		return say(c.inconclusive(fmt.Sprintf(
			"claimed %v, difference quotients give %v +- %.2g: the claim is off by no more than %v times that, which may be chance",
			c.value, d.value, allowed, doubtful),
			"test at another point, or be content with a larger Settings.Resolution"), false)
	case max(math.Abs(d.value), math.Abs(c.value)) <= rounding:
		return say(c.inconclusive(fmt.Sprintf(
			"claimed %v, difference quotients give %v; rounding in sums as large as f is nearby hides both, up to %.2g",
			c.value, d.value, rounding),
			"scale x (Settings.Step), or test at a point where f varies more"), false)
	}
	if len(outcomes) == 1 {
		if h, ok := outcomes[0].seenFrom(c.value, c.resolution); ok {
			return say(c.inconclusive(fmt.Sprintf(
				"seen at steps of %.2g and more f has the claimed derivative %v, at smaller ones %v +- %.2g: "+
					"either rounding lets f move in small jumps, or it has a fine structure that the claim misses",
				h*c.step, c.value, d.value, d.err),
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

// far is how many times the allowance a claim must be off where the estimate is
// worse than the resolution: quotients that settle to one digit say no more than the
// size of the derivative. Sides must be as far apart to be called a kink.
const far = 16

// hidden reports whether the digits of f hide the derivative, as those of saturated
// units and of constants with rounding errors:
//
//   - claim, estimate and error are all below u^(3/4) of g, over the unit step;
//   - or far times the error is, and the error is below far times the resolution;
//   - or the estimate is zero to within its error, and far times that is below u^(1/2) of
//     the largest g on the steps on which g looks smooth.
func (c claim) hidden(d estimate, allowed float64) bool {
	digits := float64(c.digits)
	if math.Abs(d.value) <= safety*d.err {
		return far*allowed <= math.Exp2(-digits/2)*d.local
	}
	lost := c.lost(d.reach)
	return max(allowed, math.Abs(d.value), math.Abs(c.value)) <= lost ||
		far*allowed <= lost && allowed <= far*c.resolution*math.Abs(d.value)
}

// lost is the size below which a derivative is lost in the digits of values of size g.
func (c claim) lost(g float64) float64 { return math.Exp2(-0.75*float64(c.digits)) * g }

// half is sqrt(u), in float32 what leaves half of the resolution to the estimate.
func (c claim) half() float64 { return min(math.Exp2(-float64(c.digits)/2), c.resolution/2) }

func (c claim) order() int {
	q := 0
	for _, p := range c.parts {
		q = max(q, p.q)
	}
	return q
}

// diverges reports quotients that grow with each step, by four and more over the finer
// half of the steps: those of sqrt at 0, or beside a jump.
func (c claim) diverges() (why string, ok bool) {
	if len(c.parts) != 1 || c.parts[0].q == 0 {
		return "", false
	}
	p := c.parts[0]
	outcomes := []outcome{{}}
	for _, side := range []side{right, left} {
		n := len(p.s.right)
		start, _ := c.row(outcomes, side, n/2)
		last := start
		grows := n >= 2*fewestFiner
		for j := n/2 + 1; j < n && grows; j++ {
			row, _ := c.row(outcomes, side, j)
			grows = math.Abs(row.Quotient) > math.Abs(last.Quotient) && math.Abs(row.Quotient) > far*row.Floor
			last = row
		}
		if grows && math.Abs(last.Quotient) >= 4*math.Abs(start.Quotient) {
			return fmt.Sprintf("difference quotients of f grow without limit as h falls: %.3g at h = %.2g, %.3g at h = %.2g, %s",
				start.Quotient, start.H, last.Quotient, last.H, side), true
		}
	}
	return "", false
}

// broken reports a side of a line on which f is known down to x and its quotients, of
// some order up to the claimed one, grow without limit: a jump or a cusp, that the other
// side or the symmetric quotients do not see. The growth goes on to the last steps;
// before a singularity nearby it ends.
func (c claim) broken(outcomes []outcome) (why string, ok bool) {
	for i, p := range c.parts {
		n := 0
		if p.q > 0 {
			n = len(p.s.right)
		}
		if n < 4*fewestFiner {
			continue
		}
		for q := 1; q <= p.q; q++ {
			one := c
			one.parts = []part{{1, 0, p.s, q}}
			for _, side := range []side{right, left} {
				var rows []SweepRow
				for j := n / 2; j < n; j++ {
					row, _ := one.row(outcomes[i:i+1], side, j)
					if len(rows) > 0 && !(math.Abs(row.Quotient) > math.Abs(rows[len(rows)-1].Quotient) &&
						math.Abs(row.Quotient) > far*row.Floor) {
						break
					}
					rows = append(rows, row)
				}
				if len(rows) < n-n/2 {
					continue
				}
				first, late, last := rows[0], rows[len(rows)-2*fewestFiner], rows[len(rows)-1]
				if math.Abs(last.Quotient) >= 4*math.Abs(first.Quotient) && math.Abs(last.Quotient) >= 1.5*math.Abs(late.Quotient) {
					return fmt.Sprintf("f is not differentiable here, as far as its quotients tell: those of order %d grow without limit %s, "+
						"%.3g at h = %.2g, %.3g at h = %.2g", q, side, first.Quotient, first.H, last.Quotient, last.H), true
				}
			}
		}
	}
	return "", false
}

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
			o := p.s.derivative(q, 1, 0, c.resolution)
			r, l := o.right, o.left
			if o.kinked && math.Abs(r.value-l.value) > far*(r.err+l.err) && max(math.Abs(r.value), math.Abs(l.value)) > c.lost(o.reach) {
				return &Kink{Law: c.law, Case: c.place, Order: q, Right: r.value, Left: l.value,
					Uncertainty: safety * (r.err + l.err), Claimed: c.value, Repeat: c.repeat, claimed: c.order()}
			}
		}
	}
	return nil
}

func (c claim) unresolved(d estimate, allowed float64) error {
	if why, ok := c.diverges(); ok {
		return c.inconclusive(fmt.Sprintf("claimed %v, %s", c.value, why), "test where f has a derivative")
	}
	return c.inconclusive(fmt.Sprintf(
		"claimed %v, difference quotients give %v, but f tells it to +- %.2g only, its values having noise of %.2g; want %.2g",
		c.value, d.value, allowed, d.noise, c.resolution*math.Abs(d.value)),
		"scale x (Settings.Step), test at a point where f varies more or in float64, or be content with a larger Settings.Resolution")
}

func (c claim) inconclusive(why, todo string) error {
	return fmt.Errorf("properties: %s: %s: %w: %s\n\t%s\n\trepeat: %s", c.law, c.place, ErrInconclusive, why, todo, c.repeat)
}

func (c claim) violation(d estimate, outcomes []outcome, measured, allowed float64) error {
	return &Violation{Law: c.law, Case: c.place, Measured: measured, Allowed: allowed, Repeat: c.repeat,
		Sweep: c.sweep(d, outcomes)}
}

// roundings is the noise of the claimed values, from their third differences on
// small grids to the right and to the left of x, over the sum of absolute
// weights; finest is that of the finest grid, of neighbours a few ulps away. The value
// at x itself has no part in it: it may be the slip.
func (c claim) roundings() (worst, finest float64) {
	if c.nearby == nil {
		return 0, 0
	}
	weights := [...]float64{1, -3, 3, -1}
	for k, bits := range [...]int{c.digits - 4, 3 * c.digits / 4, c.digits/2 + 2} {
		for _, h := range [...]float64{math.Ldexp(1, -bits), -math.Ldexp(1, -bits)} {
			var difference float64
			for i, w := range weights {
				difference += w * c.nearby(float64(i+1)*h)
			}
			if r := math.Abs(difference) / 8; r > worst && !math.IsInf(r, 0) {
				worst = r
			}
		}
		if k == 0 {
			finest = worst
		}
	}
	return worst, finest
}

// sweepRows is the most rows of the table, and sweepBefore how many of them have
// larger steps than the estimate.
const (
	sweepRows   = 11
	sweepBefore = 4
)

// sweep tabulates the formula of the fewest points around the level of the
// estimate.
func (c claim) sweep(d estimate, outcomes []outcome) *Sweep {
	var side side
	level := 0
	var worst float64 = -1
	for i, o := range outcomes {
		if o.known && c.parts[i].q > 0 && o.err > worst {
			side, level, worst = o.side, o.level, o.err
		}
	}
	s := &Sweep{Claimed: c.value, Estimate: d.value, Uncertainty: d.err, Formula: side.String(), Order: math.NaN()}
	for _, p := range c.parts {
		if p.q > 0 {
			s.Expected = float64(formulasOf(p.q, side)[0].order)
		}
	}
	var rates []float64
	last := math.NaN()
	for j := max(0, level-sweepBefore); len(s.Rows) < sweepRows; j++ {
		row, ok := c.row(outcomes, side, j)
		if !ok {
			break
		}
		row.Rate = math.NaN()
		if row.Difference > safety*row.Floor && last > 0 {
			row.Rate = math.Log2(last / row.Difference)
			rates = append(rates, row.Rate)
		}
		last = row.Difference
		s.Rows = append(s.Rows, row)
	}
	if len(rates) > 0 {
		slices.Sort(rates)
		s.Order = rates[len(rates)/2]
	}
	return s
}

// row is the table at h = 2^-j; ok is false beyond the samples.
func (c claim) row(outcomes []outcome, side side, j int) (row SweepRow, ok bool) {
	for i, p := range c.parts {
		row.H = math.Ldexp(c.step, -j-p.s.first)
		if p.q == 0 {
			row.Quotient += p.coef * p.s.zero
			continue
		}
		if j >= len(p.s.right) {
			return row, false
		}
		f := formulasOf(p.q, side)[0]
		e := estimator{samples: p.s, q: p.q}
		scale := func(y float64) float64 { return math.Ldexp(p.coef*y, (j+p.s.first)*p.q+p.exp) }
		value, rounding := e.apply(f, side, j)
		row.Quotient += scale(value)
		row.Floor += math.Abs(scale(max(f.norm*outcomes[i].noise, rounding)))
	}
	row.Difference = math.Abs(row.Quotient - c.value)
	return row, true
}
