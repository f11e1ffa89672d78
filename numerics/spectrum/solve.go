package spectrum

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// SolveTruncated returns the least-squares solution that keeps the n largest
// singular values,
//
//	a = sum_{k<=n} (u_k . f / sigma_k) v_k,
//
// the pseudo-inverse of the nearest matrix of rank n applied to f. Among the
// minimisers of |A_n a - f|_2 it is the one of least norm.
//
// f has one entry a row, the result one a column. The error names a wrong
// length, an entry of f that is not finite, n outside 1…min(rows, cols), a kept
// value of zero, or a solution that overflows.
func (d SVD) SolveTruncated(f []float64, n int) ([]float64, error) {
	if err := checkRight(f, d.rows); err != nil {
		return nil, err
	}
	if err := checkKept(d.sigma, n); err != nil {
		return nil, err
	}
	un := d.u
	un.Cols = n
	c := blas64.Vector{N: n, Data: make([]float64, n), Inc: 1}
	blas64.Gemv(blas.Trans, 1, un, blas64.Vector{N: d.rows, Data: f, Inc: 1}, 0, c)
	return combine(d.sigma, d.vt, c.Data)
}

// combine returns sum_k (c_k / sigma_k) v_k over the components it is given, which it
// overwrites.
func combine(sigma []float64, vt blas64.General, c []float64) ([]float64, error) {
	for k := range c {
		c[k] /= sigma[k]
	}
	vt.Rows = len(c)
	a := make([]float64, vt.Cols)
	blas64.Gemv(blas.Trans, 1, vt, blas64.Vector{N: len(c), Data: c, Inc: 1}, 0, blas64.Vector{N: len(a), Data: a, Inc: 1})
	for j, v := range a {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("spectrum: entry %d of the solution overflows (%v) with smallest kept value %g", j, v, sigma[len(c)-1])
		}
	}
	return a, nil
}

// checkRight reports a right-hand side of a wrong length or that is not finite.
func checkRight(f []float64, rows int) error {
	if len(f) != rows {
		return fmt.Errorf("spectrum: right-hand side of length %d for a matrix of %d rows", len(f), rows)
	}
	for i, v := range f {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("spectrum: entry %d of the right-hand side is %v", i, v)
		}
	}
	return nil
}

// checkKept reports a number of values that cannot be kept.
func checkKept(sigma []float64, n int) error {
	if n < 1 || n > len(sigma) {
		return fmt.Errorf("spectrum: %d singular values to keep, want 1 to %d", n, len(sigma))
	}
	if sigma[n-1] == 0 {
		return fmt.Errorf("spectrum: singular value %d of the %d to keep is 0", n, n)
	}
	return nil
}

// Components returns c = U^T f, the components of f along the left singular
// vectors. It panics if f has not one entry a row.
func (d SVD) Components(f []float64) []float64 {
	c := blas64.Vector{N: len(d.sigma), Data: make([]float64, len(d.sigma)), Inc: 1}
	blas64.Gemv(blas.Trans, 1, d.u, blas64.Vector{N: len(f), Data: f, Inc: 1}, 0, c)
	return c.Data
}

// Remainder returns f - U c, the part of f outside the columns' span for
// c = Components(f). It panics on wrong lengths.
func (d SVD) Remainder(f, c []float64) []float64 {
	r := blas64.Vector{N: len(f), Data: append([]float64(nil), f...), Inc: 1}
	blas64.Gemv(blas.NoTrans, -1, d.u, blas64.Vector{N: len(c), Data: c, Inc: 1}, 1, r)
	return r.Data
}
