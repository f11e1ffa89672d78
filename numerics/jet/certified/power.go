package certified

import (
	"fmt"
	"math"

	"adfd/numerics/jet"
	"adfd/numerics/jet/internal/scalar"
	"adfd/numerics/series"
)

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
	r, t := x.rounding(), x.terms()
	if !(t[0].v-t[0].e > 0) {
		return Jet{}, undefined(name, t[0])
	}
	y := make([]term, len(t))
	y[0] = r.powSeed(t[0], p)
	series.Pow(r, y, t, p)
	slope := convolveAbs(magnitudes(y), recipAbs(magnitudes(t))) // s' = p y/x
	for k := range slope {
		slope[k] *= math.Abs(p)
	}
	return x.chained(name, y, slope)
}

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
