package nn

import (
	"gonum.org/v1/gonum/blas"

	"adfd/numerics/engine"
)

// layer is the place in theta of an affine map z = W y + b: W, [out][in], at w, and
// b, [out], at b.
type layer struct{ in, out, w, b int }

// narrow is the width up to which loops over the other side of W are faster than
// a matrix product.
const narrow = 4

// forward sets z_c = bias_c b + W y_c for all channels, y [C][n][in] and
// z [C][n][out].
func forward[T engine.Float](l layer, theta, bias, y, z []T) {
	b, w := theta[l.b:l.b+l.out], weights(l, theta)
	rows := len(y) / l.in // C n
	n := rows / len(bias)
	if l.in == 1 {
		forwardColumn(w.data, b, bias, y, z)
		return
	}
	for c, k := range bias {
		for i := c * n; i < (c+1)*n; i++ {
			scale(z[i*l.out:(i+1)*l.out], k, b)
		}
	}
	if l.in > narrow {
		gemm(blas.NoTrans, blas.Trans, dense(rows, l.in, y), w, 1, dense(rows, l.out, z))
		return
	}
	for i := range rows {
		zi := z[i*l.out : (i+1)*l.out]
		for d, v := range y[i*l.in : (i+1)*l.in] {
			if v != 0 { // most Taylor coefficients of a straight line are 0
				addColumn(zi, v, w, d)
			}
		}
	}
}

// forwardColumn is forward for one input.
func forwardColumn[T engine.Float](w, b, bias, y, z []T) {
	n := len(y) / len(bias)
	for i, v := range y {
		zi := z[i*len(w) : (i+1)*len(w)]
		switch k := bias[i/n]; k {
		case 0:
			scale(zi, v, w)
		case 1:
			affine(zi, b, v, w)
		default:
			scale(zi, k, b)
			addScaled(zi, v, w)
		}
	}
}

// output is forward for the last layer, of one output, and only the channels that
// are used; u is 0 in the others.
func output[T engine.Float](l layer, theta, bias []T, used []bool, y, u []T) {
	n := len(u) / len(bias)
	for c, k := range bias {
		uc := u[c*n : (c+1)*n]
		if !used[c] {
			clear(uc)
			continue
		}
		for i := range uc {
			at := (c*n + i) * l.in
			uc[i] = T(k*theta[l.b]) + dot(theta[l.w:l.b], y[at:at+l.in])
		}
	}
}

// parameterGradient adds to grad what the layer's parameters contribute for the n
// points of gz = dL/dz, [C][n][out]:
//
//	dL/dW = sum_c gz_c^T y_c,   dL/db = sum_c bias_c gz_c.
func parameterGradient[T engine.Float](l layer, bias, y, gz, grad []T) {
	rows := len(y) / l.in
	n := rows / len(bias)
	gw := weights(l, grad)
	switch {
	case l.in == 1:
		addRows(gw.data, y, gz)
	case l.out == 1 && l.in > narrow:
		addRows(gw.data, gz, y)
	case l.in <= narrow:
		for i := range rows {
			addOuter(gw, gz[i*l.out:(i+1)*l.out], y[i*l.in:(i+1)*l.in])
		}
	default:
		gemm(blas.Trans, blas.NoTrans, dense(rows, l.out, gz), dense(rows, l.in, y), 1, gw)
	}
	gb := grad[l.b : l.b+l.out]
	for c, k := range bias {
		if k == 0 {
			continue
		}
		i, end := c*n, (c+1)*n
		for ; i+4 <= end; i += 4 {
			addFour(gb, k, k, k, k, gz[i*l.out:])
		}
		for ; i < end; i++ {
			addScaled(gb, k, gz[i*l.out:(i+1)*l.out])
		}
	}
}

// parameterRows is parameterGradient for each point alone: that of point i goes to
// jac[i*stride:].
func parameterRows[T engine.Float](l layer, bias, y, gz, jac []T, stride int) {
	n := len(y) / l.in / len(bias)
	for i := range n {
		row := jac[i*stride : (i+1)*stride]
		gw, gb := weights(l, row), row[l.b:l.b+l.out]
		for c, k := range bias {
			at := c*n + i
			gi := gz[at*l.out : (at+1)*l.out]
			addOuter(gw, gi, y[at*l.in:(at+1)*l.in])
			addScaled(gb, k, gi)
		}
	}
}

// backward sets gy = dL/dy = gz W, gz [C][n][out] and gy [C][n][in].
func backward[T engine.Float](l layer, theta, gz, gy []T) {
	w := weights(l, theta)
	rows := len(gz) / l.out
	if l.out == 1 {
		for i, g := range gz {
			scale(gy[i*l.in:(i+1)*l.in], g, w.data)
		}
		return
	}
	gemm(blas.NoTrans, blas.NoTrans, dense(rows, l.out, gz), w, 0, dense(rows, l.in, gy))
}

func weights[T engine.Float](l layer, theta []T) matrix[T] {
	return dense(l.out, l.in, theta[l.w:l.b])
}
