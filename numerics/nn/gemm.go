package nn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"adfd/numerics/engine"
)

// matrix is a dense row-major matrix, a row every stride values.
type matrix[T engine.Float] struct {
	rows, cols, stride int
	data               []T
}

func dense[T engine.Float](rows, cols int, data []T) matrix[T] {
	return matrix[T]{rows, cols, cols, data}
}

func (m matrix[T]) view(i, j, rows, cols int) matrix[T] {
	return matrix[T]{rows, cols, m.stride, m.data[i*m.stride+j : (i+rows-1)*m.stride+j+cols]}
}

// gonum's product of matrices divides the result into blocks of 64 x 64, and starts
// goroutines, which allocates, where there are four or more.
const (
	blockSize = 64
	maxBlocks = 3
)

// gemm is gonum's product of matrices in the precision T, by parts of the result of at
// most 64 x 192 or 192 x 64,
//
//	c = op(a) op(b) + beta c.
func gemm[T engine.Float](ta, tb blas.Transpose, a, b matrix[T], beta T, c matrix[T]) {
	rows, cols := blockSize, maxBlocks*blockSize
	if c.cols <= blockSize {
		rows, cols = cols, rows
	}
	for i := 0; i < c.rows; i += rows {
		m := min(rows, c.rows-i)
		ai := operand(ta, a, i, m)
		for j := 0; j < c.cols; j += cols {
			n := min(cols, c.cols-j)
			bj := operand(opposite(tb), b, j, n)
			multiply(ta, tb, ai, bj, beta, c.view(i, j, m, n))
		}
	}
}

// operand is m rows of op(a), from row i on.
func operand[T engine.Float](t blas.Transpose, a matrix[T], i, m int) matrix[T] {
	if t == blas.NoTrans {
		return a.view(i, 0, m, a.cols)
	}
	return a.view(0, i, a.rows, m)
}

func opposite(t blas.Transpose) blas.Transpose {
	if t == blas.NoTrans {
		return blas.Trans
	}
	return blas.NoTrans
}

func multiply[T engine.Float](ta, tb blas.Transpose, a, b matrix[T], beta T, c matrix[T]) {
	switch x := any(&a).(type) {
	case *matrix[float64]:
		y, z := any(&b).(*matrix[float64]), any(&c).(*matrix[float64])
		blas64.Gemm(ta, tb, 1, general64(x), general64(y), float64(beta), general64(z))
	case *matrix[float32]:
		y, z := any(&b).(*matrix[float32]), any(&c).(*matrix[float32])
		blas32.Gemm(ta, tb, 1, general32(x), general32(y), float32(beta), general32(z))
	}
}

func general64(m *matrix[float64]) blas64.General {
	return blas64.General{Rows: m.rows, Cols: m.cols, Stride: m.stride, Data: m.data}
}

func general32(m *matrix[float32]) blas32.General {
	return blas32.General{Rows: m.rows, Cols: m.cols, Stride: m.stride, Data: m.data}
}
