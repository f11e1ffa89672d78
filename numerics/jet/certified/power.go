package certified

import (
	"fmt"
	"math"

	"adfd/numerics/jet"
	"adfd/numerics/jet/internal/scalar"
)

func sqrtOf(r rounding, x series) (series, []float64, error) {
	y := make(series, len(x))
	var err error
	if y[0], err = r.sqrtSeed(x[0]); err != nil {
		return nil, nil, err
	}
	twice := r.times(2, y[0])
	for k := 1; k < len(x); k++ {
		s := x[k]
		for j := 1; j < k; j++ {
			s = r.sub(s, r.mul(y[j], y[k-j]))
		}
		y[k] = r.div(s, twice)
	}
	return y, recipAbs(magnitudes(r.scale(2, y))), nil // s' = 1/(2y)
}

func recipOf(r rounding, x series) (series, []float64, error) {
	if !(math.Abs(x[0].v) > x[0].e) {
		return nil, nil, undefined("recip", x[0])
	}
	y := make(series, len(x))
	y[0] = r.div(term{v: 1, a: 1}, x[0])
	for k := 1; k < len(x); k++ {
		var s term
		for i := range k {
			s = r.sub(s, r.mul(y[i], x[k-i]))
		}
		y[k] = r.div(s, x[0])
	}
	m := magnitudes(y)
	return y, convolveAbs(m, m), nil // |s'| = y^2
}

// Pow is x^p for a real exponent and x > 0, as Pow. The error is as for
// Apply, or names an exponent that is not a number of the precision of x.
func Pow(x Jet, p float64) (Jet, error) {
	name := fmt.Sprintf("pow(·, %v)", p)
	if err := x.check(name); err != nil {
		return Jet{}, err
	}
	if err := x.checkConstant(name, p); err != nil {
		return Jet{}, err
	}
	return x.apply(name, func(r rounding, x series) (series, []float64, error) {
		y := make(series, len(x))
		var err error
		if y[0], err = r.powSeed(x[0], p); err != nil {
			return nil, nil, err
		}
		for k := 1; k < len(x); k++ {
			var s term
			for j := 1; j <= k; j++ {
				w := r.sub(r.times(float64(j), term{v: p, a: math.Abs(p)}), integer(k-j))
				s = r.add(s, r.mul(r.mul(w, x[j]), y[k-j]))
			}
			y[k] = r.div(s, r.times(float64(k), x[0]))
		}
		slope := convolveAbs(magnitudes(y), recipAbs(magnitudes(x))) // s' = p y/x
		for k := range slope {
			slope[k] *= math.Abs(p)
		}
		return y, slope, nil
	})
}

// integer is a small integer, which is exact.
func integer(k int) term { return term{v: float64(k), a: math.Abs(float64(k))} }

// PowInt is x^n by repeated squaring, as PowInt.
func PowInt(x Jet, n int) (Jet, error) {
	name := fmt.Sprintf("pow(·, %d)", n)
	if err := x.check(name); err != nil {
		return Jet{}, err
	}
	y := exactB(jet.Constant(1.0, x.Order()), x.single)
	base := x
	var err error
	for m := scalar.Magnitude(n); m > 0; m >>= 1 {
		if m&1 == 1 {
			if y, err = Mul(y, base); err != nil {
				return Jet{}, fmt.Errorf("%s: %w", name, err)
			}
		}
		if m > 1 {
			if base, err = Mul(base, base); err != nil {
				return Jet{}, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if n < 0 {
		return Apply("recip", y)
	}
	return y, nil
}
