package pointwise

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"

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
	switch size {
	case claims.Short:
		return all[:1]
	case claims.Test:
		return all[:2]
	}
	return all
}

// bestPrecisions are the significands of F3, in bits.
var bestPrecisions = []int{24, 53, 106}

// BestStep is the table of F3: the step with the least root mean square error over
// the points, and that error, against the formula. The rows of all precisions
// hold the exponents fitted to them.
func BestStep(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "best step", s, func() (claims.Table, error) {
		cells := formulas(bestFunctions(s.Size))
		rows := make([][]claims.Row, len(cells))
		err := lab.ForEach(ctx, len(cells), p, func(ctx context.Context, i int) error {
			c := cells[i]
			var err error
			if rows[i], err = bestStepCell(ctx, s, c.f, c.q, c.p, rand.New(rand.NewPCG(s.Seed, uint64(4000+i)))); err != nil {
				return fmt.Errorf("%s q=%d p=%d (master seed %d): %w", c.f.name, c.q, c.p, s.Seed, err)
			}
			return nil
		})
		// A minimum is flat: another library's values move it by a few steps of the grid.
		t := claims.NewTable([]string{"function", "q", "p", "bits"},
			lab.Column(claims.ColCount, lab.Exactly),
			lab.Column(claims.ColBestStep, claims.Tolerance{Rel: 1}), lab.Column(claims.ColStepRatio, claims.Tolerance{Rel: 1}),
			lab.Column(claims.ColBestError, claims.Tolerance{Rel: 0.5}), lab.Column(claims.ColErrorRatio, claims.Tolerance{Rel: 0.5}),
			lab.Column(claims.ColStepExponent, claims.Tolerance{Abs: 0.01}), lab.Column(claims.ColAccuracyExponent, claims.Tolerance{Abs: 0.01}))
		for _, r := range rows {
			t.Rows = append(t.Rows, r...)
		}
		return t, err
	})
}

// bestStepCell gives one row a precision and one for all.
func bestStepCell(ctx context.Context, s claims.Setup, f analytic, q, p int, rng *rand.Rand) ([]claims.Row, error) {
	central, err := fd.Central(q, p)
	if err != nil {
		return nil, err
	}
	stencil := central
	if s.Placement == claims.PlacementForward {
		if stencil, err = fd.Forward(q, p); err != nil {
			return nil, err
		}
	}
	e := sampledErrors{name: f.name, stencil: stencil}
	var value, derivative float64 // sums of squares of f and f^(p+q)
	for range bestPoints {
		x := float64(float32(within(f.lo, f.hi, rng))) // a point of every precision
		c, err := exact.Coefficients(f.name, exact.New(x), p+q)
		if err != nil {
			return nil, err
		}
		e.x, e.want = append(e.x, x), append(e.want, c.Derivative(q))
		value += math.Pow(exact.Float64(c.Derivative(0)), 2)
		derivative += math.Pow(exact.Float64(c.Derivative(p+q)), 2)
	}
	constant, _ := theory.TruncationConstant(q, p).Float64()
	weights, _ := central.AbsWeightSum().Float64()

	var rows []claims.Row
	var roundoffs, steps, errs []float64
	for _, bits := range bestPrecisions {
		u := math.Ldexp(1, -bits)
		h, least, err := theory.OptimalStep(q, p, theory.RoundingDeviation(u)*weights*math.Sqrt(value/bestPoints), math.Abs(constant)*math.Sqrt(derivative/bestPoints))
		if err != nil {
			return nil, err
		}
		best, step := math.Inf(1), math.NaN()
		for i := -bestOctaves * bestPerOctave; i <= bestOctaves*bestPerOctave; i++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			// Rounded to float32, so that every precision has this very step.
			tried := float64(float32(h * math.Exp2(float64(i)/bestPerOctave)))
			rms, err := e.rootMeanSquare(bits, tried)
			if err != nil {
				return nil, err
			}
			if rms < best {
				best, step = rms, tried
			}
		}
		roundoffs, steps, errs = append(roundoffs, u), append(steps, step), append(errs, best)
		rows = append(rows, claims.Row{
			Key:    []string{f.name, fmt.Sprint(q), fmt.Sprint(p), fmt.Sprint(bits)},
			Values: []float64{bestPoints, step, step / h, best, best / least, math.NaN(), math.NaN()},
		})
	}
	stepExponent, _ := claims.LogSlope(roundoffs, steps)
	errorExponent, _ := claims.LogSlope(roundoffs, errs)
	nan := math.NaN()
	return append(rows, claims.Row{
		Key:    []string{f.name, fmt.Sprint(q), fmt.Sprint(p), claims.AllPrecisions},
		Values: []float64{bestPoints, nan, nan, nan, nan, stepExponent, errorExponent},
	}), nil
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
		sum += d * d
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
