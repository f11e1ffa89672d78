package activation

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

const (
	twoOverSqrtPi = 2 / math.SqrtPi
	oneOverSqrtPi = 1 / math.SqrtPi

	// sqrtHalf + sqrtHalfLow is 1/sqrt 2 to 106 bits.
	sqrtHalf    = 0x1.6a09e667f3bcdp-1
	sqrtHalfLow = -0x1.bdd3413b26456p-55

	// gaussEdge bounds the arguments of the polynomials that multiply a
	// Gaussian. exp(-64^2/2) is below the smallest subnormal, so nothing is lost,
	// and the product cannot become Inf*0.
	gaussEdge = 64
)

func gaussClamp[T engine.Float](z T) T {
	if z > gaussEdge {
		return gaussEdge
	}
	if z < -gaussEdge {
		return -gaussEdge
	}
	return z
}

// gauss sets g[i] = exp(-rate z[i]^2), rate 1 or 1/2, in float64.
//
// The rounding of z^2 alone would cost rate*z^2 u, many ulps in the tail; z^2 = hi + lo
// exactly, and exp(-rate lo) = 1 - rate lo to second order (rate |lo| < 2^-42).
// Measured against 256 bits: at most 1.1 ulp where g is normal.
func gauss[T engine.Float](rate float64, z []T, g []float64) {
	for i, v := range z {
		x := gaussClamp(float64(v))
		g[i] = -rate * float64(x*x)
	}
	expInPlace(g)
	for i, v := range z {
		x := gaussClamp(float64(v))
		lo := math.FMA(x, x, -float64(x*x))
		g[i] -= float64(g[i] * (rate * lo))
	}
}

// normal sets p[i] = Phi(z[i]), the standard normal distribution, where
// g[i] = exp(-z[i]^2/2).
//
// Phi(z) = erfc(v)/2 with v = -z/sqrt 2, and the rounding of v, delta = v_exact - v,
// would cost 2 v^2 u in the left tail; it enters to first order,
// -delta e^(-v^2)/sqrt(pi).
func normal[T engine.Float](z []T, g, p []float64) {
	for i, x := range z {
		x := float64(x)
		v := -float64(x * sqrtHalf)
		delta := -math.FMA(x, sqrtHalf, v) - float64(x*sqrtHalfLow)
		p[i] = float64(0.5*scalar.Erfc(v)) - float64(delta*(g[i]*oneOverSqrtPi))
	}
}
