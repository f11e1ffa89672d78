package jet

import "adfd/numerics/engine"

// scratch holds what one tile needs.
type scratch[T engine.Float] struct {
	c     []T // [order+2][tile]: coefficients of the activation
	outer []T // [order+1][tile]: coefficients of s'(z(t)) along one direction
	power []T // [2][order+1]: for orders above maxComposed
	z, y  [][]T
}

func newScratch[T engine.Float](order int) scratch[T] {
	return scratch[T]{
		c:     make([]T, (order+2)*tile),
		outer: make([]T, (order+1)*tile),
		power: make([]T, 2*(order+1)),
		z:     make([][]T, order),
		y:     make([][]T, order),
	}
}

// Activate sets y = s(z): one evaluation of the coefficients of s at channel
// 0, then Faa di Bruno's formula along each direction.
//
// Directions whose coefficients from 2 on are all zero, as in the first layer
// of any model, take the short form y_k = c_k z_1^k. Where the coefficients of s
// are finite it gives the same bits as the long one.
func (p *Plan[T]) Activate(s engine.Activation[T], z, y []T) {
	n := p.plane("Activate", z)
	p.mustHold("Activate", y, len(z))
	for at := 0; at < n; at += tile {
		m := min(tile, n-at)
		c := p.scratch.c[:(p.order+1)*m]
		s.Coefficients(p.order, z[at:at+m], c)
		copy(y[at:at+m], c)
		for _, d := range p.directions {
			zd := planes(p.scratch.z[:d.order], z, d.channel, n, at, m)
			yd := planes(p.scratch.y[:d.order], y, d.channel, n, at, m)
			compose(c[m:], zd, yd, p.scratch.power)
		}
	}
}

// ActivateT applies the transpose of the derivative of Activate. Along a direction
// y(t) = s(z(t)), so
//
//	dy(t) = d(t) dz(t),   d(t) = s'(z(t)),
//
// a product of truncated series: dy_k = sum_m d_(k-m) dz_m. Its transpose is
// gz_m = sum_(k>=m) d_(k-m) gy_k. The series d is the composition of z(t) with
// s', whose coefficients are (k+1) c_(k+1).
func (p *Plan[T]) ActivateT(s engine.Activation[T], z, y, gy, gz []T) {
	n := p.plane("ActivateT", z)
	p.mustHold("ActivateT", y, len(z))
	p.mustHold("ActivateT", gy, len(z))
	p.mustHold("ActivateT", gz, len(z))
	for at := 0; at < n; at += tile {
		m := min(tile, n-at)
		c := p.scratch.c[:(p.order+2)*m]
		s.Coefficients(p.order+1, z[at:at+m], c)
		slope := c[m:] // of s', in place
		for k := 1; k <= p.order; k++ {
			f := T(k + 1)
			for i, v := range slope[k*m : (k+1)*m] {
				slope[k*m+i] = f * v
			}
		}
		g0 := gz[at : at+m]
		multiply(g0, slope[:m], gy[at:at+m])
		outer := p.scratch.outer
		for _, d := range p.directions {
			zd := planes(p.scratch.z[:d.order], z, d.channel, n, at, m)
			yd := planes(p.scratch.y[:d.order], outer, 0, m, 0, m)
			compose(slope[m:], zd, yd, p.scratch.power)
			for k := 1; k <= d.order; k++ {
				from := (d.channel+k-1)*n + at
				g := gy[from : from+m]
				addProduct(g0, yd[k-1], g)
				out := gz[from : from+m]
				multiply(out, slope[:m], g)
				for j := k + 1; j <= d.order; j++ {
					from := (d.channel+j-1)*n + at
					addProduct(out, yd[j-k-1], gy[from:from+m])
				}
			}
		}
	}
}

// planes sets dst[k] to the tile of m values at offset at of channel+k, where a channel has n.
func planes[T engine.Float](dst [][]T, b []T, channel, n, at, m int) [][]T {
	for k := range dst {
		from := (channel+k)*n + at
		dst[k] = b[from : from+m]
	}
	return dst
}

func multiply[T engine.Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

func addProduct[T engine.Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] += T(a[i] * b[i])
	}
}
