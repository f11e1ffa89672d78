package rfm

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
)

// gridPoints are the points on each axis of the default grid, ends included, for
// problems in one and in two variables.
var gridPoints = []int{401, 41}

// Grid measures the error of a model against the solution of a problem. It
// holds the features' values on a fine grid, computed once for all the
// coefficient vectors to be judged.
type Grid struct {
	phi *mat.Dense // [G][M]
	u   []float64  // [G]
}

// NewGrid evaluates the features and the solution of p at the points x,
// [G][dim]. The points are rounded to T, features are computed in T, the solution in float64
// at the same rounded points.
//
// To judge coefficients fitted in float32 without the rounding of float32 in the
// evaluation, pass the promoted features and the float64 activation.
//
// The error names a wrong length, a point outside the box, or a value that is
// not finite.
func NewGrid[T engine.Float](feat Features[T], act engine.Activation[T], p pde.Problem, x []float64) (Grid, error) {
	if err := p.Validate(); err != nil {
		return Grid{}, err
	}
	if feat.Dim != p.Dim {
		return Grid{}, fmt.Errorf("rfm: features in dimension %d for problem %q in dimension %d", feat.Dim, p.Name, p.Dim)
	}
	if err := p.CheckNodes(x); err != nil {
		return Grid{}, fmt.Errorf("rfm: %w", err)
	}
	phi, xt, err := values(feat, act, x)
	if err != nil {
		return Grid{}, err
	}
	u := make([]float64, len(x)/p.Dim)
	for i := range u {
		u[i] = p.Solution(xt[i*p.Dim : (i+1)*p.Dim])
		if !engine.Finite(u[i]) {
			return Grid{}, fmt.Errorf("rfm: solution of %q is %v at x = %v", p.Name, u[i], xt[i*p.Dim:(i+1)*p.Dim])
		}
	}
	return Grid{phi: phi, u: u}, nil
}

// DefaultGrid is the grid on which solution errors are quoted, ends included: 401
// equispaced points for a problem in one variable, the tensor grid of 41 by 41
// for one in two. The error names any other dimension, for which NewGrid takes
// points of the caller's choice.
func DefaultGrid[T engine.Float](feat Features[T], act engine.Activation[T], p pde.Problem) (Grid, error) {
	if p.Dim < 1 || p.Dim > len(gridPoints) {
		return Grid{}, fmt.Errorf("rfm: no default grid in dimension %d", p.Dim)
	}
	axes := make([][]float64, p.Dim)
	for d := range axes {
		inner, err := pde.Equispaced(gridPoints[p.Dim-1]-2, p.Lo[d], p.Hi[d])
		if err != nil {
			return Grid{}, err
		}
		axes[d] = append(append([]float64{p.Lo[d]}, inner...), p.Hi[d])
	}
	return NewGrid(feat, act, p, pde.Tensor(axes...))
}

// Error is the relative error of the coefficients a in the discrete 2-norm,
//
//	sqrt(sum_g (phi(x_g; a) - u*(x_g))^2 / sum_g u*(x_g)^2).
//
// The error value names a wrong length or a solution that is 0 throughout.
func (g Grid) Error(a []float64) (float64, error) { return relative(g.phi, a, g.u) }

// SolutionError is the error of one model on the default grid; where several
// coefficient vectors share their features, make the Grid once.
func SolutionError[T engine.Float](feat Features[T], act engine.Activation[T], p pde.Problem, a []float64) (float64, error) {
	g, err := DefaultGrid(feat, act, p)
	if err != nil {
		return 0, err
	}
	return g.Error(a)
}

// Evaluate returns phi(x; a) at the points x, [n][dim]: the features in T, the
// sum over them in float64. The error names a wrong length, a point or a value
// that is not finite.
func Evaluate[T engine.Float](feat Features[T], act engine.Activation[T], a, x []float64) ([]float64, error) {
	if len(a) != feat.M() {
		return nil, fmt.Errorf("rfm: %d coefficients for %d features", len(a), feat.M())
	}
	phi, _, err := values(feat, act, x)
	if err != nil {
		return nil, err
	}
	y := vector(make([]float64, len(x)/feat.Dim))
	blas64.Gemv(blas.NoTrans, 1, phi.RawMatrix(), vector(a), 0, y)
	return y.Data, nil
}

// values returns the features at the points x, [n][M], and the points as rounded
// to T.
func values[T engine.Float](feat Features[T], act engine.Activation[T], x []float64) (*mat.Dense, []float64, error) {
	if err := feat.Validate(); err != nil {
		return nil, nil, err
	}
	dim, m := feat.Dim, feat.M()
	if len(x) == 0 || len(x)%dim != 0 {
		return nil, nil, fmt.Errorf("rfm: %d coordinates, want a positive multiple of the dimension %d", len(x), dim)
	}
	xt := make([]float64, len(x))
	phi := mat.NewDense(len(x)/dim, m, nil)
	lin := newLayer(feat, []T{1})
	at, z, y := make([]T, dim), make([]T, m), make([]T, m)
	for i := range len(x) / dim {
		for d := range at {
			at[d] = T(x[i*dim+d])
			xt[i*dim+d] = float64(at[d])
			if !engine.Finite(xt[i*dim+d]) {
				return nil, nil, fmt.Errorf("rfm: coordinate %d of point %d is %v", d, i, x[i*dim+d])
			}
		}
		lin.apply(at, z)
		act.Values(z, y)
		if j := promote(y, phi.RawRowView(i)); j >= 0 {
			return nil, nil, fmt.Errorf("rfm: %s of feature %d (w = %v, b = %v) is %v at x = %v", act.Name(), j, feat.W[j*dim:(j+1)*dim], feat.B[j], y[j], at)
		}
	}
	return phi, xt, nil
}
