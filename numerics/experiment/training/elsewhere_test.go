package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
	"adfd/theory"
	"adfd/theory/claims"
)

// Of one term in one variable the two floors are one.
func TestOperatorFloorOfOneTerm(t *testing.T) {
	const roundings = 64 * theory.UnitRoundoff64 // sums of seven positive terms, a division by h^q before the square or after
	for _, problem := range []string{"poisson-1d", "biharmonic-1d", "third-order-1d"} {
		b := tinyTrial[float32](t, claims.DefaultSetup(claims.Short, 1), tinyNet(problem, theory.Float32))
		for _, h := range []float64{0x1p-3, 0x1p-8} {
			want, err := b.roundingFloor(b.start, h)
			require.NoError(t, err)
			got, err := b.operatorFloor(b.start, h)
			require.NoError(t, err)
			assert.InEpsilon(t, want, got, roundings, "%s h = %v", problem, h)
		}
	}
}

// Allen-Cahn's 9/16 u” + u - u^3 has the derivative 1 - 3 u^2 in u, KdV's
// u_t + u_xxx + 6 u u_x those 6 u_x in u and 6 u in u_x.
func TestLinearisedByHand(t *testing.T) {
	for _, c := range []struct {
		problem pde.Problem
		op      engine.Operator
		at      []float64
		want    []float64
	}{
		{pde.AllenCahn1D(), engine.Operator{{2}, {0}}, []float64{7, 0.5}, []float64{9. / 16, 0.25}},
		{pde.KdV(), engine.Operator{{0, 1}, {3, 0}, {0, 0}, {1, 0}}, []float64{7, 8, 0.5, 3}, []float64{1, 1, 18, 3}},
		{pde.Biharmonic2D(), engine.Operator{{4, 0}, {2, 2}, {0, 4}}, []float64{7, 8, 9}, []float64{1, 2, 1}},
	} {
		require.Equal(t, c.op, c.problem.Derivatives())
		b := &netTrial[float64]{problem: c.problem}
		assert.Equal(t, c.want, b.linearised(c.op, func(r int) float64 { return c.at[r] }), c.problem.Name)
	}
}

// The operators of T1p in float64: what is left between package nn and 106 bits is the
// rounding that the law predicts, and nothing that is missing on one side. A product that
// the oracle lacked would show with its own size, 1e-4 of a row or more: squared and over
// a floor below 1e-16, 6 decades above this bound.
func TestInteriorRowsAreTheResidual(t *testing.T) {
	const h, atMost, noFloor = 0x1p-5, 1e2, 1e-16
	for _, e := range elsewhereDescents(claims.Short) {
		e.precision, e.nodes = theory.Float64, 3
		b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), e.netSetting)
		floor, err := b.operatorFloor(b.start, h)
		require.NoError(t, err)
		require.Less(t, floor, noFloor, e.problem)
		for side, least := range map[claims.Engine]float64{claims.EngineFD: 1 / atMost, claims.EngineAD: 0} {
			noise, err := b.residualNoise(b.start, side, h)
			require.NoError(t, err)
			assert.LessOrEqual(t, noise/floor, atMost, "%s %s", e.problem, side)
			assert.GreaterOrEqual(t, noise/floor, least, "%s %s", e.problem, side)
		}
	}
}

// Products stand beside the linear terms, and change none of the rows of equations.
func TestInteriorAddsProducts(t *testing.T) {
	set := netSetting{problem: "kdv", depth: 1, width: 2, nodes: 3, precision: theory.Float64}
	b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), set)
	rows, err := b.interior(claims.EngineFD, 0x1p-4)
	require.NoError(t, err)
	linear, err := b.equations(claims.EngineFD, 0x1p-4)
	require.NoError(t, err)
	require.Len(t, rows, 9)
	for i, row := range rows {
		require.Len(t, row.Terms, 3)
		assert.Equal(t, linear[i].Terms, row.Terms[:2])
		assert.Equal(t, 6.0, row.Terms[2].Coef)
		require.Len(t, row.Terms[2].Factors, 2)
		assert.Len(t, row.Terms[2].Factors[0], 1, "u is a value")
		assert.Len(t, row.Terms[2].Factors[1], 2, "u_x has two points")
	}
	assert.Equal(t, pde.KdV().Operator, b.problem.Operator)
}

// Grids fill the problem's own box: KdV's times run from 0 to 1. Those of the squares
// and of the line are package pde's.
func TestGridsFillTheBox(t *testing.T) {
	square, err := pde.DyadicSquare(7)
	require.NoError(t, err)
	line, err := pde.Dyadic(7)
	require.NoError(t, err)
	for problem, want := range map[string][]float64{
		"poisson-2d": square, "biharmonic-2d": square, "allen-cahn-1d": line,
		"kdv": pde.Tensor(line, []float64{0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875}),
	} {
		p, err := pde.ByName(problem)
		require.NoError(t, err)
		got, err := dyadicNodes(7, p)
		require.NoError(t, err)
		assert.Equal(t, want, got, problem)
		assert.NoError(t, p.CheckNodes(got))
		_, err = dyadicNodes(6, p)
		assert.ErrorContains(t, err, "6 dyadic points")

		fine := fineGrid(p)
		n := map[int]int{1: finePoints, 2: fineSquare * fineSquare}[p.Dim]
		require.Len(t, fine, n*p.Dim, problem)
		assert.NoError(t, p.CheckNodes(fine), "ends included")
		assert.Equal(t, p.Lo, fine[:p.Dim])
		assert.Equal(t, p.Hi, fine[len(fine)-p.Dim:])
	}
}

// The zero network has the relative error 1, in the plane as on the line; a constant c in
// the place of sin sin, whose mean square on the n x n points is ((n-1)/(2n))^2, has
// sqrt(1 + c^2 4 n^2/(n-1)^2).
func TestSolutionErrorInThePlane(t *testing.T) {
	const roundings = 4 * fineSquare * fineSquare * theory.UnitRoundoff64 // sums over the grid, in either order
	for _, problem := range []string{"poisson-2d", "kdv"} {
		set := netSetting{problem: problem, depth: 1, width: 2, nodes: 3, precision: theory.Float64}
		b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), set)
		theta := make([]float64, len(b.start))
		got, err := b.solutionError(theta)
		require.NoError(t, err)
		assert.Equal(t, 1.0, got, problem)
		if problem != "poisson-2d" {
			continue
		}
		const c, n = 0.5, float64(fineSquare)
		theta[len(theta)-1] = c
		got, err = b.solutionError(theta)
		require.NoError(t, err)
		assert.InEpsilon(t, math.Sqrt(1+c*c*4*n*n/((n-1)*(n-1))), got, roundings, problem)
	}
}

// Every size has all five problems under Levenberg-Marquardt; Adam comes with the line, in
// the audit with all. Steps are powers of two, as the law wants them.
func TestElsewhereCoversTheClaim(t *testing.T) {
	for size, optimisers := range map[claims.Size][]string{
		claims.Short: {claims.OptimiserLM}, claims.Test: {claims.OptimiserLM, claims.OptimiserAdam}, claims.Audit: {claims.OptimiserLM, claims.OptimiserAdam},
	} {
		seen := map[string]bool{}
		for _, e := range elsewhereDescents(size) {
			seen[e.problem+" "+e.optimiser] = true
			require.Len(t, e.h, 1)
			mantissa, _ := math.Frexp(e.h[0].H)
			assert.Equal(t, 0.5, mantissa)
			assert.Equal(t, theory.Float32, e.precision)
		}
		for _, optimiser := range optimisers {
			for _, problem := range []string{"helmholtz-1d", "allen-cahn-1d", "poisson-2d", "biharmonic-2d", "kdv"} {
				line := problem == "helmholtz-1d" || problem == "allen-cahn-1d"
				want := optimiser == claims.OptimiserLM || line || size == claims.Audit
				assert.Equal(t, want, seen[problem+" "+optimiser], "%s %s %s", size, problem, optimiser)
			}
		}
	}
}
