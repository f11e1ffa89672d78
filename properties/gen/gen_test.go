package gen_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/properties/expr"
	"adfd/properties/gen"
)

func TestExprAndPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := gen.Expr(2).Draw(t, "e")
		x := gen.Point(e).Draw(t, "x")
		if lo, hi := e.Domain(); x < lo || x > hi || e.Depth() > 2 {
			t.Fatalf("%v is outside the domain of %#v of depth %d", x, e, e.Depth())
		}
		point, ok := gen.CommonPoint(e, gen.Expr(0).Draw(t, "f"))
		if !ok {
			t.Fatal("no common point")
		}
		point.Draw(t, "common point")
	})
	_, ok := gen.CommonPoint(expr.MustParse("x", 0, 1), expr.MustParse("x", 2, 3))
	assert.False(t, ok)
}

// Every function and depth occurs: the generator does not keep to a corner.
func TestExprReachesEverything(t *testing.T) {
	seen := map[string]bool{}
	depths := map[int]bool{}
	for seed := range 400 {
		e := gen.Expr(expr.MaxDepth).Example(seed)
		depths[e.Depth()] = true
		names, err := expr.Fold(e, collect{})
		assert.NoError(t, err)
		for _, name := range names {
			seen[name] = true
		}
	}
	for _, name := range expr.Names() {
		assert.True(t, seen[name], name)
	}
	assert.Len(t, depths, expr.MaxDepth+1)
}

// collect is an algebra of the names of functions.
type collect struct{}

func (collect) Variable() ([]string, error)                    { return nil, nil }
func (collect) Constant(float64) ([]string, error)             { return nil, nil }
func (collect) Add(a, b []string) ([]string, error)            { return slices.Concat(a, b), nil }
func (collect) Sub(a, b []string) ([]string, error)            { return slices.Concat(a, b), nil }
func (collect) Mul(a, b []string) ([]string, error)            { return slices.Concat(a, b), nil }
func (collect) Div(a, b []string) ([]string, error)            { return slices.Concat(a, b), nil }
func (collect) Pow(a []string, _ int) ([]string, error)        { return a, nil }
func (collect) Call(name string, a []string) ([]string, error) { return append(a, name), nil }

func TestStencils(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := gen.Stencils(4, 3).Draw(t, "stencil")
		if n := len(s.Offsets); s.Order < 0 || s.Order > 4 || n <= s.Order || n > s.Order+4 {
			t.Fatalf("%v has %d offsets", s, n)
		}
		for i, a := range s.Offsets {
			if new(big.Rat).Abs(a).Cmp(big.NewRat(8, 1)) > 0 {
				t.Fatalf("offset %v", a)
			}
			for _, b := range s.Offsets[:i] {
				if a.Cmp(b) == 0 {
					t.Fatalf("offset %v twice", a)
				}
			}
		}
	})
}

func TestSpectrum(t *testing.T) {
	for _, d := range append(gen.Decays(), "") {
		t.Run(string(d), rapid.MakeCheck(func(t *rapid.T) {
			sigma := gen.Spectrum(d, 2, 20).Draw(t, "sigma")
			if n := len(sigma); n < 2 || n > 20 {
				t.Fatalf("%d values", n)
			}
			for k := range sigma {
				if sigma[k] < 0 || k > 0 && sigma[k] > sigma[k-1] {
					t.Fatalf("value %d", k)
				}
				if sigma[k] != 0 && sigma[k] < 0x1p-301*sigma[0] {
					t.Fatalf("value %d is %v, below 2^-301 of the first", k, sigma[k])
				}
				if d == gen.Flat && sigma[k] != sigma[0] {
					t.Fatalf("value %d of a flat spectrum differs", k)
				}
			}
			if s := sigma[0]; s != 0 && (s < 0x1p-20 || s > 0x1p20) {
				t.Fatalf("first value %v", s)
			}
		}))
	}
	assert.Panics(t, func() { gen.Spectrum("steep", 1, 1).Example(0) })
}

// Each rotation adds at most 4u to an entry's error relative to the length of
// its column, 1: rounded sine and cosine, two products and a sum. An entry of
// Q^T Q sums n products of two of them.
func TestOrthogonal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		q := gen.Orthogonal(n).Draw(t, "Q")
		tolerance := 2 * float64(n) * (4*float64(n*(n-1)/2) + 1) * 0x1p-53
		var g mat.Dense
		g.Mul(q.T(), q)
		for i := range n {
			g.Set(i, i, g.At(i, i)-1)
		}
		if d := mat.Max(&g); d > tolerance || -mat.Min(&g) > tolerance {
			t.Fatalf("Q^T Q is off by %v, allowed %v", d, tolerance)
		}
	})
}

func TestNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-100, 100).Draw(t, "lo")
		hi := lo + rapid.Float64Range(0, 10).Draw(t, "width")
		if x := gen.In(lo, hi).Draw(t, "x"); x < lo || x > hi {
			t.Fatalf("%v is outside [%v, %v]", x, lo, hi)
		}
		if h := gen.PowerOfTwo(-3, 2).Draw(t, "h"); h < 0.125 || h > 4 {
			t.Fatalf("power %v", h)
		}
		polynomial := gen.Polynomial(5).Draw(t, "polynomial")
		if n := len(polynomial); n < 1 || n > 5 {
			t.Fatalf("%d coefficients", n)
		}
		for _, c := range polynomial {
			if c != 0 && math.Abs(c) < 0x1p-10 || math.Abs(c) > 4 {
				t.Fatalf("coefficient %v", c)
			}
		}
	})
	for _, bad := range [][2]float64{{1, 0}, {math.NaN(), 0}, {0, math.NaN()}} {
		assert.Panics(t, func() { gen.In(bad[0], bad[1]) })
	}
}
