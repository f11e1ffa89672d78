package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/exact/network"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
)

// recurrenceUlps is the criterion: a bound is at most so many u times the
// absolute-value recurrence.
const recurrenceUlps = 100

var (
	boundedActivations = []string{"tanh", "sin", "sigmoid", "silu", "gelu", "softplus", "gaussian"}
	boundedSizes       = [][]int{{1, 10, 1}, {1, 6, 6, 1}}
)

// inOneVariable are the problems of one variable, linear or not, of orders 2 to 4.
func inOneVariable(t *testing.T) []pde.Problem {
	var list []pde.Problem
	for _, name := range pde.Names() {
		p, err := pde.ByName(name)
		require.NoError(t, err)
		if p.Dim == 1 {
			list = append(list, p)
		}
	}
	return list
}

// equations are the rows of p for the oracle: exact but for nodes and targets rounded
// to T and the square root.
func equations[T engine.Float](t *testing.T, p pde.Problem, nodes []float64, lambda float64) []network.Equation {
	partial := func(alpha engine.MultiIndex) exact.Functional {
		f, err := exact.Partial(alpha...)
		require.NoError(t, err)
		return f
	}
	var inside []network.Monomial
	for _, term := range p.Operator {
		inside = append(inside, network.Monomial{Coef: term.Coef, Factors: []exact.Functional{partial(term.Index)}})
	}
	for _, q := range p.Products {
		m := network.Monomial{Coef: q.Coef}
		for _, f := range q.Factors {
			m.Factors = append(m.Factors, partial(f))
		}
		inside = append(inside, m)
	}
	var rows []network.Equation
	add := func(points []float64, terms []network.Monomial, target func([]float64) float64, weight float64) {
		for _, x := range points {
			at := []float64{float64(T(x))}
			rows = append(rows, network.Equation{
				Point: at, Terms: terms, Target: float64(T(target(at))), Scale: math.Sqrt(weight / float64(len(points))),
			})
		}
	}
	add(nodes, inside, p.Source, 1)
	for _, c := range p.Boundary {
		add(c.Points, []network.Monomial{{Coef: 1, Factors: []exact.Functional{partial(c.Index)}}}, c.Target, lambda)
	}
	return rows
}

// boundedCase is a network, its parameters and a problem, with the exact loss
// and gradient. Double-double errs by less than 2^-40 of what float64 does.
type boundedCase[T engine.Float] struct {
	activation string
	sizes      []int
	p          pde.Problem
	nodes      []float64
	lambda     float64
	theta      []T
	loss       dd.DD
	grad       []dd.DD
}

func (c boundedCase[T]) String() string {
	return fmt.Sprintf("%s, %s, %v, %T", c.p.Name, c.activation, c.sizes, T(0))
}

func newBoundedCase[T engine.Float](t *testing.T, activation string, sizes []int, p pde.Problem, kind Init, seed uint64) boundedCase[T] {
	c := boundedCase[T]{activation: activation, sizes: sizes, p: p, lambda: 3}
	var err error
	c.nodes, err = pde.Equispaced(10, -1, 1)
	require.NoError(t, err)
	c.theta, err = c.net(t).Init(kind, seed)
	require.NoError(t, err)
	oracle := network.Network{Activation: activation, Sizes: sizes}
	c.loss, c.grad, err = oracle.DDLossGrad(promoteAll(c.theta), equations[T](t, p, c.nodes, c.lambda))
	require.NoError(t, err)
	return c
}

func promoteAll[T engine.Float](x []T) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func (c boundedCase[T]) net(t *testing.T) *Network[T] {
	act, err := activation.ByName[T](c.activation)
	require.NoError(t, err)
	net, err := New(act, c.sizes...)
	require.NoError(t, err)
	return net
}

// lossGrad is what is judged.
func (c boundedCase[T]) lossGrad(t *testing.T, eng engine.Engine[T], theta []T, nodes []float64) (float64, []T) {
	r, err := NewResidual(c.net(t), eng, c.p, nodes, c.lambda)
	require.NoError(t, err)
	grad := make([]T, r.Params())
	loss, err := r.LossGrad(theta, grad)
	require.NoError(t, err)
	return loss, grad
}

func (c boundedCase[T]) bounds(t *testing.T) (Bounded, []Bounded) {
	loss, grad, err := BoundedLossGrad(c.activation, c.sizes, c.p, c.theta, c.nodes, c.lambda)
	require.NoError(t, err)
	require.Len(t, grad, len(c.theta))
	return loss, grad
}

// share is the error of got in units of the bound.
func (b Bounded) share(got float64, want dd.DD) float64 {
	return math.Abs(dd.FromFloat64(got).Sub(want).Float64()) / b.Bound
}

// shuffled renames the neurons of each hidden layer, which changes the order of every
// sum over them: entry k of the new parameters is entry to[k] of the old.
func shuffled(r *rand.Rand, sizes []int) (to []int) {
	in := []int{0}
	for l := 1; l < len(sizes); l++ {
		first, out := len(to), []int{0}
		if l < len(sizes)-1 {
			out = r.Perm(sizes[l])
		}
		for _, i := range out {
			for _, j := range in {
				to = append(to, first+i*len(in)+j)
			}
		}
		for _, i := range out {
			to = append(to, first+len(in)*len(out)+i)
		}
		in = out
	}
	return to
}

func TestBoundedLossGrad(t *testing.T) {
	t.Run("float64", testBoundedLossGrad[float64])
	t.Run("float32", testBoundedLossGrad[float32])
}

// Loss and gradient err by at most the bound, which is at most 100 u times
// the recurrence: as Residual computes them, with neurons and nodes in another
// order, and as the analysis itself does in float64.
func testBoundedLossGrad[T engine.Float](t *testing.T) {
	u := arithmeticOf[T]().u
	activations := boundedActivations
	if testing.Short() {
		activations = activations[:2]
	}
	r := rand.New(rand.NewPCG(20240608, 1))
	for _, sizes := range boundedSizes {
		worst, loosest := 0.0, 0.0
		for _, p := range inOneVariable(t) {
			for k, activation := range activations {
				kind := PyTorch
				if k%2 == 1 {
					kind = Xavier
				}
				c := newBoundedCase[T](t, activation, sizes, p, kind, uint64(k))
				boundLoss, boundGrad := c.bounds(t)
				check := func(b Bounded, got float64, want dd.DD, what string, k int) {
					share := b.share(got, want)
					assert.LessOrEqual(t, share, 1.0, "%v: %s %d", c, what, k)
					worst = max(worst, share)
				}
				recurrence := func(b Bounded, k int) {
					assert.LessOrEqual(t, b.Bound, recurrenceUlps*u*b.Magnitude, "%v: %d", c, k)
					assert.LessOrEqual(t, math.Abs(b.Value), b.Magnitude, "%v: %d", c, k)
					loosest = max(loosest, b.Bound/(u*b.Magnitude))
				}
				loss, grad := c.lossGrad(t, jet.New[T](), c.theta, c.nodes)
				check(boundLoss, loss, c.loss, "loss", 0)
				check(boundLoss, boundLoss.Value, c.loss, "the analysis' loss", 0)
				recurrence(boundLoss, -1)

				to := shuffled(r, sizes)
				theta, nodes := make([]T, len(to)), make([]float64, len(c.nodes))
				for k, from := range to {
					theta[k] = c.theta[from]
				}
				for i, from := range r.Perm(len(nodes)) {
					nodes[i] = c.nodes[from]
				}
				otherLoss, otherGrad := c.lossGrad(t, jet.New[T](), theta, nodes)
				check(boundLoss, otherLoss, c.loss, "loss in another order", 0)
				for k, b := range boundGrad {
					check(b, float64(grad[k]), c.grad[k], "gradient", k)
					check(b, b.Value, c.grad[k], "the analysis' gradient", k)
					check(boundGrad[to[k]], float64(otherGrad[k]), c.grad[to[k]], "gradient in another order", k)
					recurrence(b, k)
				}
			}
		}
		t.Logf("%v: largest error %.2g of the bound, largest bound %.0f u times the recurrence", sizes, worst, loosest)
	}
}

// What is not rounding breaks the bound: differences in place of derivatives, and
// an offset of the gradient that a difference of losses would not find.
func TestBoundedSeesFaults(t *testing.T) {
	p := pde.Biharmonic1D()
	c := newBoundedCase[float64](t, "tanh", []int{1, 6, 6, 1}, p, PyTorch, 1)
	loss, grad := c.bounds(t)
	differences, err := fd.NewEngine[float64](fd.Options{H: 0x1p-7})
	require.NoError(t, err)
	got, gotGrad := c.lossGrad(t, differences, c.theta, c.nodes)
	assert.Greater(t, loss.share(got, c.loss), 1.0)
	for k, b := range grad {
		if math.Abs(c.grad[k].Float64()) > 1e6*b.Bound { // the output's bias has almost none
			assert.Greater(t, b.share(gotGrad[k], c.grad[k]), 1.0, "gradient %d", k)
		}
	}
	// Of a loss known to u, the best central difference is good to u^(2/3) = 2^-35 of
	// its scale, which the third derivatives of a network make worse.
	_, gotGrad = c.lossGrad(t, jet.New[float64](), c.theta, c.nodes)
	largest := 0.0
	for _, g := range gotGrad {
		largest = max(largest, math.Abs(g))
	}
	for k, b := range grad {
		assert.Greater(t, b.share(gotGrad[k]+0x1p-30*largest, c.grad[k]), 1.0, "gradient %d", k)
	}
}

// A sum of n numbers in the worst order: each addition rounds by nearly u. The
// bound of a sum holds and is not far above.
func TestBoundedSum(t *testing.T) {
	a := arithmeticOf[float32]()
	const n = 1000
	var s float32 = 1
	terms := []bounded{exactly(1)}
	for range n {
		const small = 0x1.8p-25 // 3/4 of half an ulp of 1, each time lost
		s += small
		terms = append(terms, exactly(small))
	}
	sum := a.sum(terms...)
	off := math.Abs(float64(s) - (1 + n*0x1.8p-25))
	assert.LessOrEqual(t, off, sum.e)
	assert.Greater(t, off, sum.e/2)
	two := a.sum(exactly(1), exactly(0x1p-24)) // a tie, which goes to 1: one rounding of u
	assert.LessOrEqual(t, 0x1p-24, two.e)
	assert.Less(t, two.e, 0x1.001p-24)
	assert.Equal(t, exactly(2).v, a.sum(bounded{}, exactly(2), bounded{}).v)
	assert.Zero(t, a.sum(bounded{}, exactly(2), bounded{}).e, "zeros don't round")
}

// Products in float32 whose operands are exact, or off by as much as they may be to
// either side: the bound holds, and some error reaches half of it.
func TestBoundedProduct(t *testing.T) {
	a := arithmeticOf[float32]()
	r := rand.New(rand.NewPCG(20240608, 2))
	for _, off := range []float64{0, 0x1p-20} {
		worst := 0.0
		for range 1000 {
			// The significands of float32 make exact products in float64.
			x, y := float64(float32(1+r.Float64())), float64(float32(-1-r.Float64()))
			for _, sign := range []float64{-1, 1} {
				computed := float64(float32(x+sign*off) * float32(y-sign*off))
				p := a.product(bounded{x, off, math.Abs(x)}, bounded{y, off, math.Abs(y)})
				share := math.Abs(computed-x*y) / p.e
				assert.LessOrEqual(t, share, 1.0, "%v times %v, off by %v", x, y, off)
				worst = max(worst, share)
			}
		}
		assert.Greater(t, worst, 0.5, "off by %v", off)
	}
}

// The coefficients that a kernel finds at either end of an argument's error, and at the
// argument itself, in the tails and at the zeros of derivatives: within the bound. Where the
// argument is off by much more than it is rounded, the largest error reaches half of
// the bound.
func TestBoundedCoefficients(t *testing.T) {
	const order = 5
	a := arithmeticOf[float32]()
	for _, name := range boundedActivations {
		act64, err := activation.ByName[float64](name)
		require.NoError(t, err)
		act, err := activation.ByName[float32](name)
		require.NoError(t, err)
		for _, off := range []float64{0, 0x1p-12} {
			worst := 0.0
			for z := -6.; z <= 6; z += 0x1p-3 {
				c, err := a.coefficients(act64, order, bounded{z, off, math.Abs(z)})
				require.NoError(t, err)
				want, err := dd.Coefficients(name, dd.FromFloat64(z), order)
				require.NoError(t, err)
				for _, sign := range []float64{-1, 0, 1} {
					got := make([]float32, order+1)
					act.Coefficients(order, []float32{float32(z + sign*off)}, got)
					for k := range c {
						share := math.Abs(float64(got[k])-want[k].Float64()) / c[k].e
						assert.LessOrEqual(t, share, 1.0, "%s, coefficient %d at %v, off by %v", name, k, z, sign*off)
						worst = max(worst, share)
					}
				}
			}
			t.Logf("%s, arguments off by %v: largest error %.2g of the bound", name, off, worst)
			if off > 0 {
				assert.Greater(t, worst, 0.5, name)
			}
		}
	}
}

func TestBoundedErrors(t *testing.T) {
	sizes, theta, nodes := []int{1, 2, 1}, make([]float64, 7), []float64{0.5}
	fail := func(want, activation string, sizes []int, p pde.Problem, theta, nodes []float64, lambda float64) {
		_, _, err := BoundedLossGrad(activation, sizes, p, theta, nodes, lambda)
		assert.ErrorContains(t, err, want)
	}
	p := pde.Poisson1D()
	_, _, err := BoundedLossGrad("tanh", sizes, p, theta, nodes, 1)
	require.NoError(t, err)
	fail(`"tahn"`, "tahn", sizes, p, theta, nodes, 1)
	fail("relu", "relu", sizes, p, theta, nodes, 1)
	fail("2 outputs", "tanh", []int{1, 2, 2}, p, theta, nodes, 1)
	fail("6 parameters", "tanh", sizes, p, theta[:6], nodes, 1)
	fail("want one variable", "tanh", []int{2, 1, 1}, pde.KdV(), make([]float64, 5), nodes, 1)
	fail("want one variable", "tanh", []int{2, 1, 1}, p, make([]float64, 5), nodes, 1)
	fail("outside", "tanh", sizes, p, theta, []float64{2}, 1)
	fail("lambda = 0", "tanh", sizes, p, theta, nodes, 0)
	sixth := p
	sixth.Order, sixth.Operator = 6, []pde.Term{{Coef: 1, Index: engine.MultiIndex{6}}}
	fail("order 6", "tanh", sizes, sixth, theta, nodes, 1)
	huge := []float64{1, 1, 0, 0, 1e200, 1e200, 0}
	fail("not finite", "tanh", sizes, p, huge, nodes, 1)
}
