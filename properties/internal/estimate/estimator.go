package estimate

import (
	"math"

	"adfd/properties/internal/number"
)

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
	*Samples
	q       int
	coef    float64 // coef 2^exp times the derivative in steps of 2^-first is asked for
	exp     int
	whole   float64 // the largest |g|
	quantum float64 // see Samples.quantum
}

// candidates lists the values of all formulas on one side, coarse levels first.
func (e estimator) candidates(s Side) []candidate {
	levels := len(e.Right)
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
			if finer++; finer <= FewestFiner {
				continue
			}
			c := candidate{n: n, norm: f.norm}
			c.Side, c.Level, c.Noise = s, j, own
			c.Value = e.perStep(value[1][j], j)
			c.Err = e.perStep(float64(own*f.norm)+rounding[j]+float64(number.Smallest*f.norm), j)
			c.alone = c.Err
			c.Reach = e.reach(s, j-n+1, j+1)
			if !math.IsNaN(c.Value) && !math.IsInf(c.Value, 0) && !math.IsNaN(c.Err) {
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
func (e estimator) apply(f formula, s Side, j int) (value, rounding float64) {
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
		r, l := e.Right[j-i], e.Left[j-i]
		w := f.weight[i]
		rn, ln := w*e.rightNoise[j-i], w*e.leftNoise[j-i]
		switch s {
		case Central:
			value += float64(w * ((r - e.Zero) + float64(sign*(l-e.Zero))))
			rounding += float64(rn*rn) + float64(ln*ln)
		case Right:
			value += float64(w * (r - e.Zero))
			rounding += float64(rn * rn)
		case Left:
			value += float64(sign * w * (l - e.Zero))
			rounding += float64(ln * ln)
		}
	}
	z := f.zero * e.u * e.Zero
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
	least := candidate{Estimate: Estimate{Err: math.Inf(1)}}
	tried := make([]bool, len(all))
	for {
		// The next by its error; few are tried.
		at := -1
		for i := range all {
			if !tried[i] && (at < 0 || all[i].Err < all[at].Err) {
				at = i
			}
		}
		if at < 0 || !(all[at].Err < least.Err) {
			return least, len(all) > 0
		}
		tried[at] = true
		c := all[at]
		for i := range all {
			if o := &all[i]; o.Level > c.Level {
				off := math.Abs(c.Value-o.Value) - o.alone
				ofValue := e.ofValue(off, o)
				if !o.settled() || ofValue <= Ordinary*e.u*c.Reach {
					off = e.perStep(ofValue, c.Level) * c.norm
				}
				c.Err = max(c.Err, off)
			} else if o.Level < c.Level {
				c.Err = max(c.Err, e.understated(&c, o))
			}
		}
		if c.Err < least.Err {
			least = c
		}
	}
}

// ofValue is the error of one value that makes a difference off in a derivative.
func (e estimator) ofValue(off float64, c *candidate) float64 {
	return math.Ldexp(off/c.norm, -e.q*c.Level)
}

// understated is the error of c as o shows it, one of larger steps or of the other
// side: the distance from it if o has settled, and ordinary rounding is enough to
// explain the distance; else 0. Where c has not settled itself, that is rounding
// of numbers as large as any of the sweep, as in log(1 + x) at 1e-11.
func (e estimator) understated(c, o *candidate) float64 {
	off := math.Abs(c.Value-o.Value) - o.alone
	size := o.Reach
	if !c.settled() {
		size = e.whole
	}
	if !o.settled() || e.ofValue(off, c) > Ordinary*e.u*size {
		return 0
	}
	return off
}

// local is the largest |g| whose rounding may be in the values near 0: among the points of
// c, and of each formula to which g looks smooth but for its own rounding. The sum
// sin(x) - x has more noise near 0 than its values there let expect, and the steps that
// show it are such; those of which truncation is the error show nothing, as
// exp(2x) hides no digit of exp(x).
func (e estimator) local(c candidate, all []candidate) float64 {
	largest := c.Reach
	for _, o := range all {
		if o.Noise <= Safety*e.u*o.Reach {
			largest = max(largest, o.Reach)
		}
	}
	return largest
}

// unseen is the largest derivative of order q that does not show where g stands still on all steps
// from stillFrom down: on the largest of these it moves g by no more than ordinary rounding of g or of
// numbers as large as x. It is zero where g moves.
func (e estimator) unseen() float64 {
	level, _, known := e.still()
	if known < FewestFiner || level > stillFrom {
		return 0
	}
	change := Ordinary * e.u * max(math.Abs(e.Zero), e.size)
	for k := 2; k <= e.q; k++ {
		change *= float64(k)
	}
	return e.perStep(change, level)
}

// back goes from the normal samples and their steps to what is asked for.
func (e estimator) back(s Estimate) Estimate {
	scale := func(y float64) float64 { return math.Ldexp(e.coef*y, e.exp) }
	s.Value = scale(s.Value)
	s.Err = math.Abs(scale(s.Err)) + number.Smallest // of a value that underflows
	s.Reach = math.Abs(scale(s.Reach))
	s.Here = math.Abs(scale(s.Here))
	s.Local = math.Abs(scale(s.Local))
	s.Still = math.Abs(scale(s.Still))
	return s
}
