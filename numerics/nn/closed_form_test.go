package nn

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/jet/certified"
	"adfd/numerics/pde"
)

// A network with one hidden layer is known in closed form,
//
//	d^a u = sum_j c_j w_j^a s^(m)(z_j) + d [a = 0],   z_j = w_j . x + b_j,   m = |a|,
//
// and so are its derivatives with respect to the parameters: of a term of the sum,
//
//	c:   w^a s^(m)
//	b:   c w^a s^(m+1)
//	w_k: c (a_k w^(a-e_k) s^(m) + w^a x_k s^(m+1)).
//
// They are evaluated here in double-double, with s^(m) from package exact: no reverse sweep
// and no Taylor series take part.

// probe is one derivative at one point and its weight in a row: a differential operator has a
// probe for each term, a stencil one for each of its points.
type probe struct {
	coef  float64
	alpha engine.MultiIndex
	x     []float64
	omega float64 // sum of the weights with which jets make the derivative, over m!; 1 elsewhere
}

// equation is scale (sum of probes - target).
type equation struct {
	probes        []probe
	target, scale float64
}

// sized is a number and the sum of absolute values that its rounding errors are
// relative to.
type sized struct {
	v    dd.DD
	size float64
}

func (s *sized) add(v dd.DD, size float64) { s.v, s.size = s.v.Add(v), s.size+size }

func (s *sized) scale(k float64) {
	s.v, s.size = s.v.Mul(dd.FromFloat64(k)), s.size*math.Abs(k)
}

// shallow is a network d-m-1.
type shallow struct {
	act    string
	dim, m int
	theta  []float64
}

// row returns r and dr/dtheta.
func (n shallow) row(t *testing.T, e equation) (sized, []sized) {
	var r sized
	grad := make([]sized, len(n.theta))
	for _, p := range e.probes {
		n.probe(t, p, &r, grad)
	}
	r.add(dd.FromFloat64(-e.target), math.Abs(e.target))
	r.scale(e.scale)
	for k := range grad {
		grad[k].scale(e.scale)
	}
	return r, grad
}

func (n shallow) probe(t *testing.T, p probe, r *sized, grad []sized) {
	w, b := n.theta[:n.m*n.dim], n.theta[n.m*n.dim:n.m*(n.dim+1)]
	c, d := n.theta[n.m*(n.dim+1):n.m*(n.dim+2)], n.theta[n.m*(n.dim+2)]
	m := p.alpha.Order()
	coef, size := dd.FromFloat64(p.coef), math.Abs(p.coef)
	for j := range n.m {
		wj := w[j*n.dim : (j+1)*n.dim]
		z, argument, norm := dd.FromFloat64(b[j]), math.Abs(b[j]), 0.0
		for k, v := range wj {
			z = z.Add(dd.FromFloat64(v).Mul(dd.FromFloat64(p.x[k])))
			argument += math.Abs(v * p.x[k])
			norm += math.Abs(v)
		}
		s, sizes := n.derivatives(t, z, argument, m+1)
		power := func(alpha engine.MultiIndex) dd.DD {
			x := coef
			for k, v := range wj {
				for range alpha[k] {
					x = x.Mul(dd.FromFloat64(v))
				}
			}
			return x
		}
		wa, cj := power(p.alpha), dd.FromFloat64(c[j])
		abs := size * p.omega * math.Pow(norm, float64(m))
		r.add(wa.Mul(cj).Mul(s[m]), abs*math.Abs(c[j])*sizes[m])
		grad[n.m*(n.dim+1)+j].add(wa.Mul(s[m]), abs*sizes[m])
		grad[n.m*n.dim+j].add(wa.Mul(cj).Mul(s[m+1]), abs*math.Abs(c[j])*sizes[m+1])
		for k := range wj {
			g := &grad[j*n.dim+k]
			g.add(wa.Mul(cj).Mul(dd.FromFloat64(p.x[k])).Mul(s[m+1]), abs*math.Abs(c[j]*p.x[k])*sizes[m+1])
			if m == 0 {
				continue
			}
			less := size * p.omega * float64(m) * math.Pow(norm, float64(m-1)) * math.Abs(c[j]) * sizes[m]
			g.size += less // where alpha_k = 0, terms of this size cancel
			if p.alpha[k] > 0 {
				lower := append(engine.MultiIndex(nil), p.alpha...)
				lower[k]--
				g.v = g.v.Add(power(lower).Mul(cj).Mul(dd.FromFloat64(float64(p.alpha[k]))).Mul(s[m]))
			}
		}
	}
	if m == 0 {
		r.add(coef.Mul(dd.FromFloat64(d)), size*math.Abs(d))
		grad[len(grad)-1].add(coef, size)
	}
}

// derivatives returns s^(k)(z), k = 0 to order, and what their errors are relative
// to: the absolute-value recurrence of each, and of the next one times what the terms of z
// add up to, for the rounding of z.
func (n shallow) derivatives(t *testing.T, z dd.DD, argument float64, order int) (s []dd.DD, size []float64) {
	c, err := dd.Coefficients(n.act, z, order)
	require.NoError(t, err)
	b, err := certified.Apply(n.act, certified.Variable(z.Float64(), order+1))
	require.NoError(t, err)
	for k := range order + 1 {
		s = append(s, c[k].Mul(dd.FromFloat64(math.Gamma(float64(k+1)))))
		size = append(size, math.Gamma(float64(k+1))*(b.Magnitude[k]+float64(k+1)*b.Magnitude[k+1]*argument))
	}
	return s, size
}

// closedUlps bounds the roundings of a term of a row of the Jacobian, or of the row, for a
// network with m neurons: 24 of the activation's coefficient, q for the power of w, the
// argument's 2 dim, which count 4 at most, 3 (q+1) of the products and sums in the
// transposed composition, 2 for each of the at most 7 weights of a stencil or of the
// polarisation and its sum, division and scale 4, and the sums over m neurons; q <= 4.
func closedUlps(m int) float64 { return 24 + 4 + 4 + 15 + 14 + 4 + float64(m) }

// checkClosedForm compares residual, Jacobian, loss and gradient with the equations. Beside
// the roundings of a row and of a derivative, a gradient has those of the sum over
// rows and of 2 r.
func checkClosedForm[T engine.Float](t *testing.T, what string, r *Residual[T], net shallow, theta []T, equations []equation) {
	t.Helper()
	u := float64(arithmeticOf[T]().u)
	gamma := closedUlps(net.m) * u
	sums := float64(len(equations)+2) * u
	require.Equal(t, len(equations), r.Rows())
	require.Equal(t, len(theta), r.Params())
	rows, jac, grad := make([]T, r.Rows()), make([]T, r.Rows()*r.Params()), make([]T, r.Params())
	require.NoError(t, r.Residuals(theta, rows))
	require.NoError(t, r.Jacobian(theta, jac))
	loss, err := r.LossGrad(theta, grad)
	require.NoError(t, err)

	within := func(want dd.DD, got T, allowed float64, format string, args ...any) {
		diff := math.Abs(dd.FromFloat64(float64(got)).Sub(want).Float64())
		assert.LessOrEqual(t, diff, allowed, "%s: %s is %v, want %v", what, fmt.Sprintf(format, args...), got, want.Float64())
	}
	var wantLoss sized
	wantGrad := make([]sized, len(theta))
	for i, e := range equations {
		v, g := net.row(t, e)
		within(v.v, rows[i], gamma*v.size, "row %d", i)
		wantLoss.add(v.v.Mul(v.v), v.size*v.size)
		for k := range g {
			within(g[k].v, jac[i*len(theta)+k], gamma*g[k].size, "J[%d], %s", i, r.net.parameter(k))
			wantGrad[k].add(v.v.Mul(g[k].v).Scale(1), 2*v.size*g[k].size)
		}
	}
	within(wantLoss.v, T(loss), (2*gamma+sums)*wantLoss.size, "loss")
	for k, g := range wantGrad {
		within(g.v, grad[k], (2*gamma+sums)*g.size, "gradient of %s", r.net.parameter(k))
	}
}

// equationsOf are the rows of p, each differential operator expanded into probes.
func equationsOf[T engine.Float](t *testing.T, p pde.Problem, nodes []float64, lambda float64, expand func(coef float64, alpha engine.MultiIndex, x []float64) []probe) []equation {
	var list []equation
	add := func(points []float64, terms []pde.Term, target func([]float64) float64, weight float64) {
		for i := 0; i < len(points); i += p.Dim {
			x := make([]float64, p.Dim)
			for d := range x {
				x[d] = float64(T(points[i+d]))
			}
			e := equation{target: float64(T(target(x))), scale: math.Sqrt(weight * float64(p.Dim) / float64(len(points)))}
			for _, term := range terms {
				e.probes = append(e.probes, expand(float64(T(term.Coef)), term.Index, x)...)
			}
			list = append(list, e)
		}
	}
	add(nodes, p.Operator, p.Source, 1)
	for _, c := range p.Boundary {
		add(c.Points, []pde.Term{{Coef: 1, Index: c.Index}}, c.Target, lambda)
	}
	return list
}

// derivativeProbe is the derivative itself. Jets combine it of directional ones; the
// sum of their weights, over m!, is what cancellation can amplify rounding by. All
// directions that occur here have entries 0, 1 and -1. The Laplacian and the biharmonic
// operator as a whole are made of terms c |w|^m s^(m) without cancellation, and less than
// what is allowed for their derivatives one by one; |w|^2 takes the place of the powers of w.
func derivativeProbe(t *testing.T) func(float64, engine.MultiIndex, []float64) []probe {
	return func(coef float64, alpha engine.MultiIndex, x []float64) []probe {
		plan, err := jet.NewPlan[float64](engine.Operator{alpha}, len(x))
		require.NoError(t, err)
		omega, y, d := 0.0, make([]float64, plan.Channels()), make([]float64, 1)
		for c := range y {
			clear(y)
			y[c] = 1
			plan.Read(y, d)
			omega += math.Abs(d[0])
		}
		return []probe{{coef, alpha, x, omega / math.Gamma(float64(alpha.Order()+1))}}
	}
}

// stencilProbes are the values that a stencil in one variable combines, at the points
// as they are rounded to T.
func stencilProbes[T engine.Float](t *testing.T, eng engine.Engine[T]) func(float64, engine.MultiIndex, []float64) []probe {
	return func(coef float64, alpha engine.MultiIndex, x []float64) []probe {
		plan, err := eng.Plan(engine.Operator{alpha}, 1)
		require.NoError(t, err)
		points := make([]T, plan.Channels())
		require.NoError(t, plan.Lift([]T{T(x[0])}, points))
		channels, weights, scale := plan.(*fd.Plan[T]).Row(0)
		var list []probe
		for j, c := range channels {
			list = append(list, probe{coef * float64(weights[j]) / float64(scale), engine.MultiIndex{0}, []float64{float64(points[c])}, 1})
		}
		return list
	}
}

// ordinary is u^(q) = (sin(pi x))^(q) with a value at each end.
func ordinary(q int) pde.Problem {
	p := pde.Poisson1D()
	p.Name, p.Order = fmt.Sprintf("order %d", q), q
	p.Operator = []pde.Term{{Coef: 1.5, Index: engine.MultiIndex{q}}}
	p.Source = func(x []float64) float64 { return math.Sin(3 * x[0]) }
	return p
}

var five = []string{"tanh", "sin", "gelu", "silu", "sigmoid"}

func mustNet[T engine.Float](t testing.TB, act string, sizes ...int) *Network[T] {
	s, err := activation.ByName[T](act)
	require.NoError(t, err)
	net, err := New(s, sizes...)
	require.NoError(t, err)
	return net
}

func mustResidual[T engine.Float](t testing.TB, net *Network[T], eng engine.Engine[T], p pde.Problem, nodes []float64, lambda float64) *Residual[T] {
	r, err := NewResidual(net, eng, p, nodes, lambda)
	require.NoError(t, err)
	return r
}

func mustInit[T engine.Float](t testing.TB, net *Network[T], seed uint64) []T {
	theta, err := net.Init(PyTorch, seed)
	require.NoError(t, err)
	return theta
}

func differences[T engine.Float](t testing.TB, h float64) engine.Engine[T] {
	eng, err := fd.NewEngine[T](fd.Options{H: h})
	require.NoError(t, err)
	return eng
}

func TestClosedForm(t *testing.T) {
	t.Run("float64", testClosedForm[float64])
	t.Run("float32", testClosedForm[float32])
}

func testClosedForm[T engine.Float](t *testing.T) {
	const lambda, h = 2.5, 0x1p-4
	nodes, err := pde.Equispaced(7, -1, 1)
	require.NoError(t, err)
	square, err := pde.EquispacedSquare(3)
	require.NoError(t, err)
	for _, act := range five {
		for _, m := range []int{1, 6} {
			net := mustNet[T](t, act, 1, m, 1)
			theta := mustInit(t, net, 5)
			oracle := shallow{act, 1, m, promoteAll(theta)}
			problems := []pde.Problem{pde.Biharmonic1D(), pde.KuramotoSivashinsky1D()}
			for q := 1; q <= 4; q++ {
				problems = append(problems, ordinary(q))
			}
			for _, p := range problems {
				what := fmt.Sprintf("%s, 1-%d-1 %s", p.Name, m, act)
				checkClosedForm(t, what, mustResidual(t, net, jet.New[T](), p, nodes, lambda), oracle, theta,
					equationsOf[T](t, p, nodes, lambda, derivativeProbe(t)))
				eng := differences[T](t, h)
				checkClosedForm(t, what+", "+eng.Name(), mustResidual(t, net, eng, p, nodes, lambda), oracle, theta,
					equationsOf[T](t, p, nodes, lambda, stencilProbes(t, eng)))
				if p.Order <= 2 {
					checkClosedForm(t, what+", hyperdual", mustResidual[T](t, net, hyperdual[T]{}, p, nodes, lambda), oracle, theta,
						equationsOf[T](t, p, nodes, lambda, derivativeProbe(t)))
				}
			}

			net = mustNet[T](t, act, 2, m, 1)
			theta = mustInit(t, net, 6)
			oracle = shallow{act, 2, m, promoteAll(theta)}
			for _, p := range []pde.Problem{pde.Poisson2D(), pde.Biharmonic2D()} {
				for k := range p.Boundary { // a few of its points do
					p.Boundary[k].Points = p.Boundary[k].Points[:6]
				}
				checkClosedForm(t, fmt.Sprintf("%s, 2-%d-1 %s", p.Name, m, act), mustResidual(t, net, jet.New[T](), p, square, lambda), oracle, theta,
					equationsOf[T](t, p, square, lambda, derivativeProbe(t)))
			}
		}
	}
}
