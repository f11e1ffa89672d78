package jet

import (
	"math"

	"adfd/numerics/engine"
)

// maxComposed is the highest order whose composition is written out.
const maxComposed = 4

// compose sets y_k, k = 1 ... len(z), to the k-th Taylor coefficient of
// s(z_0 + z_1 t + z_2 t^2 + ...), where c holds the coefficients of s at z_0 from
// order 1 on, [len(z)][m], and z[k-1], y[k-1] are the m values of z_k, y_k:
//
//	y_1 = c_1 z_1
//	y_2 = c_1 z_2 + c_2 z_1^2
//	y_3 = c_1 z_3 + 2 c_2 z_1 z_2 + c_3 z_1^3
//	y_4 = c_1 z_4 + c_2 (2 z_1 z_3 + z_2^2) + 3 c_3 z_1^2 z_2 + c_4 z_1^4
//
// (Faa di Bruno's formula for Taylor coefficients), and by the powers of
// the series above order 4. The sums end with + 0 so that no result is -0: then
// composeStraight has the same bits. For the same reason
// every form computes z_1^k as (...(z_1 z_1) ...) z_1.
//
// A y_k that is nil is not wanted; y is shorter than z where none after it is.
func compose[T engine.Float](c []T, z, y [][]T, power []T) {
	if len(z) <= maxComposed {
		composeLong(c, z, y)
	} else {
		composeAny(c, z, y, power)
	}
}

// composeStraight is compose for z_2 = z_3 = ... = 0 and derivative 0 or 1 of s: with 1, c
// holds the coefficients of s from order 2 on. Neighbours that are both wanted share their powers.
func composeStraight[T engine.Float](c, z []T, y [][]T, derivative int) {
	m := len(z)
	for k := 1; k <= len(y); k++ {
		if y[k-1] == nil {
			continue
		}
		ck, yk, f := c[(k-1)*m:][:m], y[k-1][:m], T(1)
		if derivative == 1 {
			f = T(k + 1)
		}
		if k < len(y) && k <= 3 && y[k] != nil {
			cn, yn, fn := c[k*m:][:m], y[k][:m], T(1)
			if derivative == 1 {
				fn = T(k + 2)
			}
			straightPair(k, z, ck, cn, f, fn, yk, yn)
			k++
			continue
		}
		straightOne(k, z, ck, f, yk)
	}
}

// straightOne sets y = f c z^k.
func straightOne[T engine.Float](k int, z, c []T, f T, y []T) {
	c, y = c[:len(z)], y[:len(z)]
	switch k {
	case 1:
		for i, a := range z {
			y[i] = T(T(f*c[i])*a) + 0
		}
	case 2:
		for i, a := range z {
			y[i] = T(T(f*c[i])*T(a*a)) + 0
		}
	case 3:
		for i, a := range z {
			y[i] = T(T(f*c[i])*T(T(a*a)*a)) + 0
		}
	case 4:
		for i, a := range z {
			y[i] = T(T(f*c[i])*T(T(T(a*a)*a)*a)) + 0
		}
	default:
		for i, a := range z {
			y[i] = T(T(f*c[i])*powerOf(a, k)) + 0
		}
	}
}

// straightPair sets y = f c z^k and next = fn cn z^(k+1), k = 1, 2 or 3.
func straightPair[T engine.Float](k int, z, c, cn []T, f, fn T, y, next []T) {
	m := len(z)
	c, cn, y, next = c[:m], cn[:m], y[:m], next[:m]
	switch k {
	case 1:
		for i, a := range z {
			y[i] = T(T(f*c[i])*a) + 0
			next[i] = T(T(fn*cn[i])*T(a*a)) + 0
		}
	case 2:
		for i, a := range z {
			p := T(a * a)
			y[i] = T(T(f*c[i])*p) + 0
			next[i] = T(T(fn*cn[i])*T(p*a)) + 0
		}
	case 3:
		for i, a := range z {
			p := T(T(a*a) * a)
			y[i] = T(T(f*c[i])*p) + 0
			next[i] = T(T(fn*cn[i])*T(p*a)) + 0
		}
	}
}

// powerOf is x^k, multiplied from the left.
func powerOf[T engine.Float](x T, k int) T {
	p := x
	for ; k > 1; k-- {
		p *= x
	}
	return p
}

// allZero looks for a bit other than the sign.
func allZero[T engine.Float](planes ...[]T) bool {
	for _, p := range planes {
		for ; len(p) >= 8; p = p[8:] {
			if (bits(p[0])|bits(p[1])|bits(p[2])|bits(p[3])|bits(p[4])|bits(p[5])|bits(p[6])|bits(p[7]))<<1 != 0 {
				return false
			}
		}
		for _, v := range p {
			if v != 0 {
				return false
			}
		}
	}
	return true
}

func bits[T engine.Float](x T) uint64 { return math.Float64bits(float64(x)) }

func composeLong[T engine.Float](c []T, z, y [][]T) {
	m := len(z[0])
	if wanted(y, 1) {
		z1, c1, y1 := z[0], c[:m], y[0][:m]
		for i, a := range z1 {
			y1[i] = T(c1[i]*a) + 0
		}
	}
	if wanted(y, 2) {
		z1, z2, c1, c2, y2 := z[0], z[1][:m], c[:m], c[m:][:m], y[1][:m]
		for i, a := range z1 {
			y2[i] = T(c1[i]*z2[i]) + T(c2[i]*T(a*a)) + 0
		}
	}
	if wanted(y, 3) {
		z1, z2, z3, y3 := z[0], z[1][:m], z[2][:m], y[2][:m]
		c1, c2, c3 := c[:m], c[m:][:m], c[2*m:][:m]
		for i, a := range z1 {
			s := T(a * a)
			y3[i] = T(c1[i]*z3[i]) + T(c2[i]*(2*T(a*z2[i]))) + T(c3[i]*T(s*a)) + 0
		}
	}
	if wanted(y, 4) {
		z1, z2, z3, z4, y4 := z[0], z[1][:m], z[2][:m], z[3][:m], y[3][:m]
		c1, c2, c3, c4 := c[:m], c[m:][:m], c[2*m:][:m], c[3*m:][:m]
		for i, a := range z1 {
			s, b := T(a*a), z2[i]
			y4[i] = T(c1[i]*z4[i]) + T(c2[i]*(2*T(a*z3[i])+T(b*b))) + T(c3[i]*(3*T(s*b))) + T(c4[i]*T(T(s*a)*a)) + 0
		}
	}
}

// wanted tells whether y_k is.
func wanted[T engine.Float](y [][]T, k int) bool { return len(y) >= k && y[k-1] != nil }

// composeAny adds up c_j w^j, w = z - z_0 as a series, which starts at t: w^j =
// w^(j-1) w. power holds two series of order len(y), plane by plane.
func composeAny[T engine.Float](c []T, z, y [][]T, power []T) {
	order, m := len(y), len(z[0])
	p, q := power[:order*m], power[order*m:2*order*m]
	for k, zk := range z[:order] {
		copy(plane(p, k, m, 0, m), zk)
		if wanted(y, k+1) {
			yk, c1 := y[k], c[:m]
			for i := range yk {
				yk[i] = T(c1[i]*zk[i]) + 0
			}
		}
	}
	for j := 2; j <= order; j++ {
		cj := plane(c, j-1, m, 0, m)
		for k := j; k <= order; k++ { // w^(j-1) starts at t^(j-1)
			qk := plane(q, k-1, m, 0, m)
			for l := j - 1; l < k; l++ {
				if pl, zl := plane(p, l-1, m, 0, m), z[k-l-1]; l == j-1 {
					multiply(qk, pl, zl)
				} else {
					addProduct(qk, pl, zl)
				}
			}
			if wanted(y, k) {
				addProduct(y[k-1], cj, qk)
			}
		}
		p, q = q, p
	}
}
