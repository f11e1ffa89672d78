package rfm

import "adfd/numerics/engine"

// layer is the linear layer that every channel passes through,
//
//	z_c = bias_c b + W x_c,
//
// summed in this order, each product and sum rounded to T.
type layer[T engine.Float] struct {
	dim, m int
	w      []T // [dim][m]: transposed, so that the inner loop runs over features
	b      []T // [C][m]: bias_c b_j
}

func newLayer[T engine.Float](f Features[T], bias []T) layer[T] {
	m := f.M()
	l := layer[T]{dim: f.Dim, m: m, w: make([]T, len(f.W)), b: make([]T, len(bias)*m)}
	for j := range m {
		for d := range f.Dim {
			l.w[d*m+j] = f.W[j*f.Dim+d]
		}
	}
	for c, k := range bias {
		if k == 0 {
			continue // +0, whatever the sign of b
		}
		for j, b := range f.B {
			l.b[c*m+j] = k * b
		}
	}
	return l
}

// apply maps x, [C][n][dim], to z, [C][n][m].
func (l layer[T]) apply(x, z []T) {
	channels := len(l.b) / l.m
	n := len(x) / (channels * l.dim)
	for c := range channels {
		bias := l.b[c*l.m : (c+1)*l.m]
		for i := c * n; i < (c+1)*n; i++ {
			l.point(bias, x[i*l.dim:(i+1)*l.dim], z[i*l.m:(i+1)*l.m])
		}
	}
}

// point sets z = bias + W x for one point of one channel.
func (l layer[T]) point(bias, x, z []T) {
	sum := bias
	for d, v := range x {
		if v == 0 { // as most Taylor coefficients of a straight line are
			continue
		}
		addScaled(z, sum, v, l.w[d*l.m:(d+1)*l.m])
		sum = z
	}
	copy(z, sum) // moves nothing when sum is z already
}

// addScaled sets z = a + v w. The conversion keeps the product from being fused
// into the sum, so that the bits do not depend on the processor.
func addScaled[T engine.Float](z, a []T, v T, w []T) {
	a, w = a[:len(z)], w[:len(z)]
	for j := range z {
		z[j] = a[j] + T(v*w[j])
	}
}
