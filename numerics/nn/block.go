package nn

import (
	"fmt"
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
)

// block is a group of rows of the residual that share an operator,
//
//	r_i = scale (sum_t coef_t d_t + sum_k prod_k - target_i),
//
// where d_t is derivative t of op at x_i and prod_k a coefficient times such derivatives.
// Without products, an engine may evaluate sum_t coef_t d_t as a whole.
type block[T engine.Float] struct {
	name     string
	op       engine.Operator
	coef     []T // of the first derivatives of op
	products []product[T]
	x        []T // [n][dim]
	target   []T // [n]
	scale    T
	first    int // the number of its first row

	// What the plan reads, and the coefficients of the first of that: the derivatives of op, or
	// the one combination of them that there is.
	reads   int
	weights []T
}

// product is coef times the derivatives factors of the operator.
type product[T engine.Float] struct {
	coef    T
	factors []int
}

// newBlock rounds points, coefficients, targets and scale once to T, targets
// after they were computed in float64 at the rounded points.
func newBlock[T engine.Float](name string, dim int, x []float64, target func([]float64) float64, weight float64) (block[T], error) {
	n := len(x) / dim
	b := block[T]{name: name, x: make([]T, len(x)), target: make([]T, n), scale: T(math.Sqrt(weight / float64(n)))}
	at := make([]float64, dim)
	for i := range n {
		for d := range at {
			b.x[i*dim+d] = T(x[i*dim+d])
			at[d] = float64(b.x[i*dim+d])
		}
		v := target(at)
		b.target[i] = T(v)
		if !engine.Finite(b.target[i]) {
			return b, fmt.Errorf("nn: %s rows: target %d is %v at x = %v", name, i, v, at)
		}
	}
	return b, nil
}

// blocks are the rows of p: the interior, then each condition.
func blocks[T engine.Float](p pde.Problem, nodes []float64, lambda float64) ([]block[T], error) {
	inside, err := newBlock[T]("interior", p.Dim, nodes, p.Source, 1)
	if err != nil {
		return nil, err
	}
	inside.op = p.Derivatives()
	for _, t := range p.Operator {
		inside.coef = append(inside.coef, T(t.Coef))
	}
	for _, q := range p.Products {
		k := product[T]{coef: T(q.Coef)}
		for _, f := range q.Factors {
			k.factors = append(k.factors, index(inside.op, f))
		}
		inside.products = append(inside.products, k)
	}
	list := []block[T]{inside}
	row := len(inside.target)
	for _, c := range p.Boundary {
		b, err := newBlock[T](c.Name, p.Dim, c.Points, c.Target, lambda)
		if err != nil {
			return nil, err
		}
		b.op, b.coef, b.first = engine.Operator{c.Index}, []T{1}, row
		row += len(b.target)
		list = append(list, b)
	}
	return list, nil
}

func index(op engine.Operator, alpha engine.MultiIndex) int {
	for r, a := range op {
		if a.Equal(alpha) {
			return r
		}
	}
	panic("nn: " + alpha.String() + " is not in the operator of its problem")
}

// plan is a plan of eng for the rows, whose channels and biases go together: the sizes of all
// bundles are taken from them.
func (b *block[T]) plan(eng engine.Engine[T], dim int) (engine.Plan[T], error) {
	if c, ok := eng.(engine.Combiner[T]); ok && len(b.products) == 0 {
		if plan, ok := c.Combine(b.op, b.coef, dim); ok {
			b.reads, b.weights = 1, []T{1}
			return plan, checkBias(plan)
		}
	}
	b.reads, b.weights = len(b.op), b.coef
	plan, err := eng.Plan(b.op, dim)
	if err != nil {
		return nil, err
	}
	return plan, checkBias(plan)
}

// residuals sets r to the rows of the points from i on, from what the plan read,
// d, [reads][len(r)].
func (b *block[T]) residuals(i int, d, r []T) {
	n := len(r)
	clear(r)
	for t, k := range b.weights {
		addScaled(r, k, d[t*n:(t+1)*n])
	}
	for _, q := range b.products {
		for j := range r {
			r[j] += q.without(-1, d, j, n)
		}
	}
	for j, f := range b.target[i : i+n] {
		r[j] = b.scale * (r[j] - f)
	}
}

// seeds sets g, [reads][len(w)], to the derivatives of sum_j w_j r_j with respect to
// d.
func (b *block[T]) seeds(w, d, g []T) {
	n := len(w)
	clear(g)
	for t, k := range b.weights {
		k *= b.scale
		for j, v := range w {
			g[t*n+j] = k * v
		}
	}
	for _, q := range b.products {
		for at, f := range q.factors {
			for j, v := range w {
				g[f*n+j] += T(T(b.scale*v) * q.without(at, d, j, n))
			}
		}
	}
}

// without is the product at point j of n, factor skip left out.
func (q *product[T]) without(skip int, d []T, j, n int) T {
	v := q.coef
	for at, f := range q.factors {
		if at != skip {
			v *= d[f*n+j]
		}
	}
	return v
}
