package gen_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/properties/gen"
	"adfd/properties/scheme"
)

// difference is d^index of the polynomial by exact rational stencils of 7 points
// in each variable, which make no error on degrees up to 6.
func difference(t require.TestingT, u []gen.Monomial, index engine.MultiIndex, x []float64) *big.Rat {
	offsets := scheme.Rationals("-3", "-2", "-1", "0", "1", "2", "3")
	sum := new(big.Rat)
	for _, m := range u {
		v := new(big.Rat).SetFloat64(m.Coef)
		for d, n := range m.Powers {
			stencil, err := fd.NewRat(index[d], offsets)
			require.NoError(t, err)
			weights, line := stencil.Weights(), new(big.Rat)
			for j, o := range stencil.Offsets() {
				p := big.NewRat(1, 1)
				for range n {
					p.Mul(p, new(big.Rat).Add(o, new(big.Rat).SetFloat64(x[d])))
				}
				line.Add(line, p.Mul(p, weights[j]))
			}
			v.Mul(v, line)
		}
		sum.Add(sum, v)
	}
	return sum
}

// Source, targets and solution are the float64 nearest to what the solution gives.
func TestProblems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := gen.Problems(2, 4).Draw(t, "problem")
		require.NoError(t, p.Validate())
		x := gen.Inside(p.Lo, p.Hi).Draw(t, "x")
		require.NoError(t, p.CheckNodes(x))

		check := func(what string, want *big.Rat, got float64) {
			nearest, _ := want.Float64()
			assert.Equal(t, nearest, got, "%s of %v at %v", what, p, x)
		}
		source := new(big.Rat)
		for _, term := range p.Operator {
			v := difference(t, p.U, term.Index, x)
			source.Add(source, v.Mul(v, new(big.Rat).SetFloat64(term.Coef)))
		}
		for _, product := range p.Products {
			v := new(big.Rat).SetFloat64(product.Coef)
			for _, f := range product.Factors {
				v.Mul(v, difference(t, p.U, f, x))
			}
			source.Add(source, v)
		}
		check("source", source, p.Source(x))
		check("solution", difference(t, p.U, make(engine.MultiIndex, p.Dim), x), p.Solution(x))
		for _, c := range p.Boundary {
			check(c.Name, difference(t, p.U, c.Index, x), c.Target(x))
			for i := range len(c.Points) / p.Dim {
				onEdge := false
				for _, v := range c.Points[i*p.Dim : (i+1)*p.Dim] {
					onEdge = onEdge || v == 1 || v == -1
				}
				assert.True(t, onEdge, "point %d of %s", i, c.Name)
			}
		}
	})
}

// Orders, dimensions, products and long operators all occur.
func TestProblemsReachEverything(t *testing.T) {
	seen := map[string]bool{}
	mark := func(what string, is bool) { seen[what] = seen[what] || is }
	for seed := range 200 {
		p := gen.Problems(2, 4).Example(seed)
		for q := 1; q <= 4; q++ {
			mark("order "+string(rune('0'+q)), p.Order == q)
		}
		mark("plane", p.Dim == 2)
		mark("line", p.Dim == 1)
		mark("product", len(p.Products) > 0)
		mark("cube", len(p.Products) > 0 && len(p.Products[0].Factors) == 3)
		mark("mixed", p.Dim == 2 && p.Operator[0].Index[0] > 0 && p.Operator[0].Index[1] > 0)
		mark("four terms", len(p.Operator) == 4)
		mark("slopes", len(p.Boundary) > 1)
	}
	for what, is := range seen {
		assert.True(t, is, what)
	}
	for _, bad := range [][2]int{{0, 2}, {3, 2}, {1, 0}, {1, 5}} {
		assert.Panics(t, func() { gen.Problems(bad[0], bad[1]) })
	}
}
