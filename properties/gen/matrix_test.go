package gen_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/properties/gen"
)

// exactValues are the singular values of a at 256 bits, off by at most
// delta = 2^-200 of the largest entry: those of a with delta I below it are
// sqrt(sigma_k^2 + delta^2). Without these rows columns that vanish would have to
// be made orthogonal in their rounding.
func exactValues(t require.TestingT, a *mat.Dense) []*big.Float {
	if m, n := a.Dims(); m < n {
		a = mat.DenseCopyOf(a.T())
	}
	m, n := a.Dims()
	delta := new(big.Float).SetMantExp(exact.New(max(mat.Max(a), -mat.Min(a))), -200)
	columns := make([][]*big.Float, n)
	for j := range columns {
		for i := range m {
			columns[j] = append(columns[j], exact.New(a.At(i, j)))
		}
		for i := range n {
			columns[j] = append(columns[j], exact.New(0))
			if i == j {
				columns[j][m+i] = delta
			}
		}
	}
	sigma, err := exact.SingularValuesBig(columns)
	require.NoError(t, err)
	return sigma
}

// The true singular values lie where the matrix says.
func TestMatrices(t *testing.T) {
	worst := 0.0
	rapid.Check(t, func(t *rapid.T) {
		a := gen.Matrices("", 7, 7).Draw(t, "A")
		for k, s := range exactValues(t, a.Dense) {
			d, _ := new(big.Float).Sub(s, exact.New(a.Sigma[k])).Float64()
			if !(math.Abs(d) <= a.Error*(1+0x1p-50)) { // delta
				t.Fatalf("value %d is %v, off by %v, allowed %v", k, s, d, a.Error)
			}
			if a.Error > 0 {
				worst = max(worst, math.Abs(d)/a.Error)
			}
		}
	})
	t.Logf("largest distance: %.3g of the bound", worst)
}

// OrthogonalError against 256 bits: for the orthogonal matrix U nearest to Q,
// |Q - U|_F^2 is the sum of (s - 1)^2 over the singular values s of Q.
func TestOrthogonalError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		sum := 0.0
		for _, s := range exactValues(t, gen.Orthogonal(n).Draw(t, "Q")) {
			d, _ := s.Sub(s, exact.New(1)).Float64()
			sum += d * d
		}
		if d := math.Sqrt(sum); d > gen.OrthogonalError(n) {
			t.Fatalf("off by %v, allowed %v", d, gen.OrthogonalError(n))
		}
	})
}
