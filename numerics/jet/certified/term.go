package certified

import "math"

// unit is the unit roundoff of float64.
const unit = 0x1p-53

// term is one number of a running error analysis.
type term struct {
	v float64 // the computed value
	e float64 // |v - exact value| <= e
	a float64 // the same formula on absolute values, see magnitude in series
}

// rounding is the arithmetic of one precision on terms. Each operation computes
// the value as the plain jet does and bounds its error by Wilkinson's running
// analysis: |fl(x) - x| <= u |fl(x)|, plus underflow where a product or a quotient
// may be subnormal. Sums are exact there, and if one operand is zero.
//
// The values of a float32 computation are held in float64. Rounding a float64
// result to float32 gives the float32 result for + - * / and the square root,
// since 53 >= 2*24 + 2.
type rounding struct {
	u         float64 // unit roundoff
	underflow float64 // smallest subnormal number, twice the error of rounding to it
	tiny      float64 // smallest normal number
	single    bool
}

func (r rounding) round(x float64) float64 {
	if r.single {
		return float64(float32(x))
	}
	return x
}

// widen finishes a bound e > 0 that took at most eight operations on numbers that
// are not negative: they lose at most 8u of it, or half of 2^-1074 each where they
// underflow. 16u = 2^-49 and 4 * 2^-1074 cover that to second order.
func (r rounding) widen(v, e, a float64) term {
	return term{v: v, e: float64(e) + float64(0x1p-49*e) + 0x1p-1072, a: float64(a) + r.tiny}
}

func (x term) isZero() bool { return x.v == 0 && x.e == 0 }

// Add is x + y.
func (r rounding) Add(x, y term) term {
	v := r.round(float64(x.v + y.v))
	e, a := x.e+y.e, x.a+y.a
	if x.v != 0 && y.v != 0 {
		e += float64(r.u * math.Abs(v))
	}
	if e == 0 {
		return term{v, 0, a}
	}
	return r.widen(v, e, a)
}

// Sub is x - y.
func (r rounding) Sub(x, y term) term { return r.Add(x, r.Neg(y)) }

// Neg is -x.
func (r rounding) Neg(x term) term { return term{-x.v, x.e, x.a} }

// Exact is the number c, which is one of the precision.
func (r rounding) Exact(c float64) term { return term{v: c, a: math.Abs(c)} }

// MulAdd is s + x y, both rounded.
func (r rounding) MulAdd(s, x, y term) term { return r.Add(s, r.Mul(x, y)) }

// Mul is x y: |(v+d)(w+f) - vw| <= |v||f| + |w||d| + |d||f|.
func (r rounding) Mul(x, y term) term {
	v, a := r.round(float64(x.v*y.v)), x.a*y.a
	if x.isZero() || y.isZero() {
		return term{v, 0, a}
	}
	e := float64(math.Abs(x.v)*y.e) + float64(math.Abs(y.v)*x.e) + float64(x.e*y.e)
	if x.v != 0 && y.v != 0 {
		e += float64(r.u*math.Abs(v)) + r.underflow
	}
	return r.widen(v, e, a)
}

// Times is c x for a constant c that is exact: no rounding if c is a power of two
// from 1 upward.
func (r rounding) Times(c float64, x term) term {
	v, a := r.round(float64(c*x.v)), math.Abs(c)*x.a
	if x.isZero() || c == 0 {
		return term{v, 0, a}
	}
	m, p := math.Frexp(math.Abs(c))
	e := float64(math.Abs(c) * x.e)
	switch {
	case m != 0.5:
		e += float64(r.u*math.Abs(v)) + r.underflow
	case p < 1:
		e += r.underflow
	}
	if e == 0 {
		return term{v, 0, a}
	}
	return r.widen(v, e, a)
}

// Div is x / y:
// |(v+d)/(w+f) - v/w| = |d - (v/w) f| / |w+f| <= (|d| + |v/w||f|) / (|w| - |f|).
// The bound is infinite if y may be zero. |v/w| is at most the rounded quotient and
// its rounding error. The product |v/w||f| may underflow before it is divided, so
// 2^-1074 goes into the numerator.
func (r rounding) Div(x, y term) term {
	v, a := r.round(float64(x.v/y.v)), x.a/math.Abs(y.v)
	room := math.Abs(y.v) - y.e
	if !(room > 0) {
		return term{v, math.Inf(1), a}
	}
	if x.isZero() {
		return term{v, 0, a}
	}
	q := float64(math.Abs(v)*(1+float64(2*r.u))) + r.underflow
	e := x.e / room
	if y.e != 0 {
		e += (float64(q*y.e) + 0x1p-1074) / room
	}
	if x.v != 0 {
		e += float64(r.u*math.Abs(v)) + r.underflow
	}
	return r.widen(v, e, a)
}

// Over is x / k for a small integer k: exact, but for underflow, if k is a power
// of two.
func (r rounding) Over(x term, k int) term {
	v, a := r.round(float64(x.v/float64(k))), x.a/float64(k)
	if x.isZero() || k == 1 {
		return term{v, x.e, a}
	}
	e := x.e/float64(k) + r.underflow
	if k&(k-1) != 0 {
		e += float64(r.u * math.Abs(v))
	}
	return r.widen(v, e, a)
}

// seed is an elementary function of a number: v was computed in float64 with a
// relative error of at most rel units of roundoff, and shift(d) bounds its change
// where the argument moves by d. It serves twice: with the error of the argument
// for the bound, with its magnitude for the magnitude.
//
// The error is relative to the exact value, hence 1 - p. The scalar functions
// multiply the underflow of an exponential by at most 4 and add to it less than
// eight roundings. The bound is infinite where rel is too large.
func (r rounding) seed(v, rel float64, x term, shift func(d float64) float64) term {
	p := float64(rel * unit)
	if !(p < 1) {
		return term{r.round(v), math.Inf(1), math.Abs(v)}
	}
	e := shiftUp(float64(p/(1-p)*math.Abs(v))+float64(shift(x.e))) + seedUnderflow
	w := r.round(v)
	if r.single {
		e += float64(r.u*math.Abs(w)) + r.underflow
	}
	return r.widen(w, e, math.Abs(w)+shift(x.a-math.Abs(x.v)))
}

// seedUnderflow is 4 (2 LibraryUlps + 1) + 8 smallest subnormals, rounded up to a
// power of two, for the exponential and also for the library alone.
const seedUnderflow = 32 * 0x1p-1074
