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
// the short form, for z_2 = z_3 = ... = 0, has the same bits. For the same reason
// every form computes z_1^k as (...(z_1 z_1) ...) z_1.
func compose[T engine.Float](c []T, z, y [][]T, power []T) {
	order := len(z)
	m := len(z[0])
	if !allZero(z[1:]...) {
		if order > maxComposed {
			composeAny(c, z, y, power)
			return
		}
		composeLong(c, z, y)
		return
	}
	z1 := z[0]
	for k := 1; k <= order; k++ {
		ck, yk := c[(k-1)*m:][:m], y[k-1][:m]
		z1 := z1[:m]
		switch k {
		case 1:
			for i := range yk {
				yk[i] = T(ck[i]*z1[i]) + 0
			}
		case 2:
			for i := range yk {
				yk[i] = T(ck[i]*T(z1[i]*z1[i])) + 0
			}
		case 3:
			for i := range yk {
				s := T(z1[i] * z1[i])
				yk[i] = T(ck[i]*T(s*z1[i])) + 0
			}
		case 4:
			for i := range yk {
				s := T(z1[i] * z1[i])
				yk[i] = T(ck[i]*T(T(s*z1[i])*z1[i])) + 0
			}
		default:
			for i := range yk {
				yk[i] = T(ck[i]*powerOf(z1[i], k)) + 0
			}
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
	const sign = 1 << 63
	for _, plane := range planes {
		for lo := 0; lo < len(plane); lo += 16 {
			var bits uint64
			for _, v := range plane[lo:min(lo+16, len(plane))] {
				bits |= math.Float64bits(float64(v))
			}
			if bits&^sign != 0 {
				return false
			}
		}
	}
	return true
}

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
