package nn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
)

// affineActivation is s(z) = 2z + 1: networks of it can be computed by hand.
type affineActivation struct{}

func (affineActivation) Name() string { return "2z+1" }
func (s affineActivation) Values(z, y []float64) {
	s.Coefficients(0, z, y)
}
func (affineActivation) Coefficients(order int, z, c []float64) {
	clear(c)
	for i, v := range z {
		c[i] = 2*v + 1
		if order > 0 {
			c[len(z)+i] = 2
		}
	}
}

// The layout of theta: for each layer W, row major, then b.
func TestLayout(t *testing.T) {
	net, err := New(affineActivation{}, 2, 3, 2, 1)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 3, 2, 1}, net.Sizes())
	assert.Equal(t, 2, net.Dim())
	assert.Equal(t, 9+8+3, net.Params())
	theta := []float64{
		1, 2, 3, 4, 5, 6, 0.5, -1, 2, // W1 by rows, b1
		1, 0, -1, 2, 1, 3, 10, 20, // W2, b2
		1, -2, 7, // W3, b3
	}
	u := make([]float64, 2)
	require.NoError(t, net.Evaluate(theta, []float64{1, 1, 2, -1}, u))
	// x = (1, 1): z1 = (3.5, 6, 13), y1 = (8, 13, 27), z2 = (8-27+10, 16+13+81+20) = (-9, 130),
	// y2 = (-17, 261), u = -17 - 522 + 7. All is exact.
	// x = (2, -1): z1 = (0.5, 1, 6), y1 = (2, 3, 13), z2 = (-1, 66), y2 = (-1, 133), u = -1 - 266 + 7.
	assert.Equal(t, []float64{-532, -260}, u)
	y, err := net.Hidden(theta, []float64{1, 1, 2, -1})
	require.NoError(t, err)
	assert.Equal(t, []float64{-17, 261, -1, 133}, y)
	assert.Equal(t, "weight [1][2] of layer 2", net.parameter(9+5))
	assert.Equal(t, "bias [1] of layer 2", net.parameter(9+7))
	assert.Equal(t, "bias [0] of layer 3", net.parameter(19))
}

func TestInit(t *testing.T) {
	net, low := mustNet[float64](t, "tanh", 2, 30, 20, 1), mustNet[float32](t, "tanh", 2, 30, 20, 1)
	for _, kind := range []Init{PyTorch, Xavier} {
		theta, err := net.Init(kind, 9)
		require.NoError(t, err)
		again, err := net.Init(kind, 9)
		require.NoError(t, err)
		assert.Equal(t, theta, again)
		other, err := net.Init(kind, 10)
		require.NoError(t, err)
		assert.NotEqual(t, theta, other)
		single, err := low.Init(kind, 9)
		require.NoError(t, err)
		for k, v := range theta {
			assert.Equal(t, float32(v), single[k])
		}
		for i, l := range net.layers {
			r := 1 / math.Sqrt(float64(l.in))
			if kind == Xavier {
				r = math.Sqrt(6 / float64(l.in+l.out))
			}
			// Of n uniform draws the largest is below r(1-20/n) with probability e^-20.
			largest := 0.0
			for _, v := range theta[l.w:l.b] {
				largest = max(largest, math.Abs(v))
			}
			assert.LessOrEqual(t, largest, r, "%s, layer %d", kind, i+1)
			assert.GreaterOrEqual(t, largest, r*(1-20/float64(l.in*l.out)), "%s, layer %d", kind, i+1)
			for _, v := range theta[l.b : l.b+l.out] {
				if kind == Xavier {
					assert.Zero(t, v)
				} else {
					assert.NotZero(t, v)
					assert.LessOrEqual(t, math.Abs(v), r)
				}
			}
		}
	}
	_, err := net.Init("he", 1)
	assert.ErrorContains(t, err, `unknown initialisation "he", want "pytorch" or "xavier"`)
}

// Evaluate gives the value that engines carry in channel 0, to the bit, whatever the
// number of points.
func TestEvaluateIsChannelZero(t *testing.T) {
	const n = 301 // several chunks
	x, err := pde.Equispaced(n, -1, 1)
	require.NoError(t, err)
	for _, sizes := range [][]int{{1, 100, 1}, {1, 3, 70, 2, 1}, {1, 130, 200, 1}} {
		net := mustNet[float64](t, "tanh", sizes...)
		theta := mustInit(t, net, 4)
		u := make([]float64, n)
		require.NoError(t, net.Evaluate(theta, x, u))
		for _, eng := range []engine.Engine[float64]{jet.New[float64](), differences[float64](t, 0x1p-6)} {
			plan, err := eng.Plan(engine.Operator{{0}, {2}}, 1)
			require.NoError(t, err)
			d := make([]float64, 2*n)
			require.NoError(t, net.Derivatives(plan, theta, x, d))
			assert.Equal(t, u, d[:n], "%s, %v", eng.Name(), sizes)
		}
		one := make([]float64, 1)
		for i := 0; i < n; i += 50 {
			require.NoError(t, net.Evaluate(theta, x[i:i+1], one))
			assert.Equal(t, u[i], one[0], "alone, %v", sizes)
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	act, err := activation.ByName[float64]("tanh")
	require.NoError(t, err)
	for want, sizes := range map[string][]int{
		"at least one hidden width": {1, 1},
		"width 0 of layer 1":        {1, 0, 1},
		"width -1 of layer 0":       {-1, 5, 1},
		"2 outputs":                 {1, 5, 2},
	} {
		_, err := New(act, sizes...)
		assert.ErrorContains(t, err, want)
	}
	_, err = New[float64](nil, 1, 5, 1)
	assert.ErrorContains(t, err, "without an activation")

	net, err := New(act, 2, 3, 1)
	require.NoError(t, err)
	theta, x, u := mustInit(t, net, 1), make([]float64, 4), make([]float64, 2)
	assert.ErrorContains(t, net.Evaluate(theta[1:], x, u), "12 parameters for a network [2 3 1] of 13")
	assert.ErrorContains(t, net.Evaluate(theta, x[1:], u), "3 coordinates")
	assert.ErrorContains(t, net.Evaluate(theta, nil, u), "0 coordinates")
	assert.ErrorContains(t, net.Evaluate(theta, x, u[1:]), "1 results for 2 points")
	x[3] = math.Inf(-1)
	assert.ErrorContains(t, net.Evaluate(theta, x, u), "coordinate 1 of point 1 is -Inf")
	_, err = net.Hidden(theta, x)
	assert.ErrorContains(t, err, "coordinate 1 of point 1 is -Inf")
	theta[7] = math.NaN()
	assert.ErrorContains(t, net.Evaluate(theta, x, u), "parameter 7, bias [1] of layer 1, is NaN")
	_, err = net.Hidden(theta, x)
	assert.ErrorContains(t, err, "parameter 7")
}
