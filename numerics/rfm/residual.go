package rfm

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
)

// Residual is the residual loss |A a - f| / |f| in the 2-norm, computed in
// float64. The error names a wrong length or a right-hand side of norm 0.
func Residual(sys System, a []float64) (float64, error) {
	rows, _ := sys.A.Dims()
	if len(sys.F) != rows {
		return 0, fmt.Errorf("rfm: right-hand side of length %d for a matrix of %d rows", len(sys.F), rows)
	}
	return relative(sys.A, a, sys.F)
}

// relative is |A a - f| / |f|.
func relative(m *mat.Dense, a, f []float64) (float64, error) {
	if _, cols := m.Dims(); len(a) != cols {
		return 0, fmt.Errorf("rfm: %d coefficients for %d features", len(a), cols)
	}
	norm := blas64.Nrm2(vector(f))
	if norm == 0 {
		return 0, fmt.Errorf("rfm: a relative error needs a reference that is not 0 throughout")
	}
	r := vector(append([]float64(nil), f...))
	blas64.Gemv(blas.NoTrans, 1, m.RawMatrix(), vector(a), -1, r)
	e := blas64.Nrm2(r) / norm
	if !engine.Finite(e) {
		return 0, fmt.Errorf("rfm: relative error is %v", e)
	}
	return e, nil
}

func vector(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }
