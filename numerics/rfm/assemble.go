package rfm

import (
	"fmt"
	"math"
	"unsafe"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
)

// System is the least-squares problem A a = f of a random feature model:
// Interior rows for the differential equation, one a node, then one row for each
// point of each boundary condition. The entries have the precision they were
// assembled in and are stored in float64.
type System struct {
	A        *mat.Dense // [rows][M]
	F        []float64  // [rows]
	Interior int
}

// Assemble forms the system of p for the features feat at the collocation
// points nodes, [N][dim]. Each row of a boundary condition, and its target, is
// scaled by sqrt(lambda).
//
// Everything in A is computed in T: the nodes are rounded to T, eng gives the
// derivatives, the terms of the operator are combined in their order. Source and
// targets are computed in float64 at the same rounded nodes, scaled, and rounded
// once to T.
//
// The result does not depend on how the points are grouped, and memory is
// allocated by the matrix, not by the entry.
//
// The error names a problem with products, no nodes or features, a node that is not finite or lies
// outside the box, features of another dimension, a lambda that is not positive
// and finite, an order, dimension or step that the engine lacks, a source or
// target that is not finite, or an entry of A that is not.
func Assemble[T engine.Float](eng engine.Engine[T], act engine.Activation[T], p pde.Problem, feat Features[T], nodes []float64, lambda float64) (System, error) {
	return assemble(eng, act, p, feat, nodes, lambda, 0)
}

// assemble is Assemble with chunk points at a time; 0 chooses by cache size.
func assemble[T engine.Float](eng engine.Engine[T], act engine.Activation[T], p pde.Problem, feat Features[T], nodes []float64, lambda float64, chunk int) (System, error) {
	if err := p.Validate(); err != nil {
		return System{}, err
	}
	if n := len(p.Products); n > 0 {
		return System{}, fmt.Errorf("rfm: problem %q is not linear (%d products of derivatives): its rows are no matrix; fit it with a network", p.Name, n)
	}
	if err := feat.Validate(); err != nil {
		return System{}, err
	}
	if feat.Dim != p.Dim {
		return System{}, fmt.Errorf("rfm: features in dimension %d for problem %q in dimension %d", feat.Dim, p.Name, p.Dim)
	}
	if err := p.CheckNodes(nodes); err != nil {
		return System{}, fmt.Errorf("rfm: %w", err)
	}
	if !(lambda > 0) || !engine.Finite(lambda) {
		return System{}, fmt.Errorf("rfm: boundary weight lambda = %v, want positive and finite", lambda)
	}

	n := len(nodes) / p.Dim
	rows := n + p.BoundaryRows()
	sys := System{A: mat.NewDense(rows, feat.M(), nil), F: make([]float64, rows), Interior: n}
	interior := block[T]{name: "interior", op: p.Indices(), x: nodes, target: p.Source, scale: 1}
	for _, t := range p.Operator {
		interior.coef = append(interior.coef, T(t.Coef))
	}
	blocks := []block[T]{interior}
	for _, c := range p.Boundary {
		blocks = append(blocks, block[T]{
			name:   c.Name,
			op:     engine.Operator{c.Index},
			coef:   []T{T(math.Sqrt(lambda))},
			x:      c.Points,
			target: c.Target,
			scale:  math.Sqrt(lambda),
		})
	}
	a, f := sys.A.RawMatrix().Data, sys.F
	for _, b := range blocks {
		k := len(b.x) / p.Dim
		if err := b.assemble(eng, act, feat, chunk, a[:k*feat.M()], f[:k]); err != nil {
			return System{}, fmt.Errorf("rfm: %s, %s rows with engine %s: %w", p.Name, b.name, eng.Name(), err)
		}
		a, f = a[k*feat.M():], f[k:]
	}
	return sys, nil
}

// block is a group of rows that share an operator: sum_r coef_r (d^op_r phi)(x)
// = scale target(x) at each x. (For a boundary condition coef is {sqrt(lambda)}.)
type block[T engine.Float] struct {
	name   string
	op     engine.Operator
	coef   []T       // [len(op)]
	x      []float64 // [n][dim]
	target func(x []float64) float64
	scale  float64
}

// cacheBytes is what the bundles of one chunk of points may occupy: small
// enough for the second-level cache of any current processor.
const cacheBytes = 128 << 10

// assemble fills the rows a, [n][m], and the right-hand side f, [n].
func (b block[T]) assemble(eng engine.Engine[T], act engine.Activation[T], feat Features[T], chunk int, a, f []float64) error {
	dim, m := feat.Dim, feat.M()
	x, err := b.rightHandSide(dim, f)
	if err != nil {
		return err
	}
	plan, err := eng.Plan(b.op, dim)
	if err != nil {
		return err
	}
	fallible, _ := plan.(engine.Fallible)
	channels := plan.Channels()
	lin := newLayer(feat, plan.Bias())
	if chunk == 0 {
		perPoint := (2*channels + len(b.op)) * m * int(unsafe.Sizeof(T(0)))
		chunk = max(1, cacheBytes/perPoint)
	}
	chunk = min(chunk, len(f))
	lifted := make([]T, channels*chunk*dim)
	z := make([]T, channels*chunk*m)
	y := make([]T, channels*chunk*m)
	rows := make([]T, len(b.op)*chunk*m)

	for i := 0; i < len(f); i += chunk {
		n := min(chunk, len(f)-i)
		lifted, z, y, rows := lifted[:channels*n*dim], z[:channels*n*m], y[:channels*n*m], rows[:len(b.op)*n*m]
		if err := plan.Lift(x[i*dim:(i+n)*dim], lifted); err != nil {
			return err
		}
		lin.apply(lifted, z)
		plan.Activate(act, z, y)
		plan.Read(y, rows)
		if fallible != nil && fallible.Err() != nil {
			return fallible.Err()
		}
		if k := promote(b.combine(rows, n*m), a[i*m:(i+n)*m]); k >= 0 {
			row := i + k/m
			return fmt.Errorf("entry of row %d (x = %v), feature %d (%s, w = %v, b = %v) is %v",
				row, x[row*dim:(row+1)*dim], k%m, act.Name(), feat.W[k%m*dim:(k%m+1)*dim], feat.B[k%m], a[i*m+k])
		}
	}
	return nil
}

// rightHandSide fills f and returns the points in T.
func (b block[T]) rightHandSide(dim int, f []float64) ([]T, error) {
	x := make([]T, len(b.x))
	at := make([]float64, dim)
	for i := range f {
		for d := range at {
			x[i*dim+d] = T(b.x[i*dim+d])
			at[d] = float64(x[i*dim+d])
		}
		v := b.target(at)
		f[i] = float64(T(b.scale * v))
		if !engine.Finite(f[i]) {
			return nil, fmt.Errorf("right-hand side of row %d is %v at x = %v (its function gives %v)", i, f[i], at, v)
		}
	}
	return x, nil
}

// combine adds up the derivatives, [len(op)][size], in place and returns the
// sum, [size].
func (b block[T]) combine(rows []T, size int) []T {
	sum := rows[:size]
	if b.coef[0] != 1 {
		for k, v := range sum {
			sum[k] = b.coef[0] * v
		}
	}
	for r := 1; r < len(b.coef); r++ {
		addScaled(sum, sum, b.coef[r], rows[r*size:(r+1)*size])
	}
	return sum
}

// promote copies src to dst and returns the index of the first value that is
// not finite, or -1.
func promote[T engine.Float](src []T, dst []float64) int {
	dst = dst[:len(src)]
	for k, v := range src {
		dst[k] = float64(v)
		if !engine.Finite(v) {
			return k
		}
	}
	return -1
}
