package properties

import (
	"math"
	"slices"
)

// estimate is the derivative of some order of one line of samples, as the
// samples show it.
type estimate struct {
	value float64
	err   float64 // infinite where the quotients don't converge
	reach float64 // the largest |g| among the points of the formula
	here  float64 // |g| at 0
	local float64 // and among all steps on which g is smooth to its rounding
	side  side
	level int     // of the least step of the formula
	still float64 // claims up to it do not show where g stands still; see samples.still
	noise float64 // deviation of one value of g
}

// candidate is the value of one formula at one level.
type candidate struct {
	estimate
	n     int     // points of the formula, or pairs
	norm  float64 // of its weights
	alone float64 // err as it is without regard to finer levels
}

// estimator finds the derivative of order q.
//
// How far the values of g can be trusted is found and not assumed. At level j
// the formulas of n and of n-1 points differ by truncation and by what rounding
// did to the values; the difference, over the Euclidean norm |w| of its weights,
// is a residual: the deviation of one value of g, if those of all are
// independent, from what the others let expect. Where h is small it is the noise
// of g, and falls no more with h;
// where h is large it is truncation, of the formula with less points. Rounding
// that shows at some h is there at each larger one too, so the largest residual
// at h or below, times |w| / h^q, measures both errors of the formula with n
// points. A function that looks smooth on a coarse grid alone, as
// sin(2 pi 1024 x) does on dyadic points, is found out by the finer ones.
//
// Two things protect from chance. A residual may be small because truncation
// changes its sign there: it is taken no smaller than what the two coarser ones
// shrink to at the expected rate. And no value of g is trusted to more than its
// own rounding, at most u |g| and u |g|/sqrt(3) in the mean.
type estimator struct {
	*samples
	q       int
	coef    float64 // coef 2^exp times the derivative in steps of 2^-first is asked for
	exp     int
	whole   float64 // the largest |g|
	quantum float64 // see samples.quantum
}

// fewestFiner is how many finer levels a candidate needs, that its noise be known.
const fewestFiner = 4

// ordinary is how many u |g|, of the largest g within the coarser formula's reach,
// the values of a sound function may be off: the parts
// of a sum stand still on small steps while others move, and quotients settle to
// the derivative of those.
const ordinary = 64

// settled is the relative error below which a formula has found something: that a
// coarser one sees nothing of it is no matter of noise.
const settled = 1e-2

// candidates lists the values of all formulas on one side, coarse levels first.
func (e estimator) candidates(s side) []candidate {
	levels := len(e.right)
	list := formulasOf(e.q, s)
	var all []candidate
	residual := make([]float64, levels)
	value := make([][]float64, 2) // of the formula before, and this one
	value[0], value[1] = make([]float64, levels), make([]float64, levels)
	rounding := make([]float64, levels)
	for i, f := range list {
		n := len(f.weight)
		value[0], value[1] = value[1], value[0]
		for j := range levels {
			value[1][j], rounding[j] = e.apply(f, s, j)
		}
		if i == 0 {
			continue
		}
		for j := range residual {
			residual[j] = math.Abs(value[1][j]-value[0][j]) / f.last
		}
		finer, worst := 0, 0.0
		shrink := math.Exp2(-float64(list[i-1].order + e.q))
		for j := levels - 1; j >= n-1; j-- {
			if math.IsNaN(residual[j]) {
				continue
			}
			worst = max(worst, residual[j])
			own := max(worst, e.quantum)
			if j >= 1 && residual[j-1]*shrink > own {
				own = residual[j-1] * shrink
			}
			if j >= 2 && residual[j-2]*shrink*shrink > own {
				own = residual[j-2] * shrink * shrink
			}
			if finer++; finer <= fewestFiner {
				continue
			}
			c := candidate{n: n, norm: f.norm}
			c.side, c.level, c.noise = s, j, own
			c.value = e.perStep(value[1][j], j)
			c.err = e.perStep(own*f.norm+rounding[j]+smallest*f.norm, j)
			c.alone = c.err
			c.reach = e.reach(c)
			if !math.IsNaN(c.value) && !math.IsInf(c.value, 0) && !math.IsNaN(c.err) {
				all = append(all, c)
			}
		}
	}
	return all
}

// perStep is y h^-q for h = 2^-j.
func (e estimator) perStep(y float64, j int) float64 { return math.Ldexp(y, j*e.q) }

// apply is h^q times the formula at level j, and the deviation of that by rounding
// of each value; NaN where a value is missing.
func (e estimator) apply(f formula, s side, j int) (value, rounding float64) {
	n := len(f.weight)
	if j-n+1 < 0 {
		return math.NaN(), math.NaN()
	}
	sign := 1.0
	if e.q%2 == 1 {
		sign = -1
	}
	// The coarsest first: it has the least weight.
	for i := n - 1; i >= 0; i-- {
		r, l := e.right[j-i], e.left[j-i]
		w := f.weight[i]
		rn, ln := w*e.rightNoise[j-i], w*e.leftNoise[j-i]
		switch s {
		case central:
			value += w * ((r - e.zero) + sign*(l-e.zero))
			rounding += rn*rn + ln*ln
		case right:
			value += w * (r - e.zero)
			rounding += rn * rn
		case left:
			value += sign * w * (l - e.zero)
			rounding += ln * ln
		}
	}
	z := f.zero * e.u * e.zero
	return value, math.Sqrt(rounding + z*z/3)
}

// best is the candidate of least error on one side. One that a finer level
// contradicts is not trusted. If the finer one has settled, the error is widened
// until they agree, as for log at 1e-8, which steps of 1/2 know nothing of. The
// values there are off what the coarser one lets expect by the difference times
// h^q / |w|: if it has not settled, or that is ordinary rounding, it is noise, and
// widens the error like a residual. Likewise one that contradicts a coarser one
// that has settled by no more than ordinary rounding is not trusted: sin(x) - x
// stands still on small steps.
func (e estimator) best(all []candidate) (candidate, bool) {
	least := candidate{estimate: estimate{err: math.Inf(1)}}
	tried := make([]bool, len(all))
	for {
		// The next by its error; few are tried.
		at := -1
		for i := range all {
			if !tried[i] && (at < 0 || all[i].err < all[at].err) {
				at = i
			}
		}
		if at < 0 || !(all[at].err < least.err) {
			return least, len(all) > 0
		}
		tried[at] = true
		c := all[at]
		for i := range all {
			if o := &all[i]; o.level > c.level {
				off := math.Abs(c.value-o.value) - o.alone
				ofValue := e.ofValue(off, o)
				if !o.settled() || ofValue <= ordinary*e.u*c.reach {
					off = e.perStep(ofValue, c.level) * c.norm
				}
				c.err = max(c.err, off)
			} else if o.level < c.level {
				c.err = max(c.err, e.understated(&c, o))
			}
		}
		if c.err < least.err {
			least = c
		}
	}
}

// settled reports whether the formula has found something, by itself.
func (c *candidate) settled() bool { return c.alone <= settled*math.Abs(c.value) }

// standsStill reports that c, which has found nothing, is that of a side where rounding
// keeps g constant: from afar the derivative of that side is that of the other one.
func (c *candidate) standsStill(other candidate, all []candidate) bool {
	return !c.settled() && slices.ContainsFunc(all, func(o candidate) bool {
		return o.side == c.side && o.level < c.level && o.settled() && math.Abs(o.value-other.value) <= safety*(o.alone+other.err)
	})
}

// steady reports that no formula of smaller steps on the side of c has settled on something else, as beside a
// kink that is not at x.
func (c *candidate) steady(all []candidate, resolution float64) bool {
	return !slices.ContainsFunc(all, func(o candidate) bool {
		size := max(math.Abs(o.value), math.Abs(c.value))
		off := math.Abs(o.value - c.value)
		return o.side == c.side && o.level > c.level && safety*o.alone <= resolution/2*size &&
			off > safety*(o.alone+c.err) && off > resolution*size
	})
}

// ofValue is the error of one value that makes a difference off in a derivative.
func (e estimator) ofValue(off float64, c *candidate) float64 {
	return math.Ldexp(off/c.norm, -e.q*c.level)
}

// understated is the error of c as o shows it, one of larger steps or of the other
// side: the distance from it if o has settled, and ordinary rounding is enough to
// explain the distance; else 0. Where c has not settled itself, that is rounding
// of numbers as large as any of the sweep, as in log(1 + x) at 1e-11.
func (e estimator) understated(c, o *candidate) float64 {
	off := math.Abs(c.value-o.value) - o.alone
	size := o.reach
	if !c.settled() {
		size = e.whole
	}
	if !o.settled() || e.ofValue(off, c) > ordinary*e.u*size {
		return 0
	}
	return off
}

// reach is the largest |g| among the points of a candidate's formula.
func (e estimator) reach(c candidate) float64 {
	largest := math.Abs(e.zero)
	for j := c.level - c.n + 1; j <= c.level; j++ {
		if c.side != left {
			largest = max(largest, math.Abs(e.right[j]))
		}
		if c.side != right {
			largest = max(largest, math.Abs(e.left[j]))
		}
	}
	return largest
}

// local is the largest |g| whose rounding may be in the values near 0: among the points of
// c, and of each formula to which g looks smooth but for its own rounding. The sum
// sin(x) - x has more noise near 0 than its values there let expect, and the steps that
// show it are such; those of which truncation is the error show nothing, as
// exp(2x) hides no digit of exp(x).
func (e estimator) local(c candidate, all []candidate) float64 {
	largest := c.reach
	for _, o := range all {
		if o.noise <= safety*e.u*o.reach {
			largest = max(largest, o.reach)
		}
	}
	return largest
}

// largest is the largest |g|.
func (s *samples) largest() float64 {
	largest := math.Abs(s.zero)
	for j := range s.right {
		for _, y := range [...]float64{s.right[j], s.left[j]} {
			if y = math.Abs(y); y > largest {
				largest = y
			}
		}
	}
	return largest
}

// still returns the largest level from which on g is constant on both sides, as far as it is known, and how
// much g changes on the one before; known is the number of levels.
func (s *samples) still() (level int, change float64, known int) {
	level = len(s.right)
	for j := len(s.right) - 1; j >= 0; j-- {
		found := false
		for _, y := range [...]float64{s.right[j], s.left[j]} {
			if c := math.Abs(y - s.zero); c >= 0 {
				found = true
				change = max(change, c)
			}
		}
		if change > 0 {
			break
		}
		if found {
			level = j
			known++
		}
	}
	return level, change, known
}

// quantum is the size of the jumps of g where its digits stand still: if g is constant on the
// finest steps, the first change, on larger ones, is about one unit in the last place of what it
// is made of, as those of log(1 + e^x) - x at 30 are of x. It is zero if that is its own last place or so, or
// more than ordinary rounding of the largest |g| and of x: then g has a flat part.
func (s *samples) quantum() float64 {
	_, first, known := s.still()
	if known < fewestFiner || first <= ownPlaces*s.u*math.Abs(s.zero) || first > ordinary*s.u*max(s.largest(), s.size) {
		return 0
	}
	return first
}

// unseen is the largest derivative of order q that does not show where g stands still on all steps
// from stillFrom down: on the largest of these it moves g by no more than ordinary rounding of g or of
// numbers as large as x. It is zero where g moves.
func (e estimator) unseen() float64 {
	level, _, known := e.still()
	if known < fewestFiner || level > stillFrom {
		return 0
	}
	change := ordinary * e.u * max(math.Abs(e.zero), e.size)
	for k := 2; k <= e.q; k++ {
		change *= float64(k)
	}
	return e.perStep(change, level)
}

// stillFrom is the level from which on g must stand still to hide a derivative: the step is a sixteenth
// of what x is measured by.
const stillFrom = 4

// ownPlaces is how many u |g| the last place of g is, and the one after that.
const ownPlaces = 4

// constant reports whether g is the same wherever it is known.
func (s *samples) constant() bool {
	for j := range s.right {
		if math.Abs(s.right[j]-s.zero) > 0 || math.Abs(s.left[j]-s.zero) > 0 {
			return false
		}
	}
	return true
}

// outcome is what the samples of one line say of one derivative.
type outcome struct {
	estimate
	known       bool
	kinked      bool
	right, left estimate // where kinked

	estimator estimator
	all       []candidate
}

// normal returns the samples divided by 2^k, which keeps weights and powers of h from
// overflow, and k.
func (s *samples) normal() (*samples, int) {
	largest := math.Abs(s.zero)
	if largest == 0 {
		largest = s.largest()
	}
	if largest == 0 || math.IsNaN(largest) || (largest > 0x1p-400 && largest < 0x1p400) {
		return s, 0
	}
	k := math.Ilogb(largest)
	scaled := func(y []float64) []float64 {
		c := make([]float64, len(y))
		for j := range c {
			c[j] = finite(math.Ldexp(y[j], -k))
		}
		return c
	}
	return &samples{first: s.first, size: math.Ldexp(s.size, -k), zero: math.Ldexp(s.zero, -k), right: scaled(s.right), left: scaled(s.left),
		u: s.u, rightNoise: scaled(s.rightNoise), leftNoise: scaled(s.leftNoise)}, k
}

// derivative estimates coef 2^exp times the derivative of order q at 0. Order
// 0 is the value. Sides that differ by less than the resolution are no kink.
func (s *samples) derivative(q int, coef float64, exp int, resolution float64) outcome {
	if q == 0 {
		size := math.Abs(coef * s.zero)
		return outcome{estimate: estimate{value: coef * s.zero, err: s.u * size, reach: size, here: size, local: size}, known: true}
	}
	n, k := s.normal()
	e := estimator{n, q, coef, exp + k + s.first*q, n.largest(), n.quantum()}
	var o outcome
	var bests [3]candidate
	var have [3]bool
	for _, side := range []side{central, right, left} {
		all := e.candidates(side)
		if bests[side], have[side] = e.best(all); have[side] {
			bests[side].here = math.Abs(n.zero)
			bests[side].local = e.local(bests[side], all)
		}
		o.all = append(o.all, all...)
	}
	for c := range bests {
		for o := range bests {
			if have[c] && have[o] && bests[o].level < bests[c].level {
				bests[c].err = max(bests[c].err, e.understated(&bests[c], &bests[o]))
			}
		}
	}
	pick := candidate{estimate: estimate{err: math.Inf(1)}}
	for side, b := range bests {
		if have[side] && b.err < pick.err {
			pick, o.known = b, true
		}
	}
	r, l := bests[right], bests[left]
	if have[right] && have[left] {
		apart := math.Abs(r.value - l.value)
		o.kinked = apart > far*(r.err+l.err) && apart > resolution*max(math.Abs(r.value), math.Abs(l.value)) &&
			!r.standsStill(l, o.all) && !l.standsStill(r, o.all) && r.steady(o.all, resolution) && l.steady(o.all, resolution)
	}
	pick.still = e.unseen()
	o.estimate = e.back(pick.estimate)
	o.noise = math.Ldexp(max(pick.noise, s.u*math.Abs(n.zero)), k)
	o.right, o.left = e.back(r.estimate), e.back(l.estimate)
	o.estimator = e
	return o
}

// seenFrom returns the step of a formula of larger steps than the best that says what
// is claimed, and not what the best says: from afar f has that derivative. Not so if
// on one side formulas of steps as large say what the best says. Then f is smooth on
// that side, down to x, and kinked on the other: no rounding that moves f in jumps
// leaves that.
func (o outcome) seenFrom(claimed, resolution float64) (h float64, ok bool) {
	e := o.estimator
	level := -1
	says := func(c candidate, value, err float64) bool {
		d := c.estimate
		d.err = c.alone
		d = e.back(d)
		return safety*d.err <= resolution*max(math.Abs(claimed), math.Abs(o.value))/2 &&
			math.Abs(d.value-value) <= safety*(d.err+err)
	}
	for _, c := range o.all {
		if c.level < o.level && says(c, claimed, 0) && !says(c, o.value, o.err) {
			level = max(level, c.level)
		}
	}
	if level < 0 {
		return 0, false
	}
	for _, c := range o.all {
		if c.side != central && c.level <= level && says(c, o.value, o.err) && !says(c, claimed, 0) {
			return 0, false
		}
	}
	return math.Ldexp(1, -level-e.first), true
}

// finer returns what the surest formula of smaller steps than the best says, if it has settled on
// something else: ordinary rounding of values as large as those at larger steps explains that, but so does
// a fine structure, as that of sqrt(x^2 + 1e-8) at 1e-3, and nothing in f tells which. Formulas of steps smaller
// still that say what the best says settle it: then there is a kink at a distance, on one side.
func (o outcome) finer(resolution float64) (d estimate, ok bool) {
	d.err = math.Inf(1)
	alone := func(c candidate) estimate {
		e := c.estimate
		e.err = c.alone
		return o.estimator.back(e)
	}
	for _, c := range o.all {
		if c.level <= o.level {
			continue
		}
		e := alone(c)
		size := max(math.Abs(e.value), math.Abs(o.value))
		off := math.Abs(e.value - o.value)
		if !(e.err < d.err && safety*e.err <= resolution/2*size && off > safety*(e.err+o.err) && off > resolution*size) {
			continue
		}
		if !slices.ContainsFunc(o.all, func(s candidate) bool {
			if s.level <= c.level {
				return false
			}
			f := alone(s)
			return math.Abs(f.value-o.value)+safety*f.err <= resolution*size
		}) {
			d, ok = e, true
		}
	}
	return d, ok
}

// kinkOfRounding reports whether the sides differ on the smallest steps alone: on a side
// that contradicts the claim a formula of larger steps says what is claimed.
func (o outcome) kinkOfRounding(claimed float64) bool {
	e := o.estimator
	for s, b := range map[side]estimate{right: o.right, left: o.left} {
		for _, c := range o.all {
			d := c.estimate
			d.err = c.alone
			d = e.back(d)
			if c.side == s && c.level < b.level && d.err <= settled*math.Abs(claimed) &&
				math.Abs(d.value-claimed) <= safety*d.err && math.Abs(d.value-b.value) > safety*(d.err+b.err) {
				return true
			}
		}
	}
	return false
}

// back goes from the normal samples and their steps to what is asked for.
func (e estimator) back(s estimate) estimate {
	scale := func(y float64) float64 { return math.Ldexp(e.coef*y, e.exp) }
	s.value = scale(s.value)
	s.err = math.Abs(scale(s.err)) + smallest // of a value that underflows
	s.reach = math.Abs(scale(s.reach))
	s.here = math.Abs(scale(s.here))
	s.local = math.Abs(scale(s.local))
	s.still = math.Abs(scale(s.still))
	return s
}
