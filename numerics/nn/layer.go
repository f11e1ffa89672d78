package nn

import (
	"gonum.org/v1/gonum/blas"

	"adfd/numerics/engine"
)

// layer is the place in theta of an affine map z = W y + b: W, [out][in], at w, and
// b, [out], at b.
type layer struct{ in, out, w, b int }

// forward sets z_c = bias_c b + W y_c for all channels, y [C][n][in] and
// z [C][n][out].
func forward[T engine.Float](l layer, theta, bias, y, z []T) {
	b := theta[l.b : l.b+l.out]
	rows := len(y) / l.in // C n
	n := rows / len(bias)
	for c, k := range bias {
		for i := c * n; i < (c+1)*n; i++ {
			zi := z[i*l.out : (i+1)*l.out]
			for j := range zi {
				zi[j] = k * b[j]
			}
		}
	}
	gemm(blas.NoTrans, blas.Trans, matrix[T]{rows, l.in, y}, weights(l, theta), 1, matrix[T]{rows, l.out, z})
}

// parameterGradient adds to grad what the layer's parameters contribute for the n
// points of gz = dL/dz, [C][n][out]:
//
//	dL/dW = sum_c gz_c^T y_c,   dL/db = sum_c bias_c gz_c.
func parameterGradient[T engine.Float](l layer, bias, y, gz, grad []T) {
	rows := len(y) / l.in
	n := rows / len(bias)
	gemm(blas.Trans, blas.NoTrans, matrix[T]{rows, l.out, gz}, matrix[T]{rows, l.in, y}, 1, weights(l, grad))
	gb := grad[l.b : l.b+l.out]
	for c, k := range bias {
		if k == 0 {
			continue
		}
		for i := c * n; i < (c+1)*n; i++ {
			addScaled(gb, k, gz[i*l.out:(i+1)*l.out])
		}
	}
}

// backward sets gy = dL/dy = gz W, gz [C][n][out] and gy [C][n][in].
func backward[T engine.Float](l layer, theta, gz, gy []T) {
	rows := len(gz) / l.out
	gemm(blas.NoTrans, blas.NoTrans, matrix[T]{rows, l.out, gz}, weights(l, theta), 0, matrix[T]{rows, l.in, gy})
}

func weights[T engine.Float](l layer, theta []T) matrix[T] {
	return matrix[T]{l.out, l.in, theta[l.w:l.b]}
}

// addScaled adds k x to dst. The conversion keeps the product from being fused
// into the sum, so that the bits do not depend on the processor.
func addScaled[T engine.Float](dst []T, k T, x []T) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] += T(k * x[j])
	}
}

// parameterRows is parameterGradient for each point alone: that of point i goes to
// jac[i*stride:].
func parameterRows[T engine.Float](l layer, bias, y, gz, jac []T, stride int) {
	n := len(y) / l.in / len(bias)
	for i := range n {
		row := jac[i*stride : (i+1)*stride]
		for c, k := range bias {
			at := c*n + i
			yi, gi := y[at*l.in:(at+1)*l.in], gz[at*l.out:(at+1)*l.out]
			for j, g := range gi {
				addScaled(row[l.w+j*l.in:l.w+(j+1)*l.in], g, yi)
			}
			addScaled(row[l.b:l.b+l.out], k, gi)
		}
	}
}
