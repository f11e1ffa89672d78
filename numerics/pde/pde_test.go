package pde

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
)

// u is the unit roundoff of float64.
const u = 0x1p-53

func TestNames(t *testing.T) {
	assert.Equal(t, []string{
		"poisson-1d", "biharmonic-1d", "third-order-1d", "kuramoto-sivashinsky-1d", "helmholtz-1d", "allen-cahn-1d",
		"poisson-2d", "biharmonic-2d", "kdv",
	}, Names())
	for _, name := range Names() {
		p, err := ByName(name)
		require.NoError(t, err)
		assert.Equal(t, name, p.Name)
		assert.NoError(t, p.Validate())
	}
	_, err := ByName("heat")
	assert.ErrorContains(t, err, `"heat"`)
	assert.ErrorContains(t, err, "poisson-1d, biharmonic-1d")
}

func TestShape(t *testing.T) {
	for _, c := range []struct {
		p        Problem
		op       engine.Operator
		coef     []float64
		boundary int
	}{
		{Poisson1D(), engine.Operator{{2}}, []float64{1}, 2},
		{Biharmonic1D(), engine.Operator{{4}}, []float64{1}, 4},
		{ThirdOrder1D(), engine.Operator{{3}}, []float64{1}, 3},
		{KuramotoSivashinsky1D(), engine.Operator{{2}, {4}}, []float64{1, 1}, 4},
		{Helmholtz1D(), engine.Operator{{2}, {0}}, []float64{1, 16}, 2},
		{AllenCahn1D(), engine.Operator{{2}, {0}}, []float64{0.5625, 1}, 2},
		{Poisson2D(), engine.Operator{{2, 0}, {0, 2}}, []float64{1, 1}, 4 * 32},
		{Biharmonic2D(), engine.Operator{{4, 0}, {2, 2}, {0, 4}}, []float64{1, 2, 1}, 4*32 + 4*31},
		{KdV(), engine.Operator{{0, 1}, {3, 0}}, []float64{1, 1}, 33 + 2*16 + 16},
	} {
		assert.Equal(t, c.op, c.p.Indices(), c.p.Name)
		assert.Equal(t, c.p.Derivatives().Order(), c.p.Order, c.p.Name)
		assert.Equal(t, c.boundary, c.p.BoundaryRows(), c.p.Name)
		for i, term := range c.p.Operator {
			assert.Equal(t, c.coef[i], term.Coef, "%s, term %d", c.p.Name, i)
		}
	}
}

// The factors of products follow the linear terms, each derivative once.
func TestDerivatives(t *testing.T) {
	assert.Equal(t, engine.Operator{{2}, {0}}, AllenCahn1D().Derivatives(), "u is there already")
	assert.Equal(t, engine.Operator{{0, 1}, {3, 0}, {0, 0}, {1, 0}}, KdV().Derivatives())
	assert.Equal(t, engine.Operator{{0, 1}, {3, 0}}, KdV().Indices(), "linear terms alone")
	for _, p := range []Problem{Poisson1D(), Biharmonic2D(), Helmholtz1D()} {
		assert.Empty(t, p.Products, p.Name)
		assert.Equal(t, p.Indices(), p.Derivatives(), p.Name)
	}
	eikonal := KdV()
	eikonal.Operator, eikonal.Order = nil, 1
	eikonal.Products = []Product{{1, []engine.MultiIndex{{1, 0}, {1, 0}}}, {1, []engine.MultiIndex{{0, 1}, {0, 1}}}}
	assert.Equal(t, engine.Operator{{1, 0}, {0, 1}}, eikonal.Derivatives())
	assert.NoError(t, eikonal.Validate(), "without a linear term")
}

// A caller may change what it got without changing what the next caller gets.
func TestProblemsAreFresh(t *testing.T) {
	for _, name := range Names() {
		p, err := ByName(name)
		require.NoError(t, err)
		p.Lo[0], p.Boundary[0].Points[0], p.Operator[0].Index[0] = 5, 5, 5
		for _, product := range p.Products {
			product.Factors[0][0] = 5
		}
		again, err := ByName(name)
		require.NoError(t, err)
		assert.NoError(t, again.Validate(), name)
		assert.Equal(t, -1.0, again.Boundary[0].Points[0], name)
	}
}

func TestValidate(t *testing.T) {
	for want, break_ := range map[string]func(p *Problem){
		"dimension 0":                   func(p *Problem) { p.Dim = 0 },
		"without a derivative":          func(p *Problem) { p.Operator = nil },
		"d(2) has 1 entries":            func(p *Problem) { p.Dim = 2 },
		"operator has order 4":          func(p *Problem) { p.Order = 3 },
		"coefficient 0 is NaN":          func(p *Problem) { p.Operator[0].Coef = math.NaN() },
		"corners of length 0":           func(p *Problem) { p.Lo = nil },
		"side 0 is [1, 1]":              func(p *Problem) { p.Lo[0] = 1 },
		"side 0 is [-Inf, 1]":           func(p *Problem) { p.Lo[0] = math.Inf(-1) },
		"no source":                     func(p *Problem) { p.Source = nil },
		"no solution":                   func(p *Problem) { p.Solution = nil },
		"\"slope\": engine: derivative": func(p *Problem) { p.Boundary[1].Index = engine.MultiIndex{1, 0} },
		"\"value\": 0 coord":            func(p *Problem) { p.Boundary[0].Points = nil },
		"coordinate 0 of point 1 is NaN": func(p *Problem) {
			p.Boundary[0].Points[1] = math.NaN()
		},
		"\"slope\": no target": func(p *Problem) { p.Boundary[1].Target = nil },
	} {
		p := Biharmonic1D()
		break_(&p)
		if want == "d(2) has 1 entries" {
			p.Operator[0].Index = engine.MultiIndex{2}
		}
		assert.ErrorContains(t, p.Validate(), want)
	}
}

func TestValidateProducts(t *testing.T) {
	for want, break_ := range map[string]func(p *Problem){
		"problem \"kdv\": engine: derivative d(1) has 1 entries":  func(p *Problem) { p.Products[0].Factors[1] = engine.MultiIndex{1} },
		"derivative d(1,-1) has a negative order":                 func(p *Problem) { p.Products[0].Factors[1] = engine.MultiIndex{1, -1} },
		"order 3, but its operator has order 4":                   func(p *Problem) { p.Products[0].Factors[1] = engine.MultiIndex{4, 0} },
		"coefficient of product 0 is +Inf":                        func(p *Problem) { p.Products[0].Coef = math.Inf(1) },
		"product 0 has 1 factors, want at least 2 (a linear term": func(p *Problem) { p.Products[0].Factors = p.Products[0].Factors[:1] },
		"product 1 has 0 factors":                                 func(p *Problem) { p.Products = append(p.Products, Product{Coef: 1}) },
	} {
		p := KdV()
		break_(&p)
		assert.ErrorContains(t, p.Validate(), want)
	}
}

func TestEquispaced(t *testing.T) {
	x, err := Equispaced(3, 0, 1)
	require.NoError(t, err)
	assert.Equal(t, []float64{0.25, 0.5, 0.75}, x)
	x, err = Equispaced(1, -1, 1)
	require.NoError(t, err)
	assert.Equal(t, []float64{0}, x)
	x, err = Equispaced(200, -1, 1)
	require.NoError(t, err)
	for i, v := range x {
		assert.Equal(t, float64(2*(i+1)-201)/201, v, "correctly rounded")
		assert.Equal(t, -v, x[199-i], "symmetric")
	}
}

// The points lie inside, ascend, and miss the exact ones by at most the three
// roundings of the formula: two products and their sum, each at most u times
// 2 max(|lo|, |hi|) after the division, and the division itself.
func TestEquispacedProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 500).Draw(t, "n")
		lo := rapid.Float64Range(-1e6, 1e6).Draw(t, "lo")
		hi := lo + rapid.Float64Range(1e-3, 1e6).Draw(t, "length")
		x, err := Equispaced(n, lo, hi)
		require.NoError(t, err)
		require.Len(t, x, n)
		prev := lo
		for i, v := range x {
			assert.Less(t, prev, v)
			assert.Less(t, v, hi)
			// lo + (hi-lo) i/(n+1) is the same point by another formula, with
			// four roundings of its own.
			other := lo + (hi-lo)*float64(i+1)/float64(n+1)
			assert.InDelta(t, other, v, 8*2*u*max(math.Abs(lo), math.Abs(hi)))
			prev = v
		}
	})
}

func TestDyadic(t *testing.T) {
	for _, n := range []int{1, 3, 127, 255} {
		x, err := Dyadic(n)
		require.NoError(t, err)
		require.Len(t, x, n)
		for i, v := range x {
			assert.Equal(t, math.Trunc(v*float64(n+1)), v*float64(n+1), "a multiple of 2^-k")
			// A dyadic step is added and taken away without rounding.
			assert.Equal(t, v, v+0x1p-40-0x1p-40, "i = %d", i)
		}
	}
	for _, n := range []int{-1, 0, 2, 100, 128, 200} {
		_, err := Dyadic(n)
		assert.ErrorContains(t, err, "less than a power of two", "n = %d", n)
	}
}

func TestNodesBadInput(t *testing.T) {
	for _, c := range []struct {
		n      int
		lo, hi float64
		want   string
	}{
		{0, -1, 1, "0 equispaced points"},
		{-3, -1, 1, "-3 equispaced points"},
		{5, 1, 1, "on [1, 1]"},
		{5, 2, 1, "on [2, 1]"},
		{5, math.NaN(), 1, "on [NaN, 1]"},
		{5, 0, math.Inf(1), "on [0, +Inf]"},
		{5, 1, math.Nextafter(1, 2), "no room for 5"},
		{5, -math.MaxFloat64, math.MaxFloat64, "no room for 5"},
	} {
		x, err := Equispaced(c.n, c.lo, c.hi)
		assert.ErrorContains(t, err, c.want)
		assert.Nil(t, x)
	}
}
