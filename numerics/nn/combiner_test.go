package nn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

// oneByOne is an engine that has its derivatives but no combination of them.
type oneByOne[T engine.Float] struct{ engine.Engine[T] }

// inSpace is an equation on the cube [-1, 1]^3 with the value at a corner, in variables that
// are not treated alike.
func inSpace(name string, operator []pde.Term) pde.Problem {
	f := func(x []float64) float64 { return math.Sin(x[0] + 2*x[1] - x[2]/2) }
	op := make(engine.Operator, len(operator))
	for t := range operator {
		op[t] = operator[t].Index
	}
	return pde.Problem{
		Name: name, Dim: 3, Order: op.Order(),
		Lo: []float64{-1, -1, -1}, Hi: []float64{1, 1, 1},
		Operator: operator, Source: f, Solution: f,
		Boundary: []pde.Condition{{Name: "value", Points: []float64{1, 1, -1}, Index: engine.MultiIndex{0, 0, 0}, Target: f}},
	}
}

// combinedProblems are those whose operator package jet evaluates as a whole, and with how many
// channels.
func combinedProblems() map[int]pde.Problem {
	return map[int]pde.Problem{
		4: pde.Poisson2D(),
		9: pde.Biharmonic2D(),
		5: inSpace("-3 Laplacian", []pde.Term{
			{Coef: -3, Index: engine.MultiIndex{0, 2, 0}}, {Coef: -3, Index: engine.MultiIndex{2, 0, 0}}, {Coef: -3, Index: engine.MultiIndex{0, 0, 2}},
		}),
		14: inSpace("bilaplacian/8", []pde.Term{
			{Coef: 0.125, Index: engine.MultiIndex{4, 0, 0}}, {Coef: 0.25, Index: engine.MultiIndex{2, 2, 0}}, {Coef: 0.125, Index: engine.MultiIndex{0, 4, 0}},
			{Coef: 0.25, Index: engine.MultiIndex{2, 0, 2}}, {Coef: 0.125, Index: engine.MultiIndex{0, 0, 4}}, {Coef: 0.25, Index: engine.MultiIndex{0, 2, 2}},
		}),
	}
}

// someNodes are n points in no particular place.
func someNodes(dim, n int) []float64 {
	x := make([]float64, n*dim)
	for i := range x {
		x[i] = math.Sin(float64(3*i + 1))
	}
	return x
}

// wholeUlps is the number of roundings of a term of a row or of its derivatives by a sweep through 3
// hidden layers of at most 8 neurons: on the way there and back, 24 for the activation's coefficient,
// 5 for the composition and 8 for the affine map; and those of a sum over rows.
func wholeUlps(rows int) float64 { return 2*3*(24+5+8) + 2*float64(rows) }

// Rows, Jacobian, loss and gradient with a combination are those with derivatives one by one.
// Terms are those of largestTerm: nodes and parameters are at most 1. The points that go through
// the network together have, at 8 neurons each, more than two tiles of the 128 values that
// package jet works on at a time.
func TestCombinationIsTheSumOfItsTerms(t *testing.T) {
	for channels, p := range combinedProblems() {
		net := mustNet[float64](t, "tanh", p.Dim, 5, 8, 3, 1)
		theta := mustInit(t, net, 3)
		nodes := someNodes(p.Dim, 33)
		whole := mustResidual(t, net, jet.New[float64](), p, nodes, 1)
		terms := mustResidual[float64](t, net, oneByOne[float64]{jet.New[float64]()}, p, nodes, 1)
		require.Len(t, whole.workers[0].passes[0].bias, channels, p.Name)
		require.Greater(t, 8*whole.chunks[0].n, 2*128, p.Name)
		require.Greater(t, len(terms.workers[0].passes[0].bias), channels, p.Name)
		got, want := results(t, whole, theta), results(t, terms, theta)
		size := 1.0 // sum over rows of 2 |r|, which a gradient has as a factor
		for _, r := range want[0] {
			size += 2 * math.Abs(r)
		}
		allowed := 2 * wholeUlps(whole.Rows()) * arithmeticOf[float64]().u * largestTerm * size
		for k, what := range []string{"row", "Jacobian", "gradient", "loss"} {
			assert.InDeltaSlice(t, want[k], got[k], allowed, "%s: %s", p.Name, what)
		}
	}
}

// Where the equation is more than a combination, its derivatives are read one by one.
func TestProductsAreNotCombined(t *testing.T) {
	p := pde.Poisson2D()
	p.Products = []pde.Product{{Coef: 2, Factors: []engine.MultiIndex{{2, 0}, {0, 0}}}}
	net := mustNet[float64](t, "tanh", 2, 5, 1)
	theta := mustInit(t, net, 3)
	r := mustResidual(t, net, jet.New[float64](), p, someNodes(2, 5), 1)
	require.Len(t, r.workers[0].passes[0].bias, 5)
	want := mustResidual[float64](t, net, oneByOne[float64]{jet.New[float64]()}, p, someNodes(2, 5), 1)
	assert.Equal(t, results(t, want, theta), results(t, r, theta))
}
