package properties

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"adfd/properties/internal/estimate"
)

// part is a share of a claimed number: coef 2^exp times the derivative of order q
// along one line, d^q/dt^q.
type part struct {
	coef float64
	exp  int
	s    *estimate.Samples
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
		err = c.confirm(v)
	}
	if c.calls.err != nil {
		return fmt.Errorf("properties: %s: %s: %w\n\trepeat: %s", c.law, c.place, c.calls.err, c.repeat)
	}
	return err
}

// confirm is what remains of a finding after the other ladder was asked.
func (c claim) confirm(v finding) error {
	err := v.err
	o := c.other().ruling()
	refutes := o.err != nil && (!errors.Is(o.err, ErrInconclusive) || v.decisive && o.apart)
	if kink := new(*Kink); errors.As(err, kink) && refutes {
		return o.err // a kink only where both see one
	}
	const contested = "claimed %v, which difference quotients %s on the steps 2^-j, but not on %v 2^-j"
	switch {
	case err == nil && o.err != nil:
		return c.inconclusive(fmt.Sprintf(contested, c.value, "confirm", estimate.OddScale(c.digits)),
			"scale x (Settings.Step), test at another point, or be content with a larger Settings.Resolution")
	case err != nil && !refutes:
		return c.inconclusive(fmt.Sprintf(contested, c.value, "refute", estimate.OddScale(c.digits)), rescaled)
	}
	return err
}

// other is the claim by the other ladder of steps.
func (c claim) other() claim {
	c.parts = slices.Clone(c.parts)
	scale := estimate.OddScale(c.digits)
	for i, p := range c.parts {
		if p.q > 0 {
			c.parts[i].s = p.s.Other()
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
		if p.s.Finer == nil {
			return c, false
		}
		s := p.s.Finer()
		if first >= 0 && s.First != first {
			return c, false
		}
		first = s.First
		fine.parts[i].s = s
		still = still || s.Constant() && !p.s.Constant()
	}
	return fine, first >= 0 && !still
}

func (c claim) order() int {
	q := 0
	for _, p := range c.parts {
		q = max(q, p.q)
	}
	return q
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
				difference += float64(w * c.nearby(float64(i+1)*h))
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

func (c claim) inconclusive(why, todo string) error {
	return fmt.Errorf("properties: %s: %s: %w: %s\n\t%s\n\trepeat: %s", c.law, c.place, ErrInconclusive, why, todo, c.repeat)
}
