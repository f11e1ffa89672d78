package nn

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

// Numbers of NumPy programs written from the formulas alone (NumPy 1.24, float64): a closed form
// with its closed-form gradient for 1-100-1, and Taylor coefficients by the recurrence
// of y' = (1 - y^2) z' for 1-64-64-1, both tanh. Parameters come from splitmix64, seed 7.

// splitmix draws from U(-1, 1): the upper 53 bits of Steele, Lea and Flood's generator.
func splitmix(seed uint64, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		seed += 0x9E3779B97F4A7C15
		z := (seed ^ seed>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		z ^= z >> 31
		x[i] = -1 + 2*(float64(z>>11)*0x1p-53)
	}
	return x
}

// peerParameters scales a layer's draws by 1/sqrt(in).
func peerParameters(net *Network[float64]) []float64 {
	theta := splitmix(7, net.Params())
	for _, l := range net.layers {
		for k := l.w; k < l.b+l.out; k++ {
			theta[k] *= 1 / math.Sqrt(float64(l.in))
		}
	}
	return theta
}

// fourthOrder is the biharmonic equation with the values alone, as the peers have it.
func fourthOrder() pde.Problem {
	p := pde.Biharmonic1D()
	p.Boundary = p.Boundary[:1]
	return p
}

func TestNumPyClosedForm(t *testing.T) {
	nodes, err := pde.Equispaced(100, -1, 1)
	require.NoError(t, err)
	net := mustNet[float64](t, "tanh", 1, 100, 1)
	for _, c := range []struct {
		p        pde.Problem
		loss     float64
		after    float64         // 10 steps of Adam, rate 1e-3
		gradient map[int]float64 // some of its entries
	}{
		{pde.Poisson1D(), 48.73931730631005, 47.20801270944387, map[int]float64{
			3: 0.027848696018911365, 150: -0.02869748957569693, 250: 0.18934726814019348, 300: -0.06479760519308557}},
		{fourthOrder(), 4783.866151891874, 4714.765733466089, map[int]float64{
			3: 0.05647015624943183, 150: 0.07574426119429095, 250: 2.071078056035824, 300: -0.06479760519308557}},
	} {
		theta := peerParameters(net)
		r := mustResidual(t, net, jet.New[float64](), c.p, nodes, 1)
		grad := make([]float64, len(theta))
		loss, err := r.LossGrad(theta, grad)
		require.NoError(t, err)

		// Both programs round, and the peer's sech^2 = 1 - t^2 magnifies its
		// roundings by cosh^2 z <= cosh^2 2 < 16.
		const peer = 1 + 16
		oracle := shallow{"tanh", 1, 100, theta}
		u := float64(arithmeticOf[float64]().u)
		allowed := peer * (2*closedUlps(100) + 104) * u
		lossSize, size := 0.0, make([]float64, len(theta))
		for _, e := range equationsOf[float64](t, c.p, nodes, 1, derivativeProbe(t)) {
			v, g := oracle.row(t, e)
			lossSize += v.size * v.size
			for k := range g {
				size[k] += 2 * v.size * g[k].size
			}
		}
		assert.InDelta(t, c.loss, loss, allowed*lossSize, c.p.Name)
		for k, want := range c.gradient {
			assert.InDelta(t, want, grad[k], allowed*size[k], "%s: %s", c.p.Name, net.parameter(k))
		}

		// A step of Adam moves a parameter by its rate times a function of quotients of
		// gradients, so that an error of a gradient g_k, relative to g_k, makes one of
		// the parameter, relative to the rate, of at most twice that; times g_k it
		// is in the loss.
		const steps, rate = 10, 1e-3
		m, v := make([]float64, len(theta)), make([]float64, len(theta))
		drift := 0.0
		for step := 1; step <= steps; step++ {
			_, err := r.LossGrad(theta, grad)
			require.NoError(t, err)
			adamStep(theta, grad, m, v, step, rate)
		}
		for _, s := range size {
			drift += 2 * steps * rate * allowed * s
		}
		loss, err = r.LossGrad(theta, grad)
		require.NoError(t, err)
		assert.InDelta(t, c.after, loss, allowed*lossSize+drift, "%s after %d steps", c.p.Name, steps)
	}
}

// adamStep is Kingma and Ba 2015, algorithm 1, with eps = 1e-8.
func adamStep(theta, grad, m, v []float64, step int, rate float64) {
	const b1, b2, eps = 0.9, 0.999, 1e-8
	c1, c2 := 1-math.Pow(b1, float64(step)), 1-math.Pow(b2, float64(step))
	for k, g := range grad {
		m[k] = b1*m[k] + (1-b1)*g
		v[k] = b2*v[k] + (1-b2)*g*g
		theta[k] -= rate * (m[k] / c1) / (math.Sqrt(v[k]/c2) + eps)
	}
}

func TestNumPyTaylorCoefficients(t *testing.T) {
	const n, order = 1000, 8
	want := []float64{164.78471680323068, 56.62720409000974, 45.72619443384039, 37.40039305228738, 20.706970524277853,
		12.35327905371042, 6.222573822643822, 2.89224311419743, 1.2911612685035032} // sum_i |u^(k)(x_i)|/k!
	net := mustNet[float64](t, "tanh", 1, 64, 64, 1)
	x, err := pde.Equispaced(n, -1, 1)
	require.NoError(t, err)
	var op engine.Operator
	for k := range order + 1 {
		op = append(op, engine.MultiIndex{k})
	}
	plan, err := jet.New[float64]().Plan(op, 1)
	require.NoError(t, err)
	d := make([]float64, len(op)*n)
	require.NoError(t, net.Derivatives(plan, peerParameters(net), x, d))

	// A sum of 64 terms rounds 64 times, in each of 2 layers, and the coefficients of order k
	// add up 2k more. Row sums of |W| are at most 64/8 = 8, twice, and the absolute-value
	// recurrence of tanh to order 8, whose radius of convergence is 1/2 against pi/2 of
	// tanh itself, exceeds the coefficients by at most pi^8 < 2^14.
	allowed := float64(2*64+2*order) * 8 * 8 * (1 << 14) * arithmeticOf[float64]().u
	for k, w := range want {
		sum := 0.0
		for _, v := range d[k*n : (k+1)*n] {
			sum += math.Abs(v) / math.Gamma(float64(k+1))
		}
		assert.InDelta(t, w, sum, allowed*w, fmt.Sprintf("order %d", k))
	}
}
