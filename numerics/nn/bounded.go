package nn

import (
	"fmt"
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/activation"
	"adfd/numerics/pde"
)

// Bounded is a number with what its computation in floating point may err by:
// |computed - exact| <= Bound. Magnitude is the absolute-value recurrence; u
// Magnitude is of the size of what rounding each operand and each term once would
// do.
type Bounded struct{ Value, Bound, Magnitude float64 }

// maxBoundedOrder is the largest order that the analysis of compose covers.
const maxBoundedOrder = 4

// BoundedLossGrad bounds the rounding errors of the loss |r|^2 and its gradient
// by Taylor-mode differentiation in T, for the residual vector r of p in one variable:
// the computation is that of Residual with the engine of package jet, forward by
// Taylor coefficients and back by one reverse sweep, in any order of
// summation.
//
// The exact values are those of the real numbers theta, the nodes and the targets
// rounded to T, the problem's coefficients, and the scales sqrt(1/N) and
// sqrt(lambda/n_c) to within 2 units in float64. The bounds are a running error
// analysis, operation by operation (Wilkinson), and assume of package jet that
// its activations' coefficients err by 24 u times their absolute-value recurrence.
//
// The error names a problem that isn't in one variable or of an order above 4, what
// New and NewResidual reject, an activation without certified bounds, or a number
// that no finite bound holds.
func BoundedLossGrad[T engine.Float](name string, sizes []int, p pde.Problem, theta []T, nodes []float64, lambda float64) (loss Bounded, grad []Bounded, err error) {
	fail := func(err error) (Bounded, []Bounded, error) { return Bounded{}, nil, err }
	kernel, err := activation.ByName[T](name)
	if err != nil {
		return fail(err)
	}
	net, err := New(kernel, sizes...)
	if err != nil {
		return fail(err)
	}
	if err := net.check(theta); err != nil {
		return fail(err)
	}
	if err := p.Validate(); err != nil {
		return fail(err)
	}
	if p.Dim != 1 || net.Dim() != 1 || p.Order > maxBoundedOrder {
		return fail(fmt.Errorf("nn: bounds of problem %q in dimension %d of order %d for a network %v, want one variable and an order of at most %d", p.Name, p.Dim, p.Order, sizes, maxBoundedOrder))
	}
	if err := p.CheckNodes(nodes); err != nil {
		return fail(fmt.Errorf("nn: %w", err))
	}
	if !(lambda > 0) || math.IsInf(lambda, 0) {
		return fail(fmt.Errorf("nn: boundary weight lambda = %v, want positive and finite", lambda))
	}
	rows, err := boundedRows[T](p, nodes, lambda)
	if err != nil {
		return fail(err)
	}
	act, err := activation.ByName[float64](name)
	if err != nil {
		return fail(err)
	}
	s := boundedSweep{arithmetic: arithmeticOf[T](), act: act, layers: net.layers, grad: make([][]bounded, net.params)}
	for _, v := range theta {
		s.theta = append(s.theta, exactly(float64(v)))
	}
	var squares []bounded
	for _, row := range rows {
		r, err := s.row(row)
		if err != nil {
			return fail(fmt.Errorf("nn: bounds of %q, row at x = %v: %w", p.Name, row.x, err))
		}
		squares = append(squares, s.product(r, r))
	}
	if loss, err = s.sum(squares...).public("the loss"); err != nil {
		return fail(err)
	}
	for k, terms := range s.grad {
		g, err := s.sum(terms...).public(net.parameter(k))
		if err != nil {
			return fail(err)
		}
		grad = append(grad, g)
	}
	return loss, grad, nil
}

func (x bounded) public(what string) (Bounded, error) {
	b := Bounded{x.v, x.e * boundedRoom, x.m}
	for _, v := range []float64{b.Value, b.Bound, b.Magnitude} {
		if !engine.Finite(v) {
			return b, fmt.Errorf("nn: bound of %s is not finite: %v", what, b)
		}
	}
	return b, nil
}

// boundedRow is one row, scale (sum_t coef_t prod_i u^(order_ti) - target).
type boundedRow struct {
	x             float64
	terms         []boundedTerm
	order         int
	target, scale bounded
}

type boundedTerm struct {
	coef   bounded
	orders []int // of the factors
}

// boundedRows are the rows of p, as Residual orders them.
func boundedRows[T engine.Float](p pde.Problem, nodes []float64, lambda float64) ([]boundedRow, error) {
	inside, err := blocks[T](p, nodes, lambda)
	if err != nil {
		return nil, err
	}
	var rows []boundedRow
	for k, b := range inside {
		terms := []boundedTerm{{exactly(1), nil}}
		weight := 1.0
		if k == 0 {
			terms = nil
			for _, t := range p.Operator {
				terms = append(terms, boundedTerm{roundedOnce[T](t.Coef), []int{t.Index[0]}})
			}
			for _, q := range p.Products {
				t := boundedTerm{coef: roundedOnce[T](q.Coef)}
				for _, f := range q.Factors {
					t.orders = append(t.orders, f[0])
				}
				terms = append(terms, t)
			}
		} else {
			weight = lambda
			terms[0].orders = []int{p.Boundary[k-1].Index[0]}
		}
		scale := exactly(math.Sqrt(weight / float64(len(b.target))))
		// Rounded to T, and as far again from the exact root.
		scale.e = 3 * arithmeticOf[T]().u * scale.v
		for i, x := range b.x {
			rows = append(rows, boundedRow{float64(x), terms, b.op.Order(), exactly(float64(b.target[i])), scale})
		}
	}
	return rows, nil
}

// roundedOnce is a constant that the computation rounds to T.
func roundedOnce[T engine.Float](c float64) bounded {
	return bounded{float64(T(c)), math.Abs(float64(T(c)) - c), math.Abs(c)}
}

// boundedSweep takes one point at a time through the network and back.
type boundedSweep struct {
	arithmetic
	act    engine.Activation[float64]
	layers []layer
	theta  []bounded
	grad   [][]bounded // the terms of each component
}

// row returns the residual and adds the terms of its gradient.
func (s *boundedSweep) row(row boundedRow) (bounded, error) {
	u, tape, err := s.forward(row.x, row.order)
	if err != nil {
		return bounded{}, err
	}
	d := make([]bounded, len(u)) // u^(k) = k! c_k
	for k := range u {
		d[k] = s.times(factorial(k), u[k])
	}
	terms := []bounded{{-row.target.v, row.target.e, row.target.m}}
	for _, t := range row.terms {
		terms = append(terms, s.without(t, -1, d))
	}
	r := s.product(row.scale, s.sum(terms...))

	w := s.times(2, s.product(row.scale, r)) // of dL/d(r/scale)
	seeds := make([][]bounded, len(u))
	for _, t := range row.terms {
		for at, k := range t.orders {
			seeds[k] = append(seeds[k], s.product(w, s.without(t, at, d)))
		}
	}
	g := make([]bounded, len(u))
	for k := range g {
		g[k] = s.times(factorial(k), s.sum(seeds[k]...))
	}
	s.reverse(tape, g)
	return r, nil
}

// without is a term with one factor left out.
func (s *boundedSweep) without(t boundedTerm, skip int, d []bounded) bounded {
	v := t.coef
	for at, k := range t.orders {
		if at != skip {
			v = s.product(v, d[k])
		}
	}
	return v
}

// boundedTape is what the sweep back needs: the input series of each layer,
// [layer][width][order+1], and the series s'(z) of each hidden one.
type boundedTape struct{ in, slope [][][]bounded }

// forward computes the series of u at x.
func (s *boundedSweep) forward(x float64, order int) ([]bounded, boundedTape, error) {
	var tape boundedTape
	y := [][]bounded{make([]bounded, order+1)}
	y[0][0] = exactly(x)
	if order > 0 {
		y[0][1] = exactly(1)
	}
	for k, l := range s.layers {
		tape.in = append(tape.in, y)
		z := make([][]bounded, l.out)
		for i := range z {
			z[i] = make([]bounded, order+1)
			for c := range z[i] {
				var terms []bounded
				for j := range l.in {
					terms = append(terms, s.product(s.theta[l.w+i*l.in+j], y[j][c]))
				}
				if c == 0 {
					terms = append(terms, s.theta[l.b+i])
				}
				z[i][c] = s.sum(terms...)
			}
		}
		if k == len(s.layers)-1 {
			return z[0], tape, nil
		}
		y = make([][]bounded, l.out)
		slope := make([][]bounded, l.out)
		for i := range z {
			c, err := s.coefficients(s.act, order+1, z[i][0])
			if err != nil {
				return nil, tape, err
			}
			y[i], slope[i] = s.compose(c[:order+1], z[i]), s.slope(c, z[i])
		}
		tape.slope = append(tape.slope, slope)
	}
	return nil, tape, fmt.Errorf("network without a layer")
}

// reverse takes dL/du, a series, to the terms of the gradient. An activation
// y(t) = s(z(t)) has the transpose gz_m = sum_(k>=m) d_(k-m) gy_k, d = s'(z).
func (s *boundedSweep) reverse(tape boundedTape, gu []bounded) {
	gz := [][]bounded{gu}
	for k := len(s.layers) - 1; k >= 0; k-- {
		l, y := s.layers[k], tape.in[k]
		for i, g := range gz {
			for c := range g {
				for j := range l.in {
					at := l.w + i*l.in + j
					s.grad[at] = append(s.grad[at], s.product(g[c], y[j][c]))
				}
			}
			s.grad[l.b+i] = append(s.grad[l.b+i], g[0])
		}
		if k == 0 {
			return
		}
		next := make([][]bounded, l.in)
		for j := range next {
			gy := make([]bounded, len(gu))
			for c := range gy {
				var terms []bounded
				for i := range gz {
					terms = append(terms, s.product(s.theta[l.w+i*l.in+j], gz[i][c]))
				}
				gy[c] = s.sum(terms...)
			}
			next[j] = make([]bounded, len(gu))
			for m := range next[j] {
				var terms []bounded
				for c := m; c < len(gy); c++ {
					terms = append(terms, s.product(tape.slope[k-1][j][c-m], gy[c]))
				}
				next[j][m] = s.sum(terms...)
			}
		}
		gz = next
	}
}

func factorial(k int) int {
	f := 1
	for i := 2; i <= k; i++ {
		f *= i
	}
	return f
}
