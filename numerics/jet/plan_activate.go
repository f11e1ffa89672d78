package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// Activate sets y = s(z): one evaluation of the coefficients of s at channel
// 0, then Faa di Bruno's formula along each direction.
//
// Directions whose coefficients from 2 on are all zero, as in the first layer
// of any model, take the short form y_k = c_k z_1^k. Where the coefficients of s
// are finite it gives the same bits as the long one.
func (p *Plan[T]) Activate(s engine.Activation[T], z, y []T) {
	n := perChannel("Activate", z, p.channels, y)
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		p.activate(p.coefficients(s, p.order, z, at, m), z, y, nil, n, at, m)
	}
}

// coefficients are those of s, to an order, at the m values of channel 0 from at on.
func (p *Plan[T]) coefficients(s engine.Activation[T], order int, z []T, at, m int) []T {
	z0 := p.scratch.zero[:m]
	if p.valueIn {
		z0 = z[at : at+m]
	}
	c := p.scratch.c[:(order+1)*m]
	s.Coefficients(order, z0, c)
	return c
}

// activate sets y and slope, unless they are nil, for the m values at offset at, given the
// coefficients of s: y to Activate's, and slope, [slopes][m], to the series d(t) of ActivateT
// along each direction, the value that they share and then coefficients 1 to order of each.
// Of both only the planes that are wanted.
func (p *Plan[T]) activate(c, z, y, slope []T, n, at, m int) {
	if y != nil && p.valueOut {
		copy(y[at:at+m], c)
	}
	if slope != nil && p.shared {
		copy(slope[:m], c[m:])
	}
	var outer []T // the coefficients of s' from order 1 on, once they are needed
	for i := range p.lines {
		l := &p.lines[i]
		if len(l.out) == 0 {
			continue
		}
		zd := p.argument(l, z, n, at, m)
		straight := l.straight || allZero(zd[1:]...)
		if y != nil {
			yd := p.scratch.y[:l.top()]
			clear(yd)
			for _, k := range l.out {
				yd[k-1] = plane(y, l.channel+k-1, n, at, m)
			}
			if straight {
				composeStraight(c[m:], zd[0], yd, 0)
			} else {
				compose(c[m:], zd, yd, p.scratch.power)
			}
		}
		if slope != nil && l.steepest > 0 {
			sd := p.scratch.y[:l.steepest]
			for k := range sd {
				sd[k] = slopePlane(l, slope, k+1, m)
			}
			if straight {
				composeStraight(c[2*m:], zd[0], sd, 1)
				continue
			}
			if outer == nil {
				outer = p.scratch.outer[:(p.steep-1)*m]
				differentiate(outer, c[2*m:], m)
			}
			compose(outer, zd, sd, p.scratch.power)
		}
	}
}

// argument is z_1, z_2, ... along a line; what is known to be zero is not read.
func (p *Plan[T]) argument(l *line, z []T, n, at, m int) [][]T {
	zd := p.scratch.z[:l.order]
	for k := range zd {
		zd[k] = p.scratch.zero[:m]
	}
	for _, k := range l.in {
		zd[k-1] = plane(z, l.channel+k-1, n, at, m)
	}
	return zd
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
	for at := 0; at < n; at += tile.Size {
		m := min(tile.Size, n-at)
		slope := p.scratch.slope[:p.slopes*m]
		p.activate(p.coefficients(s, p.steep, z, at, m), z, nil, slope, n, at, m)
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
	var g0 []T // the gradient of the value, if it is wanted
	begun := p.valueIn && p.valueOut
	if p.valueIn {
		g0 = gz[at : at+m]
	}
	if begun {
		multiply(g0, slope[:m], gy[at:at+m])
	}
	for i := range p.lines {
		l := &p.lines[i]
		top := 0 // the last k so far whose gradient is not zero: gz_j is set for j <= top
		for _, k := range l.out {
			g := plane(gy, l.channel+k-1, n, at, m)
			if allZero(g) {
				continue
			}
			if begun {
				addProduct(g0, plane(slope, l.slope[k], m, 0, m), g)
			} else if p.valueIn {
				multiply(g0, slopePlane(l, slope, k, m), g)
				begun = true
			}
			for _, j := range l.in {
				if j > k {
					break
				}
				dst, factor := plane(gz, l.channel+j-1, n, at, m), slopePlane(l, slope, k-j, m)
				if j <= top {
					addProduct(dst, factor, g)
				} else {
					multiply(dst, factor, g)
				}
			}
			top = k
		}
		for _, j := range l.in {
			if j > top {
				clear(plane(gz, l.channel+j-1, n, at, m))
			}
		}
	}
	if !begun {
		clear(g0)
	}
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

func add[T engine.Float](dst, a []T) {
	a = a[:len(dst)]
	for i := range dst {
		dst[i] += a[i]
	}
}
