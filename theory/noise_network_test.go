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

// b + 2*0.75 + 4*0.5 with b = 1: the products 1.5 and 2 have the spacings 2u and 4u,
// the sums 2.5 and 4.5 the spacings 4u and 8u, and the first value's u^2 counts 2^2
// times, the second's 4^2 times.
func TestNeuronNoiseByHand(t *testing.T) {
	w, y := []float64{2, 4}, []float64{0.75, 0.5}
	z, variance := theory.NeuronNoise(w, y, []float64{u * u, 0}, 1, u)
	assert.Equal(t, 4.5, z)
	assert.InEpsilon(t, (4+(4.+16+16+64)/12)*u*u, variance, 8*u)
	_, variance = theory.NeuronNoise(w, y, []float64{0, u * u}, 1, u)
	assert.InEpsilon(t, (16+(4.+16+16+64)/12)*u*u, variance, 8*u)

	z, variance = theory.NeuronNoise(nil, nil, nil, 3, u)
	assert.Equal(t, 3.0, z, "a neuron without inputs is its bias")
	assert.Zero(t, variance)
}

// A value in [1/2, 1) has spacing u; a slope of 1/2 quarters what comes in.
func TestActivationNoiseByHand(t *testing.T) {
	assert.InEpsilon(t, (1+1./12)*u*u, theory.ActivationNoise(0.75, 0.5, 4*u*u, u), 4*u)
	assert.InEpsilon(t, u*u/12, theory.ActivationNoise(-0.75, 0, 4*u*u, u), 4*u)
	assert.InEpsilon(t, u*u, theory.ActivationNoise(0, 0.5, 4*u*u, u), 4*u, "0 is exact")
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

// All partial sums lie in [1, 2) and products are below 1/64, so that each sum meets a
// grid 128 times finer than its own: its variance exceeds that of a uniform error by
// 2/128^2 of itself. What comes in is off by a uniform error of up to 2^-20, known.
func TestNeuronNoiseAgainstFloat32(t *testing.T) {
	const trials, seed, width, off, discrete = 20000, 7, 16, 0x1p-20, 2. / (128 * 128)
	rng := rand.New(rand.NewPCG(seed, 0))
	var s noiseSample
	w, y, noise := make([]float64, width), make([]float64, width), make([]float64, width)
	for range trials {
		b := 1.5 + uniform32(rng, 0.1)
		z, exact := b, float64(b)
		for k := range w {
			wk, yk := uniform32(rng, 0.125), uniform32(rng, 0.125)
			z += float32(wk * yk)
			exact += float64(wk) * (float64(yk) + off*(2*rng.Float64()-1))
			w[k], y[k], noise[k] = float64(wk), float64(yk), off*off/3
		}
		_, variance := theory.NeuronNoise(w, y, noise, float64(b), u32)
		s.add(float64(z)-exact, variance)
	}
	assert.InDelta(t, 1, s.ratio(), s.tolerance()+discrete, "seed %d", seed)
}

// A value rounded to float32, of an argument that is off by a uniform error. tanh
// stays in [1/2, 1), and its slope varies by at most 2 tanh * 2^-23 of itself.
func TestActivationNoiseAgainstFloat32(t *testing.T) {
	const trials, seed, off, bent = 20000, 8, 0x1p-23, 0x1p-21
	rng := rand.New(rand.NewPCG(seed, 0))
	var s noiseSample
	for range trials {
		z := 0.6 + 0.8*rng.Float64()
		value := math.Tanh(z)
		got := float32(math.Tanh(z + off*(2*rng.Float64()-1)))
		s.add(float64(got)-value, theory.ActivationNoise(value, 1-value*value, off*off/3, u32))
	}
	assert.InDelta(t, 1, s.ratio(), s.tolerance()+bent, "seed %d", seed)
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

// network is a small tanh network with a linear output: weights [layer][out][in] and
// biases [layer][out], uniform on +-1/sqrt(in).
type network struct {
	w [][][]float32
	b [][]float32
}

func newNetwork(rng *rand.Rand, widths ...int) network {
	var n network
	for l, in := range widths[:len(widths)-1] {
		w, b := make([][]float32, widths[l+1]), make([]float32, widths[l+1])
		r := 1 / math.Sqrt(float64(in))
		for j := range w {
			b[j] = uniform32(rng, r)
			for range in {
				w[j] = append(w[j], uniform32(rng, r))
			}
		}
		n.w, n.b = append(n.w, w), append(n.b, b)
	}
	return n
}

// single evaluates the network in float32, where tanh is float64's rounded once.
func (n network) single(x float32) float32 {
	y := []float32{x}
	for l := range n.w {
		next := make([]float32, len(n.w[l]))
		for j, w := range n.w[l] {
			z := n.b[l][j]
			for k := range w {
				z += float32(w[k] * y[k])
			}
			next[j] = z
			if l < len(n.w)-1 {
				next[j] = float32(math.Tanh(float64(z)))
			}
		}
		y = next
	}
	return y[0]
}

// double evaluates it in float64, with the variance that the law predicts for single.
func (n network) double(x float64) (value, variance float64) {
	y, noise := []float64{x}, []float64{0}
	for l := range n.w {
		next, nextNoise := make([]float64, len(n.w[l])), make([]float64, len(n.w[l]))
		for j := range n.w[l] {
			w := make([]float64, len(y))
			for k := range w {
				w[k] = float64(n.w[l][j][k])
			}
			next[j], nextNoise[j] = theory.NeuronNoise(w, y, noise, float64(n.b[l][j]), u32)
			if l < len(n.w)-1 {
				s := math.Tanh(next[j])
				next[j], nextNoise[j] = s, theory.ActivationNoise(s, 1-s*s, nextNoise[j], u32)
			}
		}
		y, noise = next, nextNoise
	}
	return y[0], noise[0]
}

// The law end to end, as the claims of training use it: a network and its difference
// quotients in float32 against float64, freshly drawn in each trial. A sum of multiples
// of g that is rounded to a spacing G errs with variance (G^2 + 2 g^2)/12, not at all if
// G <= g, where the law says G^2/12. The products, of weights below 1/4 with values below 1,
// mostly lie two binades or more below the sums, so that the law is off by about 2/4^2.
func TestNetworkNoiseAgainstFloat32(t *testing.T) {
	const seed, grids = 10, 2. / (4 * 4)
	trials := 3000
	if testing.Short() {
		trials = 1000
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, c := range []struct {
		q int
		h float64
	}{{0, 1}, {2, 0x1p-5}, {4, 0x1p-3}} {
		offsets, weights := []float64{0}, []float64{1}
		if c.q > 0 {
			stencil, err := fd.Central(c.q, 2)
			require.NoError(t, err)
			offsets, weights = stencil.Float64()
		}
		var s noiseSample
		for range trials {
			n := newNetwork(rng, 1, 16, 16, 1)
			x := uniform32(rng, 1)
			var sum float32
			var exact float64
			for k, o := range offsets {
				at := x + float32(o*c.h)
				v, _ := n.double(float64(at))
				sum += float32(float32(weights[k]) * n.single(at))
				exact += weights[k] * v
			}
			v, variance := n.double(float64(x))
			if c.q > 0 {
				variance = theory.DifferenceNoise(weights, v, variance, c.h, c.q, u32)
			}
			s.add((float64(sum)-exact)*math.Pow(c.h, -float64(c.q)), variance)
		}
		assert.InDelta(t, 1, s.ratio(), s.tolerance()+grids, "q = %d, seed %d", c.q, seed)
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
