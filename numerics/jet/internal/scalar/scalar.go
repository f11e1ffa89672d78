package scalar

import (
	"fmt"
	"math"
)

// Value is a function of z by its name in package series, see series.Arithmetic. It panics
// on a name that has none.
func Value(name string, z float64) float64 {
	f, ok := values[name]
	if !ok {
		panic(fmt.Sprintf("jet: unknown function %q", name))
	}
	return f(z)
}

var values = map[string]func(z float64) float64{
	"exp": math.Exp, "log": Logarithm, "sin": math.Sin, "cos": math.Cos, "tan": Tangent,
	"sinh": math.Sinh, "cosh": math.Cosh, "tanh": math.Tanh, "sech2": Sech2, "sigmoid": Sigmoid, "softplus": Softplus,
	"gaussian": Gaussian, "erf": math.Erf, "erfslope": ErfSlope, "normal": NormalCDF, "density": NormalDensity, "sqrt": math.Sqrt,
}

// The functions of a number that package math lacks, in float64. Each comment
// states the relative error in terms of those of the library calls (L(exp) is
// twice the ulps of LibraryUlps: an ulp is at most 2u of the value) and of u, to
// first order; second-order terms are covered because every bound built on these
// statements is rounded outward by more.

// Tangent is sin(z)/cos(z). It replaces math.Tan, which takes its reduced argument
// for its own tangent up to 1e-7, where z^3/3 is already 30u of it.
//
// L(sin) + L(cos) + u, and the errors of the two reduced arguments, which
// together act as one error of z.
func Tangent(z float64) float64 { return math.Sin(z) / math.Cos(z) }

// Logarithm is ln z. The amd64 assembly of math.Log takes a subnormal argument for
// one with an implicit leading bit, so that ln 5e-324 becomes -709; such arguments
// are scaled by 2^54, which is exact.
//
// L(log) for normal arguments. For the others two negative numbers are added, and
// the constant and the sum err once each: L(log) + 2u.
func Logarithm(z float64) float64 {
	if z < SmallestNormal {
		return math.Log(z*0x1p54) - 54*math.Ln2
	}
	return math.Log(z)
}

// Power is z^r for z > 0. Where z is subnormal, math.Pow would meet the logarithm
// above; see powError.
func Power(z, r float64) float64 {
	if z < SmallestNormal {
		return math.Pow(z*0x1p54, r) * math.Pow(2, -54*r)
	}
	return math.Pow(z, r)
}

const SmallestNormal = 0x1p-1022

// Sech2 is sech^2(z) = 4e/(1+e)^2 with e = exp(-2|z|).
//
// The logarithmic derivative in e is (1-e)/(1+e) <= 1, so the error of e enters
// at most once. Rounding 1+e counts twice, the square once, the quotient once:
// L(exp) + 4u. Where e underflows so does the result.
func Sech2(z float64) float64 {
	e := math.Exp(-2 * math.Abs(z))
	d := 1 + e
	return 4 * e / (d * d)
}

// Sigmoid is 1/(1+e) for z >= 0 and e/(1+e) for z < 0, with e = exp(-|z|).
//
// The error of e enters at most once, the sum and the quotient once each:
// L(exp) + 2u.
func Sigmoid(z float64) float64 {
	e := math.Exp(-math.Abs(z))
	if z < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

// Softplus is max(z, 0) + log1p(e) with e = exp(-|z|).
//
// The error of e enters at most once, since e/((1+e) log1p(e)) <= 1; all terms
// are positive: L(exp) + L(log1p) + u.
func Softplus(z float64) float64 {
	return max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
}

// expMinusSquare is exp(-c z^2) for c = 1 or 1/2. The square is split into
// hi + lo without error, since a rounding of it would be magnified by z^2, and
// exp(-lo) = 1 - lo to within lo^2/2, which is below u^2 z^4/2 < u.
//
// The exponential, the difference and the product: L(exp) + 3u.
func expMinusSquare(c, z float64) float64 {
	hi := z * z
	if c*hi > expUnderflow {
		return 0
	}
	lo := math.FMA(z, z, -hi)
	return math.Exp(-c*hi) * (1 - float64(c*lo))
}

// expUnderflow is an argument at which exp(-x) is below half of the smallest
// float64: 1075 ln 2 = 745.13….
const expUnderflow = 746

// Gaussian is exp(-z^2): L(exp) + 3u.
func Gaussian(z float64) float64 { return expMinusSquare(1, z) }

// ErfSlope is 2/sqrt(pi) exp(-z^2): L(exp) + 5u, with the constant and its
// product.
func ErfSlope(z float64) float64 { return 2 / math.SqrtPi * expMinusSquare(1, z) }

// NormalDensity is exp(-z^2/2)/sqrt(2 pi): L(exp) + 5u.
func NormalDensity(z float64) float64 { return InvSqrt2Pi * expMinusSquare(0.5, z) }

const (
	InvSqrt2Pi = 1 / (math.Sqrt2 * math.SqrtPi)

	// invSqrt2 + invSqrt2Low is 1/sqrt(2) to twice the precision of float64. The
	// leading part is written out, so that the difference is not taken in float64.
	invSqrt2    = 0x1.6a09e667f3bcdp-1
	invSqrt2Low = 1/math.Sqrt2 - invSqrt2
)

// NormalCDF is erfc(-z/sqrt 2)/2.
//
// A rounding of the argument a = -z/sqrt 2 would be magnified by 2a^2 in the left
// tail. So a is split into hi + lo with lo <= 2u|a|, and
// erfc(hi + lo) = erfc(hi) - 2/sqrt(pi) exp(-hi^2) lo, with a relative remainder
// below lo^2 a^2 < u. The function, the difference, and one more u for the
// correction's own relative error, which is a^2 u times a correction below
// 4 a^2 u: L(erfc) + 2u.
func NormalCDF(z float64) float64 {
	hi := -z * invSqrt2
	lo := math.FMA(-z, invSqrt2, -hi) - z*invSqrt2Low
	return 0.5 * (Erfc(hi) - float64(2/math.SqrtPi*math.Exp(-hi*hi)*lo))
}
