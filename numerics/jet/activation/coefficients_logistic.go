package activation

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/tile"
)

// Taylor coefficients of the functions built on the logistic function.
//
// With t = tanh z and w = sech^2 z = 1 - t^2, t' = w and w' = -2 t w, so that each
// derivative is w times a polynomial. Written in w, the polynomials do not
// cancel at saturation, where w -> 0:
//
//	c1 = w            c2 = -t w              c3 = w (2/3 - w)
//	c4 = t w (w-1/3)  c5 = w (2/15 - w + w^2)

func tanhTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var buffer [tile.Size]float64
	e := buffer[:n]
	decay(2, z, e)

	c0, w := row(c, 0, stride, n), e
	for i, e := range e {
		q, slope := logisticTail(e)
		w[i] = 4 * slope
		h := float64(z[i])
		if math.Abs(h) < tanhSmall {
			c0[i] = T(tanhLambert(h))
		} else {
			c0[i] = T(math.Copysign(1-2*q, h))
		}
	}
	if order == 0 {
		return
	}
	c1 := row(c, 1, stride, n)
	round(c1, w)
	switch {
	case order == 2:
		c2 := row(c, 2, stride, n)
		for i, w := range c1 {
			c2[i] = -c0[i] * w
		}
	case order >= 3:
		c2, c3 := row(c, 2, stride, n), row(c, 3, stride, n)
		for i, w := range c1 {
			c2[i] = -c0[i] * w
			c3[i] = w * (2./3 - w)
		}
	}
	switch {
	case order == 4:
		c4 := row(c, 4, stride, n)
		for i, w := range c1 {
			c4[i] = T(c0[i]*w) * (w - 1./3)
		}
	case order >= 5:
		c4, c5 := row(c, 4, stride, n), row(c, 5, stride, n)
		for i, w := range c1 {
			c4[i] = T(c0[i]*w) * (w - 1./3)
			c5[i] = w * (2./15 - T(w*(1-w)))
		}
	}
	for k := maxUnrolled; k < order; k++ {
		riccati(k, c, stride, n)
	}
}

// riccati sets coefficient k+1 of tanh, k >= 1, from those before it: t' = 1 - t^2, so that
//
//	(k+1) c_(k+1) = -sum_(i=0)^k c_i c_(k-i).
//
// Every product has a factor w, so that nothing cancels but what cancels in the polynomials.
func riccati[T engine.Float](k int, c []T, stride, n int) {
	sum := row(c, k+1, stride, n)
	clear(sum)
	for i := 0; 2*i <= k; i++ {
		times := T(2)
		if 2*i == k {
			times = 1
		}
		tile.AddMultiple(sum, times, row(c, i, stride, n), row(c, k-i, stride, n))
	}
	for i, s := range sum {
		sum[i] = -s / T(k+1)
	}
}

// logistic sets, for each z, s = sigma(z), w = sigma'(z) = s (1-s) and
// t = tanh(z/2) = 2s - 1, all in float64 and each with its relative accuracy.
//
// Errors of s: for z above -1.1 at most 1 ulp; below, s = q has 0.51 from e and 0.5
// each from the quotient and its correction, and up to twice that where e lies
// in the binade above: below 2.1. Measured against 256 bits: at most 1.7.
func logistic[T engine.Float](z []T, s, w, t []float64) {
	decay(1, z, w)
	for i, e := range w[:len(z)] {
		q, slope := logisticTail(e)
		w[i] = slope
		h := 0.5 * float64(z[i])
		if math.Abs(h) < tanhSmall {
			t[i] = tanhLambert(h)
		} else {
			t[i] = math.Copysign(1-2*q, h)
		}
		switch {
		case h >= tanhSmall:
			s[i] = 1 - q
		case h > sigmoidSmall:
			s[i] = 0.5 + float64(0.5*t[i])
		default:
			s[i] = q
		}
	}
}

// sigma(z) = (1 + tanh(z/2))/2, so sigma_k is 2^-(k+1) times that of tanh at z/2,
// with sech^2(z/2) = 4w.
func sigmoidTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var sb, wb, tb [tile.Size]float64
	s, w, t := sb[:n], wb[:n], tb[:n]
	logistic(z, s, w, t)
	round(row(c, 0, stride, n), s)
	if order == 0 {
		return
	}
	c1 := row(c, 1, stride, n)
	round(c1, w)
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, w := range c1 {
			c2[i] = T(-0.5) * T(t[i]) * w
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, w := range c1 {
			c3[i] = w * (1./6 - w)
		}
	}
	if order >= 4 {
		c4 := row(c, 4, stride, n)
		for i, w := range c1 {
			c4[i] = T(T(t[i])*w) * (T(0.5*w) - 1./24)
		}
	}
	if order >= 5 {
		c5 := row(c, 5, stride, n)
		for i, w := range c1 {
			c5[i] = w * (1./120 - T(w*(0.25-w)))
		}
	}
}

// softplus(z) = max(z, 0) + log1p(e^-|z|), and its derivative is sigma:
// c_k = sigma_(k-1)/k.
func softplusTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var sb, wb, tb [tile.Size]float64
	s, w, t := sb[:n], wb[:n], tb[:n]

	decay(1, z, w)
	c0 := row(c, 0, stride, n)
	for i, e := range w {
		c0[i] = T(max(float64(z[i]), 0) + math.Log1p(e))
	}
	if order == 0 {
		return
	}
	logistic(z, s, w, t)
	c1 := row(c, 1, stride, n)
	round(c1, s)
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, w := range w {
			c2[i] = 0.5 * T(w)
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, w := range w {
			c3[i] = T(-1./6) * T(T(t[i])*T(w))
		}
	}
	if order >= 4 {
		c4 := row(c, 4, stride, n)
		for i, w := range w {
			c4[i] = T(0.25*T(w)) * (1./6 - T(w))
		}
	}
	if order >= 5 {
		c5 := row(c, 5, stride, n)
		for i, w := range w {
			c5[i] = T(T(t[i])*T(w)) * (T(0.1*T(w)) - 1./120)
		}
	}
}

// silu(z) = z sigma(z), so c_k = z sigma_k + sigma_(k-1).
func siluTaylor[T engine.Float](order int, z, c []T, stride int) {
	n := len(z)
	var sb, wb, tb [tile.Size]float64
	s, w, t := sb[:n], wb[:n], tb[:n]
	logistic(z, s, w, t)
	c0 := row(c, 0, stride, n)
	for i, s := range s {
		c0[i] = T(float64(z[i]) * s)
	}
	if order >= 1 {
		c1 := row(c, 1, stride, n)
		for i, s := range s {
			c1[i] = T(s) + T(z[i]*T(w[i]))
		}
	}
	if order >= 2 {
		c2 := row(c, 2, stride, n)
		for i, w := range w {
			c2[i] = T(w) * (1 - T(0.5*z[i]*T(t[i])))
		}
	}
	if order >= 3 {
		c3 := row(c, 3, stride, n)
		for i, v := range w {
			w := T(v)
			c3[i] = w * (T(z[i]*(1./6-w)) - T(0.5*T(t[i])))
		}
	}
	if order >= 4 {
		c4 := row(c, 4, stride, n)
		for i, v := range w {
			w := T(v)
			c4[i] = w * (T(z[i]*T(t[i])*(T(0.5*w)-1./24)) + (1./6 - w))
		}
	}
	if order >= 5 {
		c5 := row(c, 5, stride, n)
		for i, v := range w {
			w := T(v)
			c5[i] = w * (T(z[i]*(1./120-T(w*(0.25-w)))) + T(T(t[i])*(T(0.5*w)-1./24)))
		}
	}
}

// round sets dst = src in the precision T.
func round[T engine.Float](dst []T, src []float64) {
	for i, v := range src {
		dst[i] = T(v)
	}
}
