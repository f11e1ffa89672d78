package theory_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/fd"
	"adfd/theory"
)

const u32 = theory.UnitRoundoff32

// 1 + 2*0.75 + 4*0.5: the products 1.5 and 2 have the spacings 2u and 4u, their sum 3.5 and
// the whole 4.5 the spacings 4u and 8u. Fewer than four products are all in part 0.
func TestNeuronNoiseByHand(t *testing.T) {
	z, variance := theory.NeuronNoise([]float64{2, 4}, []float64{0.75, 0.5}, 1, u)
	assert.Equal(t, 4.5, z)
	assert.InEpsilon(t, (4.+16+16+64)/12*u*u, variance, 8*u)

	z, variance = theory.NeuronNoise(nil, nil, 3, u)
	assert.Equal(t, 3.0, z, "a neuron without inputs is its bias")
	assert.Zero(t, variance)
}

// Six products: 1, 2, 4 and 8 open the four parts, 16 and 32 lie behind the last four and go to
// part 0, which becomes 17 and 49. Then 49+2 and 4+8, their sum 63, and 65 with the bias 2. One
// part would have had 1, 3, 7, 15, 31, 63.
func TestNeuronNoiseSumsInFourParts(t *testing.T) {
	w, ones := []float64{1, 2, 4, 8, 16, 32}, []float64{1, 1, 1, 1, 1, 1}
	z, variance := theory.NeuronNoise(w, ones, 2, u)
	assert.Equal(t, 65.0, z)
	products := 4. + 16 + 64 + 256 + 1024 + 4096 // spacings 2u, 4u, ... 64u squared
	sums := 32.*32 + 64*64 + 64*64 + 16*16 + 64*64 + 128*128
	assert.InEpsilon(t, (products+sums)/12*u*u, variance, 16*u)

	w[1], w[2], w[3], w[5] = 0, 0, 0, 0 // what is left is 1 + 16, and adding 0 is exact
	_, variance = theory.NeuronNoise(w, ones, 0, u)
	assert.InEpsilon(t, (4.+1024+32*32)/12*u*u, variance, 16*u)
}

// A value in [1/2, 1) has spacing u, one in [1, 2) twice that.
func TestRoundingVarianceByHand(t *testing.T) {
	assert.InEpsilon(t, u*u/12, theory.RoundingVariance(-0.75, u), 4*u)
	assert.InEpsilon(t, u*u/3, theory.RoundingVariance(1, u), 4*u)
	assert.Zero(t, theory.RoundingVariance(0, u), "0 is exact")
}

// The squared weights of 1, -2, 1 sum to 6 and lose nothing; those of 1, -4, 6, -4, 1
// to 70, and lose (18 + 72)/12 u^2 at values of spacing u, as TestSumVarianceByHand
// has it. At h = 1/2 the quotients multiply by 2^2q.
func TestDifferenceNoiseByHand(t *testing.T) {
	assert.InEpsilon(t, 16*6*u*u, theory.DifferenceNoise([]float64{1, -2, 1}, 0.75, u*u, 0.5, 2, u), 8*u)
	assert.InEpsilon(t, 256*(70+7.5)*u*u, theory.DifferenceNoise([]float64{1, -4, 6, -4, 1}, 0.75, u*u, 0.5, 4, u), 8*u)
}

// noiseSample holds squared errors against the variances predicted for them.
type noiseSample struct{ measured, predicted, spread float64 }

func (s *noiseSample) add(err, variance float64) {
	s.measured += err * err
	s.predicted += variance
	s.spread += 2 * variance * variance
}

// ratio is that of measured over predicted.
func (s *noiseSample) ratio() float64 { return s.measured / s.predicted }

// tolerance of the ratio. A sum of independent uniform errors of variance v has no more
// kurtosis than a normal one, so its square varies by at most 2 v^2; five deviations
// of the whole sum are allowed.
func (s *noiseSample) tolerance() float64 { return 5 * math.Sqrt(s.spread) / s.predicted }

// uniform32 is a float32 drawn uniformly from [-r, r].
func uniform32(rng *rand.Rand, r float64) float32 { return float32(r * (2*rng.Float64() - 1)) }

// The bias is 1.5 and the products are below 1/64, so that the last sum's grid is far coarser
// than what it adds: its variance exceeds that of a uniform error by at most 2/16^2 of itself. The
// sums of the parts, in [2^-8, 2^-2], lose 1/16^2 of that and less.
func TestNeuronNoiseAgainstFloat32(t *testing.T) {
	const trials, seed, width, discrete = 20000, 7, 16, 3. / (16 * 16)
	rng := rand.New(rand.NewPCG(seed, 0))
	var s noiseSample
	w, y := make([]float64, width), make([]float64, width)
	for range trials {
		b := 1.5 + uniform32(rng, 0.1)
		exact := float64(b)
		var parts [4]float32
		for k := range w {
			wk, yk := uniform32(rng, 0.125), uniform32(rng, 0.125)
			parts[k%4] += float32(wk * yk)
			exact += float64(wk) * float64(yk)
			w[k], y[k] = float64(wk), float64(yk)
		}
		z := (parts[0] + parts[1]) + (parts[2] + parts[3]) + b
		_, variance := theory.NeuronNoise(w, y, float64(b), u32)
		s.add(float64(z)-exact, variance)
	}
	assert.InDelta(t, 1, s.ratio(), s.tolerance()+discrete, "seed %d", seed)
}

// Values of the sine, each off by a uniform error besides its rounding, all of them in
// [1/2, 1). What the sums lose is a small share, predicted from the centre alone; where a
// neighbour's multiple lies in the next binade its square is off by a factor 4.
func TestDifferenceNoiseAgainstFloat32(t *testing.T) {
	const trials, seed, h, off = 20000, 9, 0x1p-5, 0x1p-22
	const variance = off*off/3 + u32*u32/12
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, q := range []int{2, 4} {
		stencil, err := fd.Central(q, 2)
		require.NoError(t, err)
		offsets, weights := stencil.Float64()
		var s noiseSample
		var lost float64
		for range trials {
			x := 0.7 + 0.6*rng.Float64()
			var sum float32
			var exact float64
			for k, o := range offsets {
				v := math.Sin(x + o*h)
				sum += float32(float32(weights[k]) * float32(v+off*(2*rng.Float64()-1)))
				exact += weights[k] * v
			}
			scale := math.Pow(h, float64(q)) // a power of two, exact on both sides
			s.add(float64(sum/float32(scale))-exact/scale, theory.DifferenceNoise(weights, math.Sin(x), variance, h, q, u32))
			lost += theory.NoiseEntry{Value: math.Sin(x)}.SumVariance(weights, u32)
		}
		share := lost / (trials * floats.Dot(weights, weights) * variance)
		assert.InDelta(t, 1, s.ratio(), s.tolerance()+3*share, "q = %d, seed %d", q, seed)
	}
}

// differenceSolution solves delta^q v = (-1)^(q/2) h^q (sin pi x)^(q) on n nodes inside
// [-1, 1] by Cholesky's method, v being odd about both ends as sin pi x is. With T the
// matrix -1, 2, -1 the system is T^(q/2) v = (pi h)^q sin pi x.
func differenceSolution(t *testing.T, n, q int) (v, sine *mat.VecDense) {
	second := mat.NewDense(n, n, nil)
	sine, rhs := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	h := 2 / float64(n+1)
	for i := range n {
		second.Set(i, i, 2)
		if i > 0 {
			second.Set(i, i-1, -1)
			second.Set(i-1, i, -1)
		}
		sine.SetVec(i, math.Sin(math.Pi*(-1+float64(i+1)*h)))
	}
	rhs.ScaleVec(math.Pow(math.Pi*h, float64(q)), sine)
	var matrix mat.Dense
	matrix.Pow(second, q/2)
	var cholesky mat.Cholesky
	require.True(t, cholesky.Factorize(mat.NewSymDense(n, matrix.RawMatrix().Data)))
	v = mat.NewVecDense(n, nil)
	require.NoError(t, cholesky.SolveVecTo(v, rhs))
	return v, sine
}

// solutionTolerance is relative in the 2-norm. Cholesky's factors of an n x n matrix
// have a backward error of at most n (3n+1) u (Higham, Accuracy and Stability of
// Numerical Algorithms, theorem 10.4), the right-hand side one of 16u, and
// T^(q/2) multiplies both by its condition number cot^q(pi/(2n+2)).
func solutionTolerance(n, q int) float64 {
	x := float64(n)
	return (x*(3*x+1) + 16) * u * math.Pow(math.Tan(math.Pi/(2*x+2)), -float64(q))
}

func TestTruncationShareAgainstDifferenceEquations(t *testing.T) {
	for _, q := range []int{2, 4} {
		for _, n := range []int{7, 15, 31} {
			v, sine := differenceSolution(t, n, q)
			share := theory.TruncationShare(2/float64(n+1), q)
			// FD's solution is the larger one.
			var off mat.VecDense
			off.AddScaledVec(v, -(1 + share), sine)
			assert.LessOrEqual(t, mat.Norm(&off, 2), (1+share)*solutionTolerance(n, q)*mat.Norm(sine, 2), "q = %d, n = %d", q, n)
			assert.Greater(t, share, 1e3*solutionTolerance(n, q), "q = %d, n = %d: the tolerance hides the share", q, n)
		}
	}
}

// With x = pi h/2, sinc^-q x = exp(q (x^2/6 + x^4/180 + ...)) = 1 + q x^2/6 +
// (q^2/72 + q/180) x^4 + ...: all coefficients are positive, and each is less than a
// third of the one before, so that below x = 1/2 what follows x^4 is less than half
// of x^2 times that term. Rounding adds a few u of 1 + share.
func TestTruncationShareLeadingTerms(t *testing.T) {
	const rounding = 16 * u
	for _, order := range []int{2, 4} {
		q := float64(order)
		for h := 0x1p-2; h >= 0x1p-12; h /= 2 {
			x2 := math.Pi * math.Pi * h * h / 4
			leading, next := q*x2/6, (q*q/72+q/180)*x2*x2
			share := theory.TruncationShare(h, order)
			assert.GreaterOrEqual(t, share, leading+next-rounding, "q = %d, h = %v", order, h)
			assert.LessOrEqual(t, share, leading+next*(1+x2/2)+rounding, "q = %d, h = %v", order, h)
		}
		assert.Zero(t, theory.TruncationShare(0, order), "nothing is truncated at h = 0")
	}
}
