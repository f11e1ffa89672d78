package nn

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/pde"
)

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	n := len(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

// results are all that a Residual computes.
func results[T engine.Float](t *testing.T, r *Residual[T], theta []T) [][]T {
	rows, jac, grad := make([]T, r.Rows()), make([]T, r.Rows()*r.Params()), make([]T, r.Params())
	require.NoError(t, r.Residuals(theta, rows))
	require.NoError(t, r.Jacobian(theta, jac))
	loss, err := r.LossGrad(theta, grad)
	require.NoError(t, err)
	return [][]T{rows, jac, grad, {T(loss)}}
}

// The same bits with one goroutine and with several, and when asked again.
func TestBitsDoNotDependOnGOMAXPROCS(t *testing.T) {
	t.Run("float64", testGOMAXPROCS[float64])
	t.Run("float32", testGOMAXPROCS[float32])
}

func testGOMAXPROCS[T engine.Float](t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	side, counts := 12, []int{2, 3, 16}
	if testing.Short() {
		side, counts = 8, []int{3, 16}
	}
	nodes, err := pde.EquispacedSquare(side)
	require.NoError(t, err)
	net := mustNet[T](t, "tanh", 2, 40, 30, 1)
	theta := mustInit(t, net, 8)
	for _, eng := range []engine.Engine[T]{jet.New[T](), differences[T](t, 0x1p-4)} {
		runtime.GOMAXPROCS(1)
		one := mustResidual(t, net, eng, pde.Biharmonic2D(), nodes, 1)
		want := results(t, one, theta)
		require.Len(t, one.workers, 1)
		require.Len(t, one.shares, shares)
		for _, procs := range counts {
			runtime.GOMAXPROCS(procs)
			r := mustResidual(t, net, eng, pde.Biharmonic2D(), nodes, 1)
			require.Len(t, r.workers, min(procs, shares))
			for range 3 {
				assert.Equal(t, want, results(t, r, theta), "%s, %d processors", eng.Name(), procs)
			}
		}
	}
}

// Rows of the residual and of the Jacobian depend on their own point alone: not on
// the chunk that it is in.
func TestRowsDependOnTheirPointAlone(t *testing.T) {
	nodes, err := pde.Equispaced(40, -1, 1)
	require.NoError(t, err)
	net := mustNet[float64](t, "gelu", 1, 30, 30, 1)
	theta := mustInit(t, net, 8)
	all := mustResidual(t, net, jet.New[float64](), pde.Biharmonic1D(), nodes, 1)
	r, jac := make([]float64, all.Rows()), make([]float64, all.Rows()*all.Params())
	require.NoError(t, all.Residuals(theta, r))
	require.NoError(t, all.Jacobian(theta, jac))
	for _, i := range []int{0, 7, 39} {
		// Four equal nodes have the scale 1/2 in place of 1/sqrt(40).
		one := mustResidual(t, net, jet.New[float64](), pde.Biharmonic1D(), []float64{nodes[i], nodes[i], nodes[i], nodes[i]}, 1)
		r1, jac1 := make([]float64, one.Rows()), make([]float64, one.Rows()*one.Params())
		require.NoError(t, one.Residuals(theta, r1))
		require.NoError(t, one.Jacobian(theta, jac1))
		ratio := all.blocks[0].scale / one.blocks[0].scale
		// Scale, ratio and their products: 4 roundings of a row. In the Jacobian the scale enters
		// before the reverse sweep, of 3 affine maps with 30 terms and 2 compositions.
		u := arithmeticOf[float64]().u
		assert.InEpsilon(t, ratio*r1[1], r[i], 4*u)
		for k := range theta {
			v := jac[i*len(theta)+k]
			assert.InDelta(t, ratio*jac1[k], v, 1<<10*(3*30+2*5)*u*max(math.Abs(v), math.Abs(r[i])), "row %d, %s", i, net.parameter(k))
			assert.Equal(t, jac1[k], jac1[len(theta)+k], "equal points, equal rows")
		}
	}
}

// Points, targets, coefficients and scales are rounded once to T, targets after they were
// computed in float64 at the rounded points.
func TestRoundedOnce(t *testing.T) {
	p := pde.Poisson1D()
	p.Operator[0].Coef = 0.1
	p.Source = func(x []float64) float64 { return math.Exp(1000 * x[0]) } // steep
	const node = 0.0123456789
	b, err := blocks[float32](p, []float64{node, 0, -0.05}, 0.7)
	require.NoError(t, err)
	assert.Equal(t, float32(node), b[0].x[0])
	assert.Equal(t, float32(math.Exp(1000*float64(float32(node)))), b[0].target[0])
	assert.NotEqual(t, float32(math.Exp(1000*node)), b[0].target[0])
	assert.Equal(t, []float32{0.1}, b[0].coef)
	assert.Equal(t, float32(math.Sqrt(1./3)), b[0].scale)
	assert.Equal(t, float32(math.Sqrt(0.7/2)), b[1].scale)
}

func TestNothingIsAllocated(t *testing.T) {
	t.Run("float64", testNothingIsAllocated[float64])
	t.Run("float32", testNothingIsAllocated[float32])
}

func testNothingIsAllocated[T engine.Float](t *testing.T) {
	n := 100
	if testing.Short() {
		n = 12 // still several chunks in the widest network
	}
	nodes, err := pde.Equispaced(n, -1, 1)
	require.NoError(t, err)
	for _, sizes := range [][]int{{1, 100, 1}, {1, 50, 50, 1}, {1, 200, 260, 1}} {
		for _, eng := range []engine.Engine[T]{jet.New[T](), differences[T](t, 0x1p-6)} {
			net := mustNet[T](t, "tanh", sizes...)
			theta := mustInit(t, net, 1)
			r := mustResidual(t, net, eng, pde.Biharmonic1D(), nodes, 1)
			grad, rows, jac := make([]T, len(theta)), make([]T, r.Rows()), make([]T, r.Rows()*len(theta))
			assert.Zero(t, testing.AllocsPerRun(3, func() {
				_, err = errors.Join(), r.Residuals(theta, rows)
				if err == nil {
					_, err = r.LossGrad(theta, grad)
				}
				if err == nil {
					err = r.Jacobian(theta, jac)
				}
			}), "%s, %v", eng.Name(), sizes)
			require.NoError(t, err)
		}
	}
}

func TestResidualErrors(t *testing.T) {
	net := mustNet[float64](t, "tanh", 1, 5, 1)
	nodes := []float64{-0.5, 0, 0.5}
	type arguments struct {
		net    *Network[float64]
		eng    engine.Engine[float64]
		p      pde.Problem
		nodes  []float64
		lambda float64
	}
	for want, change := range map[string]func(a *arguments){
		"without a network":                             func(a *arguments) { a.net = nil },
		"or an engine":                                  func(a *arguments) { a.eng = nil },
		"no source":                                     func(a *arguments) { a.p.Source = nil },
		"[1 5 1] for problem \"poisson-2d\"":            func(a *arguments) { a.p = pde.Poisson2D() },
		"0 node coordinates":                            func(a *arguments) { a.nodes = nil },
		"coordinate 0 of node 1 is 1.5, outside":        func(a *arguments) { a.nodes = []float64{0, 1.5} },
		"coordinate 0 of node 0 is NaN":                 func(a *arguments) { a.nodes = []float64{math.NaN()} },
		"lambda = 0":                                    func(a *arguments) { a.lambda = 0 },
		"lambda = +Inf":                                 func(a *arguments) { a.lambda = math.Inf(1) },
		"lambda = NaN":                                  func(a *arguments) { a.lambda = math.NaN() },
		"interior rows: target 0 is +Inf at x = [-0.5]": func(a *arguments) { a.p.Source = func([]float64) float64 { return math.Inf(1) } },
		"value rows: fd:":                               func(a *arguments) { a.eng = differences[float64](t, 0x1p-70) }, // absorbed by +-1
		"hyperdual: order 4":                            func(a *arguments) { a.eng, a.p = hyperdual[float64]{}, pde.Biharmonic1D() },
	} {
		a := arguments{net, jet.New[float64](), pde.Poisson1D(), nodes, 1}
		change(&a)
		if want == "value rows: fd:" {
			a.p.Boundary[0].Index = engine.MultiIndex{1}
			a.p.Operator[0].Index, a.p.Order = engine.MultiIndex{0}, 0
		}
		_, err := NewResidual(a.net, a.eng, a.p, a.nodes, a.lambda)
		assert.ErrorContains(t, err, want)
	}

	r := mustResidual(t, net, jet.New[float64](), pde.Poisson1D(), nodes, 1)
	theta := mustInit(t, net, 1)
	_, err := r.LossGrad(theta[1:], make([]float64, 16))
	assert.ErrorContains(t, err, "15 parameters for a network [1 5 1] of 16")
	_, err = r.LossGrad(theta, make([]float64, 15))
	assert.ErrorContains(t, err, "gradient of length 15 for 16 parameters")
	assert.ErrorContains(t, r.Residuals(theta, make([]float64, 4)), "4 residuals for 5 rows")
	assert.ErrorContains(t, r.Jacobian(theta, make([]float64, 79)), "79 values, want 5 rows of 16")
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		theta[12] = bad
		_, err = r.LossGrad(theta, make([]float64, 16))
		assert.ErrorContains(t, err, "parameter 12, weight [0][2] of layer 2, is")
		assert.ErrorContains(t, r.Residuals(theta, make([]float64, 5)), "parameter 12")
		assert.ErrorContains(t, r.Jacobian(theta, make([]float64, 80)), "parameter 12")
	}
}

// broken fails where it is told to.
type broken struct {
	hyperdual[float64]
	lift, activate error
	panics         bool
}

func (e broken) Plan(op engine.Operator, dim int) (engine.Plan[float64], error) {
	p, err := e.hyperdual.Plan(op, dim)
	return &brokenPlan{p, e, 0, nil}, err
}

type brokenPlan struct {
	engine.Plan[float64]
	broken
	lifts int
	err   error
}

func (p *brokenPlan) Lift(x, dst []float64) error {
	if p.lifts++; p.lifts > 1 && p.lift != nil {
		return p.lift
	}
	return p.Plan.Lift(x, dst)
}

func (p *brokenPlan) Activate(s engine.Activation[float64], z, y []float64) {
	p.Plan.Activate(s, z, y)
	p.err = p.activate
}

func (p *brokenPlan) Err() error { return p.err }

func (p *brokenPlan) ActivateT(s engine.Activation[float64], z, y, gy, gz []float64) {
	if p.panics {
		panic("no such thing")
	}
	p.Plan.ActivateT(s, z, y, gy, gz)
}

// What an engine reports on the way is returned with the rows, and its panic reaches
// the caller's goroutine, after which the Residual can be used again.
func TestEngineErrors(t *testing.T) {
	net := mustNet[float64](t, "tanh", 1, 5, 1)
	theta := mustInit(t, net, 1)
	nodes := []float64{-0.5, 0, 0.5}
	reason := errors.New("not today")
	for _, e := range []broken{{lift: reason}, {activate: reason}} {
		r := mustResidual[float64](t, net, e, pde.Poisson1D(), nodes, 1)
		_, err := r.LossGrad(theta, make([]float64, len(theta)))
		assert.ErrorIs(t, err, reason)
		assert.ErrorContains(t, err, " rows: not today")
		assert.ErrorIs(t, r.Residuals(theta, make([]float64, r.Rows())), reason)
		for _, w := range r.workers {
			for _, p := range w.passes {
				plan := p.plan.(*brokenPlan)
				plan.lift, plan.activate = nil, nil
			}
		}
		assert.NoError(t, r.Residuals(theta, make([]float64, r.Rows())), "an engine that is well again")
	}
	r := mustResidual[float64](t, net, broken{panics: true}, pde.Poisson1D(), nodes, 1)
	assert.PanicsWithValue(t, "no such thing", func() { _, _ = r.LossGrad(theta, make([]float64, len(theta))) })
	assert.NoError(t, r.Residuals(theta, make([]float64, r.Rows())))

	box := engine.FromFunc("box", 2, func(engine.MultiIndex, engine.Activation[float64], []float64, float64, []float64) (float64, error) {
		return 0, nil
	})
	_, err := NewResidual(net, box, pde.Poisson1D(), nodes, 1)
	assert.ErrorContains(t, err, "box is a black-box derivative and has no transpose")
}

// biased has the biases that it is told to have.
type biased struct {
	hyperdual[float64]
	bias []float64
}

func (e biased) Plan(op engine.Operator, dim int) (engine.Plan[float64], error) {
	p, err := e.hyperdual.Plan(op, dim)
	return biasedPlan{p, e.bias}, err
}

type biasedPlan struct {
	engine.Plan[float64]
	bias []float64
}

func (p biasedPlan) Bias() []float64 { return p.bias }

// planless has neither a plan nor an error.
type planless struct{ hyperdual[float64] }

func (planless) Plan(engine.Operator, int) (engine.Plan[float64], error) { return nil, nil }

// Sizes follow from channels and biases; a plan in which they differ is found before its
// methods see slices of a wrong length.
func TestBiasesMatchChannels(t *testing.T) {
	net := mustNet[float64](t, "tanh", 1, 5, 1)
	theta := mustInit(t, net, 1)
	nodes := []float64{-0.5, 0, 0.5}
	for _, n := range []int{0, 1, 3, 5} {
		eng := biased{bias: make([]float64, n)}
		want := fmt.Sprintf("a plan of 4 channels with %d biases, want as many", n)
		_, err := NewResidual[float64](net, eng, pde.Poisson1D(), nodes, 1)
		assert.ErrorContains(t, err, "hyperdual: interior rows: "+want)
		plan, err := eng.Plan(engine.Operator{{2}}, 1)
		require.NoError(t, err)
		assert.ErrorContains(t, net.Derivatives(plan, theta, nodes, make([]float64, 3)), want)
	}
	_, err := NewResidual[float64](net, biased{bias: []float64{1, 0, 0, 0}}, pde.Poisson1D(), nodes, 1)
	assert.NoError(t, err)
	_, err = NewResidual[float64](net, planless{}, pde.Poisson1D(), nodes, 1)
	assert.ErrorContains(t, err, "no plan and no error")
}
