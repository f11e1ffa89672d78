package jet

import "adfd/numerics/engine"

// scratch holds what one tile needs.
type scratch[T engine.Float] struct {
	c     []T // [order+2][tile]: coefficients of the activation
	slope []T // [C][tile]: coefficients of s'(z(t)) along each direction
	outer []T // [order][tile]: coefficients of s' from order 1 on
	power []T // [2][order][tile]: for orders above maxComposed
	z, y  [][]T
}

func newScratch[T engine.Float](order, channels int) scratch[T] {
	s := scratch[T]{
		c:     make([]T, (order+2)*tile),
		slope: make([]T, channels*tile),
		outer: make([]T, order*tile),
		z:     make([][]T, order),
		y:     make([][]T, order),
	}
	if order > maxComposed {
		s.power = make([]T, 2*order*tile)
	}
	return s
}

// Activate sets y = s(z): one evaluation of the coefficients of s at channel
// 0, then Faa di Bruno's formula along each direction.
//
// Directions whose coefficients from 2 on are all zero, as in the first layer
// of any model, take the short form y_k = c_k z_1^k. Where the coefficients of s
// are finite it gives the same bits as the long one.
func (p *Plan[T]) Activate(s engine.Activation[T], z, y []T) {
	n := perChannel("Activate", z, p.channels, y)
	for at := 0; at < n; at += tile {
		m := min(tile, n-at)
		c := p.scratch.c[:(p.order+1)*m]
		s.Coefficients(p.order, z[at:at+m], c)
		p.activate(c, z, y, nil, n, at, m)
	}
}

// activate sets y and slope, unless they are nil, for the m values at offset at, given the
// coefficients of s: y to Activate's, and slope, [C][m], to the series d(t) of ActivateT
// along each direction, the value that they share and then coefficients 1 to order of each.
func (p *Plan[T]) activate(c, z, y, slope []T, n, at, m int) {
	if y != nil {
		copy(y[at:at+m], c)
	}
	if slope != nil {
		copy(slope[:m], c[m:])
	}
	var outer []T // the coefficients of s' from order 1 on, once they are needed
	for _, d := range p.directions {
		zd := planes(p.scratch.z[:d.order], z, d.channel, n, at, m)
		straight := allZero(zd[1:]...)
		if y != nil {
			yd := planes(p.scratch.y[:d.order], y, d.channel, n, at, m)
			if straight {
				composeStraight(c[m:], zd[0], yd, 0)
			} else {
				compose(c[m:], zd, yd, p.scratch.power)
			}
		}
		if slope != nil {
			sd := planes(p.scratch.y[:d.order], slope, d.channel, m, 0, m)
			if straight {
				composeStraight(c[2*m:], zd[0], sd, 1)
				continue
			}
			if outer == nil {
				outer = p.scratch.outer[:p.order*m]
				differentiate(outer, c[2*m:], m)
			}
			compose(outer, zd, sd, p.scratch.power)
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
	n := perChannel("ActivateT", z, p.channels, y, gy, gz)
	for at := 0; at < n; at += tile {
		m := min(tile, n-at)
		c := p.scratch.c[:(p.order+2)*m]
		s.Coefficients(p.order+1, z[at:at+m], c)
		slope := p.scratch.slope[:p.channels*m]
		p.activate(c, z, nil, slope, n, at, m)
		p.transpose(slope, gy, gz, n, at, m)
	}
}

// differentiate sets outer to the coefficients (k+1) c_(k+1) of s', from order 1 on, given
// those of s from order 2 on.
func differentiate[T engine.Float](outer, c []T, m int) {
	for k := 1; k*m <= len(outer); k++ {
		f := T(k + 1)
		dst, src := outer[(k-1)*m:][:m], c[(k-1)*m:][:m]
		for i := range dst {
			dst[i] = f * src[i]
		}
	}
}

// transpose is ActivateT for the m values at offset at, given d(t) along each
// direction. A gradient that is zero throughout, as that of a channel that the read-out does
// not use, is left out: its products would add zeros.
func (p *Plan[T]) transpose(slope, gy, gz []T, n, at, m int) {
	g0 := gz[at : at+m]
	multiply(g0, slope[:m], gy[at:at+m])
	for _, d := range p.directions {
		top := 0 // the last k so far whose gradient is not zero: gz_j is set for j <= top
		for k := 1; k <= d.order; k++ {
			g := plane(gy, d.channel+k-1, n, at, m)
			if allZero(g) {
				continue
			}
			addProduct(g0, plane(slope, d.channel+k-1, m, 0, m), g)
			for j := 1; j <= k; j++ {
				dst, factor := plane(gz, d.channel+j-1, n, at, m), slope[:m]
				if j < k {
					factor = plane(slope, d.channel+k-j-1, m, 0, m)
				}
				if j <= top {
					addProduct(dst, factor, g)
				} else {
					multiply(dst, factor, g)
				}
			}
			top = k
		}
		for k := top + 1; k <= d.order; k++ {
			clear(plane(gz, d.channel+k-1, n, at, m))
		}
	}
}

// planes sets dst[k] to the tile of m values at offset at of channel+k, where a channel has n.
func planes[T engine.Float](dst [][]T, b []T, channel, n, at, m int) [][]T {
	for k := range dst {
		dst[k] = plane(b, channel+k, n, at, m)
	}
	return dst
}

// plane is the tile of m values at offset at of a channel, where a channel has n.
func plane[T engine.Float](b []T, channel, n, at, m int) []T {
	return b[channel*n+at:][:m]
}

// multiply sets dst = a b, with + 0 so that no result is -0: then it does not matter
// which products with zeros are left out.
func multiply[T engine.Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = T(a[i]*b[i]) + 0
	}
}

func addProduct[T engine.Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] += T(a[i] * b[i])
	}
}

// addMultiple adds k a b to dst, k a power of two.
func addMultiple[T engine.Float](dst []T, k T, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] += k * T(a[i]*b[i])
	}
}

func add[T engine.Float](dst, a []T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] += a[i]
	}
}
