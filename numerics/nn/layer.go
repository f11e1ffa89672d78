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

// span is the channels from lo to hi-1.
type span struct{ lo, hi int }

// spansOf are the channels of a set.
func spansOf(set []bool) []span {
	var list []span
	for c, in := range set {
		switch {
		case !in:
		case c > 0 && set[c-1]:
			list[len(list)-1].hi = c + 1
		default:
			list = append(list, span{c, c + 1})
		}
	}
	return list
}

// forward sets z_c = bias_c b + W y_c in the given channels, y [C][n][in] and
// z [C][n][out]. A matrix product wants all of them.
func forward[T engine.Float](l layer, theta, bias []T, channels []span, y, z []T) {
	b, w := theta[l.b:l.b+l.out], weights(l, theta)
	rows := len(y) / l.in // C n
	n := rows / len(bias)
	for _, s := range channels {
		for i := s.lo * n; i < s.hi*n; i++ {
			zi, k := z[i*l.out:(i+1)*l.out], bias[i/n]
			if l.in == 1 {
				forwardColumn(w.data, b, k, y[i], zi)
				continue
			}
			scale(zi, k, b)
			if l.in > narrow {
				continue
			}
			for d, v := range y[i*l.in : (i+1)*l.in] {
				if v != 0 { // most Taylor coefficients of a straight line are 0
					addColumn(zi, v, w, d)
				}
			}
		}
	}
	if l.in > narrow {
		gemm(blas.NoTrans, blas.Trans, dense(rows, l.in, y), w, 1, dense(rows, l.out, z))
	}
}

// forwardColumn is forward for a value v of the one input, in a channel of bias k.
func forwardColumn[T engine.Float](w, b []T, k, v T, z []T) {
	switch k {
	case 0:
		scale(z, v, w)
	case 1:
		affine(z, b, v, w)
	default:
		scale(z, k, b)
		addScaled(z, v, w)
	}
}

// output is forward for the last layer, of one output; u is 0 in the channels that are not
// given.
func output[T engine.Float](l layer, theta, bias []T, channels []span, y, u []T) {
	n := len(u) / len(bias)
	clear(u)
	for _, s := range channels {
		for i := s.lo * n; i < s.hi*n; i++ {
			u[i] = T(bias[i/n]*theta[l.b]) + dot(theta[l.w:l.b], y[i*l.in:(i+1)*l.in])
		}
	}
}

// parameterGradient adds to grad what the layer's parameters contribute for the n
// points of gz = dL/dz, [C][n][out], which is zero but in the given channels:
//
//	dL/dW = sum_c gz_c^T y_c,   dL/db = sum_c bias_c gz_c.
func parameterGradient[T engine.Float](l layer, bias []T, channels []span, y, gz, grad []T) {
	n := len(y) / l.in / len(bias)
	gw, gb := weights(l, grad), grad[l.b:l.b+l.out]
	for _, s := range channels {
		ys, gs := y[s.lo*n*l.in:s.hi*n*l.in], gz[s.lo*n*l.out:s.hi*n*l.out]
		rows := (s.hi - s.lo) * n
		switch {
		case l.in == 1:
			addRows(gw.data, ys, gs)
		case l.out == 1 && l.in > narrow:
			addRows(gw.data, gs, ys)
		case l.in <= narrow:
			for i := range rows {
				addOuter(gw, gs[i*l.out:(i+1)*l.out], ys[i*l.in:(i+1)*l.in])
			}
		default:
			gemm(blas.Trans, blas.NoTrans, dense(rows, l.out, gs), dense(rows, l.in, ys), 1, gw)
		}
		for c, k := range bias[s.lo:s.hi] {
			if k != 0 {
				addMultiples(gb, k, gs[c*n*l.out:(c+1)*n*l.out])
			}
		}
	}
}

// parameterRows is parameterGradient for each point alone: that of point i goes to
// jac[i*stride:].
func parameterRows[T engine.Float](l layer, bias []T, channels []span, y, gz, jac []T, stride int) {
	n := len(y) / l.in / len(bias)
	for i := range n {
		row := jac[i*stride : (i+1)*stride]
		gw, gb := weights(l, row), row[l.b:l.b+l.out]
		for _, s := range channels {
			for at := s.lo*n + i; at < s.hi*n; at += n {
				gi := gz[at*l.out : (at+1)*l.out]
				addOuter(gw, gi, y[at*l.in:(at+1)*l.in])
				addScaled(gb, bias[at/n], gi)
			}
		}
	}
}

// backward sets gy = dL/dy = gz W in the given channels, and may set others, gz [C][n][out] and
// gy [C][n][in].
func backward[T engine.Float](l layer, theta []T, n int, channels []span, gz, gy []T) {
	w := weights(l, theta)
	if l.out > 1 {
		rows := len(gz) / l.out
		gemm(blas.NoTrans, blas.NoTrans, dense(rows, l.out, gz), w, 0, dense(rows, l.in, gy))
		return
	}
	for _, s := range channels {
		for i := s.lo * n; i < s.hi*n; i++ {
			scale(gy[i*l.in:(i+1)*l.in], gz[i], w.data)
		}
	}
}

func weights[T engine.Float](l layer, theta []T) matrix[T] {
	return dense(l.out, l.in, theta[l.w:l.b])
}
