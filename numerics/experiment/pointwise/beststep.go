package pointwise

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/theory"
	"adfd/theory/claims"
)

const (
	bestPoints    = 48 // points of the root mean square
	bestPerOctave = 3  // steps tried in an octave
	bestOctaves   = 4  // octaves tried on either side of the formula
)

// bestFunctions are entire functions whose derivatives do not grow with their order,
// so that the first term of the truncation error stands for it up to steps near 1,
// as the best steps of float32 are.
func bestFunctions(size claims.Size) []analytic {
	all := []analytic{{"sin", -3, 3, 1}, {"exp", -1, 1, 1}, {"cos", -3, 3, 1}}
	return all[:lab.At(size, 1, 2, 3)]
}

// bestPrecisions are the significands of F3, in bits.
var bestPrecisions = []int{24, 53, 106}

// bestStepRow is a best step with its error, in their own units and in those of the
// formula; or, in the rows of all precisions, the exponents fitted to them.
type bestStepRow struct {
	bits                           string
	step, stepRatio                float64
	least, leastRatio              float64
	stepExponent, accuracyExponent float64
}

// Why a row of F3 has no number: one over all precisions stands below those of each.
const (
	exponentsAlone  = "the row over all precisions has exponents alone"
	ofAllPrecisions = "fitted over all precisions, in a row of its own"
)

// BestStep is the table of F3: the step with the least root mean square error over
// the points, and that error, against the formula. The rows of all precisions
// hold the exponents fitted to them.
func BestStep(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "best step", s, func() (claims.Table, error) {
		cells := formulas(bestFunctions(s.Size))
		rows, err := lab.Over(ctx, s, cells, p, func(ctx context.Context, i int, c formulaCell) ([]bestStepRow, error) {
			return c.bestSteps(ctx, s, rand.New(rand.NewPCG(s.Seed, uint64(4000+i))))
		})
		// A minimum is flat: another library's values move it by a few steps of the grid. Three are an octave.
		at, least, exponent := claims.Tolerance{Factor: 2}, claims.Tolerance{Rel: 0.5}, claims.Tolerance{Abs: 0.01}
		t := claims.NewTable([]string{"function", "q", "p", "bits"})
		for i, c := range cells {
			for _, r := range rows[i] {
				lab.Add(&t, append(c.key(), r.bits), lab.Fields{
					lab.Of(claims.ColCount, lab.Exactly, bestPoints),
					lab.Of(claims.ColBestStep, at, r.step).OrNaN(exponentsAlone), lab.Of(claims.ColStepRatio, at, r.stepRatio).OrNaN(exponentsAlone),
					lab.Of(claims.ColBestError, least, r.least).OrNaN(exponentsAlone), lab.Of(claims.ColErrorRatio, least, r.leastRatio).OrNaN(exponentsAlone),
					lab.Of(claims.ColStepExponent, exponent, r.stepExponent).OrNaN(ofAllPrecisions),
					lab.Of(claims.ColAccuracyExponent, exponent, r.accuracyExponent).OrNaN(ofAllPrecisions),
				})
			}
		}
		return t, err
	})
}

// bestSteps gives one row a precision and one for all.
func (c formulaCell) bestSteps(ctx context.Context, s claims.Setup, rng *rand.Rand) ([]bestStepRow, error) {
	stencil, err := c.stencil(s)
	if err != nil {
		return nil, err
	}
	e, value, derivative, err := c.sampled(stencil, rng)
	if err != nil {
		return nil, err
	}
	central, err := fd.Central(c.q, c.p)
	if err != nil {
		return nil, err
	}
	constant, _ := theory.TruncationConstant(c.q, c.p).Float64()
	weights, _ := central.AbsWeightSum().Float64()
	var rows []bestStepRow
	var roundoffs []float64
	for _, bits := range bestPrecisions {
		u := math.Ldexp(1, -bits)
		h, least, err := theory.OptimalStep(c.q, c.p, theory.RoundingDeviation(u)*weights*value, math.Abs(constant)*derivative)
		if err != nil {
			return nil, err
		}
		r := bestStepRow{bits: strconv.Itoa(bits), stepExponent: math.NaN(), accuracyExponent: math.NaN()}
		if r.step, r.least, err = e.search(ctx, bits, h); err != nil {
			return nil, err
		}
		r.stepRatio, r.leastRatio = r.step/h, r.least/least
		rows, roundoffs = append(rows, r), append(roundoffs, u)
	}
	nan := math.NaN()
	all := bestStepRow{bits: claims.AllPrecisions, step: nan, stepRatio: nan, least: nan, leastRatio: nan}
	all.stepExponent, _ = claims.LogSlope(roundoffs, lab.Each(rows, func(r bestStepRow) float64 { return r.step }))
	all.accuracyExponent, _ = claims.LogSlope(roundoffs, lab.Each(rows, func(r bestStepRow) float64 { return r.least }))
	return append(rows, all), nil
}

// sampled draws the points of a cell, which every precision has, and takes the root mean
// squares of f and of f^(p+q) there.
func (c formulaCell) sampled(stencil fd.Stencil, rng *rand.Rand) (e sampledErrors, value, derivative float64, err error) {
	e = sampledErrors{name: c.f.name, stencil: stencil}
	for range bestPoints {
		x := float64(float32(within(c.f.lo, c.f.hi, rng)))
		jet, err := exact.Coefficients(c.f.name, exact.New(x), c.p+c.q)
		if err != nil {
			return e, 0, 0, err
		}
		e.x, e.want = append(e.x, x), append(e.want, jet.Derivative(c.q))
		value += math.Pow(exact.Float64(jet.Derivative(0)), 2)
		derivative += math.Pow(exact.Float64(jet.Derivative(c.p+c.q)), 2)
	}
	return e, math.Sqrt(value / bestPoints), math.Sqrt(derivative / bestPoints), nil
}

// search tries the steps about h for the least error. They are rounded to float32, so that
// every precision has these very steps.
func (e sampledErrors) search(ctx context.Context, bits int, h float64) (step, least float64, err error) {
	step, least = math.NaN(), math.Inf(1)
	for i := -bestOctaves * bestPerOctave; i <= bestOctaves*bestPerOctave; i++ {
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
		tried := float64(float32(h * math.Exp2(float64(i)/bestPerOctave)))
		rms, err := e.rootMeanSquare(bits, tried)
		if err != nil {
			return 0, 0, err
		}
		if rms < least {
			step, least = tried, rms
		}
	}
	return step, least, nil
}

// sampledErrors is a stencil at points of a function, with the derivatives there.
type sampledErrors struct {
	name    string
	stencil fd.Stencil
	x       []float64
	want    []*big.Float
}

// rootMeanSquare is that of the total errors at step h with a significand of 24,
// 53 or 106 bits.
func (e sampledErrors) rootMeanSquare(bits int, h float64) (float64, error) {
	got := make([]*big.Float, len(e.x))
	switch bits {
	case 24:
		x, dst := make([]float32, len(e.x)), make([]float32, len(e.x))
		for i := range x {
			x[i] = float32(e.x[i])
		}
		f := valueOf(e.name)
		err := fd.ApplyBatch(e.stencil, func(x, y []float32) {
			for i := range x {
				y[i] = float32(f(float64(x[i])))
			}
		}, x, float32(h), dst)
		if err != nil {
			return 0, err
		}
		for i := range got {
			got[i] = exact.New(float64(dst[i]))
		}
	case 53:
		for i, x := range e.x {
			d, err := e.stencil.Apply(valueOf(e.name), x, h)
			if err != nil {
				return 0, err
			}
			got[i] = exact.New(d)
		}
	default:
		f, err := dd.Func(e.name)
		if err != nil {
			return 0, err
		}
		if err := newRounded(e.stencil, uint(bits)).apply(f, e.x, h, got); err != nil {
			return 0, err
		}
	}
	sum := 0.0
	for i, g := range got {
		d := exact.Float64(new(big.Float).Sub(g, e.want[i]))
		sum += float64(d * d)
	}
	return math.Sqrt(sum / float64(len(got))), nil
}

// rounded is a stencil in math/big, every operation and every value of f rounded to
// that many bits, in the order of package fd. The values come from double-double; like
// those of any library they err by a little more than their rounding.
type rounded struct {
	order            int
	bits             uint
	offsets, weights []*big.Float
}

func newRounded(s fd.Stencil, bits uint) rounded {
	r := rounded{order: s.Order(), bits: bits}
	offsets := s.Offsets()
	for j, w := range s.Weights() {
		r.offsets = append(r.offsets, r.num().SetRat(offsets[j]))
		r.weights = append(r.weights, r.num().SetRat(w))
	}
	return r
}

func (r rounded) num() *big.Float { return new(big.Float).SetPrec(r.bits) }

// apply sets dst[i] to the derivative at x[i].
func (r rounded) apply(f func(dd.DD) dd.DD, x []float64, h float64, dst []*big.Float) error {
	power := big.NewRat(1, 1)
	for range r.order {
		power.Mul(power, new(big.Rat).SetFloat64(h))
	}
	scale, step := r.num().SetRat(power), r.num().SetFloat64(h)
	t, point, term := r.num(), r.num(), r.num()
	for i := range x {
		sum := r.num()
		point.SetFloat64(x[i])
		for j, w := range r.weights {
			t.Add(point, t.Mul(r.offsets[j], step))
			v := f(dd.FromBig(t))
			if !v.IsFinite() {
				return fmt.Errorf("%v at %v", v, t)
			}
			sum.Add(sum, term.Mul(w, term.Set(v.Big())))
		}
		dst[i] = sum.Quo(sum, scale)
	}
	return nil
}
