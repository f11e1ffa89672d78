package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// biharmonic is the chain rule of Delta^2 in dim variables. With f_k = s^(k)(z), l = Delta z,
// b = Delta^2 z and
//
//	q   = |grad z|^2
//	h_i = sum_j z_ij z_j
//	a   = l^2 + 4 sum_i z_i l_i + 2 sum_ij z_ij^2
//	c   = 2 q l + 4 sum_i z_i h_i
//
// it is
//
//	y_i         = f1 z_i
//	y_ij        = f1 z_ij + f2 z_i z_j
//	(Delta y)_i = f1 l_i + f2 (z_i l + 2 h_i) + f3 z_i q
//	Delta^2 y   = f1 b + f2 a + f3 c + f4 q^2:
//
// the last from Delta (f g) = f Delta g + 2 grad f . grad g + g Delta f for Delta y = f1 l + f2 q,
// where grad q = 2 h and Delta q = 2 sum_ij z_ij^2 + 2 sum_i z_i l_i.
//
// The channels are z, the z_i, the z_ij with i <= j row by row, the l_i, b.
type biharmonic[T engine.Float] struct {
	dim     int
	scratch []T // [4+dim][tile]: for reverse
}

func newBiharmonic[T engine.Float](dim int) *biharmonic[T] {
	return &biharmonic[T]{dim, make([]T, (4+dim)*tile.Size)}
}

func (r *biharmonic[T]) gradient(i int) int { return 1 + i }

// hessian is the channel of z_ij.
func (r *biharmonic[T]) hessian(i, j int) int {
	i, j = min(i, j), max(i, j)
	return 1 + r.dim + i*(2*r.dim-i+1)/2 + j - i
}

func (r *biharmonic[T]) slope(i int) int { return 1 + r.dim + r.dim*(r.dim+1)/2 + i }
func (r *biharmonic[T]) top() int        { return r.slope(r.dim) }

func (*biharmonic[T]) order() int { return 4 }
func (*biharmonic[T]) first() int { return 0 }

// The planes that are shared: f0 to f5, then these, then h_1 to h_dim.
const (
	planeQ = 6 + iota
	planeL
	planeA
	planeC
	planeH
)

func (r *biharmonic[T]) shared() int { return planeH + r.dim }

func (r *biharmonic[T]) prepare(z, k tiles[T]) {
	q, l, a, c := k.plane(planeQ), k.plane(planeL), k.plane(planeA), k.plane(planeC)
	gradientSquare(q, z, r.dim)
	clear(l)
	for i := range r.dim {
		add(l, z.plane(r.hessian(i, i)))
	}
	multiply(a, l, l)
	for j, v := range q {
		c[j] = 2 * v * l[j]
	}
	for i := range r.dim {
		zi, h := z.plane(r.gradient(i)), k.plane(planeH+i)
		clear(h)
		for j := range r.dim {
			zij := z.plane(r.hessian(i, j))
			addProduct(h, zij, z.plane(r.gradient(j)))
			tile.AddMultiple(a, 2, zij, zij)
		}
		tile.AddMultiple(a, 4, zi, z.plane(r.slope(i)))
		tile.AddMultiple(c, 4, zi, h)
	}
}

func (r *biharmonic[T]) forward(z, y, k tiles[T]) {
	m := z.m
	f1, f2, f3 := k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m]
	q, l := k.plane(planeQ)[:m], k.plane(planeL)[:m]
	for i := range r.dim {
		zi, h := z.plane(r.gradient(i))[:m], k.plane(planeH + i)[:m]
		multiply(y.plane(r.gradient(i)), f1, zi)
		for j := i; j < r.dim; j++ {
			zj, zij, dst := z.plane(r.gradient(j))[:m], z.plane(r.hessian(i, j))[:m], y.plane(r.hessian(i, j))[:m]
			for e := range m {
				dst[e] = T(f1[e]*zij[e]) + T(f2[e]*T(zi[e]*zj[e])) + 0
			}
		}
		li, dst := z.plane(r.slope(i))[:m], y.plane(r.slope(i))[:m]
		for e := range m {
			v := zi[e]
			dst[e] = T(f1[e]*li[e]) + T(f2[e]*(T(v*l[e])+2*h[e])) + T(f3[e]*T(v*q[e])) + 0
		}
	}
	r.forwardTop(z, y, k)
}

// forwardTop sets the last channel.
func (r *biharmonic[T]) forwardTop(z, y, k tiles[T]) {
	m := z.m
	f1, f2, f3, f4 := k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m], k.plane(4)[:m]
	q, a, c := k.plane(planeQ)[:m], k.plane(planeA)[:m], k.plane(planeC)[:m]
	b, dst := z.plane(r.top())[:m], y.plane(r.top())[:m]
	for e := range m {
		dst[e] = T(f1[e]*b[e]) + T(f2[e]*a[e]) + T(f3[e]*c[e]) + T(f4[e]*T(q[e]*q[e])) + 0
	}
}

// reverse is, with g, g_i, g_ij, t_i and t the gradients of the channels of y,
//
//	of b:    f1 t
//	of l_i:  f1 t_i + 4 f2 z_i t
//	of z_ij: f1 g_ij + 8 f2 z_ij t + z_i gh_j + z_j gh_i        for i < j
//	of z_ii: f1 g_ii + 4 f2 z_ii t + z_i gh_i + gl
//	of z_i:  f1 g_i + sum_j f2 z_j g_ij (1 + [i = j]) + (f2 l + f3 q) t_i + 4 (f2 l_i + f3 h_i) t
//	         + sum_j z_ij gh_j + 2 z_i gq
//	of z:    f1 g + sum_i f2 z_i g_i + sum_(i<=j) (f2 z_ij + f3 z_i z_j) g_ij
//	         + sum_i (f2 l_i + f3 (z_i l + 2 h_i) + f4 z_i q) t_i + (f2 b + f3 a + f4 c + f5 q^2) t
//
// by way of those of h_i, l and q,
//
//	gh_i = 2 f2 t_i + 4 f3 z_i t
//	gl   = sum_i f2 z_i t_i + 2 (f2 l + f3 q) t
//	gq   = sum_i f3 z_i t_i + 2 (f3 l + f4 q) t.
//
// In the last hidden layer nothing but Delta^2 y is read, and t is all that is not zero.
func (r *biharmonic[T]) reverse(z, gy, gz, k tiles[T]) {
	own := tiles[T]{r.scratch, z.m, 0, z.m}
	r.reverseTop(z, gy.plane(r.top()), gz, k, own)
	if r.anyLower(gy) {
		r.reverseLower(z, gy, gz, k, own)
	}
	r.reverseShared(z, gz, own)
}

// anyLower tells whether a channel before the last has a gradient.
func (r *biharmonic[T]) anyLower(gy tiles[T]) bool {
	for c := range r.top() {
		if !allZero(gy.plane(c)) {
			return true
		}
	}
	return false
}

// The planes of scratch, with gh_1 to gh_dim from the last on.
const (
	gradL = iota
	gradQ
	timesF2 // f2 t
	timesF3 // f3 t
	gradH
)

// reverseTop sets gz, gh, gl and gq to their terms in t.
func (r *biharmonic[T]) reverseTop(z tiles[T], t []T, gz, k, own tiles[T]) {
	m := len(t)
	f1, f2, f3, f4, f5 := k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m], k.plane(4)[:m], k.plane(5)[:m]
	q, l, a, c := k.plane(planeQ)[:m], k.plane(planeL)[:m], k.plane(planeA)[:m], k.plane(planeC)[:m]
	gl, gq, t2, t3 := own.plane(gradL)[:m], own.plane(gradQ)[:m], own.plane(timesF2)[:m], own.plane(timesF3)[:m]
	b, g0 := z.plane(r.top())[:m], gz.plane(0)[:m]
	multiply(gz.plane(r.top()), f1, t)
	for e := range m {
		v, d2, d3, d4, le, qe := t[e], f2[e], f3[e], f4[e], l[e], q[e]
		u2, u3 := d2*v, d3*v
		g := T(d2*b[e]) + T(d3*a[e]) + T(d4*c[e]) + T(f5[e]*T(qe*qe))
		t2[e], t3[e] = u2, u3
		gl[e] = 2*(T(u2*le)+T(u3*qe)) + 0
		gq[e] = 2*(T(u3*le)+T(T(d4*v)*qe)) + 0
		g0[e] = T(g*v) + 0
	}
	for i := range r.dim {
		zi, h, li := z.plane(r.gradient(i))[:m], k.plane(planeH + i)[:m], z.plane(r.slope(i))[:m]
		gi, gli, gh := gz.plane(r.gradient(i))[:m], gz.plane(r.slope(i))[:m], own.plane(gradH + i)[:m]
		for e := range m {
			v, u2, u3 := zi[e], t2[e], t3[e]
			g := T(u2*li[e]) + T(u3*h[e])
			gli[e] = T(4*T(u2*v)) + 0
			gh[e] = T(4*T(u3*v)) + 0
			gi[e] = T(4*g) + 0
		}
		for j := i; j < r.dim; j++ {
			zij, gij, factor := z.plane(r.hessian(i, j))[:m], gz.plane(r.hessian(i, j))[:m], T(8)
			if i == j {
				factor = 4
			}
			for e := range m {
				gij[e] = T(factor*T(t2[e]*zij[e])) + 0
			}
		}
	}
}

// reverseLower adds to gz, gh, gl and gq their terms in the other gradients.
func (r *biharmonic[T]) reverseLower(z, gy, gz, k, own tiles[T]) {
	m := z.m
	f1, f2, f3, f4 := k.plane(1)[:m], k.plane(2)[:m], k.plane(3)[:m], k.plane(4)[:m]
	q, l, gl, gq := k.plane(planeQ)[:m], k.plane(planeL)[:m], own.plane(gradL)[:m], own.plane(gradQ)[:m]
	g0 := gz.plane(0)[:m]
	addProduct(g0, f1, gy.plane(0))
	for i := range r.dim {
		zi, h, li := z.plane(r.gradient(i))[:m], k.plane(planeH + i)[:m], z.plane(r.slope(i))[:m]
		g, t := gy.plane(r.gradient(i))[:m], gy.plane(r.slope(i))[:m]
		gi, gli, gh := gz.plane(r.gradient(i))[:m], gz.plane(r.slope(i))[:m], own.plane(gradH + i)[:m]
		for e := range m {
			v, d1, d2, d3, ge, te, le, qe := zi[e], f1[e], f2[e], f3[e], g[e], t[e], l[e], q[e]
			y2, y3 := d2*v, d3*v
			ofZ := T(d2*li[e]) + T(d3*(T(v*le)+2*h[e])) + T(f4[e]*T(v*qe))
			ofZi := T(d2*le) + T(d3*qe)
			gli[e] += T(d1 * te)
			gh[e] += 2 * T(d2*te)
			gl[e] += T(y2 * te)
			gq[e] += T(y3 * te)
			gi[e] += T(d1*ge) + T(ofZi*te)
			g0[e] += T(y2*ge) + T(ofZ*te)
		}
		for j := i; j < r.dim; j++ {
			zj, zij := z.plane(r.gradient(j))[:m], z.plane(r.hessian(i, j))[:m]
			g, gj, gij := gy.plane(r.hessian(i, j))[:m], gz.plane(r.gradient(j))[:m], gz.plane(r.hessian(i, j))[:m]
			for e := range m {
				v, d2, a, b := g[e], f2[e], zi[e], zj[e]
				ofZ := T(d2*zij[e]) + T(f3[e]*T(a*b))
				y2 := d2 * v
				gij[e] += T(f1[e] * v)
				gi[e] += T(y2 * b)
				gj[e] += T(y2 * a) // for i = j this is the second of two
				g0[e] += T(ofZ * v)
			}
		}
	}
}

// reverseShared adds to gz what comes by way of h, l and q.
func (r *biharmonic[T]) reverseShared(z, gz, own tiles[T]) {
	gl, gq := own.plane(gradL), own.plane(gradQ)
	for i := range r.dim {
		zi, gi, gh := z.plane(r.gradient(i)), gz.plane(r.gradient(i)), own.plane(gradH+i)
		tile.AddMultiple(gi, 2, gq, zi)
		add(gz.plane(r.hessian(i, i)), gl)
		for j := range r.dim { // h_i = sum_j z_ij z_j
			addProduct(gz.plane(r.gradient(j)), gh, z.plane(r.hessian(i, j)))
			addProduct(gz.plane(r.hessian(i, j)), gh, z.plane(r.gradient(j)))
		}
	}
}
