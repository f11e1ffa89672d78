package nn

import "adfd/numerics/engine"

// Loops on rows. T(a*b) keeps a product from being fused into a sum, so that the
// bits do not depend on the processor.

// scale sets dst = k x.
func scale[T engine.Float](dst []T, k T, x []T) {
	if k == 0 {
		clear(dst) // +0 whatever the signs in x
		return
	}
	x = x[:len(dst)]
	for j := range dst {
		dst[j] = k * x[j]
	}
}

// addScaled adds k x to dst.
func addScaled[T engine.Float](dst []T, k T, x []T) {
	x = x[:len(dst)]
	for j := range dst {
		dst[j] += T(k * x[j])
	}
}

// affine sets dst = base + k x.
func affine[T engine.Float](dst, base []T, k T, x []T) {
	base, x = base[:len(dst)], x[:len(dst)]
	for j := range dst {
		dst[j] = base[j] + T(k*x[j])
	}
}

// addColumn adds v times column d of w to dst.
func addColumn[T engine.Float](dst []T, v T, w matrix[T], d int) {
	if w.cols == 1 {
		addScaled(dst, v, w.data)
		return
	}
	for j := range dst {
		dst[j] += T(v * w.data[j*w.cols+d])
	}
}

// addOuter adds g x^T to w. Products with a zero on either side are left out.
func addOuter[T engine.Float](w matrix[T], g, x []T) {
	if w.cols <= narrow {
		for d, v := range x {
			if v == 0 {
				continue
			}
			if w.cols == 1 {
				addScaled(w.data, v, g)
				continue
			}
			for j, gj := range g {
				w.data[j*w.cols+d] += T(gj * v)
			}
		}
		return
	}
	for j, gj := range g {
		if gj != 0 {
			addScaled(w.data[j*w.cols:(j+1)*w.cols], gj, x)
		}
	}
}

// dot is the sum of a_j b_j in four parts, j modulo 4, that are added in the end: four
// additions can then be under way at a time.
func dot[T engine.Float](a, b []T) T {
	b = b[:len(a)]
	var s0, s1, s2, s3 T
	for ; len(a) >= 4; a, b = a[4:], b[4:] {
		s0 += T(a[0] * b[0])
		s1 += T(a[1] * b[1])
		s2 += T(a[2] * b[2])
		s3 += T(a[3] * b[3])
	}
	for j, v := range a {
		s0 += T(v * b[j])
	}
	return (s0 + s1) + (s2 + s3)
}
