// Package tile holds what plans and activations share about tiles, the pieces of a slice
// that are treated at a time.
package tile

import "adfd/numerics/engine"

// Size is the number of elements treated at a time: the rows that one pass
// touches (about 15 of up to 1 KiB each at order 4) fit a 32 KiB cache.
const Size = 128

// AddMultiple adds k a b to dst, k a power of two.
func AddMultiple[T engine.Float](dst []T, k T, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] += T(k * T(a[i]*b[i]))
	}
}
