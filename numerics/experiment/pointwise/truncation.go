package pointwise

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"

	"adfd/numerics/exact"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/theory"
	"adfd/theory/claims"
)

// analytic is a function of F1 with the interval its points are drawn from and
// the distance to its nearest singularity there; an entire function takes the
// length over which its derivatives grow by e.
type analytic struct {
	name   string
	lo, hi float64
	radius float64
}

// analytics lists the functions at a size. Each has derivatives of all orders
// that do not vanish together.
func analytics(size claims.Size) []analytic {
	all := []analytic{
		{"tanh", -2, 2, math.Pi / 2},
		{"sin", -3, 3, 1},
		{"gaussian", -2, 2, 0.5},
		{"exp", -1, 1, 1},
		{"recip", 1, 3, 1},
		{"sigmoid", -3, 3, math.Pi},
	}
	if size == claims.Short {
		return all[:2]
	}
	return all
}

const (
	truncationSteps = 9    // steps of the decade, ends included
	truncationTop   = 1e-3 // its upper end, in radii: the next term is then below 1e-4
	significant     = 0.1  // |f^(p+q)| >= significant of its maximum
	candidates      = 33   // points among which those are chosen
)

// 256 bits leave slope and constant nothing to differ in. The float64 window ends where
// rounding begins, at a step of a grid of two a decade: within a factor of 2, less than
// sqrt 10, it is the same step.
var (
	tolFit    = claims.Tolerance{Abs: 0.02}
	tolWindow = claims.Tolerance{Factor: 2}
)

// noWindow is why a formula has no fit in float64.
const noWindow = "no three steps of float64 lie clear of rounding"

// Truncation is the table of F1. Each cell is a function, an order and an
// accuracy; slope and constant are those of the worst of its points. The decisive
// rows sum the stencil in 256 bits, the rows in float64 show what is left of the
// window between truncation and rounding.
func Truncation(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "truncation", s, func() (claims.Table, error) {
		cells := formulas(analytics(s.Size))
		fits, err := lab.Over(ctx, s, cells, p, func(ctx context.Context, i int, c formulaCell) ([2]fit, error) {
			return c.truncation(ctx, s, rand.New(rand.NewPCG(s.Seed, uint64(i))))
		})
		t := claims.NewTable([]string{"function", "q", "p", "arithmetic"})
		for i, c := range cells {
			for k, arithmetic := range []string{claims.ArithmeticExact, claims.ArithmeticFloat} {
				f := fits[i][k]
				lab.Add(&t, append(c.key(), arithmetic), lab.Fields{
					lab.Of("accuracy", lab.Exactly, c.p), lab.Of(claims.ColPoints, claims.Tolerance{Abs: 1}, f.points),
					lab.Of(claims.ColSlope, tolFit, f.slope).OrNaN(noWindow), lab.Of(claims.ColConstant, tolFit, f.constant).OrNaN(noWindow),
					lab.Of("h from", tolWindow, f.lo).OrNaN(noWindow), lab.Of("h to", tolWindow, f.hi).OrNaN(noWindow),
				})
			}
		}
		return t, err
	})
}

// truncation fits the errors of a cell in both arithmetics.
func (c formulaCell) truncation(ctx context.Context, s claims.Setup, rng *rand.Rand) (fits [2]fit, err error) {
	stencil, err := c.stencil(s)
	if err != nil {
		return fits, err
	}
	textbook, _ := theory.TruncationConstant(c.q, c.p).Float64()
	points, err := significantPoints(c.f, c.q+c.p, rng)
	if err != nil {
		return fits, err
	}
	worst := fit{slope: math.NaN(), constant: math.NaN()} // of no point
	var window fit
	for _, x := range points {
		if err := ctx.Err(); err != nil {
			return fits, err
		}
		errs, err := newStencilErrors(c.f.name, stencil, c.q+c.p, x)
		if err != nil {
			return fits, err
		}
		worst = worst.merge(errs.fit(errs.truncated, decade(truncationTop*c.f.radius), textbook), float64(c.p))
		// Of the float64 sweep the widest window is shown.
		if w := errs.fit(errs.rounded, errs.window(c.f.radius, textbook), textbook); w.points > window.points {
			window = w
		}
	}
	if window.points < 3 {
		window = fit{slope: math.NaN(), constant: math.NaN(), lo: math.NaN(), hi: math.NaN()}
	}
	return [2]fit{worst, window}, nil
}

// significantPoints draws three of the points at which |f^(k)| is at least a
// tenth of its maximum over the interval's grid.
func significantPoints(f analytic, k int, rng *rand.Rand) ([]float64, error) {
	var xs, sizes []float64
	largest := 0.0
	for i := range candidates {
		// Offset from the grid by a fraction of the spacing, so that points of
		// symmetry are not hit.
		x := f.lo + (f.hi-f.lo)*(float64(i)+float64(rng.Float64()))/candidates
		c, err := exact.Coefficients(f.name, exact.New(x), k)
		if err != nil {
			return nil, err
		}
		d := math.Abs(exact.Float64(c.Derivative(k)))
		xs, sizes, largest = append(xs, x), append(sizes, d), max(largest, d)
	}
	var eligible []float64
	for i, d := range sizes {
		if d >= significant*largest {
			eligible = append(eligible, xs[i])
		}
	}
	rng.Shuffle(len(eligible), func(i, j int) { eligible[i], eligible[j] = eligible[j], eligible[i] })
	return eligible[:min(3, len(eligible))], nil
}

// decade is a decade of steps that ends at top.
func decade(top float64) []float64 {
	h := make([]float64, truncationSteps)
	for i := range h {
		h[i] = top * tenth(i, truncationSteps-1)
	}
	return h
}

// tenth is 10^(-i/perDecade), perDecade a power of two, from a table of powers and square roots:
// both round alike on every processor, where the last digit of math.Pow differs.
func tenth(i, perDecade int) float64 {
	part := math.Pow10(-(i % perDecade))
	for n := perDecade; n > 1; n /= 2 {
		part = math.Sqrt(part)
	}
	return math.Pow10(-(i / perDecade)) * part
}

// stencilErrors is a stencil at one point of one function, with the derivatives
// that its error is compared with.
type stencilErrors struct {
	function func(*big.Float) *big.Float
	stencil  fd.Stencil
	oracle   exact.Stencil // the same weights, summed in 256 bits
	x        float64
	want     *big.Float // f^(q)(x)
	leading  float64    // f^(p+q)(x)
	value    float64    // f(x)
}

func newStencilErrors(name string, s fd.Stencil, leading int, x float64) (stencilErrors, error) {
	f, err := exact.Func(name)
	if err != nil {
		return stencilErrors{}, err
	}
	c, err := exact.Coefficients(name, exact.New(x), leading)
	if err != nil {
		return stencilErrors{}, err
	}
	return stencilErrors{
		function: f,
		stencil:  s,
		oracle:   exact.Stencil{Order: s.Order(), Offsets: s.Offsets(), Weights: s.Weights()},
		x:        x,
		want:     c.Derivative(s.Order()),
		leading:  exact.Float64(c.Derivative(leading)),
		value:    exact.Float64(c.Derivative(0)),
	}, nil
}

// truncated is FD - f^(q) at step h, summed in 256 bits.
func (e stencilErrors) truncated(h float64) float64 {
	sum := e.oracle.Sum(e.function, exact.New(e.x), exact.New(h))
	return exact.Float64(new(big.Float).Sub(sum, e.want))
}

// rounded is the same with the stencil evaluated in float64 on correctly rounded
// values of f. NaN where the stencil refuses the step.
func (e stencilErrors) rounded(h float64) float64 {
	got, err := e.stencil.Apply(func(x float64) float64 {
		return exact.Float64(e.function(exact.New(x)))
	}, e.x, h)
	if err != nil {
		return math.NaN()
	}
	return exact.Float64(new(big.Float).Sub(exact.New(got), e.want))
}

// window lists the steps, two a decade, at which truncation is expected to be a
// hundred times the rounding error and the next term still small.
func (e stencilErrors) window(radius, constant float64) []float64 {
	const headroom, top, perDecade, most = 100, 0.05, 2, 16
	q, p := e.stencil.Order(), e.stencil.Accuracy()
	weights, _ := e.stencil.AbsWeightSum().Float64()
	var out []float64
	for i := range most {
		h := top * radius * tenth(i, perDecade)
		truncation := math.Abs(constant*e.leading) * math.Pow(h, float64(p))
		rounding := theory.StencilSum(q, e.stencil.Len(), h, weights, math.Abs(e.value), 0, 0, 1, theory.UnitRoundoff64)
		if truncation >= headroom*rounding {
			out = append(out, h)
		}
	}
	return out
}

// fit is a power law fitted to errors: |error| = constant textbook |f^(p+q)|
// h^slope. The constant is that of the smallest step, with its sign.
type fit struct {
	points          int // steps of a fit, or points of the worst of several
	slope, constant float64
	lo, hi          float64
}

// merge adds the fit of one more point to the worst of those before: slope and
// constant are those furthest from the accuracy and from 1. A fit that lacks a step
// of the decade counts as NaN, and NaN sticks.
func (f fit) merge(next fit, accuracy float64) fit {
	if next.points < truncationSteps {
		next.slope, next.constant = math.NaN(), math.NaN()
	}
	next.points = 1
	if f.points > 0 {
		next.slope = farther(f.slope, next.slope, accuracy)
		next.constant = farther(f.constant, next.constant, 1)
		next.points += f.points
	}
	return next
}

// farther is the one of a and b that lies farther from target, NaN if either is.
func farther(a, b, target float64) float64 {
	if math.IsNaN(a) || math.Abs(a-target) > math.Abs(b-target) {
		return a
	}
	return b
}

func (e stencilErrors) fit(errorAt func(h float64) float64, steps []float64, textbook float64) fit {
	var h, size []float64
	f := fit{slope: math.NaN(), constant: math.NaN(), lo: math.Inf(1)}
	for _, step := range steps {
		v := errorAt(step)
		if math.IsNaN(v) || v == 0 {
			continue
		}
		h, size = append(h, step), append(size, math.Abs(v))
		f.hi = max(f.hi, step)
		if step < f.lo {
			f.lo = step
			f.constant = v / (textbook * e.leading * math.Pow(step, float64(e.stencil.Accuracy())))
		}
	}
	f.points = len(h)
	f.slope, _ = claims.LogSlope(h, size)
	return f
}
