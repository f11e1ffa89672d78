package expr_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/jet"
	"adfd/properties/expr"
	"adfd/properties/gen"
)

func TestNamesAgree(t *testing.T) {
	for _, names := range [][]string{jet.Names(), exact.Names()} {
		slices.Sort(names)
		assert.Equal(t, names, expr.Names())
	}
}

func TestDomainOfACombinationIsTheCommonPart(t *testing.T) {
	a, b := expr.MustParse("sin(x)", -1, 2), expr.MustParse("exp(x)", 0, 3)
	e, err := expr.Add(a, b)
	require.NoError(t, err)
	lo, hi := e.Domain()
	assert.Equal(t, []float64{0, 2}, []float64{lo, hi})
	assert.Equal(t, "sin(x) + exp(x)", e.String())

	_, err = expr.Mul(a, expr.MustParse("x", 5, 6))
	assert.ErrorContains(t, err, "no common point")
}

func TestCompose(t *testing.T) {
	outer, inner := expr.MustParse("x^2 + log(x)", 0.5, 4), expr.MustParse("2 + sin(x)", -3, 3)
	e, err := expr.Compose(outer, inner)
	require.NoError(t, err)
	assert.Equal(t, "(2 + sin(x))^2 + log(2 + sin(x))", e.String())
	assert.Equal(t, 2, e.Depth())
	lo, hi := e.Domain()
	assert.Equal(t, []float64{-3, 3}, []float64{lo, hi})

	_, err = expr.Compose(outer, expr.MustParse("sin(x)", -3, 3))
	assert.ErrorContains(t, err, "outside the domain")
}

// Every undefined or immoderate value is found when the expression is built.
func TestInadmissible(t *testing.T) {
	for _, c := range []struct {
		text   string
		lo, hi float64
		want   string
	}{
		{"log(x)", 0, 1, "log of values in [0, 1]"},
		{"log(sin(x) + 1)", -2, 2, "log of values in"},
		{"1/x", -1, 1, "divisor in [-1, 1]"},
		{"1/(x^2)", -1, 1, "divisor in [0, 1]"},
		{"sqrt(x)", -1, 1, "sqrt of values"},
		{"exp(exp(x))", 0, 30, "exp of values"},
		{"(exp(x)^3)^3", 0, 30, "want at most"},
		{"x^0", 0, 1, "power 0"},
		{"x", math.NaN(), 1, "want lo <= hi"},
		{"x", 1, 0, "want lo <= hi"},
		{"x", 0, math.Inf(1), "want at most"},
		{"tan(2*x)", 0, 1, "tan of values"},
	} {
		_, err := expr.Parse(c.text, c.lo, c.hi)
		assert.ErrorContains(t, err, c.want, c.text)
	}
	_, err := expr.Const(math.Inf(1))
	assert.Error(t, err)
	_, err = expr.Elementary("sine")
	assert.ErrorContains(t, err, `"sine"`)
	_, err = expr.Call("arctan", expr.MustParse("x", 0, 1))
	assert.ErrorContains(t, err, `"arctan"`)
	_, err = expr.Var(math.NaN(), 1)
	assert.Error(t, err)
	_, err = expr.Fold[exact.Jet](expr.Expr{}, nil)
	assert.Error(t, err)
}

func TestOutsideTheDomain(t *testing.T) {
	e := expr.MustParse("sin(x)", -1, 1)
	for _, x := range []float64{1.5, math.Inf(-1), math.NaN()} {
		_, err := e.Jet(x, 2)
		assert.ErrorContains(t, err, "outside the domain")
		_, err = e.Bounded(x, 2)
		assert.Error(t, err)
		assert.True(t, math.IsNaN(e.Float64(x)))
	}
	_, err := e.Exact(exact.New(1.5), 2)
	assert.Error(t, err)
	_, err = e.Jet(0, -1)
	assert.ErrorContains(t, err, "order -1")
}

// admissible is 256-bit evaluation that insists on what the package promises
// of every intermediate value.
type admissible struct {
	t *rapid.T
	x *big.Float
}

func (g admissible) moderate(v *big.Float) (*big.Float, error) {
	if new(big.Float).Abs(v).Cmp(exact.New(expr.Limit)) > 0 {
		g.t.Fatalf("value %v above the limit", v)
	}
	return v, nil
}

func (g admissible) number() *big.Float { return new(big.Float).SetPrec(exact.Prec) }

func (g admissible) Variable() (*big.Float, error)          { return g.moderate(g.x) }
func (g admissible) Constant(c float64) (*big.Float, error) { return g.moderate(exact.New(c)) }
func (g admissible) Add(a, b *big.Float) (*big.Float, error) {
	return g.moderate(g.number().Add(a, b))
}
func (g admissible) Sub(a, b *big.Float) (*big.Float, error) {
	return g.moderate(g.number().Sub(a, b))
}
func (g admissible) Mul(a, b *big.Float) (*big.Float, error) {
	return g.moderate(g.number().Mul(a, b))
}
func (g admissible) Div(a, b *big.Float) (*big.Float, error) {
	if new(big.Float).Abs(b).Cmp(exact.New(expr.MinDivisor)) < 0 {
		g.t.Fatalf("divisor %v", b)
	}
	return g.moderate(g.number().Quo(a, b))
}
func (g admissible) Pow(a *big.Float, n int) (*big.Float, error) {
	p := exact.New(1)
	for range n {
		p.Mul(p, a)
	}
	return g.moderate(p)
}
func (g admissible) Call(name string, a *big.Float) (*big.Float, error) {
	f, err := expr.Elementary(name)
	if err != nil {
		return nil, err
	}
	if lo, hi := f.Domain(); a.Cmp(exact.New(lo)) < 0 || a.Cmp(exact.New(hi)) > 0 {
		g.t.Fatalf("%s of %v outside [%v, %v]", name, a, lo, hi)
	}
	h, err := exact.Func(name)
	if err != nil {
		return nil, err
	}
	return g.moderate(h(a))
}

// Random expressions use the cores of declared domains, so nothing comes near
// an end, and the check needs no tolerance.
func TestRandomIsAdmissible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := gen.Expr(expr.MaxDepth).Draw(t, "e")
		x := gen.Point(e).Draw(t, "x")
		_, err := expr.Fold(e, admissible{t, exact.New(x)})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// On one tree the three evaluations agree: Bounded computes what Jet computes,
// bit for bit, and Exact lies within its bounds.
func TestEvaluationsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := gen.Expr(expr.MaxDepth).Draw(t, "e")
		x := gen.Point(e).Draw(t, "x")
		order := rapid.IntRange(0, 8).Draw(t, "order")
		c, err := e.Jet(x, order)
		if err != nil {
			t.Fatal(err)
		}
		b, err := e.Bounded(x, order)
		if err != nil {
			t.Fatal(err)
		}
		want, err := e.Exact(exact.New(x), order)
		if err != nil {
			t.Fatal(err)
		}
		for k := range c {
			if math.Float64bits(c[k]) != math.Float64bits(b.Value[k]) {
				t.Fatalf("coefficient %d: Jet gives %v, Bounded %v", k, c[k], b.Value[k])
			}
			d := new(big.Float).Sub(exact.New(c[k]), want[k])
			if d.Abs(d).Cmp(exact.New(b.Bound[k])) > 0 {
				t.Fatalf("coefficient %d: error %.3g, bound %.3g", k, d, b.Bound[k])
			}
		}
		if v := e.Float64(x); v != c[0] {
			t.Fatalf("Float64 gives %v, Jet %v", v, c[0])
		}
	})
}

// The tree means what its text says: against Go's own expressions. Each has at
// most 16 operations whose errors, an ulp each at most (2u), are not amplified.
func TestEvaluationByHand(t *testing.T) {
	const tolerance = 32 * 0x1p-53
	for _, c := range []struct {
		text string
		f    func(x float64) float64
	}{
		{"tanh(sin(x) + 0.5)", func(x float64) float64 { return math.Tanh(math.Sin(x) + 0.5) }},
		{"1 - 2*x^2/(3 + x)", func(x float64) float64 { return 1 - 2*x*x/(3+x) }},
		{"-x^3 - (1 - x)", func(x float64) float64 { return -x*x*x - (1 - x) }},
		{"2/(1 + x)/(3 - x)", func(x float64) float64 { return 2 / (1 + x) / (3 - x) }},
		{"recip(2 + gaussian(x))*erf(x)", func(x float64) float64 { return math.Erf(x) / (2 + math.Exp(-x*x)) }},
	} {
		e := expr.MustParse(c.text, 0.25, 0.75)
		for _, x := range []float64{0.25, 0.4, 0.75} {
			assert.InDelta(t, c.f(x), e.Float64(x), tolerance, "%s at %v", c.text, x)
		}
	}
}

func TestRandomDepth(t *testing.T) {
	const seed = 20240514
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range 2000 {
		depth := i % (expr.MaxDepth + 1)
		e := expr.Random(r, depth)
		require.Equal(t, depth, e.Depth(), "seed %d, expression %d: %v", seed, i, e)
	}
	assert.Panics(t, func() { expr.Random(r, -1) })
	assert.Panics(t, func() { expr.Random(r, expr.MaxDepth+1) })
}

func TestRandomIsAFunctionOfTheSeed(t *testing.T) {
	draw := func() (s []string) {
		r := rand.New(rand.NewPCG(7, 7))
		for range 50 {
			s = append(s, expr.Random(r, 3).GoString())
		}
		return s
	}
	assert.Equal(t, draw(), draw())
}

// zero always makes the simplest choice, as a shrinking generator does.
type zero struct{}

func (zero) IntN(int) int { return 0 }

func TestRandomShrinksToX(t *testing.T) {
	assert.Equal(t, `expr.MustParse("x", -1, 1)`, expr.Random(zero{}, 0).GoString())
	assert.Equal(t, `expr.MustParse("cos(x)", -1, 1)`, expr.Random(zero{}, 1).GoString())
}
