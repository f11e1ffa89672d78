package spectra

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// MatrixEntropy is truncated entropy of a matrix under test, its values kept
// while sigma_k >= a sigma_1.
type MatrixEntropy func(m *mat.Dense, a float64) (float64, error)

// svdGrowth bounds the modest function of the size in the backward error of a
// singular value decomposition by Householder reflections and QR steps: the
// computed values are those of A + E with |E|_F <= svdGrowth m n u |A|_F. Each
// of the min(m,n) reflections from either side costs, by the textbook analysis,
// a small multiple of (m+n)u |A|_F; the multiple depends on the routine, and 8
// is the assumption made here.
const svdGrowth = 8

// SingularValueError bounds |fl(sigma_k) - sigma_k| for every singular value of
// an m x n matrix of that Frobenius norm, by Weyl's inequality.
func SingularValueError(m, n int, frobenius float64) float64 {
	return svdGrowth * float64(m) * float64(n) * number.UnitRoundoff * frobenius
}

// EntropyOrthogonal: H(Q A P) = H(A), where A is the rows x cols matrix with the
// given singular values on its diagonal, Q is rows x rows and P cols x cols,
// orthogonal to rounding. A cut-off that singular values come too near to is an
// error: there the number of kept values, and with it the law, is open.
//
// Allowed: let eta bound the change of every singular value between the exact A
// and what is decomposed of QAP. Along the way from sigma to the changed values,
// with S their sum,
//
//	dH/dsigma_k = -(ln p_k + H ln n) / (S ln n),
//
// and since both terms in brackets have one sign each,
// |ln p_k + H ln n| <= max(|ln p_k|, ln n). So
//
//	|change of H| <= eta/((S - n eta) ln n) sum max(ln n, ln((S + n eta)/(sigma_k - eta))).
//
// It counts twice, for A has the error of its own decomposition, and EntropyError
// is added for either side.
func EntropyOrthogonal(impl MatrixEntropy, sigma []float64, q, p *mat.Dense, a float64) error {
	c, err := compareOrthogonal(impl, sigma, q, p, a)
	return properties.Judge("EntropyOrthogonal", repeat.Call("spectra.EntropyOrthogonal", sigma, dense{q}, dense{p}, a), c, err)
}

// dense is an argument that repeats as a call of mat.NewDense.
type dense struct{ *mat.Dense }

func (d dense) GoString() string {
	if d.Dense == nil {
		return "nil"
	}
	m, n := d.Dims()
	return fmt.Sprintf("mat.NewDense(%d, %d, %s)", m, n, repeat.Literal(mat.DenseCopyOf(d.Dense).RawMatrix().Data))
}

func compareOrthogonal(impl MatrixEntropy, sigma []float64, q, p *mat.Dense, a float64) ([]properties.Comparison, error) {
	rows, err := square("Q", q)
	if err != nil {
		return nil, err
	}
	cols, err := square("P", p)
	if err != nil {
		return nil, err
	}
	if len(sigma) != min(rows, cols) {
		return nil, fmt.Errorf("%d singular values for a %dx%d matrix", len(sigma), rows, cols)
	}
	if err := checkSpectrum(sigma, len(sigma)); err != nil {
		return nil, err
	}

	m := mat.NewDense(rows, cols, nil)
	for k, s := range sigma {
		m.Set(k, k, s)
	}
	var qm, qmp mat.Dense
	qm.Mul(q, m)
	qmp.Mul(&qm, p)

	eta := singularValueChange(q, p, sigma)
	n, err := kept(sigma, a, eta)
	if err != nil {
		return nil, err
	}
	before, err := impl(m, a)
	if err != nil {
		return nil, err
	}
	after, err := impl(&qmp, a)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("entropy of a %dx%d matrix at cut-off %v and of Q A P, %v and %v",
		rows, cols, a, before, after)
	allowed := 2*entropyChange(sigma[:n], eta) + 2*EntropyError(n)
	return []properties.Comparison{properties.AtMost(what, math.Abs(before-after), allowed)}, nil
}

// singularValueChange bounds how far the decomposed singular values of fl(QAP)
// lie from sigma:
//   - Q and P are orthogonal to rounding only. With Q = U + dU, U the nearest
//     orthogonal matrix, |dU|_2 <= |Q^T Q - I|_2 (for singular values s of Q,
//     |s - 1| <= |s^2 - 1|), and the values move by relative |dU|_2 (1 + |dP|_2)
//     and |dP|_2. Both are measured in the Frobenius norm; computing Q^T Q
//     itself errs by at most (rows+1)u |Q|_F^2, which is added.
//   - The two products err by gamma_rows |Q|_F |A|_F and gamma_cols |QA|_F |P|_F,
//     gamma_k = k u/(1 - k u), bounded by (k+1)u.
//   - The decomposition, SingularValueError.
func singularValueChange(q, p *mat.Dense, sigma []float64) float64 {
	rows, cols := q.RawMatrix().Rows, p.RawMatrix().Rows
	a := 0.0
	for _, s := range sigma {
		a = math.Hypot(a, s)
	}
	dq, dp := defect(q), defect(p)
	nq, np := mat.Norm(q, 2), mat.Norm(p, 2) // Frobenius, in gonum
	turned := a * (dq*(1+dp) + dp)
	products := number.UnitRoundoff * a * nq * (float64(rows+1) + float64(cols+1)*np)
	// The norms above are rounded, by less than (rows cols)u each, and |QAP|_F
	// is not quite |A|_F: a factor 1 + 2^-10 covers both.
	return (1 + 0x1p-10) * (turned + products + SingularValueError(rows, cols, a*(1+dq)*(1+dp)))
}

// defect bounds |Q^T Q - I|_F.
func defect(q *mat.Dense) float64 {
	n, _ := q.Dims()
	var g mat.Dense
	g.Mul(q.T(), q)
	for i := range n {
		g.Set(i, i, g.At(i, i)-1)
	}
	norm := mat.Norm(q, 2)
	return mat.Norm(&g, 2) + float64(n+1)*number.UnitRoundoff*norm*norm
}

// kept is the number of values at the cut-off, which must be the same for all
// spectra within eta of sigma. Twice eta, many times u sigma_1, leaves room for
// the rounding of the threshold, here and in the implementation.
func kept(sigma []float64, a, eta float64) (int, error) {
	if !(a > 0 && a <= 1) || !(sigma[0] > 0) {
		return 0, fmt.Errorf("cut-off %v of %v, want it in (0, 1] and a positive value", a, sigma)
	}
	n, gap := 0, 2*eta
	for n < len(sigma) && sigma[n]-gap > a*(sigma[0]+gap) {
		n++
	}
	if n == 0 || n < len(sigma) && !(sigma[n]+gap < a*(sigma[0]-gap)) {
		return 0, fmt.Errorf("singular values %v come within %v of the cut-off at %v", sigma, gap, a*sigma[0])
	}
	return n, nil
}

// entropyChange is the bound of EntropyOrthogonal on the change of H.
func entropyChange(sigma []float64, eta float64) float64 {
	n := float64(len(sigma))
	if n < 2 {
		return 0
	}
	sum := 0.0
	for _, s := range sigma {
		sum += s
	}
	slopes := 0.0
	for _, s := range sigma {
		slopes += math.Max(math.Log(n), math.Log((sum+n*eta)/(s-eta)))
	}
	return eta / ((sum - n*eta) * math.Log(n)) * slopes
}

func square(name string, m *mat.Dense) (int, error) {
	if m == nil || m.IsEmpty() {
		return 0, fmt.Errorf("%s is empty", name)
	}
	r, c := m.Dims()
	if r != c {
		return 0, fmt.Errorf("%s is %dx%d, want it square", name, r, c)
	}
	return r, nil
}
