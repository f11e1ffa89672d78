package jet

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

// Exp sets dst = e^x: y' = y x'.
func Exp[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	dst[0] = T(math.Exp(float64(x[0])))
	for k := 1; k < len(x); k++ {
		dst[k] = chain(x, dst, k)
	}
	return dst
}

// Log sets dst = ln x for x[0] > 0: x y' = x', that is
//
//	y[k] = (x[k] - (1/k) sum_{j=1..k-1} j y[j] x[k-j]) / x[0].
func Log[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	dst[0] = T(scalar.Logarithm(float64(x[0])))
	for k := 1; k < len(x); k++ {
		var s T
		for j := 1; j < k; j++ {
			s += T(T(T(j)*dst[j]) * x[k-j])
		}
		dst[k] = (x[k] - s/T(k)) / x[0]
	}
	return dst
}

// SinCos sets sin = sin x and cos = cos x: s' = c x', c' = -s x'. The
// destinations must differ from x and from each other.
func SinCos[T engine.Float](sin, cos, x Jet[T]) (Jet[T], Jet[T]) {
	sin, cos = output(sin, len(x)), output(cos, len(x))
	separate(sin, x)
	separate(cos, x)
	separate(sin, cos)
	z := float64(x[0])
	sin[0], cos[0] = T(math.Sin(z)), T(math.Cos(z))
	for k := 1; k < len(x); k++ {
		sin[k], cos[k] = chain(x, cos, k), -chain(x, sin, k)
	}
	return sin, cos
}

// Sin sets dst = sin x.
func Sin[T engine.Float](dst, x Jet[T]) Jet[T] {
	var buf [stackLen]T
	dst, _ = SinCos(dst, auxiliary(&buf, len(x)), x)
	return dst
}

// Cos sets dst = cos x.
func Cos[T engine.Float](dst, x Jet[T]) Jet[T] {
	var buf [stackLen]T
	_, dst = SinCos(auxiliary(&buf, len(x)), dst, x)
	return dst
}

// Tan sets dst = tan x: y' = w x' with w = 1 + y^2, a sum of positive terms.
// Coefficient 0 is sin/cos and not math.Tan, see tangent.
func Tan[T engine.Float](dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var buf [stackLen]T
	w := auxiliary(&buf, len(x))
	dst[0] = T(scalar.Tangent(float64(x[0])))
	w[0] = 1 + T(dst[0]*dst[0])
	for k := 1; k < len(x); k++ {
		dst[k] = chain(x, w, k)
		w[k] = convolve(dst, dst, k)
	}
	return dst
}

// SinhCosh sets sinh = sinh x and cosh = cosh x: s' = c x', c' = s x'. The
// destinations must differ from x and from each other.
func SinhCosh[T engine.Float](sinh, cosh, x Jet[T]) (Jet[T], Jet[T]) {
	sinh, cosh = output(sinh, len(x)), output(cosh, len(x))
	separate(sinh, x)
	separate(cosh, x)
	separate(sinh, cosh)
	z := float64(x[0])
	sinh[0], cosh[0] = T(math.Sinh(z)), T(math.Cosh(z))
	for k := 1; k < len(x); k++ {
		sinh[k], cosh[k] = chain(x, cosh, k), chain(x, sinh, k)
	}
	return sinh, cosh
}

// Sinh sets dst = sinh x.
func Sinh[T engine.Float](dst, x Jet[T]) Jet[T] {
	var buf [stackLen]T
	dst, _ = SinhCosh(dst, auxiliary(&buf, len(x)), x)
	return dst
}

// Cosh sets dst = cosh x.
func Cosh[T engine.Float](dst, x Jet[T]) Jet[T] {
	var buf [stackLen]T
	_, dst = SinhCosh(auxiliary(&buf, len(x)), dst, x)
	return dst
}
