package spectrum

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	routines "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/mat"
)

// Reduced is what least-squares solutions for one right-hand side f take from
// A = U diag(sigma) V^T: the values, V^T, and c = U^T f in place of U. The
// reflections and rotations that would form U are applied to f instead, as in
// LAPACK's DGELSS, which costs about half of Decompose.
//
// The zero value holds no decomposition.
type Reduced struct {
	sigma []float64
	vt    blas64.General // k x cols, k = cols
	c     []float64      // the k components of f
}

// Reduce decomposes a, rows x cols with rows >= cols, for the right-hand side f of
// one entry a row. It changes neither. Two matrices that are to be compared must
// both pass through it: its bits differ from those of Decompose and Values. The
// result is valid until the next call on d.
//
// The error names an empty matrix, rows < cols, a wrong length of f, the first
// entry that is not finite, or a failure to converge.
func (d *Decomposer) Reduce(a *mat.Dense, f []float64) (Reduced, error) {
	if err := check(a); err != nil {
		return Reduced{}, err
	}
	m, n := a.Dims()
	if m < n {
		return Reduced{}, fmt.Errorf("spectrum: Reduce takes rows >= cols, not a %dx%d matrix", m, n)
	}
	if err := checkRight(f, m); err != nil {
		return Reduced{}, err
	}
	// Scaled by a power of two, which loses nothing, so that no square overflows
	// or underflows on the way.
	_, e := math.Frexp(mat.Norm(a, math.Inf(1)))
	work := general(&d.a, m, n)
	raw := a.RawMatrix()
	for i := range m {
		for j, v := range raw.Data[i*raw.Stride : i*raw.Stride+n] {
			work.Data[i*n+j] = math.Ldexp(v, -e)
		}
	}
	r := Reduced{
		sigma: resize(&d.sigma, n),
		vt:    general(&d.vt, n, n),
		c:     resize(&d.u, m),
	}
	copy(r.c, f)
	if !d.bidiagonalise(work, r) {
		return Reduced{}, fmt.Errorf("%w on a %dx%d matrix", ErrNoConvergence, m, n)
	}
	r.c = r.c[:n]
	for k, v := range r.sigma {
		r.sigma[k] = math.Ldexp(v, e)
	}
	return r, nil
}

// bidiagonalise overwrites r.sigma, r.vt and the leading part of r.c, which holds f,
// with the decomposition of a, which it destroys: A = Q R, R = Q' B P^T, and the QR
// iteration on B, rotating P^T and (Q Q')^T f along.
func (d *Decomposer) bidiagonalise(a blas64.General, r Reduced) bool {
	var l routines.Implementation
	m, n := a.Rows, a.Cols
	need := []float64{0}
	length := 4 * n // of Dbdsqr's workspace
	for _, query := range []func(){
		func() { l.Dgeqrf(m, n, a.Data, n, make([]float64, n), need, -1) },
		func() { l.Dormqr(blas.Left, blas.Trans, m, 1, n, a.Data, n, make([]float64, n), r.c, 1, need, -1) },
		func() { l.Dgebrd(n, n, a.Data, n, nil, nil, nil, nil, need, -1) },
		func() { l.Dormbr(lapack.ApplyQ, blas.Left, blas.Trans, n, 1, n, a.Data, n, nil, r.c, 1, need, -1) },
		func() { l.Dorgbr(lapack.GeneratePT, n, n, n, a.Data, n, nil, need, -1) },
	} {
		query()
		length = max(length, int(need[0]))
	}
	buffer := resize(&d.work, length+4*n)
	work, rest := buffer[:length], buffer[length:]
	tau, off, tauQ, tauP := rest[:n], rest[n:2*n], rest[2*n:3*n], rest[3*n:]

	l.Dgeqrf(m, n, a.Data, n, tau, work, length)
	l.Dormqr(blas.Left, blas.Trans, m, 1, n, a.Data, n, tau, r.c, 1, work, length)
	l.Dlaset(blas.Lower, n-1, n-1, 0, 0, a.Data[min(n, len(a.Data)-1):], n)
	l.Dgebrd(n, n, a.Data, n, r.sigma, off, tauQ, tauP, work, length)
	l.Dormbr(lapack.ApplyQ, blas.Left, blas.Trans, n, 1, n, a.Data, n, tauQ, r.c, 1, work, length)
	copy(r.vt.Data, a.Data[:n*n])
	l.Dorgbr(lapack.GeneratePT, n, n, n, r.vt.Data, n, tauP, work, length)
	return l.Dbdsqr(blas.Upper, n, n, 0, 1, r.sigma, off, r.vt.Data, n, nil, 1, r.c, 1, work)
}

// Values returns a copy of the singular values in descending order.
func (r Reduced) Values() []float64 { return append([]float64(nil), r.sigma...) }

// SolveTruncated returns the least-squares solution that keeps the n largest
// singular values, for the right-hand side that Reduce was given; otherwise as
// SVD.SolveTruncated.
func (r Reduced) SolveTruncated(n int) ([]float64, error) {
	if err := checkKept(r.sigma, n); err != nil {
		return nil, err
	}
	return combine(r.sigma, r.vt, append([]float64(nil), r.c[:n]...))
}
