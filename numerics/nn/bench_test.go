package nn

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

// training is a network at work on a problem: loss, gradient, and a step of Adam.
type training struct {
	r                 *Residual[float64]
	theta, grad, m, v []float64
	steps             int
	times             []float64
}

func newTraining(b *testing.B, p pde.Problem, n int, sizes ...int) *training {
	net := mustNet[float64](b, "tanh", sizes...)
	nodes, err := pde.Equispaced(n, -1, 1)
	if p.Dim == 2 {
		nodes, err = pde.EquispacedSquare(n)
	}
	require.NoError(b, err)
	theta := mustInit(b, net, 7)
	return &training{
		r: mustResidual(b, net, jet.New[float64](), p, nodes, 1), theta: theta,
		grad: make([]float64, len(theta)), m: make([]float64, len(theta)), v: make([]float64, len(theta)),
		times: make([]float64, 0, 1<<16),
	}
}

func (t *training) step(b *testing.B) {
	start := time.Now()
	t.steps++
	if _, err := t.r.LossGrad(t.theta, t.grad); err != nil {
		b.Fatal(err)
	}
	adamStep(t.theta, t.grad, t.m, t.v, t.steps, 1e-4)
	t.times = append(t.times, float64(time.Since(start)))
}

// valueOnly is p with the value as its operator: a step of it is a forward and a reverse pass of
// the plain network.
func valueOnly(p pde.Problem) pde.Problem {
	p.Operator = []pde.Term{{Coef: 1, Index: make(engine.MultiIndex, p.Dim)}}
	p.Order = 0
	return p
}

// BenchmarkStep is a training step, and its ratio to C steps of the plain network, where C is the number of
// channels, q+1 in one variable: medians of both, taken in turn.
func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		name  string
		p     pde.Problem
		n     int
		sizes []int
	}{
		{"q=2/1-100-1", pde.Poisson1D(), 100, []int{1, 100, 1}},
		{"q=4/1-100-1", fourthOrder(), 100, []int{1, 100, 1}},
		{"q=2/1-50-50-50-1", pde.Poisson1D(), 100, []int{1, 50, 50, 50, 1}},
		{"q=4/1-50-50-50-1", fourthOrder(), 100, []int{1, 50, 50, 50, 1}},
		{"biharmonic/2-50-50-50-1", pde.Biharmonic2D(), 32, []int{2, 50, 50, 50, 1}},
	} {
		b.Run(c.name, func(b *testing.B) {
			full := newTraining(b, c.p, c.n, c.sizes...)
			plain := newTraining(b, valueOnly(c.p), c.n, c.sizes...)
			b.ReportAllocs()
			for b.Loop() {
				full.step(b)
				plain.step(b)
			}
			b.ReportMetric(median(full.times)/1e3, "us/step")
			channels := float64(len(full.r.workers[0].passes[0].bias))
			b.ReportMetric(median(full.times)/median(plain.times)/channels, "step/(C*plain)")
		})
	}
}

// BenchmarkScaling fits the exponents of the cost of a step in the number of points, 1 expected, and in
// the width of a deep network, 2 at most.
func BenchmarkScaling(b *testing.B) {
	fit := func(b *testing.B, at []int, make func(k int) *training) {
		var all []*training
		for _, k := range at {
			all = append(all, make(k))
		}
		for b.Loop() {
			for _, t := range all {
				t.step(b)
			}
		}
		var x, y []float64
		for i, t := range all {
			x, y = append(x, math.Log(float64(at[i]))), append(y, math.Log(median(t.times)))
		}
		_, exponent := stat.LinearRegression(x, y, nil, false)
		b.ReportMetric(exponent, "exponent")
	}
	b.Run("points", func(b *testing.B) {
		fit(b, []int{200, 400, 800, 1600}, func(n int) *training { return newTraining(b, pde.Poisson1D(), n, 1, 50, 50, 1) })
	})
	b.Run("width", func(b *testing.B) {
		fit(b, []int{32, 64, 128, 256}, func(w int) *training { return newTraining(b, pde.Poisson1D(), 100, 1, w, w, 1) })
	})
}

// BenchmarkTaylor evaluates Taylor coefficients to order K of 1-64-64-1 at 1000 points, without a gradient.
func BenchmarkTaylor(b *testing.B) {
	for _, order := range []int{2, 4, 8} {
		b.Run(fmt.Sprintf("order=%d", order), func(b *testing.B) {
			net := mustNet[float64](b, "tanh", 1, 64, 64, 1)
			theta := mustInit(b, net, 7)
			x, err := pde.Equispaced(1000, -1, 1)
			require.NoError(b, err)
			var op engine.Operator
			for k := range order + 1 {
				op = append(op, engine.MultiIndex{k})
			}
			plan, err := jet.New[float64]().Plan(op, 1)
			require.NoError(b, err)
			d := make([]float64, len(op)*len(x))
			b.ReportAllocs()
			for b.Loop() {
				if err := net.Derivatives(plan, theta, x, d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
