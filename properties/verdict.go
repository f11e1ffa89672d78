package properties

import (
	"fmt"
	"math"
	"slices"
)

// DefaultResolution is what Settings.Resolution is if it is zero: half of 0.1%,
// so that an error of 0.1% never passes.
const DefaultResolution = 5e-4

// safety multiplies the error of an estimate, which is a deviation: the largest
// of at least fewestFiner+1 residuals, times the norm of the weights. Four
// deviations cover the sum of independent errors, and what a smooth truncation
// leaves.
const safety = 4

// part is a share of a claimed number: coef times the derivative of order q
// along one line, d^q/dt^q.
type part struct {
	coef float64
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
	digits     int                     // of T
	atKink     bool
	resolution float64
	repeat     string
}

// judge compares the claim with what the samples show: nil, a *Violation, a
// *Kink, or an error that wraps ErrInconclusive.
func (c claim) judge() error {
	var d estimate
	known, kinked := true, false
	var right, left, apart float64
	outcomes := make([]outcome, len(c.parts))
	for i, p := range c.parts {
		if math.IsNaN(p.s.zero) {
			return c.inconclusive("f is not finite at x", "test at another point")
		}
		o := p.s.derivative(p.q, p.coef, c.resolution)
		outcomes[i] = o
		known = known && o.known
		kinked = kinked || o.kinked
		d.value += o.value
		d.noise = max(d.noise, o.noise)
		d.err += o.err
		d.reach += o.reach
		d.sweep += o.sweep
		r, l := o.estimate, o.estimate
		if o.kinked {
			r, l = o.right, o.left
		}
		right += r.value
		left += l.value
		apart += r.err + l.err
	}
	if math.IsNaN(c.value) {
		return c.violation(d, outcomes, math.NaN(), safety*d.err)
	}
	if !known || math.IsInf(d.err, 0) || math.IsNaN(d.err) {
		return c.inconclusive("difference quotients of f do not settle",
			"test at a point further from the border and from singularities, or widen Settings.Lo and Hi")
	}
	if kinked {
		k := &Kink{Law: c.law, Case: c.place, Order: c.order(), Right: right, Left: left,
			Uncertainty: safety * apart, Claimed: c.value, Repeat: c.repeat}
		if c.atKink && k.between() {
			return nil
		}
		return k
	}
	measured := math.Abs(c.value - d.value)
	if measured == 0 {
		return nil
	}
	// Who agrees to half the digits made no slip; how exact the rest is is a
	// matter of ulps, which a difference quotient can't judge.
	allowed := c.half()*math.Abs(c.value) + safety*d.err
	if measured > allowed {
		allowed += safety * c.noise()
	}
	if nothing := ordinary * math.Exp2(-float64(c.digits)) * d.sweep; max(math.Abs(d.value), math.Abs(c.value)) <= nothing {
		return nil // both are zero, to ordinary rounding of f over the unit step
	}
	decisive := allowed <= c.resolution*math.Abs(d.value)
	switch {
	case math.IsInf(c.value, 0):
		allowed = safety * d.err
		if allowed > c.resolution*math.Abs(d.value) {
			return c.unresolved(d, allowed)
		}
		return c.violation(d, outcomes, measured, allowed)
	case decisive && measured <= min(generous*allowed, c.resolution*math.Abs(d.value)):
		return nil
	case measured <= far*allowed && !decisive:
		if far*allowed <= c.hidden(d) {
			return nil
		}
		return c.unresolved(d, allowed)
	}
	if len(outcomes) == 1 {
		if h, ok := outcomes[0].seenFrom(c.value, c.resolution); ok {
			return c.inconclusive(fmt.Sprintf(
				"seen at steps of %.2g and more f has the claimed derivative %v, at smaller ones %v +- %.2g: "+
					"either rounding lets f move in small jumps, or it has a fine structure that the claim misses",
				h*c.step, c.value, d.value, d.err),
				"write f without cancellation, or test at another point")
		}
	}
	return c.violation(d, outcomes, measured, allowed)
}

// generous multiplies the allowance, up to the resolution: a residual may be small
// by chance, and nothing is lost by not believing it.
const generous = 4

// far is how many times the allowance a claim must be off where the estimate is
// worse than the resolution: quotients that settle to one digit say no more than the
// size of the derivative.
const far = 16

// hidden is the size below which a derivative is lost in the digits of g: u^(3/4)
// of g, over the unit step, or u^(1/2) of the largest g of the sweep where it is
// zero to within its error. The
// derivatives of saturated units and of constants with rounding errors, of which
// f can't tell 0.1%, are accepted if they agree to that.
func (c claim) hidden(d estimate) float64 {
	digits := float64(c.digits)
	if math.Abs(d.value) <= safety*d.err {
		return math.Exp2(-digits/2) * d.sweep
	}
	return math.Exp2(-0.75*digits) * d.reach
}

// half is sqrt(u), in float32 what leaves half of the resolution to the estimate.
func (c claim) half() float64 { return min(math.Exp2(-float64(c.digits)/2), c.resolution/2) }

func (c claim) order() int {
	q := 0
	for _, p := range c.parts {
		q = max(q, p.q)
	}
	return q
}

func (c claim) unresolved(d estimate, allowed float64) error {
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

// noise is the rounding of the claimed values, from their third differences on
// small grids to the right and to the left of x, over the sum of absolute
// weights. The value at x itself has no part in it: it may be the slip.
func (c claim) noise() float64 {
	if c.nearby == nil {
		return 0
	}
	weights := [...]float64{1, -3, 3, -1}
	var worst float64
	for _, bits := range [...]int{c.digits - 4, 3 * c.digits / 4, c.digits/2 + 2} {
		for _, h := range [...]float64{math.Ldexp(1, -bits), -math.Ldexp(1, -bits)} {
			var difference float64
			for i, w := range weights {
				difference += w * c.nearby(float64(i+1)*h)
			}
			if r := math.Abs(difference) / 8; r > worst && !math.IsInf(r, 0) {
				worst = r
			}
		}
	}
	return worst
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
	row.H = math.Ldexp(c.step, -j)
	for i, p := range c.parts {
		if p.q == 0 {
			row.Quotient += p.coef * p.s.zero
			continue
		}
		if j >= len(p.s.right) {
			return row, false
		}
		f := formulasOf(p.q, side)[0]
		e := estimator{samples: p.s, q: p.q, scale: 1}
		value, rounding := e.apply(f, side, j)
		row.Quotient += e.perStep(p.coef*value, j)
		row.Floor += e.perStep(math.Abs(p.coef)*max(f.norm*outcomes[i].noise, rounding), j)
	}
	row.Difference = math.Abs(row.Quotient - c.value)
	return row, true
}
