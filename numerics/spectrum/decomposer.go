package spectrum

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// Decomposer decomposes many matrices in one workspace. A matrix of a size no
// larger than one seen before needs no further memory here; above about 100
// rows and columns gonum's parallel products allocate a little of their own.
//
// The zero value is ready for use. A Decomposer must not be used by two
// goroutines at a time.
type Decomposer struct {
	a, u, vt, sigma, work []float64
}

// Decompose is the function Decompose in the reused workspace: the same bits,
// and the result is valid only until the next call on d.
func (d *Decomposer) Decompose(a *mat.Dense) (SVD, error) {
	if err := check(a); err != nil {
		return SVD{}, err
	}
	m, n := a.Dims()
	k := min(m, n)
	svd := SVD{
		rows:  m,
		cols:  n,
		u:     general(&d.u, m, k),
		vt:    general(&d.vt, k, n),
		sigma: resize(&d.sigma, k),
	}
	if err := d.factorize(lapack.SVDStore, a, svd.u, svd.vt, svd.sigma); err != nil {
		return SVD{}, err
	}
	return svd, nil
}

// Values is the function Values in the reused workspace. The slice it returns
// is the caller's.
func (d *Decomposer) Values(a *mat.Dense) ([]float64, error) {
	if err := check(a); err != nil {
		return nil, err
	}
	sigma := make([]float64, min(a.Dims()))
	if err := d.factorize(lapack.SVDNone, a, blas64.General{}, blas64.General{}, sigma); err != nil {
		return nil, err
	}
	// gonum's routine leaves values that are equal to rounding in either order.
	slices.SortFunc(sigma, func(a, b float64) int { return cmp.Compare(b, a) })
	return sigma, nil
}

// factorize runs the routine on a copy of a, which it destroys.
func (d *Decomposer) factorize(job lapack.SVDJob, a *mat.Dense, u, vt blas64.General, sigma []float64) error {
	m, n := a.Dims()
	c := general(&d.a, m, n)
	raw := a.RawMatrix()
	for i := range m {
		copy(c.Data[i*n:(i+1)*n], raw.Data[i*raw.Stride:i*raw.Stride+n])
	}
	if len(d.work) == 0 {
		d.work = make([]float64, 1)
	}
	// A length of -1 asks for the length that the routine works best with.
	lapack64.Gesvd(job, job, c, u, vt, sigma, d.work, -1)
	work := resize(&d.work, int(d.work[0]))
	if !lapack64.Gesvd(job, job, c, u, vt, sigma, work, len(work)) {
		return fmt.Errorf("%w on a %dx%d matrix", ErrNoConvergence, m, n)
	}
	return nil
}

// general views *buf, grown if need be, as an m x n matrix.
func general(buf *[]float64, m, n int) blas64.General {
	return blas64.General{Rows: m, Cols: n, Stride: n, Data: resize(buf, m*n)}
}

// resize returns the first n values of *buf, grown if need be. What they hold
// is left from before.
func resize(buf *[]float64, n int) []float64 {
	if cap(*buf) < n {
		*buf = make([]float64, n)
	}
	*buf = (*buf)[:n]
	return *buf
}
