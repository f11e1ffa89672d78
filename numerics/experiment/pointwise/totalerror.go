package pointwise

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/certified"
	"adfd/theory"
	"adfd/theory/claims"
)

// The steps of F2: from 1 down, so many a decade, to smallestStep or where x
// absorbs the step.
const (
	smallestStep   = 1e-12
	totalPerDecade = 2
	kinkPoint      = 0.25 // in steps from the kink, so that the stencil straddles it without symmetry
	kinkTop        = 0.1  // upper end of the decade of steps about a kink
)

// totalPoints is how many points a cell of F2 has.
func totalPoints(size claims.Size) int { return lab.At(size, 2, 4, 12) }

// totalCell is a formula with its stencil and the numbers of the claimed central formula.
type totalCell struct {
	formulaCell
	stencil fd.Stencil
	bound   theory.Difference
}

func newTotalCell(s claims.Setup, f formulaCell) (totalCell, error) {
	c := totalCell{formulaCell: f}
	central, err := fd.Central(f.q, f.p)
	if err != nil {
		return c, err
	}
	if c.bound, err = theory.NewDifference(f.q, f.p, central.Offsets(), central.Weights()); err != nil {
		return c, err
	}
	c.stencil, err = f.stencil(s)
	return c, err
}

// TotalError is the table of F2: the error of a stencil in float64 against 256
// bits, in units of truncation plus rounding bound. The maxima in the bounds are
// proved by interval arithmetic over the stencil's reach. Beside the a-priori
// bound stands truncation plus the running bound of that very evaluation.
//
// The rows of relu and of |z|^3 stand about the kink at 0, where f^(p+q) does not
// exist; |z|^3 with p + q = 3 is inside the hypotheses, since its second derivative
// is absolutely continuous.
func TotalError(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "total error", s, func() (claims.Table, error) {
		cells := formulas(append(analytics(s.Size), analytic{name: "relu"}, analytic{name: "cubed"}))
		parts, err := lab.Over(ctx, s, cells, p, func(ctx context.Context, i int, f formulaCell) ([]tally, error) {
			c, err := newTotalCell(s, f)
			if err != nil {
				return nil, err
			}
			if degree, ok := kinks[f.f.name]; ok {
				return c.measureKink(degree)
			}
			return c.measure(ctx, totalPoints(s.Size), rand.New(rand.NewPCG(s.Seed, uint64(3000+i))))
		})
		t := claims.NewTable([]string{"function", "smooth", "q", "p", "regime"})
		pools := map[poolKey]*tally{}
		for i, c := range cells {
			for _, part := range parts[i] {
				part.addTo(&t, c.key())
				if part.regime == claims.RegimeKink {
					continue
				}
				key := poolKey{part.regime, c.p <= claims.LowAccuracy}
				if pools[key] == nil {
					pools[key] = &tally{smooth: part.smooth, regime: part.regime, slope: math.NaN()}
				}
				pools[key].merge(part)
			}
		}
		for _, regime := range []string{claims.RegimeTruncation, claims.RegimeRounding} {
			for _, name := range []string{claims.AccuracyLow, claims.AccuracyHigh} {
				if pool := pools[poolKey{regime, name == claims.AccuracyLow}]; pool != nil {
					pool.addTo(&t, []string{claims.AllFunctions, "1..4", name})
				}
			}
		}
		return t, err
	})
}

// poolKey names the rows whose medians F2 judges: a regime, at accuracies up to 4
// or above.
type poolKey struct {
	regime string
	low    bool
}

// tally collects the evaluations behind a row of F2.
type tally struct {
	smooth, regime string
	n              int
	total, running float64   // worst of error/bound
	loose, within  []float64 // bound/error of the two
	slope          float64   // of the error in h, about a kink
}

func (t *tally) add(err, bound, running float64) {
	t.n++
	t.loose, t.within = append(t.loose, bound/err), append(t.within, running/err)
	t.total, t.running = max(t.total, lab.Share(err, bound)), max(t.running, lab.Share(err, running))
}

func (t *tally) merge(o tally) {
	t.n += o.n
	t.total, t.running = max(t.total, o.total), max(t.running, o.running)
	t.loose, t.within = append(t.loose, o.loose...), append(t.within, o.within...)
}

// addTo appends the tally's row under the names of a formula.
func (t *tally) addTo(table *claims.Table, formula []string) {
	lab.Add(table, []string{formula[0], t.smooth, formula[1], formula[2], t.regime}, lab.Fields{
		lab.Of(claims.ColCount, claims.Tolerance{Abs: 2}, t.n),
		lab.Of(claims.ColTotal, lab.TolLibrary, t.total), lab.Of(claims.ColTightness, lab.TolLibrary, lab.MedianOf(t.loose)),
		lab.Of(claims.ColRunning, lab.TolLibrary, t.running), lab.Of(claims.ColRunningTightness, lab.TolLibrary, lab.MedianOf(t.within)),
		lab.Of(claims.ColSlope, tolFit, t.slope).OrNaN("fitted at kinks alone"),
	})
}

// measure gives the two regimes of a smooth function.
func (c totalCell) measure(ctx context.Context, points int, rng *rand.Rand) ([]tally, error) {
	truncation := tally{smooth: claims.SmoothYes, regime: claims.RegimeTruncation, slope: math.NaN()}
	rounding := tally{smooth: claims.SmoothYes, regime: claims.RegimeRounding, slope: math.NaN()}
	for range points {
		x := within(c.f.lo, c.f.hi, rng)
		jets, err := exact.Coefficients(c.f.name, exact.New(x), c.q)
		if err != nil {
			return nil, err
		}
		for i := 0; ; i++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			h := tenth(i, totalPerDecade)
			if h < smallestStep || x+h == x || x-h == x {
				break
			}
			on, err := c.sizes(x, h)
			if err != nil {
				return nil, err
			}
			if on == nil {
				continue
			}
			value, running, err := c.stencil.ApplyBounded(valueOf(c.f.name), x, h, fd.Values{Slope: on.Slope, Error: valueError(c.f.name)})
			if err != nil {
				return nil, err
			}
			e, _ := exact.Error64(value, jets.Derivative(c.q))
			cut, round := c.bound.Truncation(h, on.Derivative), c.bound.Rounding(x, h, *on, theory.UnitRoundoff64)
			into := &rounding
			if cut >= round {
				into = &truncation
			}
			into.add(e, c.bound.Total(x, h, *on, theory.UnitRoundoff64), (cut+running)*(1+2*theory.UnitRoundoff64))
		}
	}
	return []tally{truncation, rounding}, nil
}

// sizes are the proved maxima over the reach of the stencil, or nil where the reach
// leaves the domain of f. They are within maximumTolerance of the maxima.
func (c totalCell) sizes(x, h float64) (*theory.Sizes, error) {
	const maximumTolerance = 0x1p-4
	offsets, _ := c.stencil.Float64()
	// Both ends are moved out by more than the argument can be rounded.
	room := c.bound.ArgumentError(x, h, 2*theory.UnitRoundoff64)
	lo, hi := x+min(0, offsets[0]*h)-room, x+max(0, offsets[len(offsets)-1]*h)+room
	if c.f.name == "recip" && lo <= 0 {
		return nil, nil
	}
	var on theory.Sizes
	for k, dst := range map[int]*float64{0: &on.Value, 1: &on.Slope, c.p + c.q: &on.Derivative} {
		var err error
		if *dst, _, err = interval.MaxDerivative(c.f.name, k, lo, hi, maximumTolerance); err != nil {
			return nil, err
		}
	}
	for _, o := range offsets {
		t := x
		if o != 0 {
			t = x + float64(o*h)
		}
		on.ValueError = max(on.ValueError, valueError(c.f.name)(t, 0))
	}
	return &on, nil
}

// valueOf is the named function in float64, as the jets compute it.
func valueOf(name string) func(float64) float64 {
	return func(t float64) float64 {
		y, err := jet.Apply(name, nil, jet.Jet[float64]{t})
		if err != nil {
			return math.NaN() // which the stencil reports with its place
		}
		return y[0]
	}
}

// valueError bounds the error of valueOf at t, from the stated errors of the
// library.
func valueError(name string) func(t, v float64) float64 {
	return func(t, _ float64) float64 {
		y, err := certified.Apply(name, certified.Variable(t, 0))
		if err != nil {
			return math.NaN()
		}
		return y.Bound[0]
	}
}

// kinks are max(z, 0)^1 and |z|^3 by their degree: on either side of 0 a
// monomial, whose derivatives beyond the degree vanish.
var kinks = map[string]int{"relu": 1, "cubed": 3}

// kinkValue is the function of that degree, and its classical derivative of order
// q at x > 0. relu rounds nothing, |z|^3 twice.
func kinkValue(degree int, t float64) float64 {
	if degree == 1 {
		return max(t, 0)
	}
	return float64(t*t) * math.Abs(t)
}

func kinkDerivative(degree, q int, x float64) *big.Float {
	d := exact.New(1)
	for k := range q {
		d.Mul(d, exact.New(float64(degree-k)))
	}
	for range degree - q {
		d.Mul(d, exact.New(x))
	}
	return d
}

// measureKink gives what is measured of a function with a kink at 0, at points that lie a
// quarter of a step from it. Their slope is the exponent with which the error
// falls; the bound, with the derivative's classical maximum, is not expected to hold.
func (c totalCell) measureKink(degree int) ([]tally, error) {
	const cubedUlps = 1 // two roundings, u each
	about := tally{smooth: claims.SmoothNo, regime: claims.RegimeKink}
	var steps, errs []float64
	largest := 0.0
	if c.p+c.q <= degree { // |f'''| = 6
		about.smooth, largest = claims.SmoothYes, 6
	}
	for _, h := range decade(kinkTop) {
		x := kinkPoint * h
		reach := (c.bound.Reach + 1) * h
		value, running, err := c.stencil.ApplyBounded(func(t float64) float64 { return kinkValue(degree, t) }, x, h,
			fd.Values{Slope: float64(degree) * math.Pow(reach, float64(degree-1)), Error: fd.RelativeUlps(cubedUlps)})
		if err != nil {
			return nil, err
		}
		size := math.Pow(reach, float64(degree))
		on := theory.Sizes{Value: size, Slope: float64(degree) * size / reach, Derivative: largest,
			ValueError: 2 * cubedUlps * theory.UnitRoundoff64 * size}
		e, _ := exact.Error64(value, kinkDerivative(degree, c.q, x))
		about.add(e, c.bound.Total(x, h, on, theory.UnitRoundoff64), c.bound.Truncation(h, largest)+running)
		steps, errs = append(steps, h), append(errs, e)
	}
	about.slope, _ = claims.LogSlope(steps, errs)
	return []tally{about}, nil
}
