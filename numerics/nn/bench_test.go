package nn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

func adam(theta, grad, m, v []float64, step int) {
	const rate, b1, b2, eps = 1e-3, 0.9, 0.999, 1e-8
	c1, c2 := 1-math.Pow(b1, float64(step)), 1-math.Pow(b2, float64(step))
	r, s := rate/c1, 1/math.Sqrt(c2)
	for k, g := range grad {
		m[k] = b1*m[k] + (1-b1)*g
		v[k] = b2*v[k] + (1-b2)*g*g
		theta[k] -= r * m[k] / (math.Sqrt(v[k])*s + eps)
	}
}

func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		name  string
		sizes []int
		p     pde.Problem
		n     int
	}{
		{"a", []int{1, 100, 1}, pde.Poisson1D(), 100},
		{"b", []int{1, 100, 1}, fourth(), 100},
		{"c", []int{1, 50, 50, 50, 1}, pde.Poisson1D(), 100},
		{"d", []int{1, 50, 50, 50, 1}, fourth(), 100},
		{"2d", []int{2, 50, 50, 50, 1}, pde.Biharmonic2D(), 1024},
	} {
		b.Run(c.name, func(b *testing.B) {
			act, _ := jet.ActivationByName[float64]("tanh")
			net, err := New(act, c.sizes...)
			require.NoError(b, err)
			theta, err := net.Init(PyTorch, 7)
			require.NoError(b, err)
			var nodes []float64
			if c.p.Dim == 1 {
				nodes, err = pde.Equispaced(c.n, -1, 1)
			} else {
				nodes, err = pde.EquispacedSquare(32)
			}
			require.NoError(b, err)
			r, err := NewResidual(net, jet.New[float64](), c.p, nodes, 1)
			require.NoError(b, err)
			g, m, v := make([]float64, len(theta)), make([]float64, len(theta)), make([]float64, len(theta))
			b.ReportAllocs()
			step := 0
			for b.Loop() {
				step++
				if _, err := r.LossGrad(theta, g); err != nil {
					b.Fatal(err)
				}
				adam(theta, g, m, v, step)
			}
		})
	}
}

// fourth is u”” = pi^4 sin(pi x) with the values at both ends only.
func fourth() pde.Problem {
	p := pde.Biharmonic1D()
	p.Boundary = p.Boundary[:1]
	return p
}

func BenchmarkTaylor8(b *testing.B) {
	act, _ := jet.ActivationByName[float64]("tanh")
	net, _ := New(act, 1, 64, 64, 1)
	theta, _ := net.Init(PyTorch, 7)
	x, _ := pde.Equispaced(1000, -1, 1)
	op := engine.Operator{{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}}
	plan, _ := jet.New[float64]().Plan(op, 1)
	d := make([]float64, 9*1000)
	for b.Loop() {
		if err := net.Derivatives(plan, theta, x, d); err != nil {
			b.Fatal(err)
		}
	}
}
