package activation

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
	"adfd/numerics/jet/internal/tile"
)

// sin: the coefficients are sin, cos, -sin, -cos, ... over k!.
func sinTaylor[T engine.Float](order int, z, c []T, stride int) {
	trigTaylor(order, 0, z, c, stride)
}

// cos: the coefficients are those of the sine from its first derivative on.
func cosTaylor[T engine.Float](order int, z, c []T, stride int) {
	trigTaylor(order, 1, z, c, stride)
}

// trigTaylor fills the coefficients of the shift-th derivative of the sine.
func trigTaylor[T engine.Float](order, shift int, z, c []T, stride int) {
	n := len(z)
	var zb, sb, cb [tile.Size]float64
	for i, v := range z {
		zb[i] = float64(v)
	}
	sincosTile(zb[:n], sb[:n], cb[:n])
	for k := 0; k <= order; k++ {
		ck := row(c, k, stride, n)
		f := T(1 / scalar.Factorial(k))
		if (k+shift)%4 >= 2 {
			f = -f
		}
		src := sb[:n]
		if (k+shift)%2 == 1 {
			src = cb[:n]
		}
		for i, v := range src {
			ck[i] = f * T(v)
		}
	}
}

// exp: every derivative is the function, c_k = exp(z)/k!.
func expTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var buffer [tile.Size]float64
	e := buffer[:n]
	for i, v := range z {
		e[i] = float64(v)
	}
	expInPlace(e)
	for k := 0; k <= order; k++ {
		ck := row(c, k, stride, n)
		f := T(1 / scalar.Factorial(k))
		for i, v := range e {
			ck[i] = f * T(v)
		}
	}
}
