package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

func (r *biharmonic[T]) selected(straight, top bool) chainRule[T] {
	own := newBiharmonic[T](r.dim)
	switch {
	case straight && top:
		return straightTopBiharmonic[T]{own}
	case straight:
		return straightBiharmonic[T]{own}
	case top:
		return topBiharmonic[T]{own}
	}
	return own
}

// topBiharmonic is biharmonic for Delta^2 y alone: t is all that is not zero.
type topBiharmonic[T engine.Float] struct{ *biharmonic[T] }

func (r topBiharmonic[T]) forward(z, y, k tiles[T]) { r.forwardTop(z, y, k) }

func (r topBiharmonic[T]) reverse(z, gy, gz, k tiles[T]) {
	own := tiles[T]{r.scratch, z.m, 0, z.m}
	r.reverseTop(z, gy.plane(r.top()), gz, k, own)
	r.reverseShared(z, gz, own)
}

// straightBiharmonic is biharmonic where z_ij = l_i = b = 0, so that h_i = l = a = c = 0:
//
//	y_i         = f1 z_i
//	y_ij        = f2 z_i z_j
//	(Delta y)_i = f3 z_i q
//	Delta^2 y   = f4 q^2.
//
// Plane 5 is q; before it are f1 to f5.
type straightBiharmonic[T engine.Float] struct{ *biharmonic[T] }

func (straightBiharmonic[T]) first() int  { return 1 }
func (straightBiharmonic[T]) shared() int { return 6 }

func (r straightBiharmonic[T]) prepare(z, k tiles[T]) { gradientSquare(k.plane(5), z, r.dim) }

func (r straightBiharmonic[T]) forward(z, y, k tiles[T]) {
	m := z.m
	f1, f2, f3, f4, q := k.plane(0), k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m], k.plane(5)[:m]
	for i := range r.dim {
		zi := z.plane(r.gradient(i))[:m]
		multiply(y.plane(r.gradient(i)), f1, zi)
		for j := i; j < r.dim; j++ {
			zj, dst := z.plane(r.gradient(j))[:m], y.plane(r.hessian(i, j))[:m]
			for e := range m {
				dst[e] = T(f2[e]*T(zi[e]*zj[e])) + 0
			}
		}
		dst := y.plane(r.slope(i))[:m]
		for e := range m {
			dst[e] = T(f3[e]*T(zi[e]*q[e])) + 0
		}
	}
	squareTimes(y.plane(r.top()), f4, q)
}

// squareTimes sets dst = f q^2.
func squareTimes[T engine.Float](dst, f, q []T) {
	f, q = f[:len(dst)], q[:len(dst)]
	for e := range dst {
		dst[e] = T(f[e]*T(q[e]*q[e])) + 0
	}
}

// reverse is that of biharmonic, of which there remains
//
//	of z_i: f1 g_i + sum_j f2 z_j g_ij (1 + [i = j]) + f3 q t_i + 2 z_i gq
//	of z:   f1 g + sum_i f2 z_i g_i + sum_(i<=j) f3 z_i z_j g_ij + sum_i f4 z_i q t_i + f5 q^2 t
//	gq    = sum_i f3 z_i t_i + 2 f4 q t.
func (r straightBiharmonic[T]) reverse(z, gy, gz, k tiles[T]) {
	gq := r.scratch[:z.m]
	reverseSquare(gz.plane(0), gq, gy.plane(r.top()), k.plane(3), k.plane(4), k.plane(5))
	for i := range r.dim {
		clear(gz.plane(r.gradient(i)))
	}
	if r.anyLower(gy) {
		r.reverseLower(z, gy, gz, k, gq)
	}
	for i := range r.dim {
		tile.AddMultiple(gz.plane(r.gradient(i)), 2, gq, z.plane(r.gradient(i)))
	}
}

// reverseSquare sets g0 and gq to their terms in t.
func reverseSquare[T engine.Float](g0, gq, t, f4, f5, q []T) {
	m := len(t)
	g0, gq, f4, f5, q = g0[:m], gq[:m], f4[:m], f5[:m], q[:m]
	for e, v := range t {
		g0[e] = T(T(f5[e]*T(q[e]*q[e]))*v) + 0
		gq[e] = 2*T(T(f4[e]*v)*q[e]) + 0
	}
}

// reverseLower adds to gz and gq their terms in the other gradients.
func (r straightBiharmonic[T]) reverseLower(z, gy, gz, k tiles[T], gq []T) {
	m := z.m
	f1, f2, f3, f4, q := k.plane(0)[:m], k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m], k.plane(5)[:m]
	g0 := gz.plane(0)[:m]
	gq = gq[:m]
	addProduct(g0, f1, gy.plane(0))
	for i := range r.dim {
		zi, gi := z.plane(r.gradient(i))[:m], gz.plane(r.gradient(i))[:m]
		g, t := gy.plane(r.gradient(i))[:m], gy.plane(r.slope(i))[:m]
		for e := range m {
			v, d2, d3, ge, te, qe := zi[e], f2[e], f3[e], g[e], t[e], q[e]
			gq[e] += T(T(d3*v) * te)
			gi[e] += T(f1[e]*ge) + T(T(d3*qe)*te)
			g0[e] += T(T(d2*v)*ge) + T(T(f4[e]*T(v*qe))*te)
		}
		for j := i; j < r.dim; j++ {
			zj, g, gj := z.plane(r.gradient(j))[:m], gy.plane(r.hessian(i, j))[:m], gz.plane(r.gradient(j))[:m]
			for e := range m {
				v, a, b := g[e], zi[e], zj[e]
				y2 := T(f2[e] * v)
				gi[e] += T(y2 * b)
				gj[e] += T(y2 * a) // for i = j this is the second of two
				g0[e] += T(T(f3[e]*T(a*b)) * v)
			}
		}
	}
}

// straightTopBiharmonic is both. Plane 2 is q; before it are f4 and f5.
type straightTopBiharmonic[T engine.Float] struct{ *biharmonic[T] }

func (straightTopBiharmonic[T]) first() int  { return 4 }
func (straightTopBiharmonic[T]) shared() int { return 3 }

func (r straightTopBiharmonic[T]) prepare(z, k tiles[T]) { gradientSquare(k.plane(2), z, r.dim) }

func (r straightTopBiharmonic[T]) forward(_, y, k tiles[T]) {
	squareTimes(y.plane(r.top()), k.plane(0), k.plane(2))
}

func (r straightTopBiharmonic[T]) reverse(z, gy, gz, k tiles[T]) {
	m := z.m
	gq := r.scratch[:m]
	reverseSquare(gz.plane(0), gq, gy.plane(r.top()), k.plane(0), k.plane(1), k.plane(2))
	for i := range r.dim {
		zi, gi := z.plane(r.gradient(i))[:m], gz.plane(r.gradient(i))[:m]
		for e := range m {
			gi[e] = 2*T(gq[e]*zi[e]) + 0
		}
	}
}
