package theory_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"

	"adfd/numerics/fd"
	"adfd/theory"
)

func TestSpacingIsTheGapBetweenNumbers(t *testing.T) {
	for _, v := range []float64{1, 1.5, 1.9999, 2, -3, 0.75, 1e-300, 1e300} {
		a := math.Abs(v)
		assert.Equal(t, math.Nextafter(a, math.Inf(1))-a, theory.Spacing(v, theory.UnitRoundoff64), "%v", v)
		assert.Equal(t, 0x1p29*theory.Spacing(v, theory.UnitRoundoff64), theory.Spacing(v, theory.UnitRoundoff32), "%v", v)
	}
	assert.Zero(t, theory.Spacing(0, theory.UnitRoundoff64))
}

// Values in [1/2, 1) have spacing u. With slope 1/2 and an argument that lost 4u,
// each gains (4u/2)^2.
func TestValueVarianceByHand(t *testing.T) {
	assert.InEpsilon(t, u*u/12, theory.NoiseEntry{Value: 0.75}.ValueVariance(u), 4*u)
	e := theory.NoiseEntry{Value: 0.75, Slope: 0.5, Argument: 16 * u * u}
	assert.InEpsilon(t, 5*u*u/12, e.ValueVariance(u), 8*u)
}

// z = 2*0.75 + 1 = 2.5: the product lies in [1, 2), spacing 2u, the sum in [2, 4),
// spacing 4u, and a point in [1/2, 1) that is rounded moves z by 2 u. A second
// variable, 4*0.5 = 2, adds its product, 4u, and the last sum, 4.5, spacing 8u.
func TestArgumentNoiseByHand(t *testing.T) {
	assert.InEpsilon(t, (4.+16)*u*u, theory.ArgumentNoise([]float64{2}, []float64{0.75}, 1, u, true), 4*u)
	assert.InEpsilon(t, (4.+4+16)*u*u, theory.ArgumentNoise([]float64{2}, []float64{0.75}, 1, u, false), 4*u)
	assert.InEpsilon(t, (4.+16+16+64)*u*u, theory.ArgumentNoise([]float64{2, 4}, []float64{0.75, 0.5}, 1, u, true), 4*u)
}

// For 1, -2, 1 all partial sums are multiples of the spacing no larger than the
// values, and exact. For 1, -4, 6, -4, 1 and value 0.75 of spacing u: y, then -4y is
// exact on the grid 4u; -3y = -2.25 has spacing 4u against the grid u of y:
// (16 + 2) u^2. 6y = 4.5 has spacing 8u on the grid 2u: (64 + 8) u^2. The sum
// 3y = 2.25 is on the grid 4u already, -y too, and the last sum is exact.
func TestSumVarianceByHand(t *testing.T) {
	e := theory.NoiseEntry{Value: 0.75}
	assert.Zero(t, e.SumVariance([]float64{1, -2, 1}, u))
	assert.InEpsilon(t, (18.+72)*u*u/12, e.SumVariance([]float64{1, -4, 6, -4, 1}, u), 8*u)
}

// The law against the engine's own operations: float32 sums of correctly rounded
// values, over many arguments, deviate as predicted. The sample deviation of n
// values errs by 1/sqrt(2n), here 0.5%; five of these and 10% for values that leave
// the binade of their centre are allowed.
func TestVarianceAgainstFloat32Sums(t *testing.T) {
	const n, seed = 20000, 5
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, q := range []int{2, 4} {
		stencil, err := fd.Central(q, 2)
		require.NoError(t, err)
		offsets, weights := stencil.Float64()
		var predicted, measured float64
		for range n {
			x := 0.6 + 0.3*rng.Float64()
			h := 0x1p-6 * (1 + rng.Float64())
			var sum32 float32
			var sum64 float64
			for k, s := range offsets {
				v := math.Sin(x + s*h)
				sum32 += float32(float32(weights[k]) * float32(v))
				sum64 += weights[k] * v
			}
			d := float64(sum32) - sum64
			measured += d * d
			e := theory.NoiseEntry{Value: math.Sin(x)}
			predicted += floats.Dot(weights, weights)*e.ValueVariance(theory.UnitRoundoff32) + e.SumVariance(weights, theory.UnitRoundoff32)
		}
		const allowed = 0.1 + 5*0.005
		assert.InEpsilon(t, 1, math.Sqrt(measured/predicted), allowed, "q = %d, seed %d", q, seed)
	}
}

func TestKappaIsARootMeanSquare(t *testing.T) {
	assert.InEpsilon(t, 5., theory.Kappa([]float64{1 * u * u, 49 * u * u}, u), 4*u)
}

func TestUpperEdge(t *testing.T) {
	// kappa (sqrt 100 + sqrt 25) u / (a sigma_1) = 2*15/(30*4) at a = 30u: (1/4)^(1/2).
	assert.InEpsilon(t, 0.5, theory.UpperEdge(2, u, 100, 25, 30*u, 4, 2), 8*u)
	assert.InEpsilon(t, math.Sqrt(0.5), theory.UpperEdge(2, u, 100, 25, 30*u, 4, 4), 8*u)
	// Both precisions give the same edge, since a is proportional to u.
	assert.InEpsilon(t, 0.5, theory.UpperEdge(2, theory.UnitRoundoff32, 100, 25, 30*theory.UnitRoundoff32, 4, 2), 8*u)
}

// At the lower edge the entropy of the noisy spectrum is that of the clean one;
// a step above it is lower, a step below it higher.
func TestLowerEdgeIsTheCrossing(t *testing.T) {
	const n, kappa, a, order = 200, 2.0, 1e-12, 2
	sigma := make([]float64, 60)
	for k := range sigma {
		sigma[k] = math.Pow(10, -0.5*float64(k)) // 25 values above a
	}
	clean := theory.TruncatedEntropy(sigma, theory.EffectiveCutoff(sigma, a))
	noisy := func(h float64) float64 {
		s := kappa * u / math.Pow(h, order)
		out := make([]float64, len(sigma))
		for k, v := range sigma {
			out[k] = math.Sqrt(v*v + n*s*s)
		}
		return theory.TruncatedEntropy(out, theory.EffectiveCutoff(out, a))
	}
	edge := theory.LowerEdge(sigma, kappa, u, n, 60, a, order)
	require.Positive(t, edge)
	// The bisection ends at rounding in log s, and H moves by less than log s does.
	assert.InDelta(t, clean, noisy(edge), 0x1p-40)
	assert.Less(t, noisy(1.1*edge), clean)
	assert.Greater(t, noisy(edge/1.1), clean)
	// The edge does not depend on the precision if a does not change.
	assert.InEpsilon(t, edge*math.Sqrt(0x1p29), theory.LowerEdge(sigma, kappa, theory.UnitRoundoff32, n, 60, a, order), 0x1p-40)

	assert.Equal(t, edge, theory.LowerEdge(sigma, kappa, u, 60, n, a, order), "the longer side counts, whichever it is")

	equal := []float64{1, 1, 1}
	assert.Zero(t, theory.LowerEdge(equal, kappa, u, n, 60, a, order), "an even spectrum has no crossing")
}

// The same for the eigenvalues of the kernel, and the edge above, where the noise's own is the
// cut-off times the largest.
func TestKernelEdges(t *testing.T) {
	const n, m, kappa, a, order = 60, 200, 0.1, 1e-12, 2
	sigma := make([]float64, n)
	lambda := make([]float64, n)
	for k := range sigma {
		sigma[k] = 3 * math.Pow(10, -0.25*float64(k)) // 25 eigenvalues above a
		lambda[k] = sigma[k] * sigma[k]
	}
	clean := theory.TruncatedEntropy(lambda, theory.EffectiveCutoff(lambda, a))
	noisy := func(h float64) float64 {
		s := kappa * u / math.Pow(h, order)
		out := make([]float64, len(lambda))
		for k, v := range lambda {
			out[k] = v + m*s*s
		}
		return theory.TruncatedEntropy(out, theory.EffectiveCutoff(out, a))
	}
	edge := theory.KernelLowerEdge(sigma, kappa, u, n, m, a, order)
	require.Positive(t, edge)
	assert.InDelta(t, clean, noisy(edge), 0x1p-40) // as in TestLowerEdgeIsTheCrossing
	assert.Less(t, noisy(1.1*edge), clean)
	assert.Greater(t, noisy(edge/1.1), clean)

	upper := theory.KernelUpperEdge(kappa, u, n, m, a, sigma[0], order)
	s := kappa * u / math.Pow(upper, order)
	root := s * (math.Sqrt(n) + math.Sqrt(m))
	assert.InEpsilon(t, a*lambda[0], root*root, 16*u)
	assert.Greater(t, upper, edge)
	for name, sigma := range map[string][]float64{"empty": nil, "zeros": {0, 0, 0}, "one value": {1}} {
		assert.Zero(t, theory.KernelLowerEdge(sigma, 2, u, 100, 3, 1e-12, 2), name)
	}
}

// Where a quantity has no meaning the laws say so instead of breaking off.
func TestNoiseLawOfNothing(t *testing.T) {
	assert.True(t, math.IsNaN(theory.Kappa(nil, u)), "no columns")
	edge := theory.UpperEdge(2, u, 100, 25, 30*u, 0, 2)
	assert.True(t, math.IsNaN(edge), "a matrix of zeros")
	assert.False(t, theory.InRegime(1e-3, 0, edge), "no regime contains NaN")
	for name, sigma := range map[string][]float64{"empty": nil, "zeros": {0, 0, 0}, "one value": {1}} {
		assert.Zero(t, theory.LowerEdge(sigma, 2, u, 100, 3, 1e-12, 2), name)
	}
	assert.Zero(t, theory.LowerEdge([]float64{1, 1e-4, 1e-14}, 0, u, 100, 3, 1e-12, 2), "no noise")
}

// Two columns of variance 1 and 4 with a = (3, 2): sqrt(9 + 16) = 5; 100 - 75 rows
// give another 5; over h^2 = 1/4 and |f| = 10.
func TestResidualFloorByHand(t *testing.T) {
	assert.InEpsilon(t, 10., theory.ResidualFloor([]float64{1, 4}, []float64{3, 2}, 0.5, 2, 100, 75, 10), 8*u)
	assert.Zero(t, theory.ResidualFloor([]float64{1}, []float64{3}, 0.5, 2, 10, 20, 10), "more directions than rows leave nothing")
}
