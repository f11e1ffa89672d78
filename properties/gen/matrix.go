package gen

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// Matrix is a matrix that was made from its singular values,
//
//	A = Q diag(Sigma) P^T,  Q and P orthogonal.
//
// Its own singular values, those of the rounded entries, lie within Error of
// Sigma, each of them; see MatrixError.
type Matrix struct {
	*mat.Dense
	Sigma []float64 // min(rows, cols) values, descending
	Error float64
}

// String gives the size and the singular values.
func (a Matrix) String() string {
	m, n := a.Dims()
	return fmt.Sprintf("%dx%d matrix with singular values %v", m, n, a.Sigma)
}

// GoString gives the entries too: what rapid prints.
func (a Matrix) GoString() string {
	m, n := a.Dims()
	return fmt.Sprintf("%v within %v: mat.NewDense(%d, %d, %#v)", a, a.Error, m, n, mat.DenseCopyOf(a).RawMatrix().Data)
}

// Matrices generates matrices of 1 to maxRows rows and 1 to maxCols columns with
// singular values from Spectrum of that decay. They shrink to (1).
func Matrices(decay Decay, maxRows, maxCols int) *rapid.Generator[Matrix] {
	return rapid.Custom(func(t *rapid.T) Matrix {
		m := whole(1, maxRows).Draw(t, "rows")
		n := whole(1, maxCols).Draw(t, "cols")
		k := min(m, n)
		sigma := Spectrum(decay, k, k).Draw(t, "sigma")
		q, p := Orthogonal(m).Draw(t, "Q"), Orthogonal(n).Draw(t, "P")
		return Matrix{fromSpectrum(q, sigma, p), sigma, MatrixError(m, n, sigma)}
	})
}

// fromSpectrum is Q diag(sigma) P^T in float64.
func fromSpectrum(q *mat.Dense, sigma []float64, p *mat.Dense) *mat.Dense {
	m, n, k := q.RawMatrix().Rows, p.RawMatrix().Rows, len(sigma)
	qs := mat.DenseCopyOf(q.Slice(0, m, 0, k))
	qs.Apply(func(_, j int, v float64) float64 { return v * sigma[j] }, qs)
	a := new(mat.Dense)
	a.Mul(qs, p.Slice(0, n, 0, k).T())
	return a
}

// OrthogonalError bounds how far a matrix of Orthogonal(n) lies from an orthogonal
// one, in the Frobenius norm: 4 n (n-1) u.
//
// A rotation of rows a and b is off, in either row, by at most
// 4u (|c| |a| + |s| |b|) and its mirror image: the sine and the cosine 2u, one
// ulp, the products u, the sum u. As |c| + |s| <= sqrt 2, and two rows of
// length 1 have the norm sqrt 2, that is 8u for the matrix, n(n-1)/2 times.
// Orthogonal factors that follow do not change it; MatrixError covers terms of
// second order.
func OrthogonalError(n int) float64 {
	const u = 0x1p-53
	return 4 * float64(n) * float64(n-1) * u
}

// MatrixError bounds the distance of the singular values of A, as Matrices
// computes it, from sigma. By Weyl's inequality it is that of A from the exact
// product for the orthogonal matrices nearby, in the 2-norm:
//
//	(OrthogonalError(m) + OrthogonalError(n)) sigma_1 + (1 + k^(3/2)) u |sigma|_2,
//
// k = min(m, n), since Q diag(sigma) rounds every entry once and the product with
// P^T, whose k columns have the Frobenius norm sqrt k, errs by k u for each of
// its sums. A factor 1 + 2^-10 covers terms of second order, and what
// underflows is at most one smallest number for each of the k m n products, and
// one for each entry before.
func MatrixError(m, n int, sigma []float64) float64 {
	const (
		u        = 0x1p-53
		smallest = 0x1p-1074
	)
	k := float64(len(sigma))
	norm := 0.0
	for _, s := range sigma {
		norm = math.Hypot(norm, s)
	}
	err := (OrthogonalError(m)+OrthogonalError(n))*sigma[0] + (1+k*math.Sqrt(k))*u*norm
	return (1+0x1p-10)*err + smallest*(k+1)*float64(m)*float64(n)
}
