package theory_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory"
)

// laplacian is u_xx + u_yy with step h: the point itself, its neighbours along x, then
// those along y.
func laplacian(h float64) []theory.Quotient {
	return []theory.Quotient{
		{Coef: 1, Points: []int{1, 0, 2}, Weights: []float64{1, -2, 1}, Scale: h * h},
		{Coef: 1, Points: []int{3, 0, 4}, Weights: []float64{1, -2, 1}, Scale: h * h},
	}
}

// biharmonic is u_xxxx + 2 u_xxyy + u_yyyy with step h, its points numbered 5 i + j for
// offsets i and j from 0 to 4.
func biharmonic(h float64) []theory.Quotient {
	fourth := []float64{1, -4, 6, -4, 1}
	return []theory.Quotient{
		{Coef: 1, Points: []int{2, 7, 12, 17, 22}, Weights: fourth, Scale: math.Pow(h, 4)},
		{Coef: 2, Points: []int{6, 7, 8, 11, 12, 13, 16, 17, 18}, Weights: []float64{1, -2, 1, -2, 4, -2, 1, -2, 1}, Scale: math.Pow(h, 4)},
		{Coef: 1, Points: []int{10, 11, 12, 13, 14}, Weights: fourth, Scale: math.Pow(h, 4)},
	}
}

// The five-point stencil has the squares 1 + 1 + 16 + 1 + 1 = 20, where two second
// differences apart have 12; nothing is lost by sums of values in [1/2, 1) with 1, -2, 1.
// The thirteen-point one has 20^2 + 4*8^2 + 4*2^2 + 4*1 = 676. Its fourth differences
// lose 90/12 u^2 each (TestDifferenceNoiseByHand); the mixed one has at 3/4 the partial sums
//
//	3/4, -3/4, 0, -3/2, 3/2, 0, 3/4, -3/4, 0
//
// of which the fourth alone meets a coarser grid, 2u after u: (4 + 2)/12 u^2, and four
// times that with its coefficient 2.
func TestOperatorNoiseByHand(t *testing.T) {
	const value, h = 0.75, 0.5
	assert.InEpsilon(t, 20*16*u*u, theory.OperatorNoise(laplacian(h), value, u*u, u), 8*u)
	assert.InEpsilon(t, (676+2*7.5+4*0.5)*256*u*u, theory.OperatorNoise(biharmonic(h), value, u*u, u), 16*u)
	assert.InEpsilon(t, (2*7.5+4*0.5)*256*u*u, theory.OperatorNoise(biharmonic(h), value, 0, u), 16*u)

	// Terms of other orders share the values as well: u'' + 16 u has the weight 16 - 2/h^2
	// in the middle.
	helmholtz := []theory.Quotient{laplacian(h)[0], {Coef: 16, Points: []int{0}, Weights: []float64{1}, Scale: 1}}
	assert.InEpsilon(t, (16.+64+16)*u*u, theory.OperatorNoise(helmholtz, value, u*u, u), 8*u)
	assert.Zero(t, theory.OperatorNoise(nil, value, u*u, u), "no operator")
}

// One quotient is DifferenceNoise, with the square of its coefficient.
func TestOperatorNoiseOfOneTerm(t *testing.T) {
	for _, c := range []struct {
		order   int
		weights []float64
	}{{1, []float64{-0.5, 0.5}}, {2, []float64{1, -2, 1}}, {3, []float64{-0.5, 1, -1, 0.5}}, {4, []float64{1, -4, 6, -4, 1}}} {
		points := []int{4, 2, 0, 1, 3}[:len(c.weights)]
		for _, h := range []float64{1, 0x1p-4, 0x1p-9} {
			q := theory.Quotient{Coef: -3, Points: points, Weights: c.weights, Scale: math.Pow(h, float64(c.order))}
			want := 9 * theory.DifferenceNoise(c.weights, 0.75, u32*u32, h, c.order, u32)
			assert.InEpsilon(t, want, theory.OperatorNoise([]theory.Quotient{q}, 0.75, u32*u32, u32), 16*u, "q = %d, h = %v", c.order, h)
		}
	}
}

// Whole operators of values near a constant in float32, each value off by a uniform error
// that all quotients see. Values lie within 1/16 of 11/16, which is where the law takes
// what sums lose; that share of the variance is allowed thrice, as in one dimension.
func TestOperatorNoiseAgainstFloat32(t *testing.T) {
	const trials, seed, off = 20000, 11, 0x1p-22
	const variance = off*off/3 + u32*u32/12
	for name, quotients := range map[string][]theory.Quotient{"Laplacian": laplacian(1), "biharmonic": biharmonic(1)} {
		rng := rand.New(rand.NewPCG(seed, 0))
		points := 0
		for _, q := range quotients {
			points = max(points, 1+slices.Max(q.Points))
		}
		values, rounded := make([]float64, points), make([]float32, points)
		var s noiseSample
		for range trials {
			for p := range values {
				values[p] = 0.6875 + (2*rng.Float64()-1)/16
				rounded[p] = float32(values[p] + off*(2*rng.Float64()-1))
			}
			var computed float32
			var exact float64
			for _, q := range quotients {
				var sum float32
				for k, p := range q.Points {
					sum += float32(float32(q.Weights[k]) * rounded[p])
					exact += q.Coef * q.Weights[k] * values[p]
				}
				computed += float32(q.Coef) * sum
			}
			s.add(float64(computed)-exact, theory.OperatorNoise(quotients, 0.6875, variance, u32))
		}
		share := theory.OperatorNoise(quotients, 0.6875, 0, u32) / theory.OperatorNoise(quotients, 0.6875, variance, u32)
		assert.InDelta(t, 1, s.ratio(), s.tolerance()+3*share, "%s, seed %d", name, seed)
	}
}
