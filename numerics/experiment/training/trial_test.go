package training

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/jet/activation"
	"adfd/numerics/nn"
	"adfd/theory"
	"adfd/theory/claims"
)

// The floor of u = w2 tanh(w1 x + b1) + b2 written out: a neuron, an activation, a neuron,
// and the difference quotient with the weights of its stencil; the mean over the nodes.
func TestRoundingFloorByHand(t *testing.T) {
	const (
		w1, b1, w2, b2 = 0.75, 0.3125, -1.5, 0.40625
		roundings      = 64 * theory.UnitRoundoff64 // sums of seven positive terms, and tanh's slope
	)
	weights := map[string][]float64{"poisson-1d": {1, -2, 1}, "biharmonic-1d": {1, -4, 6, -4, 1}}
	for problem, w := range weights {
		for precision, u := range map[theory.Precision]float64{theory.Float32: 0x1p-24, theory.Float64: 0x1p-53} {
			set := netSetting{problem: problem, depth: 1, width: 1, nodes: 7, precision: precision}
			b := tinyTrial[float64](t, claims.DefaultSetup(claims.Short, 1), set)
			theta := []float64{w1, b1, w2, b2}
			floor := func(h float64) float64 {
				got, err := b.roundingFloor(theta, h)
				require.NoError(t, err)
				return got
			}
			const h = 0x1p-4
			q := b.problem.Order
			var want float64
			require.Len(t, b.nodes, 7)
			for _, x := range b.nodes {
				z, below := theory.NeuronNoise([]float64{w1}, []float64{x}, b1, u)
				y := math.Tanh(z)
				value, last := theory.NeuronNoise([]float64{w2}, []float64{y}, b2, u)
				slope := w2 * (1 - y*y)
				variance := slope*slope*below + w2*w2*theory.RoundingVariance(y, u) + last
				want += theory.DifferenceNoise(w, value, variance, h, q, u) / 7
			}
			assert.InEpsilon(t, want, floor(h), roundings, "%s %s", problem, precision)
			for _, k := range []int{1, 2, 5} { // powers of two: exactly
				assert.Equal(t, math.Ldexp(floor(h), 2*q*k), floor(math.Ldexp(h, -k)), "%s h^-2q", problem)
			}
		}
	}
}

// What a setup puts in the place of tanh is the network of every protocol of training:
// in residual and gradient, in the judged solution, in the oracle of A4, K2 and T7f and
// in the runs, which all take it from the trial.
func TestActivationReachesTraining(t *testing.T) {
	const h = 0x1p-4
	s := claims.DefaultSetup(claims.Short, 1)
	set := tinyNet("poisson-1d", theory.Float64)
	plain := tinyTrial[float64](t, s, set)
	for _, name := range []string{"sin", "gaussian"} {
		b := tinyTrial[float64](t, s.With(claims.Setup{Activation: name}), set)
		act, err := activation.ByName[float64](name)
		require.NoError(t, err)
		net, err := nn.New(act, 1, set.width, 1)
		require.NoError(t, err)
		assert.Equal(t, plain.start, b.start)
		for _, side := range []claims.Engine{claims.EngineAD, claims.EngineFD} {
			eng, err := lab.NewEngine[float64](side, s, h)
			require.NoError(t, err)
			r, err := nn.NewResidual(net, eng, b.problem, b.nodes, 1)
			require.NoError(t, err)
			grad := make([]float64, r.Params())
			loss, err := r.LossGrad(b.start, grad)
			require.NoError(t, err)
			gotLoss, got := gradientAt(t, b, side, h, b.start)
			assert.Equal(t, loss, gotLoss, "%s %s", name, side)
			assert.Equal(t, grad, got, "%s %s", name, side)
			other, _ := gradientAt(t, plain, side, h, b.start)
			assert.NotEqual(t, other, gotLoss)
		}
		assert.Equal(t, name, b.oracleNetwork().Activation)
		assert.Equal(t, "tanh", plain.oracleNetwork().Activation)
		values := make([]float64, len(b.fine))
		require.NoError(t, net.Evaluate(b.start, b.fine, values))
		_, err = b.solutionError(b.start)
		require.NoError(t, err)
		assert.Equal(t, values, b.values, "%s: the judge", name)
	}
}
