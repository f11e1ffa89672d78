package taylor_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/gen"
	"adfd/properties/taylor"
)

// maxOrder is the highest order that the laws are tested at: 8, and the two
// more that a second derivative takes.
const maxOrder = 8

// pair draws two expressions and a common point of their domains; every two
// domains that gen.Expr draws from have one.
func pair(t *rapid.T, depth int) (f, g expr.Expr, x float64) {
	f, g = gen.Expr(depth).Draw(t, "f"), gen.Expr(depth).Draw(t, "g")
	point, ok := gen.CommonPoint(f, g)
	if !ok {
		t.Fatalf("the domains of %#v and %#v have no common point", f, g)
	}
	return f, g, point.Draw(t, "x")
}

func order(t *rapid.T) int { return rapid.IntRange(0, maxOrder).Draw(t, "order") }

func TestJetsLinearity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g, x := pair(t, expr.MaxDepth)
		a, b := gen.In(-4, 4).Draw(t, "a"), gen.In(-4, 4).Draw(t, "b")
		properties.OK(t, taylor.Linearity(taylor.Jets, a, f, b, g, x, order(t)))
	})
}

func TestJetsLeibniz(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g, x := pair(t, expr.MaxDepth)
		properties.OK(t, taylor.Leibniz(taylor.Jets, f, g, x, order(t)))
	})
}

// The outer function is a composition, or one function on all of its declared
// domain.
func TestJetsChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.OneOf(rapid.Map(gen.Function(), elementary), gen.Expr(expr.MaxDepth)).Draw(t, "f")
		inner := gen.Polynomial(maxOrder+1).Draw(t, "inner")
		inner[0] = gen.Point(f).Draw(t, "inner[0]")
		properties.OK(t, taylor.Chain(taylor.Jets, f, inner, order(t)))
	})
}

func elementary(name string) expr.Expr {
	e, err := expr.Elementary(name)
	if err != nil {
		panic(err)
	}
	return e
}

// Some pair can take every positive number up to 2^9, and every other down to -6.
func TestJetsInversePairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.OneOf(gen.In(-6, 6), gen.In(6, 0x1p9)).Draw(t, "x")
		properties.OK(t, taylor.InversePairs(taylor.Jets, x, order(t)))
	})
}

func TestJetsDerivatives(t *testing.T) {
	for _, name := range expr.Names() {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			x := gen.Point(elementary(name)).Draw(t, "x")
			properties.OK(t, taylor.Derivatives(taylor.Jets, name, x, order(t)))
		}))
	}
}

// A case that is none is an error that says so, and no violation.
func TestTaylorBadCases(t *testing.T) {
	f, far := expr.MustParse("sin(x)", -1, 1), expr.MustParse("x", 5, 6)
	for _, c := range []struct {
		err  error
		want string
	}{
		{taylor.Linearity(taylor.Jets, 1, f, 1, f, 2, 3), "outside the domain"},
		{taylor.Linearity(taylor.Jets, math.NaN(), f, 1, f, 0, 3), "NaN"},
		{taylor.Leibniz(taylor.Jets, f, far, 0, 3), "no common point"},
		{taylor.Leibniz(taylor.Jets, f, f, 0, -1), "order -1"},
		{taylor.Leibniz(taylor.Jets, expr.Expr{}, f, 0, 2), "the zero value"},
		{taylor.Chain(taylor.Jets, f, nil, 3), "without coefficients"},
		{taylor.Chain(taylor.Jets, f, []float64{2, 1}, 3), "outside the domain"},
		{taylor.Chain(taylor.Jets, f, []float64{0, math.Inf(1)}, 3), "+Inf"},
		{taylor.InversePairs(taylor.Jets, -1e6, 3), "no pair"},
		{taylor.Derivatives(taylor.Jets, "sine", 0, 3), `unknown function "sine"`},
		{taylor.Derivatives(taylor.Jets, "log", -1, 3), "outside the domain"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}
