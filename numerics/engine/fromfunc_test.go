package engine_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
)

// sine is an activation; black boxes may use it or not.
type sine struct{}

func (sine) Name() string { return "sin" }

func (sine) Values(z, y []float64) {
	for i, v := range z {
		y[i] = math.Sin(v)
	}
}

func (sine) Coefficients(order int, z, c []float64) {
	for k := range order + 1 {
		for i, v := range z {
			c[k*len(z)+i] = math.Sin(v+float64(k)*math.Pi/2) / math.Gamma(float64(k+1))
		}
	}
}

// call records what a black box was given, in the terms of its contract.
type call struct {
	alpha string
	w     [2]float64
	b     float64
	x     [2]float64
}

// number turns a call into a value that no other call has.
func (c call) number() float64 {
	s := 0.0
	for _, v := range []float64{float64(len(c.alpha)), float64(c.alpha[2]), c.w[0], c.w[1], c.b, c.x[0], c.x[1]} {
		s = 7*s + v
	}
	return s
}

// A black box receives the weights, biases and points of the model bit for bit,
// each combination once, and what it returns arrives at its own place.
func TestFromFunc(t *testing.T) {
	op := engine.Operator{{2, 0}, {0, 2}, {1, 1}, {0, 0}, {4, 0}} // more rows than channels are needed for w and b
	w := [][2]float64{{0.1, 3}, {-1.7, math.Copysign(0, -1)}, {1e-300, 5e200}}
	b := []float64{0.3, -1e-17, 7}
	x := [][2]float64{{0.1, 0.2}, {-0.3, 1e-9}, {5, 6}, {7, -8}}

	calls := map[call]int{}
	eng := engine.FromFunc("box", 4, func(alpha engine.MultiIndex, s engine.Activation[float64], w []float64, b float64, x []float64) (float64, error) {
		assert.Equal(t, "sin", s.Name())
		c := call{alpha.String(), [2]float64(w), b, [2]float64(x)}
		calls[c]++
		return c.number(), nil
	})
	assert.Equal(t, "box", eng.Name())
	plan, err := eng.Plan(op, 2)
	require.NoError(t, err)
	require.Equal(t, plan.Channels(), len(plan.Bias()))

	// The model: lift, z_c = W x_c + b bias_c, activate, read.
	n, m, dim := len(x), len(w), 2
	var flat []float64
	for _, p := range x {
		flat = append(flat, p[:]...)
	}
	lifted := make([]float64, plan.Channels()*n*dim)
	require.NoError(t, plan.Lift(flat, lifted))
	z := make([]float64, plan.Channels()*n*m)
	for ci := range plan.Channels() * n {
		for j := range m {
			z[ci*m+j] = w[j][0]*lifted[ci*dim] + w[j][1]*lifted[ci*dim+1] + b[j]*plan.Bias()[ci/n]
		}
	}
	y := make([]float64, len(z))
	plan.Activate(sine{}, z, y)
	got := make([]float64, len(op)*n*m)
	plan.Read(y, got)
	require.NoError(t, plan.(engine.Fallible).Err())

	for r, alpha := range op {
		for i := range x {
			for j := range w {
				c := call{alpha.String(), w[j], b[j], x[i]}
				assert.Equal(t, 1, calls[c], "%+v", c)
				assert.Equal(t, c.number(), got[(r*n+i)*m+j], "%+v", c)
			}
		}
	}
	assert.Len(t, calls, len(op)*n*m)
}

func TestFromFuncErrors(t *testing.T) {
	reason := errors.New("no such derivative")
	eng := engine.FromFunc("box", 2, func(_ engine.MultiIndex, _ engine.Activation[float64], w []float64, _ float64, x []float64) (float64, error) {
		if w[0] == 2 && x[0] == 0.5 {
			return 0, reason
		}
		return 1, nil
	})
	_, err := eng.Plan(engine.Operator{{3}}, 1)
	assert.ErrorContains(t, err, "box has no derivative of order 3, only up to 2")
	_, err = eng.Plan(engine.Operator{{1, 0}}, 1)
	assert.ErrorContains(t, err, "d(1,0)")
	_, err = eng.Plan(nil, 1)
	assert.Error(t, err)

	plan, err := eng.Plan(engine.Operator{{2}}, 1)
	require.NoError(t, err)
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		err := plan.Lift([]float64{0, bad}, make([]float64, 4))
		assert.ErrorContains(t, err, fmt.Sprintf("coordinate 0 of point 1 is %v", bad))
	}

	// Two points, two features; the second of each makes f fail.
	require.NoError(t, plan.Lift([]float64{0, 0.5}, make([]float64, 4)))
	z := []float64{1, 2, 1, 2, 10, 20, 10, 20} // w in channel 0, b in channel 1
	plan.Activate(sine{}, z, make([]float64, len(z)))
	err = plan.(engine.Fallible).Err()
	assert.ErrorIs(t, err, reason)
	assert.ErrorContains(t, err, "box: d(2) of feature 1 (w = [2], b = 20) at x = [0.5]")

	assert.Panics(t, func() { plan.ActivateT(sine{}, z, z, z, z) })
	assert.Panics(t, func() { plan.ReadT(z, z) })
}
