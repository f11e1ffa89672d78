package jet

import "adfd/numerics/engine"

func (l laplacian[T]) selected(straight, top bool) chainRule[T] {
	switch {
	case straight && top:
		return straightTopLaplacian[T]{l}
	case straight:
		return straightLaplacian[T]{l}
	case top:
		return topLaplacian[T]{l}
	}
	return l
}

// topLaplacian is laplacian for Delta y alone: g = g_i = 0.
type topLaplacian[T engine.Float] struct{ laplacian[T] }

func (l topLaplacian[T]) forward(z, y, k tiles[T]) {
	top := y.plane(1 + l.dim)
	multiply(top, k.plane(1), z.plane(1+l.dim))
	addProduct(top, k.plane(2), k.plane(4))
}

func (l topLaplacian[T]) reverse(z, gy, gz, k tiles[T]) {
	m := z.m
	f1, f2, f3, q := k.plane(1), k.plane(2)[:m], k.plane(3)[:m], k.plane(4)[:m]
	lz, t, g0 := z.plane(1 + l.dim)[:m], gy.plane(1 + l.dim)[:m], gz.plane(0)[:m]
	multiply(gz.plane(1+l.dim), f1, t)
	for j := range m {
		g0[j] = T((T(f2[j]*lz[j])+T(f3[j]*q[j]))*t[j]) + 0
	}
	l.reverseGradient(z, t, gz, f2)
}

// reverseGradient sets gz_i = 2 f2 z_i t.
func (l laplacian[T]) reverseGradient(z tiles[T], t []T, gz tiles[T], f2 []T) {
	m := len(t)
	for i := range l.dim {
		zi, dst := z.plane(1 + i)[:m], gz.plane(1 + i)[:m]
		for j, v := range zi {
			dst[j] = T(2*T(f2[j]*v)*t[j]) + 0
		}
	}
}

// straightLaplacian is laplacian for Delta z = 0. Plane 3 is q; before it are f1 to f3.
type straightLaplacian[T engine.Float] struct{ laplacian[T] }

func (straightLaplacian[T]) first() int  { return 1 }
func (straightLaplacian[T]) shared() int { return 4 }

func (l straightLaplacian[T]) prepare(z, k tiles[T]) { gradientSquare(k.plane(3), z, l.dim) }

func (l straightLaplacian[T]) forward(z, y, k tiles[T]) {
	for i := range l.dim {
		multiply(y.plane(1+i), k.plane(0), z.plane(1+i))
	}
	multiply(y.plane(1+l.dim), k.plane(1), k.plane(3))
}

func (l straightLaplacian[T]) reverse(z, gy, gz, k tiles[T]) {
	m := z.m
	f1, f2, f3, q := k.plane(0)[:m], k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m]
	g, t, g0 := gy.plane(0)[:m], gy.plane(1 + l.dim)[:m], gz.plane(0)[:m]
	for j := range m {
		g0[j] = T(f1[j]*g[j]) + 0 + T(T(f3[j]*q[j])*t[j])
	}
	for i := range l.dim {
		zi, gi, dst := z.plane(1 + i)[:m], gy.plane(1 + i)[:m], gz.plane(1 + i)[:m]
		for j, v := range zi {
			a := T(f2[j] * v)
			g0[j] += T(a * gi[j])
			dst[j] = T(f1[j]*gi[j]) + 0 + T(2*a*t[j])
		}
	}
}

// straightTopLaplacian is both. Plane 2 is q; before it are f2 and f3.
type straightTopLaplacian[T engine.Float] struct{ laplacian[T] }

func (straightTopLaplacian[T]) first() int  { return 2 }
func (straightTopLaplacian[T]) shared() int { return 3 }

func (l straightTopLaplacian[T]) prepare(z, k tiles[T]) { gradientSquare(k.plane(2), z, l.dim) }

func (l straightTopLaplacian[T]) forward(_, y, k tiles[T]) {
	multiply(y.plane(1+l.dim), k.plane(0), k.plane(2))
}

func (l straightTopLaplacian[T]) reverse(z, gy, gz, k tiles[T]) {
	m := z.m
	f2, f3, q := k.plane(0)[:m], k.plane(1)[:m], k.plane(2)[:m]
	t, g0 := gy.plane(1 + l.dim)[:m], gz.plane(0)[:m]
	for j := range m {
		g0[j] = T(T(f3[j]*q[j])*t[j]) + 0
	}
	l.reverseGradient(z, t, gz, f2)
}
