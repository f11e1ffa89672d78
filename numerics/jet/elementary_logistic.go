package jet

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

// tanhPair sets t = tanh x and d = sech^2 x: t' = d x', d' = -2 t d x'. Both have
// the length of x and differ from it.
func tanhPair[T engine.Float](t, d, x Jet[T]) {
	var buf [stackLen]T
	td := auxiliary(&buf, len(x))
	z := float64(x[0])
	t[0], d[0] = T(math.Tanh(z)), T(scalar.Sech2(z))
	for k := 1; k < len(x); k++ {
		td[k-1] = convolve(t, d, k-1)
		t[k] = chain(x, d, k)
		d[k] = -2 * chain(x, td, k)
	}
}

// Tanh sets dst = tanh x.
func Tanh[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var buf [stackLen]T
	tanhPair(dst, auxiliary(&buf, len(x)), x)
	return dst
}

// Sigmoid sets dst = 1/(1 + e^-x) = (1 + tanh(x/2))/2. Only coefficient 0 needs
// the sum; it is formed from e^-|x| instead, which keeps the left tail.
func Sigmoid[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var halfBuf, dBuf [stackLen]T
	half := Scale(auxiliary(&halfBuf, len(x)), 0.5, x)
	tanhPair(dst, auxiliary(&dBuf, len(x)), half)
	Scale(dst, 0.5, dst)
	dst[0] = T(scalar.Sigmoid(float64(x[0])))
	return dst
}

// Softplus sets dst = ln(1 + e^x): y' = sigmoid(x) x'.
func Softplus[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var buf [stackLen]T
	g := Sigmoid(auxiliary(&buf, len(x)), x)
	dst[0] = T(scalar.Softplus(float64(x[0])))
	for k := 1; k < len(x); k++ {
		dst[k] = chain(x, g, k)
	}
	return dst
}

// SiLU sets dst = x sigmoid(x).
func SiLU[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	return Mul(dst, x, Sigmoid(dst, x))
}
