package pointwise

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"adfd/numerics/exact"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/fd"
	"adfd/numerics/jet/certified"
	"adfd/properties/expr"
	"adfd/theory"
	"adfd/theory/claims"
)

// MaxOrder is the highest derivative of A1 and A2.
const MaxOrder = 8

// jetCounts are the points for each function, and the random expressions for
// each depth and law.
func jetCounts(size claims.Size) (points, expressions int) {
	return lab.At(size, 16, 120, 1000), lab.At(size, 24, 300, 3000)
}

// expansion is an implementation of Taylor coefficients with the error bound that it
// vouches for.
type expansion func(f expr.Expr, x float64, order int) (certified.Jet, error)

// newTaylor makes the implementation that a setup puts on the AD side. Finite
// differences in its place vouch for what AD would: that is the fault.
func newTaylor(s claims.Setup) expansion {
	if s.AD == claims.EngineFD {
		return byDifferences
	}
	return plain
}

// plain has the coefficients of the plain jets. Bounded, which runs the recurrences
// once more on its own, only vouches for them.
func plain(f expr.Expr, x float64, order int) (certified.Jet, error) {
	b, err := f.Bounded(x, order)
	if err != nil {
		return b, err
	}
	c, err := f.Jet(x, order)
	if err != nil {
		return b, err
	}
	if len(c) != len(b.Bound) {
		return b, fmt.Errorf("%d coefficients and %d bounds", len(c), len(b.Bound))
	}
	b.Value = c
	return b, nil
}

// byDifferences puts central differences of accuracy 2 in the place of the
// coefficients, and keeps the bounds.
func byDifferences(f expr.Expr, x float64, order int) (certified.Jet, error) {
	const h = 0x1p-10
	b, err := f.Bounded(x, order)
	if err != nil {
		return b, err
	}
	b.Value = slices.Clone(b.Value)
	for k := 1; k <= order; k++ {
		s, err := fd.Central(k, 2)
		if err != nil {
			return b, err
		}
		// Outside the domain the difference is undefined and the coefficient lost.
		d, err := s.Apply(f.Float64, x, h)
		if err != nil {
			d = 0
		}
		b.Value[k] = d / math.Gamma(float64(k+1))
	}
	return b, nil
}

// accuracy collects the worst of a row of A1 or A3.
type accuracy struct {
	n                  int
	error, bound, ulps float64
	stated             float64 // ulps that the library claims
}

func (a *accuracy) merge(b accuracy) {
	a.n += b.n
	a.error, a.bound, a.ulps = max(a.error, b.error), max(a.bound, b.bound), max(a.ulps, b.ulps)
}

// fields are the columns that A1 and A3 have in common, with the tolerance of the error.
func (a accuracy) fields(tol claims.Tolerance) lab.Fields {
	return lab.Fields{
		lab.Of(claims.ColCount, lab.Exactly, a.n), lab.Of(claims.ColError, tol, a.error), lab.Of(claims.ColBound, lab.TolNoise, a.bound),
	}
}

// JetAccuracy is the table of A1: errors of the plain jets against 256 bits in units
// of the running bound, and running bounds in units of claims.RecurrenceUlps u times
// the absolute-value recurrence, by function and order, by depth of composition and
// order, and in the saturated tails, where the relative error is what counts. The
// activations, which compute many points at a time by formulas of their own, and the
// library's errors stand beside what is allowed them.
func JetAccuracy(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "jets", s, func() (claims.Table, error) {
		groups, implementation := accuracyGroups(s.Size), newTaylor(s)
		worst, err := lab.Over(ctx, s, groups, p, func(ctx context.Context, i int, g accuracyGroup) ([]accuracy, error) {
			return g.measure(ctx, implementation, rand.New(rand.NewPCG(s.Seed, uint64(i))))
		})
		if err != nil {
			return claims.Table{}, err
		}
		batch, err := activationAccuracy(ctx, s)
		if err != nil {
			return claims.Table{}, err
		}
		ulps := claims.Tolerance{Free: "the worst relative error sits beside a zero of the coefficient"}
		t := claims.NewTable([]string{"kind", "function", "order"})
		byOrder := func(kind, name string, worst []accuracy) {
			for order, a := range worst {
				lab.Add(&t, []string{kind, name, strconv.Itoa(order)}, a.fields(lab.TolLibrary),
					lab.Fields{lab.Of(claims.ColUlps, ulps, a.ulps), lab.Of(claims.ColClaim, lab.Exactly, a.stated)})
			}
		}
		for i, g := range groups {
			byOrder(g.kind, g.name, worst[i])
		}
		for i, name := range smoothActivations() {
			byOrder(claims.KindBatch, name, batch[i])
		}
		for i, c := range libraryCalls {
			byOrder(claims.KindCall, c.name, []accuracy{c.measure(s, i)})
		}
		return t, nil
	})
}

// accuracyGroup is the evaluations behind the rows of one function or depth.
type accuracyGroup struct {
	kind, name string
	depth, n   int
	lo, hi     float64
}

func (g accuracyGroup) String() string { return g.kind + " " + g.name }

// saturated lists functions that level off or decay to the left, with an interval
// in which they have and in which no derivative up to the eighth vanishes. There
// 1 - t^2 in place of sech^2 would keep no digit.
func saturated(points int) []accuracyGroup {
	return []accuracyGroup{
		{claims.KindTail, "tanh", 1, points, -12, -5},
		{claims.KindTail, "sigmoid", 1, points, -30, -15},
		{claims.KindTail, "softplus", 1, points, -30, -15},
		{claims.KindTail, "gelu", 1, points, -8, -5},
		{claims.KindTail, "erf", 1, points, -6, -4},
	}
}

func accuracyGroups(size claims.Size) []accuracyGroup {
	points, expressions := jetCounts(size)
	var out []accuracyGroup
	for _, name := range expr.Names() {
		f := mustElementary(name)
		lo, hi := f.Domain()
		out = append(out, accuracyGroup{claims.KindOne, name, 1, points, lo, hi})
	}
	out = append(out, saturated(points)...)
	for depth := 1; depth <= expr.MaxDepth; depth++ {
		out = append(out, accuracyGroup{claims.KindMany, fmt.Sprintf("depth %d", depth), depth, expressions, 0, 0})
	}
	return out
}

func mustElementary(name string) expr.Expr {
	f, err := expr.Elementary(name)
	if err != nil {
		panic(err) // a name of expr.Names
	}
	return f
}

// measure evaluates the group, by order.
func (g accuracyGroup) measure(ctx context.Context, implementation expansion, rng *rand.Rand) ([]accuracy, error) {
	worst := make([]accuracy, MaxOrder+1)
	for i := range g.n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var f expr.Expr
		var x float64
		if g.kind == claims.KindMany {
			f = expr.Random(rng, g.depth)
			lo, hi := f.Domain()
			x = within(lo, hi, rng)
		} else {
			f = mustElementary(g.name)
			x = pointOf(g.lo, g.hi, i, g.n, rng)
		}
		got, err := implementation(f, x, MaxOrder)
		if err != nil {
			return nil, fmt.Errorf("%v at x = %v: %w", f, x, err)
		}
		want, err := f.Exact(exact.New(x), MaxOrder)
		if err != nil {
			return nil, fmt.Errorf("%v at x = %v, 256 bits: %w", f, x, err)
		}
		for k := range worst {
			worst[k].merge(compareCoefficient(got, k, want))
		}
	}
	return worst, nil
}

// compareCoefficient judges coefficient k. Errors and bounds below the smallest
// normal number are relative to nothing; the magnitude of Bounded counts it.
func compareCoefficient(got certified.Jet, k int, want exact.Jet) accuracy {
	abs, ulps := exact.Error64(got.Value[k], want[k])
	return accuracy{
		n: 1, ulps: ulps,
		error: lab.Share(abs, got.Bound[k]),
		bound: lab.Share(got.Bound[k], claims.RecurrenceUlps*theory.UnitRoundoff64*got.Magnitude[k]),
	}
}

// within is a point of [lo, hi].
func within(lo, hi float64, rng *rand.Rand) float64 {
	return min(max(lo+float64((hi-lo)*rng.Float64()), lo), hi)
}

// pointOf is the i-th of n points of [lo, hi]: both ends, then uniform ones and,
// where the interval allows, ones spread evenly over the magnitudes, so that small
// arguments are met as well.
func pointOf(lo, hi float64, i, n int, rng *rand.Rand) float64 {
	switch {
	case i == 0:
		return lo
	case i == 1:
		return hi
	case i%2 == 0:
		return within(lo, hi, rng)
	}
	size := math.Max(math.Abs(lo), math.Abs(hi)) * math.Exp2(-30*rng.Float64())
	if rng.IntN(2) == 0 {
		size = -size
	}
	if size < lo || size > hi {
		return within(lo, hi, rng)
	}
	return size
}
