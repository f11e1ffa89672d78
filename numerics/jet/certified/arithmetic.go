package certified

import (
	"fmt"
	"math"

	"adfd/numerics/jet"
	"adfd/numerics/series"
)

// The errors of the functions in this file name operands of different orders or
// precisions, an input that is empty, ragged or not finite, or a coefficient of
// the result that overflows.

// Add is a + b.
func Add(a, b Jet) (Jet, error) { return sumB("a sum", a, b, rounding.Add) }

// Sub is a - b.
func Sub(a, b Jet) (Jet, error) { return sumB("a difference", a, b, rounding.Sub) }

func sumB(name string, a, b Jet, op func(r rounding, x, y term) term) (Jet, error) {
	if err := checkPair(name, a, b); err != nil {
		return Jet{}, err
	}
	r, x, y := a.rounding(), a.terms(), b.terms()
	m := make([]float64, len(x))
	for k := range x {
		x[k] = op(r, x[k], y[k])
		m[k] = a.Magnitude[k] + b.Magnitude[k]
		if x[k].e != 0 {
			m[k] += r.tiny
		}
	}
	return newBounded(name, x, m, a.single)
}

// Neg is -x. It has no error of its own.
func Neg(x Jet) (Jet, error) { return Scale(-1, x) }

// Scale is c x for a constant that is exact. The error also names a c that is
// not a number of the precision of x.
func Scale(c float64, x Jet) (Jet, error) {
	if err := x.check("a multiple"); err != nil {
		return Jet{}, err
	}
	if err := x.checkConstant("a multiple", c); err != nil {
		return Jet{}, err
	}
	r := x.rounding()
	y := x.terms()
	series.Scale(r, y, c, y)
	m := make([]float64, len(y))
	for k := range y {
		m[k] = float64(math.Abs(c) * x.Magnitude[k])
		if y[k].e != 0 {
			m[k] += r.tiny
		}
	}
	return newBounded("a multiple", y, m, x.single)
}

// Shift is x + c for a constant that is exact. The error also names a c that is
// not a number of the precision of x.
func Shift(c float64, x Jet) (Jet, error) {
	if err := x.check("a shift"); err != nil {
		return Jet{}, err
	}
	if err := x.checkConstant("a shift", c); err != nil {
		return Jet{}, err
	}
	return Add(x, exactB(jet.Constant(c, x.Order()), x.single))
}

// checkConstant reports a constant that is not finite, or not a float32 where the
// jet is in float32.
func (b Jet) checkConstant(op string, c float64) error {
	if !finite(c) {
		return fmt.Errorf("certified: %s with constant %v", op, c)
	}
	if b.rounding().round(c) != c {
		return fmt.Errorf("certified: %s in float32 with constant %v, which is not a float32", op, c)
	}
	return nil
}

// Mul is a b. Its magnitude is Leibniz's rule: |a| B + A |b|.
func Mul(a, b Jet) (Jet, error) {
	if err := checkPair("a product", a, b); err != nil {
		return Jet{}, err
	}
	r, x, y := a.rounding(), a.terms(), b.terms()
	z := make([]term, len(x))
	series.Mul(r, z, x, y)
	m := convolveAbs(a.Magnitude, magnitudes(y))
	n := convolveAbs(b.Magnitude, magnitudes(x))
	for k := range m {
		m[k] += n[k]
		if z[k].e != 0 {
			m[k] += float64(float64(k+1) * r.tiny)
		}
	}
	return newBounded("a product", z, m, a.single)
}

// Div is a / b. Its magnitude Q satisfies the quotient's recurrence with the
// differential of each term,
//
//	|b[0]| Q[k] = A[k] + sum_{i<k} Q[i] |b[k-i]| + sum_{i<=k} |q[i]| B[k-i].
//
// The error also names a divisor that may be zero.
func Div(a, b Jet) (Jet, error) {
	if err := checkPair("a quotient", a, b); err != nil {
		return Jet{}, err
	}
	r, x, y := a.rounding(), a.terms(), b.terms()
	if !(math.Abs(y[0].v) > y[0].e) {
		return Jet{}, undefined("the reciprocal", y[0])
	}
	q := make([]term, len(x))
	series.Div(r, q, x, y)
	m := make([]float64, len(x))
	for k := range q {
		m[k] = a.Magnitude[k] + r.tiny
		for i := range k {
			m[k] += float64(m[i] * y[k-i].a)
		}
		for i := 0; i <= k; i++ {
			m[k] += float64(math.Abs(q[i].v) * b.Magnitude[k-i])
		}
		m[k] /= math.Abs(y[0].v)
		m[k] += r.tiny
	}
	return newBounded("a quotient", q, m, a.single)
}
