package rfm

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
	"adfd/numerics/spectrum"
)

// identity is s(z) = z, with which a model is a polynomial of degree 1.
type identity[T engine.Float] struct{}

func (identity[T]) Name() string    { return "identity" }
func (identity[T]) Values(z, y []T) { copy(y, z) }

func (identity[T]) Coefficients(order int, z, c []T) {
	clear(c)
	copy(c, z)
	if order > 0 {
		for i := range z {
			c[len(z)+i] = 1
		}
	}
}

// A model of identities is a_1 (x + 2y) + a_2 (3 - y), without rounding at these
// points.
func TestEvaluate(t *testing.T) {
	feat := Features[float64]{Dim: 2, W: []float64{1, 2, 0, -1}, B: []float64{0, 3}}
	x := []float64{0.5, 0.25, -1, 2, 0, 0}
	y, err := Evaluate(feat, identity[float64]{}, []float64{1, 10}, x)
	require.NoError(t, err)
	assert.Equal(t, []float64{1 + 27.5, 3 + 10, 30}, y)

	for want, bad := range map[string][]float64{
		"0 coordinates":                       {},
		"3 coordinates":                       {1, 2, 3},
		"coordinate 1 of point 0 is NaN":      {1, math.NaN()},
		"coordinate 0 of point 1 is +Inf":     {1, 2, math.Inf(1), 0},
		"identity of feature 0 (w = [1 2], b": {1e308, 1e308}, // overflows in w.x
	} {
		_, err := Evaluate(feat, identity[float64]{}, []float64{1, 10}, bad)
		assert.ErrorContains(t, err, want)
	}
	_, err = Evaluate(feat, identity[float64]{}, []float64{1}, x)
	assert.ErrorContains(t, err, "1 coefficients for 2 features")
}

// For u = x + 2y the coefficients (1, 0) above are the solution, (0, 0) are off by
// all of it, (c, 0) by |c - 1|; (1, e) by e times the norm of 3 - y over that of u.
func TestGridError(t *testing.T) {
	feat := Features[float64]{Dim: 2, W: []float64{1, 2, 0, -1}, B: []float64{0, 3}}
	x := []float64{0, 0, 1, 0, 0, 1, 1, 1, 0.5, 0.5}
	g, err := NewGrid(feat, identity[float64]{}, plane(), x)
	require.NoError(t, err)
	// (3 - y): 3, 3, 2, 2, 2.5; u: 0, 1, 2, 3, 1.5.
	ratio := math.Sqrt((9 + 9 + 4 + 4 + 6.25) / (1 + 4 + 9 + 2.25))
	for _, c := range []struct {
		a    []float64
		want float64
	}{
		{[]float64{1, 0}, 0},
		{[]float64{0, 0}, 1},
		{[]float64{1.5, 0}, 0.5},
		{[]float64{1, 0.25}, 0.25 * ratio},
	} {
		got, err := g.Error(c.a)
		require.NoError(t, err)
		// Five squares and their sum, a root and a quotient, on both sides.
		const roundings = 2 * (5 + 5 + 2)
		assert.InDelta(t, c.want, got, roundings*unit[float64]()*c.want, "%v", c.a)
	}
	_, err = g.Error([]float64{1})
	assert.ErrorContains(t, err, "1 coefficients for 2 features")
	_, err = g.Error([]float64{1, math.NaN()})
	assert.ErrorContains(t, err, "NaN")
	_, err = NewGrid(feat, identity[float64]{}, plane(), []float64{0, 2})
	assert.ErrorContains(t, err, "coordinate 1 of node 0 is 2, outside [0, 1]")
	_, err = NewGrid(feat, identity[float64]{}, pde.Poisson1D(), []float64{0})
	assert.ErrorContains(t, err, "features in dimension 2")
	space := pde.Problem{
		Name: "space", Dim: 3, Order: 1, Lo: []float64{0, 0, 0}, Hi: []float64{1, 1, 1},
		Operator: []pde.Term{{Coef: 1, Index: engine.MultiIndex{1, 0, 0}}},
		Source:   func([]float64) float64 { return 1 },
		Solution: func(x []float64) float64 { return x[0] },
	}
	_, err = DefaultGrid(sample[float64](t, 1, 2, 3), identity[float64]{}, space)
	assert.ErrorContains(t, err, "no default grid in dimension 3")
	zero := plane()
	zero.Solution = func([]float64) float64 { return 0 }
	g, err = NewGrid(feat, identity[float64]{}, zero, x)
	require.NoError(t, err)
	_, err = g.Error([]float64{1, 0})
	assert.ErrorContains(t, err, "not 0 throughout")
}

func TestResidual(t *testing.T) {
	sys := System{A: mat.NewDense(3, 2, []float64{1, 0, 0, 1, 0, 0}), F: []float64{3, 0, 4}}
	for _, c := range []struct {
		a    []float64
		want float64
	}{
		{[]float64{0, 0}, 1},
		{[]float64{3, 0}, 0.8},
		{[]float64{0, 0.5}, math.Sqrt(25.25) / 5},
	} {
		got, err := Residual(sys, c.a)
		require.NoError(t, err)
		assert.InDelta(t, c.want, got, 8*unit[float64](), "%v", c.a) // three squares, two sums, a root, a quotient
	}
	// Rows of the boundary count as the others do: without the last the first would be 1, the second 0.
	sys.Interior = 2
	for want, a := range map[float64][]float64{1: {0, 0}, 0.8: {3, 0}} {
		got, err := Residual(sys, a)
		require.NoError(t, err)
		assert.InDelta(t, want, got, 8*unit[float64](), "%v", a)
	}
	sys.Interior = 0
	_, err := Residual(sys, []float64{1})
	assert.ErrorContains(t, err, "1 coefficients for 2 features")
	sys.F = sys.F[:2]
	_, err = Residual(sys, []float64{1, 2})
	assert.ErrorContains(t, err, "length 2 for a matrix of 3 rows")
	sys.F = []float64{0, 0, 0}
	_, err = Residual(sys, []float64{1, 2})
	assert.ErrorContains(t, err, "not 0 throughout")
}

// fit solves Poisson's equation on n dyadic nodes at the default cut-off,
// max(rows, cols) 2u, and returns the coefficients with their residual.
func fit[T engine.Float](t *testing.T, feat Features[T], n int) (a []float64, residual float64, sys System) {
	sys, err := Assemble(jet.New[T](), activationOf[T](t, "tanh"), pde.Poisson1D(), feat, dyadic(t, n), 1)
	require.NoError(t, err)
	svd, err := spectrum.Decompose(sys.A)
	require.NoError(t, err)
	rows, cols := svd.Dims()
	keep := 0
	for _, s := range svd.Values() {
		if s >= float64(max(rows, cols))*2*unit[T]()*svd.Norm2() {
			keep++
		}
	}
	a, err = svd.SolveTruncated(sys.F, keep)
	require.NoError(t, err)
	residual, err = Residual(sys, a)
	require.NoError(t, err)
	t.Logf("kept %d of %d values: residual %.1e", keep, cols, residual)
	return a, residual, sys
}

// Poisson's equation end to end. The truncated solution fits the equations, and
// the solution it never saw, to more than half of the digits of float64, and no
// better than one rounding of f allows; a thousandth off in one coefficient is
// already worse.
func TestPoissonEndToEnd(t *testing.T) {
	const seed, n, m = 1, 127, 64
	u := unit[float64]()
	halfTheDigits := math.Sqrt(u)
	p, act, feat := pde.Poisson1D(), activationOf[float64](t, "tanh"), sample[float64](t, seed, m, 1)
	a, residual, sys := fit(t, feat, n)
	assert.Less(t, residual, halfTheDigits, "seed %d", seed)
	assert.Greater(t, residual, u, "seed %d", seed)
	solution, err := SolutionError(feat, act, p, a)
	require.NoError(t, err)
	assert.Less(t, solution, halfTheDigits, "seed %d", seed)
	worse := append([]float64(nil), a...)
	worse[0] *= 1.001
	r, err := Residual(sys, worse)
	require.NoError(t, err)
	assert.Greater(t, r, residual)
}

// The default grid of [-1, 1] is 401 points, both ends included. A model that is
// far off tells them apart: u of one point more or less would show.
func TestDefaultGrid(t *testing.T) {
	const seed, m, points = 1, 5, 401
	u := unit[float64]()
	p, act, feat := pde.Poisson1D(), activationOf[float64](t, "tanh"), sample[float64](t, seed, m, 1)
	a := []float64{1, -2, 3, -4, 5}
	got, err := SolutionError(feat, act, p, a)
	require.NoError(t, err)
	var off, all float64
	for i := range points {
		x := float64(i-(points-1)/2) / ((points - 1) / 2)
		y, err := Evaluate(feat, act, a, []float64{x})
		require.NoError(t, err)
		v := p.Solution([]float64{x})
		off += (y[0] - v) * (y[0] - v)
		all += v * v
	}
	want := math.Sqrt(off / all)
	// Two sums of positive terms, each a difference and a square, on either side.
	// A value is a sum of m products below 15, small against the largest errors.
	tol := 2 * (points + 2*m) * u * want
	assert.InDelta(t, want, got, tol)
}

// In single precision the same fit stops at single precision. The promoted
// features judge its solution without rounding it again.
func TestPoissonFloat32(t *testing.T) {
	const seed, n, m = 1, 127, 64
	u := unit[float32]()
	feat := sample[float32](t, seed, m, 1)
	a, residual, _ := fit(t, feat, n)
	assert.Less(t, residual, math.Sqrt(u), "seed %d", seed)
	assert.Greater(t, residual, u, "seed %d", seed)
	solution, err := SolutionError(feat.Promote(), activationOf[float64](t, "tanh"), pde.Poisson1D(), a)
	require.NoError(t, err)
	assert.Less(t, solution, math.Sqrt(u), "seed %d", seed)
}
