package spectral

import (
	"context"
	"math"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/rfm"
	"adfd/theory"
	"adfd/theory/claims"
)

// sincGrid is sine features on dyadic and ordinary nodes.
func sincGrid(size claims.Size) Grid {
	n, m := 127, 64
	if size == claims.Short {
		n, m = 63, 32
	}
	all := append(
		WithSteps(Settings(Dyadic, n, m, theory.Float64), lab.DyadicSteps(1, 3, 7, 12, 20), lab.DyadicSteps(1, 3, 7, 12)),
		WithSteps(Settings(ordinary, n+1, m, theory.Float64),
			lab.DecimalSteps("0.3", "1e-2", "1e-4"), lab.DecimalSteps("0.3", "1e-2", "1e-3"))...)
	var sine Grid
	for _, e := range all {
		if e.Activation == "sin" {
			sine = append(sine, e)
		}
	}
	return sine
}

// rowKind is a kind of rows of a system: their derivative order, and the range
// lo <= i < hi that they take.
type rowKind struct {
	name   string
	order  int
	lo, hi int
}

// kindsOfRows splits a system: interior rows, then two values, then the slopes of
// a fourth-order problem.
func kindsOfRows(order int, sys rfm.System) []rowKind {
	rows, n := len(sys.F), sys.Interior
	kinds := []rowKind{{"interior", order, 0, n}, {"value", 0, n, n + 2}}
	if rows > n+2 {
		kinds = append(kinds, rowKind{"slope", 1, n + 2, rows})
	}
	return kinds
}

// sincCheck is the comparison of a kind of rows at one step.
type sincCheck struct {
	rowKind
	step     lab.Step
	compared int     // entries
	worst    float64 // in units of the bound; a NaN sticks
}

// SincIdentity is the table of S4: A_FD against A_AD diag(sinc^q), entry by entry, in
// units of the rounding bound of that entry.
func SincIdentity(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	g := sincGrid(s.Size)
	results, err := lab.Sweep(ctx, s, g, s.Size.FewSeeds(), p, func(ctx context.Context, e GridEntry, seed int) ([]sincCheck, error) {
		return measureSinc(ctx, s, e, seed)
	})
	if err != nil {
		return claims.Table{}, err
	}
	t := claims.NewTable([]string{"problem", "activation", "nodes", "rows", "h"})
	for i, e := range g {
		for k, c := range results[i][0] {
			for _, seed := range results[i][1:] {
				c.compared += seed[k].compared
				c.worst = max(c.worst, seed[k].worst)
			}
			lab.Add(&t, []string{e.Problem, e.Under(s).Activation, e.Nodes, c.name, c.step.Name}, lab.Fields{
				lab.Of(claims.ColOrder, lab.Exactly, c.order), lab.Of(claims.ColStep, lab.Exactly, c.step.H),
				lab.Of(claims.ColCount, lab.Exactly, c.compared), lab.Of(claims.ColSinc, lab.TolNoise, c.worst),
			})
		}
	}
	return t, nil
}

// measureSinc compares every kind of rows at every step, for one seed.
func measureSinc(ctx context.Context, s claims.Setup, e GridEntry, seed int) ([]sincCheck, error) {
	b, err := NewTrial[float64](s, e.Setting, seed)
	if err != nil {
		return nil, err
	}
	var out []sincCheck
	for _, step := range e.Steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		ad, fd, err := b.sides(step.H)
		if err != nil {
			return nil, err
		}
		for _, kind := range kindsOfRows(b.problem.Order, ad) {
			c := sincCheck{rowKind: kind, step: step}
			for i := kind.lo; i < kind.hi; i++ {
				for j := range e.M {
					w, bias := b.features.W[j], b.features.B[j]
					got, want := fd.A.At(i, j), ad.A.At(i, j)*sincFactor(kind.order, w, step.H)
					c.worst = max(c.worst, lab.Share(math.Abs(float64(got)-float64(want)), sincBound(kind.order, w, bias, b.point(i), step.H)))
					c.compared++
				}
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// point is the abscissa of row i: a node, or an end of the interval, of which
// only the size matters to a bound.
func (b *Trial[T]) point(i int) float64 {
	if i < len(b.nodes) {
		return b.nodes[i]
	}
	return b.problem.Hi[0]
}

// sincFactor is what a central difference of second order makes of the q-th
// derivative of sin(w x): each second difference gives sinc^2(w h/2), and the
// first derivative over 2h gives sinc(w h).
func sincFactor(order int, w, h float64) float64 {
	if order == 1 {
		return theory.Sinc(w * h)
	}
	return math.Pow(theory.Sinc(w*h/2), float64(order))
}

// sincBound bounds the rounding of both sides of the identity in one entry: the
// stencil's sum, the entry of Taylor mode, and the factor, whose sine, quotient
// and power cost at most 4q u. A value row is not computed differently on the two
// sides, and its bound is 0.
func sincBound(order int, w, b, x, h float64) float64 {
	const (
		u    = theory.UnitRoundoff64
		ulps = theory.SineUlps
	)
	if order == 0 {
		return 0
	}
	points, weights, reach := order+1, math.Ldexp(1, order), float64(order)*h/2
	if order == 1 {
		points, weights, reach = 2, 1, h
	}
	far := math.Abs(x) + reach
	dz := theory.FeatureArgument(math.Abs(w), far, math.Abs(b), 2*u*far, u)
	factor := 4 * float64(order) * u * math.Pow(math.Abs(w), float64(order))
	return theory.StencilSum(order, points, h, weights, 1, 1, dz, ulps, u) +
		theory.SineEntry(order, w, dz, ulps, u) + float64(factor)
}
