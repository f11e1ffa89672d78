package activation

import "adfd/numerics/engine"

// Activations that are not smooth at 0; each derivative there is the one from
// the right.

// relu(z) = max(z, 0).
func reluTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	c0 := row(c, 0, stride, n)
	if order >= 1 {
		c1 := row(c, 1, stride, n)
		for i, v := range z {
			c1[i] = 0
			if v >= 0 {
				c1[i] = 1
			}
		}
	}
	for k := 2; k <= order; k++ {
		clear(row(c, k, stride, n))
	}
	for i, v := range z {
		c0[i] = max(v, 0)
	}
}

// |z|^3: c1 = 3 z|z|, c2 = 3|z|, c3 = +-1.
func absCubeTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	if order >= 1 {
		c1 := row(c, 1, stride, n)
		for i, v := range z {
			c1[i] = 3 * v * max(v, -v)
		}
	}
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, v := range z {
			c2[i] = 3 * max(v, -v)
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, v := range z {
			c3[i] = -1
			if v >= 0 {
				c3[i] = 1
			}
		}
	}
	for k := 4; k <= order; k++ {
		clear(row(c, k, stride, n))
	}
	c0 := row(c, 0, stride, n)
	for i, v := range z {
		a := max(v, -v)
		c0[i] = a * a * a
	}
}
