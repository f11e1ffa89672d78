package nn

import "adfd/numerics/engine"

// Loops on rows. T(a*b) keeps a product from being fused into a sum, so that the
// bits do not depend on the processor.

// scale sets dst = k x.
func scale[T engine.Float](dst []T, k T, x []T) {
	switch x = x[:len(dst)]; k {
	case 0:
		clear(dst) // +0 whatever the signs in x
		return
	case 1:
		copy(dst, x)
		return
	}
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

// addRows adds k[0] x_0, then k[1] x_1, ... to dst, where x holds the rows x_i. Rows
// with k[i] = 0 are left out. Four at a time, which saves loads and stores of dst.
func addRows[T engine.Float](dst, k, x []T) {
	m := len(dst)
	for ; len(k) >= 4; k, x = k[4:], x[4*m:] {
		if k0, k1, k2, k3 := k[0], k[1], k[2], k[3]; k0 != 0 && k1 != 0 && k2 != 0 && k3 != 0 {
			addFour(dst, k0, k1, k2, k3, x)
			continue
		}
		for i, k := range k[:4] {
			if k != 0 {
				addScaled(dst, k, x[i*m:(i+1)*m])
			}
		}
	}
	for i, k := range k {
		if k != 0 {
			addScaled(dst, k, x[i*m:(i+1)*m])
		}
	}
}

// addFour adds the first four rows of x to dst, one after the other.
func addFour[T engine.Float](dst []T, k0, k1, k2, k3 T, x []T) {
	m := len(dst)
	x0, x1, x2, x3 := x[:m], x[m:][:m], x[2*m:][:m], x[3*m:][:m]
	for j := range dst {
		dst[j] = dst[j] + T(k0*x0[j]) + T(k1*x1[j]) + T(k2*x2[j]) + T(k3*x3[j])
	}
}

// addMultiples adds k x_0, k x_1, ... to dst, where x holds the rows x_i.
func addMultiples[T engine.Float](dst []T, k T, x []T) {
	m := len(dst)
	for ; len(x) >= 4*m; x = x[4*m:] {
		addFour(dst, k, k, k, k, x)
	}
	for ; len(x) > 0; x = x[m:] {
		addScaled(dst, k, x[:m])
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
