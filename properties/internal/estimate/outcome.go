package estimate

import (
	"math"
	"slices"
)

// Outcome is what the samples of one line say of one derivative.
type Outcome struct {
	Estimate
	Known       bool
	Kinked      bool
	Right, Left Estimate // where kinked

	estimator estimator
	all       []candidate
}

// Derivative estimates coef 2^exp times the derivative of order q at 0. Order
// 0 is the value. Sides that differ by less than the resolution are no kink.
func (s *Samples) Derivative(q int, coef float64, exp int, resolution float64) Outcome {
	if q == 0 {
		size := math.Abs(coef * s.Zero)
		return Outcome{Estimate: Estimate{Value: coef * s.Zero, Err: s.u * size, Reach: size, Here: size, Local: size}, Known: true}
	}
	n, k := s.normal()
	e := estimator{n, q, coef, exp + k + s.First*q, n.largest(), n.quantum()}
	var o Outcome
	var bests [3]candidate
	var have [3]bool
	for _, side := range []Side{Central, Right, Left} {
		all := e.candidates(side)
		if bests[side], have[side] = e.best(all); have[side] {
			bests[side].Here = math.Abs(n.Zero)
			bests[side].Local = e.local(bests[side], all)
		}
		o.all = append(o.all, all...)
	}
	for c := range bests {
		for o := range bests {
			if have[c] && have[o] && bests[o].Level < bests[c].Level {
				bests[c].Err = max(bests[c].Err, e.understated(&bests[c], &bests[o]))
			}
		}
	}
	pick := candidate{Estimate: Estimate{Err: math.Inf(1)}}
	for side, b := range bests {
		if have[side] && b.Err < pick.Err {
			pick, o.Known = b, true
		}
	}
	r, l := bests[Right], bests[Left]
	if have[Right] && have[Left] {
		apart := math.Abs(r.Value - l.Value)
		o.Kinked = apart > Far*(r.Err+l.Err) && apart > resolution*max(math.Abs(r.Value), math.Abs(l.Value)) &&
			!r.standsStill(l, o.all) && !l.standsStill(r, o.all) && r.steady(o.all, resolution) && l.steady(o.all, resolution)
	}
	pick.Still = e.unseen()
	o.Estimate = e.back(pick.Estimate)
	o.Noise = math.Ldexp(max(pick.Noise, s.u*math.Abs(n.Zero)), k)
	o.Right, o.Left = e.back(r.Estimate), e.back(l.Estimate)
	o.estimator = e
	return o
}

// SeenFrom returns the step of a formula of larger steps than the best that says what
// is claimed, and not what the best says: from afar f has that derivative. Not so if
// on one side formulas of steps as large say what the best says. Then f is smooth on
// that side, down to x, and kinked on the other: no rounding that moves f in jumps
// leaves that.
func (o Outcome) SeenFrom(claimed, resolution float64) (h float64, ok bool) {
	e := o.estimator
	level := -1
	says := func(c candidate, value, err float64) bool {
		d := e.back(c.byItself())
		return Safety*d.Err <= resolution*max(math.Abs(claimed), math.Abs(o.Value))/2 &&
			math.Abs(d.Value-value) <= Safety*(d.Err+err)
	}
	for _, c := range o.all {
		if c.Level < o.Level && says(c, claimed, 0) && !says(c, o.Value, o.Err) {
			level = max(level, c.Level)
		}
	}
	if level < 0 {
		return 0, false
	}
	for _, c := range o.all {
		if c.Side != Central && c.Level <= level && says(c, o.Value, o.Err) && !says(c, claimed, 0) {
			return 0, false
		}
	}
	return math.Ldexp(1, -level-e.First), true
}

// Finer returns what the surest formula of smaller steps than the best says, if it has settled on
// something else: ordinary rounding of values as large as those at larger steps explains that, but so does
// a fine structure, as that of sqrt(x^2 + 1e-8) at 1e-3, and nothing in f tells which. Formulas of steps smaller
// still that say what the best says settle it: then there is a kink at a distance, on one side.
func (o Outcome) Finer(resolution float64) (d Estimate, ok bool) {
	d.Err = math.Inf(1)
	for _, c := range o.all {
		if c.Level <= o.Level {
			continue
		}
		e := o.estimator.back(c.byItself())
		size := max(math.Abs(e.Value), math.Abs(o.Value))
		off := math.Abs(e.Value - o.Value)
		if !(e.Err < d.Err && Safety*e.Err <= resolution/2*size && off > Safety*(e.Err+o.Err) && off > resolution*size) {
			continue
		}
		if !slices.ContainsFunc(o.all, func(s candidate) bool {
			if s.Level <= c.Level {
				return false
			}
			f := o.estimator.back(s.byItself())
			return math.Abs(f.Value-o.Value)+float64(Safety*f.Err) <= resolution*size
		}) {
			d, ok = e, true
		}
	}
	return d, ok
}

// KinkOfRounding reports whether the sides differ on the smallest steps alone: on a side
// that contradicts the claim a formula of larger steps says what is claimed.
func (o Outcome) KinkOfRounding(claimed float64) bool {
	e := o.estimator
	for s, b := range map[Side]Estimate{Right: o.Right, Left: o.Left} {
		for _, c := range o.all {
			d := e.back(c.byItself())
			if c.Side == s && c.Level < b.Level && d.Err <= settled*math.Abs(claimed) &&
				math.Abs(d.Value-claimed) <= Safety*d.Err && math.Abs(d.Value-b.Value) > Safety*(d.Err+b.Err) {
				return true
			}
		}
	}
	return false
}
