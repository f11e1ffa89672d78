package jet

import (
	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
	"adfd/numerics/series"
)

// The special cases in the comments below are for the jet z, 1, 0, ... of a variable, and
// say how its coefficients begin: Softplus(+Inf) = +Inf, 1, 0, ... has zeros from
// coefficient 2 on. For any x, a NaN in coefficient k makes the coefficients from k on NaN,
// and those below it are what they would be without. Apply reports an error where the
// functions give a NaN or an infinity.

// plain is the arithmetic of T, for the recurrences of package series. The conversion of
// a product keeps the compiler from fusing it into a sum.
type plain[T engine.Float] struct{}

func (plain[T]) Exact(c float64) T        { return T(c) }
func (plain[T]) Neg(x T) T                { return -x }
func (plain[T]) Add(x, y T) T             { return x + y }
func (plain[T]) Mul(x, y T) T             { return T(x * y) }
func (plain[T]) MulAdd(s, x, y T) T       { return s + T(x*y) }
func (plain[T]) Div(x, y T) T             { return x / y }
func (plain[T]) Times(c float64, x T) T   { return T(T(c) * x) }
func (plain[T]) Over(x T, k int) T        { return x / T(k) }
func (plain[T]) Value(name string, x T) T { return T(scalar.Value(name, float64(x))) }

// elementary sets dst to the named function of x.
func elementary[T engine.Float](name string, dst, x Jet[T]) Jet[T] {
	dst = output(dst, len(x))
	separate(dst, x)
	var buf [stackLen]T
	series.Apply(plain[T]{}, name, dst, auxiliary(&buf, len(x)), x)
	return dst
}

// pair sets y to the named function of x, and w to the one that its recurrence carries.
func pair[T engine.Float](name string, y, w, x Jet[T]) (Jet[T], Jet[T]) {
	y, w = output(y, len(x)), output(w, len(x))
	separate(y, x)
	separate(w, x)
	separate(y, w)
	series.Apply(plain[T]{}, name, y, w, x)
	return y, w
}

// Exp sets dst = e^x.
//
// Special cases are:
//
//	Exp(+Inf) = +Inf, +Inf, NaN, ...
//	Exp(-Inf) = 0, ...
//	Exp(NaN) = NaN, ...
func Exp[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("exp", dst, x) }

// Log sets dst = ln x for x[0] > 0.
//
// Special cases are:
//
//	Log(+Inf) = +Inf, 0, ...
//	Log(0) = -Inf, +Inf, -Inf, NaN, ...
//	Log(-1) = NaN, -1, -1/2, -1/3, -1/4, -1/5: below zero the others are those of ln|x|
//	Log(-Inf) = NaN, 0, ...
//	Log(NaN) = NaN, ...
func Log[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("log", dst, x) }

// SinCos sets sin = sin x and cos = cos x. The destinations must differ from x and
// from each other.
//
// Special cases are those of Sin and Cos.
func SinCos[T engine.Float](sin, cos, x Jet[T]) (Jet[T], Jet[T]) { return pair("sin", sin, cos, x) }

// Sin sets dst = sin x.
//
// Special cases are:
//
//	Sin(+Inf) = NaN, ...
//	Sin(-Inf) = NaN, ...
//	Sin(NaN) = NaN, ...
func Sin[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("sin", dst, x) }

// Cos sets dst = cos x.
//
// Special cases are:
//
//	Cos(+Inf) = NaN, ...
//	Cos(-Inf) = NaN, ...
//	Cos(NaN) = NaN, ...
func Cos[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("cos", dst, x) }

// Tan sets dst = tan x. Coefficient 0 is sin/cos and not math.Tan, see scalar.Tangent.
//
// Special cases are:
//
//	Tan(+Inf) = NaN, ...
//	Tan(-Inf) = NaN, ...
//	Tan(NaN) = NaN, ...
func Tan[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("tan", dst, x) }

// SinhCosh sets sinh = sinh x and cosh = cosh x. The destinations must differ from x
// and from each other.
//
// Special cases are those of Sinh and Cosh.
func SinhCosh[T engine.Float](sinh, cosh, x Jet[T]) (Jet[T], Jet[T]) {
	return pair("sinh", sinh, cosh, x)
}

// Sinh sets dst = sinh x.
//
// Special cases are:
//
//	Sinh(+Inf) = +Inf, +Inf, NaN, ...
//	Sinh(-Inf) = -Inf, +Inf, NaN, ...
//	Sinh(NaN) = NaN, ...
func Sinh[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("sinh", dst, x) }

// Cosh sets dst = cosh x.
//
// Special cases are:
//
//	Cosh(+Inf) = +Inf, +Inf, NaN, ...
//	Cosh(-Inf) = +Inf, -Inf, NaN, ...
//	Cosh(NaN) = NaN, ...
func Cosh[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("cosh", dst, x) }

// Tanh sets dst = tanh x.
//
// Special cases are:
//
//	Tanh(+Inf) = 1, 0, ...
//	Tanh(-Inf) = -1, 0, ...
//	Tanh(NaN) = NaN, ...
func Tanh[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("tanh", dst, x) }

// Sigmoid sets dst = 1/(1 + e^-x). Coefficient 0 is formed from e^-|x|, which keeps the
// left tail.
//
// Special cases are:
//
//	Sigmoid(+Inf) = 1, 0, ...
//	Sigmoid(-Inf) = 0, ...
//	Sigmoid(NaN) = NaN, ...
func Sigmoid[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("sigmoid", dst, x) }

// Softplus sets dst = ln(1 + e^x).
//
// Special cases are:
//
//	Softplus(+Inf) = +Inf, 1, 0, ...
//	Softplus(-Inf) = 0, ...
//	Softplus(NaN) = NaN, ...
func Softplus[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("softplus", dst, x) }

// SiLU sets dst = x sigmoid(x).
//
// Special cases are:
//
//	SiLU(+Inf) = +Inf, NaN, ...
//	SiLU(-Inf) = NaN, ...
//	SiLU(NaN) = NaN, ...
func SiLU[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("silu", dst, x) }

// Gaussian sets dst = exp(-x^2).
//
// Special cases are:
//
//	Gaussian(+Inf) = 0, NaN, ...
//	Gaussian(-Inf) = 0, NaN, ...
//	Gaussian(NaN) = NaN, ...
func Gaussian[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("gaussian", dst, x) }

// Erf sets dst = erf x.
//
// Special cases are:
//
//	Erf(+Inf) = 1, 0, NaN, ...
//	Erf(-Inf) = -1, 0, NaN, ...
//	Erf(NaN) = NaN, ...
func Erf[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("erf", dst, x) }

// GELU sets dst = x P(x), where P is the distribution function of the standard
// normal law. P(x[0]) comes from erfc, which keeps the left tail.
//
// Special cases are:
//
//	GELU(+Inf) = NaN, ...
//	GELU(-Inf) = NaN, ...
//	GELU(NaN) = NaN, ...
func GELU[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("gelu", dst, x) }

// Sqrt sets dst = sqrt x.
//
// Special cases are:
//
//	Sqrt(+Inf) = +Inf, 0, ...
//	Sqrt(0) = 0, +Inf, -Inf, +Inf, -Inf, +Inf: the root has no derivative there
//	Sqrt(-1) = NaN, ...
//	Sqrt(-Inf) = NaN, ...
//	Sqrt(NaN) = NaN, ...
func Sqrt[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("sqrt", dst, x) }

// Recip sets dst = 1 / x.
//
// Special cases are:
//
//	Recip(+Inf) = 0, ...
//	Recip(0) = +Inf, -Inf, NaN, ...
//	Recip(-Inf) = 0, ...
//	Recip(NaN) = NaN, ...
func Recip[T engine.Float](dst, x Jet[T]) Jet[T] { return elementary("recip", dst, x) }
