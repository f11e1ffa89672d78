package pointwise

import (
	"context"
	"math"
	"math/rand/v2"
	"strconv"

	"adfd/numerics/experiment/lab"
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/taylor"
	"adfd/theory/claims"
)

// law draws a case and compares its two sides, one number for each order.
type law struct {
	name    string
	compare func(impl taylor.Coefficients, rng *rand.Rand) ([]properties.Comparison, error)
}

func (l law) String() string { return l.name }

// laws are those of A2. Each case is drawn anew: functions of depth 1 and 2 on a
// common domain, or a pair of inverse functions.
var laws = []law{
	{"linearity", func(impl taylor.Coefficients, rng *rand.Rand) ([]properties.Comparison, error) {
		f, g, x := twoFunctions(rng)
		a, b := math.Ldexp(float64(rng.Float64())-0.5, rng.IntN(8)), math.Ldexp(float64(rng.Float64())-0.5, rng.IntN(8))
		return taylor.CompareLinearity(impl, a, f, b, g, x, MaxOrder)
	}},
	{"Leibniz", func(impl taylor.Coefficients, rng *rand.Rand) ([]properties.Comparison, error) {
		f, g, x := twoFunctions(rng)
		return taylor.CompareLeibniz(impl, f, g, x, MaxOrder)
	}},
	{"Faa di Bruno", func(impl taylor.Coefficients, rng *rand.Rand) ([]properties.Comparison, error) {
		f := expr.Random(rng, 1+rng.IntN(2))
		lo, hi := f.Domain()
		inner := []float64{within(lo, hi, rng), 1, float64(rng.Float64()) - 0.5, float64(rng.Float64()) - 0.5}
		return taylor.CompareChain(impl, f, inner, MaxOrder)
	}},
	{"inverse pairs", func(impl taylor.Coefficients, rng *rand.Rand) ([]properties.Comparison, error) {
		return taylor.CompareInversePairs(impl, within(0x1p-3, 3, rng), MaxOrder)
	}},
}

// twoFunctions draws two expressions with a common point. Expressions have
// domains of their own; most pairs overlap, and the rest are drawn again.
func twoFunctions(rng *rand.Rand) (f, g expr.Expr, x float64) {
	for {
		f, g = expr.Random(rng, 1+rng.IntN(2)), expr.Random(rng, 1+rng.IntN(2))
		fLo, fHi := f.Domain()
		gLo, gHi := g.Domain()
		if lo, hi := max(fLo, gLo), min(fHi, gHi); lo < hi {
			return f, g, within(lo, hi, rng)
		}
	}
}

// lawTally collects the comparisons of a law at one order: how many, and the worst
// difference in units of what is allowed.
type lawTally struct {
	n     int
	worst float64
}

// lawTallies are by order.
type lawTallies [MaxOrder + 1]lawTally

// add takes the comparisons of a case: one for each order, or several such series one
// after another.
func (t *lawTallies) add(comparisons []properties.Comparison) {
	for i, c := range comparisons {
		at := &t[i%len(t)]
		at.n++
		at.worst = max(at.worst, lab.Share(c.Measured, c.Allowed))
	}
}

// JetLaws is the table of A2: the two sides of each law, their difference in
// units of the sum of their running bounds.
func JetLaws(ctx context.Context, s claims.Setup, p lab.Progress) (claims.Table, error) {
	return lab.Once(ctx, "laws", s, func() (claims.Table, error) {
		_, cases := jetCounts(s.Size)
		implementation := newTaylor(s)
		impl := func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
			b, err := implementation(f, x, order)
			return b.Value, b.Bound, err
		}
		tallies, err := lab.Over(ctx, s, laws, p, func(ctx context.Context, i int, l law) (t lawTallies, err error) {
			rng := rand.New(rand.NewPCG(s.Seed, uint64(2000+i)))
			for range cases {
				if err := ctx.Err(); err != nil {
					return t, err
				}
				comparisons, err := l.compare(impl, rng)
				if err != nil {
					return t, err
				}
				t.add(comparisons)
			}
			return t, nil
		})
		t := claims.NewTable([]string{"law", "order"})
		for i, l := range laws {
			for order, tally := range tallies[i] {
				lab.Add(&t, []string{l.name, strconv.Itoa(order)},
					lab.Fields{lab.Of(claims.ColCount, lab.Exactly, tally.n), lab.Of(claims.ColLaw, lab.TolNoise, tally.worst)})
			}
		}
		return t, err
	})
}
