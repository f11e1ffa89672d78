package jet

import "adfd/numerics/engine"

// laplacian is the chain rule of Delta in dim variables, f_k = s^(k)(z):
//
//	y_i     = f1 z_i
//	Delta y = f1 Delta z + f2 q,   q = |grad z|^2.
//
// The channels are z, z_1 ... z_dim, Delta z.
type laplacian[T engine.Float] struct{ dim int }

func (laplacian[T]) order() int { return 2 }
func (laplacian[T]) first() int { return 0 }

// Plane 4 is q; before it are f0 to f3.
func (laplacian[T]) shared() int { return 5 }

func (l laplacian[T]) prepare(z, k tiles[T]) { gradientSquare(k.plane(4), z, l.dim) }

// gradientSquare sets q = sum_i z_i^2.
func gradientSquare[T engine.Float](q []T, z tiles[T], dim int) {
	clear(q)
	for i := range dim {
		zi := z.plane(1 + i)
		addProduct(q, zi, zi)
	}
}

func (l laplacian[T]) forward(z, y, k tiles[T]) {
	f1, f2, q := k.plane(1), k.plane(2), k.plane(4)
	for i := range l.dim {
		multiply(y.plane(1+i), f1, z.plane(1+i))
	}
	top := y.plane(1 + l.dim)
	multiply(top, f1, z.plane(1+l.dim))
	addProduct(top, f2, q)
}

// reverse is, with g, g_i and t the gradients of y, y_i and Delta y,
//
//	of z:       f1 g + sum_i f2 z_i g_i + (f2 Delta z + f3 q) t
//	of z_i:     f1 g_i + 2 f2 z_i t
//	of Delta z: f1 t.
func (l laplacian[T]) reverse(z, gy, gz, k tiles[T]) {
	f1, f2, f3, q := k.plane(1), k.plane(2), k.plane(3), k.plane(4)
	lz, t := z.plane(1+l.dim), gy.plane(1+l.dim)
	g0 := gz.plane(0)
	multiply(g0, f1, gy.plane(0))
	multiply(gz.plane(1+l.dim), f1, t)
	for j := range g0 {
		g0[j] += T((T(f2[j]*lz[j]) + T(f3[j]*q[j])) * t[j])
	}
	for i := range l.dim {
		zi, gi, dst := z.plane(1+i), gy.plane(1+i), gz.plane(1+i)
		multiply(dst, f1, gi)
		for j, v := range zi {
			a := T(f2[j] * v)
			g0[j] += T(a * gi[j])
			dst[j] += T(2 * a * t[j])
		}
	}
}
