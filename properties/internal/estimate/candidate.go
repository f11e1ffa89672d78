package estimate

import (
	"math"
	"slices"
)

// Estimate is the derivative of some order of one line of samples, as the
// samples show it.
type Estimate struct {
	Value float64
	Err   float64 // infinite where the quotients don't converge
	Reach float64 // the largest |g| among the points of the formula
	Here  float64 // |g| at 0
	Local float64 // and among all steps on which g is smooth to its rounding
	Side  Side
	Level int     // of the least step of the formula
	Still float64 // claims up to it do not show where g stands still; see Samples.still
	Noise float64 // deviation of one value of g
}

// candidate is the value of one formula at one level.
type candidate struct {
	Estimate
	n     int     // points of the formula, or pairs
	norm  float64 // of its weights
	alone float64 // err as it is without regard to finer levels
}

// Safety multiplies the error of an estimate, which is a deviation: the largest
// of at least fewestFiner+1 residuals, times the norm of the weights. Four
// deviations cover the sum of independent errors, and what a smooth truncation
// leaves.
const Safety = 4

// Far is how many times the allowance a claim must be off where the estimate is
// worse than the resolution: quotients that settle to one digit say no more than the
// size of the derivative. Sides must be as far apart to be called a kink.
const Far = 16

// FewestFiner is how many finer levels a candidate needs, that its noise be known.
const FewestFiner = 4

// Ordinary is how many u |g|, of the largest g within the coarser formula's reach,
// the values of a sound function may be off: the parts
// of a sum stand still on small steps while others move, and quotients settle to
// the derivative of those.
const Ordinary = 64

// settled is the relative error below which a formula has found something: that a
// coarser one sees nothing of it is no matter of noise.
const settled = 1e-2

// byItself is the estimate without regard to finer levels.
func (c *candidate) byItself() Estimate {
	e := c.Estimate
	e.Err = c.alone
	return e
}

// settled reports whether the formula has found something, by itself.
func (c *candidate) settled() bool { return c.alone <= settled*math.Abs(c.Value) }

// standsStill reports that c, which has found nothing, is that of a side where rounding
// keeps g constant: from afar the derivative of that side is that of the other one.
func (c *candidate) standsStill(other candidate, all []candidate) bool {
	return !c.settled() && slices.ContainsFunc(all, func(o candidate) bool {
		return o.Side == c.Side && o.Level < c.Level && o.settled() && math.Abs(o.Value-other.Value) <= Safety*(o.alone+other.Err)
	})
}

// steady reports that no formula of smaller steps on the side of c has settled on something else, as beside a
// kink that is not at x.
func (c *candidate) steady(all []candidate, resolution float64) bool {
	return !slices.ContainsFunc(all, func(o candidate) bool {
		size := max(math.Abs(o.Value), math.Abs(c.Value))
		off := math.Abs(o.Value - c.Value)
		return o.Side == c.Side && o.Level > c.Level && Safety*o.alone <= resolution/2*size &&
			off > Safety*(o.alone+c.Err) && off > resolution*size
	})
}
