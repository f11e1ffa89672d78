package jet

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

// bell sets y = y0 exp(-c (x^2 - x[0]^2)), a Gaussian of which coefficient 0 is
// given: y' = -y q' with q = c x^2. c is 1 or 1/2, so its product is exact.
func bell[T engine.Float](y Jet[T], c, y0 T, x Jet[T]) {
	var buf [stackLen]T
	q := auxiliary(&buf, len(x))
	y[0] = y0
	for k := 1; k < len(x); k++ {
		q[k] = T(c * convolve(x, x, k))
		y[k] = -chain(q, y, k)
	}
}

// Gaussian sets dst = exp(-x^2).
func Gaussian[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	bell(dst, 1, T(scalar.Gaussian(float64(x[0]))), x)
	return dst
}

// Erf sets dst = erf x: y' = 2/sqrt(pi) exp(-x^2) x'.
func Erf[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var buf [stackLen]T
	e := auxiliary(&buf, len(x))
	z := float64(x[0])
	bell(e, 1, T(scalar.ErfSlope(z)), x)
	dst[0] = T(math.Erf(z))
	for k := 1; k < len(x); k++ {
		dst[k] = chain(x, e, k)
	}
	return dst
}

// GELU sets dst = x P(x), where P is the distribution function of the standard
// normal law: P' = phi x'. P[0] comes from erfc, which keeps the left tail.
func GELU[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var buf [stackLen]T
	phi := auxiliary(&buf, len(x))
	z := float64(x[0])
	bell(phi, 0.5, T(scalar.NormalDensity(z)), x)
	dst[0] = T(scalar.NormalCDF(z))
	for k := 1; k < len(x); k++ {
		dst[k] = chain(x, phi, k)
	}
	return Mul(dst, x, dst)
}
