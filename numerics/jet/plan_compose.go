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
func compose[T engine.Float](c []T, z, y [][]T, power []T) {
	if len(z) <= maxComposed {
		composeLong(c, z, y)
	} else {
		composeAny(c, z, y, power)
	}
}

// composeStraight is compose for z_2 = z_3 = ... = 0 and derivative 0 or 1 of s: with 1, c
// holds the coefficients of s from order 2 on.
func composeStraight[T engine.Float](c, z []T, y [][]T, derivative int) {
	m := len(z)
	factor := func(k int) T {
		if derivative == 0 {
			return 1
		}
		return T(k + 1)
	}
	k := 1
	if len(y) >= 2 {
		c1, c2, y1, y2 := c[:m], c[m:][:m], y[0][:m], y[1][:m]
		f1, f2 := factor(1), factor(2)
		for i, a := range z {
			y1[i] = T(T(f1*c1[i])*a) + 0
			y2[i] = T(T(f2*c2[i])*T(a*a)) + 0
		}
		k = 3
	}
	if len(y) >= 4 {
		c3, c4, y3, y4 := c[2*m:][:m], c[3*m:][:m], y[2][:m], y[3][:m]
		f3, f4 := factor(3), factor(4)
		for i, a := range z {
			p := T(T(a*a) * a)
			y3[i] = T(T(f3*c3[i])*p) + 0
			y4[i] = T(T(f4*c4[i])*T(p*a)) + 0
		}
		k = 5
	}
	for ; k <= len(y); k++ {
		ck, yk, f := c[(k-1)*m:][:m], y[k-1][:m], factor(k)
		for i, a := range z {
			yk[i] = T(T(f*ck[i])*powerOf(a, k)) + 0
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
	z1, c1, y1 := z[0], c[:m], y[0][:m]
	for i, a := range z1 {
		y1[i] = T(c1[i]*a) + 0
	}
	if len(z) < 2 {
		return
	}
	z2, c2, y2 := z[1][:m], c[m:][:m], y[1][:m]
	for i, a := range z1 {
		y2[i] = T(c1[i]*z2[i]) + T(c2[i]*T(a*a)) + 0
	}
	if len(z) < 3 {
		return
	}
	z3, c3, y3 := z[2][:m], c[2*m:][:m], y[2][:m]
	for i, a := range z1 {
		s := T(a * a)
		y3[i] = T(c1[i]*z3[i]) + T(c2[i]*(2*T(a*z2[i]))) + T(c3[i]*T(s*a)) + 0
	}
	if len(z) < 4 {
		return
	}
	z4, c4, y4 := z[3][:m], c[3*m:][:m], y[3][:m]
	for i, a := range z1 {
		s, b := T(a*a), z2[i]
		y4[i] = T(c1[i]*z4[i]) + T(c2[i]*(2*T(a*z3[i])+T(b*b))) + T(c3[i]*(3*T(s*b))) + T(c4[i]*T(T(s*a)*a)) + 0
	}
}

// composeAny adds up c_j w^j, w = z - z_0 as a series, which starts at t: w^j =
// w^(j-1) w. power holds two series of order len(z), plane by plane.
func composeAny[T engine.Float](c []T, z, y [][]T, power []T) {
	order, m := len(z), len(z[0])
	p, q := power[:order*m], power[order*m:2*order*m]
	for k, zk := range z {
		copy(plane(p, k, m, 0, m), zk)
		yk, c1 := y[k], c[:m]
		for i := range yk {
			yk[i] = T(c1[i]*zk[i]) + 0
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
			addProduct(y[k-1], cj, qk)
		}
		p, q = q, p
	}
}
