package nn

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"

	"adfd/numerics/engine"
)

// matrix is a dense row-major matrix without gaps.
type matrix[T engine.Float] struct {
	rows, cols int
	data       []T
}

// gemm is gonum's matrix product in the precision T,
//
//	c = op(a) op(b) + beta c.
func gemm[T engine.Float](ta, tb blas.Transpose, a, b matrix[T], beta T, c matrix[T]) {
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
	return blas64.General{Rows: m.rows, Cols: m.cols, Stride: m.cols, Data: m.data}
}

func general32(m *matrix[float32]) blas32.General {
	return blas32.General{Rows: m.rows, Cols: m.cols, Stride: m.cols, Data: m.data}
}
