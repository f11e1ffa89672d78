package nn

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/blas"

	"adfd/numerics/engine"
)

// Products of matrices whose results are larger than what is computed at a time, along one side, along the
// other, and by one: small whole numbers, whose sums are exact in any order.
func TestGemmBeyondItsBlocks(t *testing.T) {
	const most = blockSize * maxBlocks
	for _, size := range [][2]int{{3, most + 1}, {most + 1, 3}, {blockSize + 1, 2*most + 5}, {2*most + 5, blockSize}, {blockSize, most}} {
		for _, beta := range []float64{0, 1} {
			for _, c := range []struct {
				what string
				a, b blas.Transpose
			}{{"A B", blas.NoTrans, blas.NoTrans}, {"A B^T", blas.NoTrans, blas.Trans}, {"A^T B", blas.Trans, blas.NoTrans}} {
				name := fmt.Sprintf("%s, %dx%d, beta %v", c.what, size[0], size[1], beta)
				want, got := productByHand[float64](c.a, c.b, size[0], size[1], beta)
				assert.Equal(t, want, got, name)
				want32, got32 := productByHand[float32](c.a, c.b, size[0], size[1], float32(beta))
				assert.Equal(t, want32, got32, name)
			}
		}
	}
}

// productByHand is op(A) op(B) + beta C, [m][n] with an inner side of 5, by three loops and by gemm.
func productByHand[T engine.Float](ta, tb blas.Transpose, m, n int, beta T) (want, got []T) {
	const inner = 5
	a, b := matrixOf[T](ta, m, inner, 3), matrixOf[T](tb, inner, n, 4)
	at := func(x matrix[T], t blas.Transpose, i, j int) T {
		if t == blas.Trans {
			i, j = j, i
		}
		return x.data[i*x.stride+j]
	}
	for i := range m * n {
		want, got = append(want, T(i%7)), append(got, T(i%7))
	}
	for i := range m {
		for j := range n {
			sum := beta * want[i*n+j]
			for k := range inner {
				sum += T(at(a, ta, i, k) * at(b, tb, k, j))
			}
			want[i*n+j] = sum
		}
	}
	gemm(ta, tb, a, b, beta, dense(m, n, got))
	return want, got
}

// matrixOf is the matrix whose op is rows x cols, of whole numbers from -5 to 5 without a pattern of its sides.
func matrixOf[T engine.Float](t blas.Transpose, rows, cols, seed int) matrix[T] {
	if t == blas.Trans {
		rows, cols = cols, rows
	}
	data := make([]T, rows*cols)
	for i := range data {
		data[i] = T((i*i+seed*i)%11 - 5)
	}
	return dense(rows, cols, data)
}
