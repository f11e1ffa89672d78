package dd

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/number"
)

// DD is a double-double number, the unevaluated sum Hi + Lo of two float64 with
// Hi = RN(Hi + Lo), which gives it 106 bits or a few more. With
// u = 2^-53 its operations have the relative error bounds
//
//	Add, Sub       7 u²   (4 u² where the terms have one sign)
//	Mul            8 u²
//	Div           15 u²
//	Sqrt           5 u²
//	elementary   128 u² = 2^-99
//
// derived above each of them, where no intermediate result leaves the range of
// float64: operands and results between 2^-900 and 2^900 are safe. Below, the
// lower half is lost bit by bit and errors become absolute, a few times
// 2^-1074; above, and outside the domain of a function, Hi is infinite or NaN
// and Lo means nothing.
type DD struct{ Hi, Lo float64 }

// Unit is u² = 2^-106, the unit of the error bounds of DD.
const Unit = 0x1p-106

// Error is the relative error of the elementary functions of a DD.
const Error = 128 * Unit

// FromFloat64 returns x, exactly.
func FromFloat64(x float64) DD { return DD{Hi: x} }

// FromBig returns x rounded to a DD: a relative error of at most u².
func FromBig(x *big.Float) DD {
	hi := exact.Float64(x)
	if x.IsInf() || math.IsInf(hi, 0) {
		return DD{Hi: hi}
	}
	lo := exact.Float64(number.NewFloat(max(x.Prec(), 53)+64).Sub(x, number.NewFloat(53).SetFloat64(hi)))
	// A lo that was rounded up to half an ulp of hi may turn the tie.
	hi, lo = fastTwoSum(hi, lo)
	return DD{hi, lo}
}

// Float64 returns the float64 nearest to x.
func (x DD) Float64() float64 { return x.Hi }

// Big returns x, exactly. It panics where x is NaN.
func (x DD) Big() *big.Float {
	if x.Lo == 0 || math.IsInf(x.Hi, 0) {
		return exact.New(x.Hi)
	}
	_, h := math.Frexp(x.Hi)
	_, l := math.Frexp(x.Lo)
	return number.NewFloat(uint(max(exact.Prec, h-l+54))).Add(exact.New(x.Hi), exact.New(x.Lo))
}

// IsFinite reports whether x is neither infinite nor NaN.
func (x DD) IsFinite() bool {
	return finite(x.Hi) && finite(x.Lo)
}

func finite(x float64) bool {
	return !math.IsNaN(x) && !math.IsInf(x, 0)
}

// String writes x with 32 significant digits, which tell most DD apart.
func (x DD) String() string {
	if !x.IsFinite() {
		return fmt.Sprint(x.Hi)
	}
	return x.Big().Text('g', 32)
}

// Neg returns -x, exactly.
func (x DD) Neg() DD { return DD{-x.Hi, -x.Lo} }

// Abs returns |x|, exactly.
func (x DD) Abs() DD {
	if math.Signbit(x.Hi) {
		return x.Neg()
	}
	return x
}

// Sign returns -1, 0 or 1.
func (x DD) Sign() int {
	switch {
	case x.Hi > 0:
		return 1
	case x.Hi < 0:
		return -1
	}
	return 0
}

// Cmp returns -1, 0 or 1 as x < y, x == y or x > y. Since Hi is the sum
// rounded, a monotone function of it, the order is lexicographic.
func (x DD) Cmp(y DD) int {
	switch {
	case x.Hi < y.Hi || x.Hi == y.Hi && x.Lo < y.Lo:
		return -1
	case x.Hi > y.Hi || x.Hi == y.Hi && x.Lo > y.Lo:
		return 1
	}
	return 0
}

// Scale returns x·2^n, exactly.
func (x DD) Scale(n int) DD { return DD{math.Ldexp(x.Hi, n), math.Ldexp(x.Lo, n)} }

// TwoSum returns s = RN(a + b) and e with s + e = a + b (Knuth). The conversions round
// what the caller may hand over as a product, which would be fused with the sum.
func TwoSum(a, b float64) (s, e float64) {
	a, b = float64(a), float64(b)
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// fastTwoSum is twoSum for |a| >= |b| or a = 0 (Dekker).
func fastTwoSum(a, b float64) (s, e float64) {
	s = a + b
	return s, b - (s - a)
}

// twoProd returns p = RN(a b) and e with p + e = a b, which is a float64 unless
// it falls below 2^-1074. The conversion keeps the compiler from fusing the
// product with what the caller adds to it.
func twoProd(a, b float64) (p, e float64) {
	p = float64(a * b)
	return p, math.FMA(a, b, -p)
}

// Add returns x + y with a relative error below 7 u², and below 4 u² where x and
// y have the same sign.
//
// Write X, Y for the upper and x, y for the lower halves, |X| >= |Y|, S for the
// exact sum; (s, e) = X + Y and (t, f) = x + y are exact. Roundings happen in
// c = RN(e + t) and w = RN(f + v), where (h, v) = s + c; so the error is at
// most u|e + t| + u|f + v|. Terms of order u³ are left out below.
//
//   - X and Y of one sign: |e| <= u|S|, |t| <= u(|X| + |Y|) = u|S|, |v| <= u|S|,
//     |f| = O(u²): together 3 u²|S|.
//   - Of opposite signs, |Y| <= |X|/2: |S| >= |X|/2, |e| <= u|X|,
//     |t| <= 3/2 u|X|, and |v| <= u|S|: together 6 u²|S|.
//   - Of opposite signs, |Y| > |X|/2: e = 0 by Sterbenz's lemma, so c = t is
//     exact. If |h| >= |t|/4, then |f| <= u|t| <= 4u|h|, and u|f + v| <= 5 u²|S|.
//     If not, s and t are within a factor 2 of each other and s + t is exact
//     by the same lemma: v = 0, w = f, no error at all.
func (x DD) Add(y DD) DD {
	s, e := TwoSum(x.Hi, y.Hi)
	t, f := TwoSum(x.Lo, y.Lo)
	s, e = TwoSum(s, e+t)
	s, e = fastTwoSum(s, e+f)
	return DD{s, e}
}

// Sub returns x - y; the bounds are those of Add.
func (x DD) Sub(y DD) DD { return x.Add(y.Neg()) }

// addFloat is x + y with the error of Add.
func (x DD) addFloat(y float64) DD {
	s, e := TwoSum(x.Hi, y)
	s, e = fastTwoSum(s, e+x.Lo)
	return DD{s, e}
}

// Mul returns x y with a relative error below 8 u².
//
// With P = |X Y|: the products of a lower half are at most uP, X y is rounded
// (u² P), x Y added to it (2 u² P), then the error of X Y (3 u² P), and x y is
// left out (u² P): 7 u² and terms of order u³.
func (x DD) Mul(y DD) DD {
	p, e := product(x, y)
	p, e = fastTwoSum(p, e)
	return DD{p, e}
}

// mulFloat is x y with a relative error below 3 u²: only the lower half is
// rounded, at most 2 u|x y| in size.
func (x DD) mulFloat(y float64) DD {
	p, e := twoProd(x.Hi, y)
	p, e = fastTwoSum(p, math.FMA(x.Lo, y, e))
	return DD{p, e}
}

// Square returns x x, with the bound of Mul.
func (x DD) Square() DD {
	p, e := twoProd(x.Hi, x.Hi)
	p, e = fastTwoSum(p, math.FMA(2*x.Hi, x.Lo, e))
	return DD{p, e}
}

// Div returns x/y with a relative error below 15 u².
//
// With q = x/y, T = RN(X/Y) = q (1 + ε) has |ε| <= 3u, and the correction is
// (x - T y)/y, at most 3u|q|. Its numerator is formed with errors, in units of
// u²|x|: 2 from the lower half of T y, 3 from subtracting it from that of x, 3
// from the last sum; X less the upper half is exact by Sterbenz's lemma. The
// divisor Y instead of y, and the division, add 3 each: 14 u² and terms of
// order u³.
func (x DD) Div(y DD) DD {
	t := x.Hi / y.Hi
	p, e := twoProd(t, y.Hi)
	e = math.FMA(t, y.Lo, e)
	t, e = fastTwoSum(t, ((float64(x.Hi)-p)+(float64(x.Lo)-e))/y.Hi)
	return DD{t, e}
}

// Sqrt returns the square root of x with a relative error below 5 u², 0 at 0
// and NaN below.
//
// With s = RN(sqrt X), |s/sqrt x - 1| <= 3/2 u, the correction is
// (x - s²)/(sqrt x + s), at most 3/2 u sqrt x. X - s² is exact by an FMA; adding
// x's lower half rounds 3 u² x, in the result 3/2 u²; the division adds 3/2, and
// 2s in place of sqrt x + s 9/8: 4.2 u² and terms of order u³.
func (x DD) Sqrt() DD {
	if x.Hi == 0 {
		return DD{}
	}
	s := math.Sqrt(x.Hi)
	s, e := fastTwoSum(s, (math.FMA(-s, s, x.Hi)+x.Lo)/(2*s))
	return DD{s, e}
}

// Recip returns 1/x, with the bound of Div.
func (x DD) Recip() DD { return DD{Hi: 1}.Div(x) }
