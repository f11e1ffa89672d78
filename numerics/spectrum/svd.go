// Package spectrum computes singular values and truncated pseudo-inverses of
// dense float64 matrices.
//
// It is a thin layer over gonum's LAPACK: it checks what goes in, reuses the
// workspace, and keeps one routine for one purpose. Decompose always computes
// the thin decomposition, so that two matrices that are to be compared pass
// through the same operations; Values computes values alone, faster, and its
// bits differ from those of Decompose.
//
// Accuracy. The routine (Householder bidiagonalisation, then implicit QR) is
// normwise backward stable: the values are those of A + E with
// |E|_2 <= c u sigma_1, u = 2^-53, c a modest function of the size. By Weyl's
// inequality every value has an absolute error of at most c u sigma_1. Values
// below about u sigma_1 are therefore the routine's own noise, not the
// matrix's; they differ between Decompose and Values, between processors and
// between build tags.
package spectrum

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// ErrNoConvergence is returned, wrapped with the size of the matrix, when the
// QR iteration does not converge.
var ErrNoConvergence = errors.New("spectrum: the QR iteration did not converge")

// SVD is the thin decomposition A = U diag(sigma) V^T of a rows x cols matrix:
// with k = min(rows, cols), U is rows x k, V is cols x k, both with orthonormal
// columns, and sigma_1 >= … >= sigma_k >= 0.
//
// The zero value holds no decomposition.
type SVD struct {
	rows, cols int
	u          blas64.General // rows x k
	vt         blas64.General // k x cols
	sigma      []float64
}

// Decompose returns the thin SVD of a. It does not change a.
//
// The error names an empty matrix, the first entry that is not finite (by row
// and column), or a failure to converge.
func Decompose(a *mat.Dense) (SVD, error) {
	var d Decomposer
	return d.Decompose(a)
}

// Values returns the singular values of a in descending order, without the
// vectors. It costs a third of Decompose or less, with the same errors.
func Values(a *mat.Dense) ([]float64, error) {
	var d Decomposer
	return d.Values(a)
}

// Norm2 returns the 2-norm of a, its largest singular value.
func Norm2(a *mat.Dense) (float64, error) {
	s, err := Values(a)
	if err != nil {
		return 0, err
	}
	return s[0], nil
}

// Dims returns the size of the decomposed matrix.
func (d SVD) Dims() (rows, cols int) { return d.rows, d.cols }

// Values returns a copy of the singular values in descending order.
func (d SVD) Values() []float64 { return append([]float64(nil), d.sigma...) }

// Norm2 returns sigma_1, the 2-norm of the decomposed matrix.
// It panics on the zero value of SVD.
func (d SVD) Norm2() float64 { return d.sigma[0] }

// check reports an empty matrix or an entry that is not finite.
func check(a *mat.Dense) error {
	if a == nil || a.IsEmpty() {
		return errors.New("spectrum: empty matrix")
	}
	raw := a.RawMatrix()
	for i := range raw.Rows {
		for j, v := range raw.Data[i*raw.Stride : i*raw.Stride+raw.Cols] {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("spectrum: entry (%d,%d) of the %dx%d matrix is %v", i, j, raw.Rows, raw.Cols, v)
			}
		}
	}
	return nil
}
