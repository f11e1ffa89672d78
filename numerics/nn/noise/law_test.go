package noise_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn/noise"
	"adfd/theory"
)

const (
	u   = theory.UnitRoundoff64
	u32 = theory.UnitRoundoff32
)

func law(t *testing.T, name string, u float64, sizes ...int) *noise.Law {
	t.Helper()
	n, err := noise.New(activated(t, name), sizes, u)
	require.NoError(t, err)
	return n
}

func activated(t *testing.T, name string) engine.Activation[float64] {
	t.Helper()
	a, err := activation.ByName[float64](name)
	require.NoError(t, err)
	return a
}

// v = a sin(w x + b) + c, written out. The value moves by a s' with z, by a with s. Its
// derivative in a is s, rounded as a value and as a product; that in b is d = a s', which moves by a s” with z and by a with the
// slope's own rounding, and is itself rounded; that in w is d x, rounded once more.
func TestLawOfOneNeuronByHand(t *testing.T) {
	const (
		w, b, a, c, x = 1.25, 0.3, -1.7, 0.4, 0.7
		tolerance     = 64 * u // sums of a few positive terms
	)
	z, sum := theory.NeuronNoise([]float64{w}, []float64{x}, b, u32)
	s, slope, bend := math.Sin(z), math.Cos(z), -math.Sin(z)
	value, last := theory.NeuronNoise([]float64{a}, []float64{s}, c, u32)
	rounded := func(v float64) float64 { return theory.RoundingVariance(v, u32) }

	n := law(t, "sin", u32, 1, 1, 1)
	theta := []float64{w, b, a, c}
	got, variance := n.Value(theta, []float64{x})
	assert.InEpsilon(t, value, got, tolerance)
	assert.InEpsilon(t, a*a*(slope*slope*sum+rounded(s))+last, variance, tolerance)

	gradient, variances := make([]float64, 4), make([]float64, 4)
	n.Gradient(theta, []float64{x}, gradient, variances)
	d := a * slope
	noiseOfD := a*a*(bend*bend*sum+rounded(slope)) + rounded(d)
	assert.InEpsilonSlice(t, []float64{d * x, d, s, 1}, gradient, tolerance)
	assert.InEpsilonSlice(t, []float64{x*x*noiseOfD + rounded(d*x), noiseOfD, slope*slope*sum + 2*rounded(s)}, variances[:3], tolerance)
	assert.Zero(t, variances[3], "the derivative in the last bias is 1")
}

// Two neurons that read one value: an error of that value reaches the output by both. With
// the weights 1 and -1 it cancels, with 1 and 1 its variance is multiplied by 4, where
// unrelated paths would have 2.
func TestPathsAddUpBeforeTheyAreSquared(t *testing.T) {
	// The shared argument is 0.25 left of 512 - 511.75, and so is 2^10 times as uncertain as all that
	// comes after, whose values are below 1: a share of some 2^-20 of the variance.
	const relation = 1e-4
	const w, b = 1024, -511.75
	n := law(t, "sin", u32, 1, 1, 2, 1)
	x := []float64{0.5}
	variance := func(sign float64) float64 {
		_, v := n.Value([]float64{w, b, 1, 1, 0, 0, 1, sign, 0}, x)
		return v
	}
	single := func() float64 {
		_, v := law(t, "sin", u32, 1, 1, 1, 1).Value([]float64{w, b, 1, 0, 1, 0}, x)
		return v
	}()
	assert.InEpsilon(t, 4, variance(1)/single, relation)
	assert.Less(t, variance(-1)/single, relation)
}

// perturbed is a network of tanh neurons whose every rounded result gets an error drawn with
// the deviation of its own rounding, in plain loops: the value and the gradient.
type perturbed struct {
	sizes []int
	theta []float64
	x     []float64
	rng   *rand.Rand
	gain  float64 // on all deviations
}

func (p perturbed) off(variance float64) float64 {
	return p.gain * math.Sqrt(variance) * p.rng.NormFloat64()
}

func (p perturbed) rounded(v float64) float64 { return v + p.off(theory.RoundingVariance(v, u32)) }

func (p perturbed) run() (value float64, gradient []float64) {
	values, slopes := [][]float64{p.x}, [][]float64{nil}
	var weights [][]float64
	rest := p.theta
	for l, out := range p.sizes[1:] {
		in := p.sizes[l]
		w, b := rest[:in*out], rest[in*out:in*out+out]
		rest = rest[in*out+out:]
		weights = append(weights, w)
		var y, slope []float64
		for j := range out {
			z, v := theory.NeuronNoise(w[j*in:(j+1)*in], values[l], b[j], u32)
			z += p.off(v)
			if len(rest) == 0 {
				value = z
				break
			}
			y = append(y, p.rounded(math.Tanh(z)))
			slope = append(slope, p.rounded(1/(math.Cosh(z)*math.Cosh(z))))
		}
		values, slopes = append(values, y), append(slopes, slope)
	}
	delta := []float64{1}
	for l := len(weights); l > 0; l-- {
		in := p.sizes[l-1]
		var part []float64
		for _, d := range delta {
			for _, y := range values[l-1] {
				part = append(part, p.rounded(d*y))
			}
		}
		gradient = append(append(part, delta...), gradient...)
		var next []float64
		for i := 0; i < in && l > 1; i++ {
			var sum float64
			for j, d := range delta {
				v := d * weights[l-1][j*in+i]
				if len(delta) > 1 {
					v = p.rounded(v)
				}
				if sum += v; j > 0 {
					sum = p.rounded(sum)
				}
			}
			next = append(next, p.rounded(sum*slopes[l-1][i]))
		}
		delta = next
	}
	return value, gradient
}

// The law against errors that are drawn: 5 deviations of a variance of so many normal
// samples, 5 sqrt(2/samples), and the second order, which at this gain is below 1e-3.
func TestLawAgainstDrawnErrors(t *testing.T) {
	samples := 40000
	if testing.Short() {
		samples = 10000
	}
	const seed, secondOrder = 11, 1e-3
	tolerance := 5*math.Sqrt(2/float64(samples)) + secondOrder
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, sizes := range [][]int{{1, 3, 1}, {2, 2, 3, 1}, {1, 2, 3, 2, 1}} {
		n := law(t, "tanh", u32, sizes...)
		theta, x := make([]float64, n.Params()), make([]float64, sizes[0])
		for i := range theta {
			theta[i] = rng.NormFloat64()
		}
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		p := perturbed{sizes, theta, x, rng, 1}
		still := p
		still.gain = 0
		value, gradient := still.run()
		var valueError float64
		errors := make([]float64, len(theta))
		for range samples {
			v, g := p.run()
			valueError += (v - value) * (v - value) / float64(samples)
			for i := range g {
				errors[i] += (g[i] - gradient[i]) * (g[i] - gradient[i]) / float64(samples)
			}
		}
		got, variance := n.Value(theta, x)
		const rounding = 1e3 * u // two orders of summation of a few dozen terms
		assert.InEpsilon(t, value, got, rounding)
		assert.InEpsilon(t, variance, valueError, tolerance, "%v", sizes)
		gotGradient, variances := make([]float64, len(theta)), make([]float64, len(theta))
		n.Gradient(theta, x, gotGradient, variances)
		assert.InEpsilonSlice(t, gradient, gotGradient, rounding, "%v", sizes)
		for i, v := range variances[:len(theta)-1] {
			assert.InEpsilon(t, v, errors[i], tolerance, "%v: parameter %d", sizes, i)
		}
	}
}

func TestNewNamesWhatIsWrong(t *testing.T) {
	tanh := activated(t, "tanh")
	for _, c := range []struct {
		act   engine.Activation[float64]
		sizes []int
		u     float64
		want  string
	}{
		{nil, []int{1, 2, 1}, u, "activation"},
		{tanh, []int{1}, u, "sizes [1]"},
		{tanh, []int{1, 2}, u, "sizes [1 2]"},
		{tanh, []int{1, 0, 1}, u, "sizes [1 0 1]"},
		{tanh, []int{1, 2, 1}, 0, "roundoff 0"},
		{tanh, []int{1, 2, 1}, math.NaN(), "roundoff NaN"},
	} {
		_, err := noise.New(c.act, c.sizes, c.u)
		assert.ErrorContains(t, err, c.want)
	}
	assert.Panics(t, func() { law(t, "tanh", u, 1, 2, 1).Value(make([]float64, 3), []float64{0}) })
}
