package activation

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
	"adfd/numerics/jet/internal/tile"
)

// Taylor coefficients of the functions built on the Gaussian. Each derivative is
// the Gaussian times a Hermite polynomial, H_k of s = z^2 below.

// e^(-z^2): c_k = (-1)^k H_k(z) e^(-z^2)/k!.
func gaussianTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var buffer [tile.Size]float64
	g := buffer[:n]
	gauss(1, z, g)
	c0 := row(c, 0, stride, n)
	if order == 0 {
		round(c0, g)
		return
	}
	c1 := row(c, 1, stride, n)
	for i, g := range g {
		c1[i] = -2 * gaussClamp(z[i]) * T(g)
	}
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, g := range g {
			z := gaussClamp(z[i])
			c2[i] = (T(2*z*z) - 1) * T(g)
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, g := range g {
			z := gaussClamp(z[i])
			c3[i] = z * (2 - T(T(z*z)*(4./3))) * T(g)
		}
	}
	if order >= 4 {
		c4 := row(c, 4, stride, n)
		for i, g := range g {
			s := gaussClamp(z[i])
			s *= s
			c4[i] = (T(s*(T(s*(2./3))-2)) + 0.5) * T(g)
		}
	}
	if order >= 5 {
		c5 := row(c, 5, stride, n)
		for i, g := range g {
			z := gaussClamp(z[i])
			s := T(z * z)
			c5[i] = -z * (T(s*(T(s*(4./15))-4./3)) + 1) * T(g)
		}
	}
	round(c0, g)
}

// erf: c_k = (2/sqrt pi) (-1)^(k-1) H_(k-1)(z) e^(-z^2)/k!.
func erfTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	c0 := row(c, 0, stride, n)
	if order == 0 {
		for i, v := range z {
			c0[i] = T(math.Erf(float64(v)))
		}
		return
	}
	var buffer [tile.Size]float64
	g := buffer[:n]
	gauss(1, z, g)
	c1 := row(c, 1, stride, n)
	for i, v := range z {
		c0[i] = T(math.Erf(float64(v)))
		c1[i] = T(twoOverSqrtPi * g[i])
	}
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, g := range c1 {
			c2[i] = -gaussClamp(z[i]) * g
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, g := range c1 {
			z := gaussClamp(z[i])
			c3[i] = (T(T(z*z)*(2./3)) - 1./3) * g
		}
	}
	if order >= 4 {
		c4 := row(c, 4, stride, n)
		for i, g := range c1 {
			z := gaussClamp(z[i])
			c4[i] = z * (0.5 - T(T(z*z)*(1./3))) * g
		}
	}
	if order >= 5 {
		c5 := row(c, 5, stride, n)
		for i, g := range c1 {
			s := gaussClamp(z[i])
			s *= s
			c5[i] = (T(s*(T(s*(2./15))-0.4)) + 0.1) * g
		}
	}
}

// gelu(z) = z Phi(z) with Phi' = phi = e^(-z^2/2)/sqrt(2 pi):
//
//	s' = Phi + z phi          s''  = phi (2 - z^2)
//	s''' = phi (z^3 - 4z)     s'''' = phi (-z^4 + 7z^2 - 4)
//	s^(5) = phi (z^5 - 11 z^3 + 18 z)
func geluTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var gb, pb [tile.Size]float64
	g, p := gb[:n], pb[:n]
	gauss(0.5, z, g)
	normal(z, g, p)
	c0 := row(c, 0, stride, n)
	for i, p := range p {
		c0[i] = T(float64(z[i]) * p)
	}
	for i := range g {
		g[i] *= scalar.InvSqrt2Pi
	}
	if order >= 1 {
		c1 := row(c, 1, stride, n)
		for i, g := range g {
			c1[i] = T(p[i]) + T(gaussClamp(z[i])*T(g))
		}
	}
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, g := range g {
			z := gaussClamp(z[i])
			c2[i] = (1 - T(0.5*z*z)) * T(g)
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, g := range g {
			z := gaussClamp(z[i])
			c3[i] = z * (T(z*z) - 4) * T(T(g)*(1./6))
		}
	}
	if order >= 4 {
		c4 := row(c, 4, stride, n)
		for i, g := range g {
			s := gaussClamp(z[i])
			s = T(s * s)
			c4[i] = (T(s*(7-s)) - 4) * T(T(g)*(1./24))
		}
	}
	if order >= 5 {
		c5 := row(c, 5, stride, n)
		for i, g := range g {
			z := gaussClamp(z[i])
			s := T(z * z)
			c5[i] = z * (T(s*(s-11)) + 18) * T(T(g)*(1./120))
		}
	}
}
