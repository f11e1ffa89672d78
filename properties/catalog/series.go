package catalog

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact"
)

// jetPrec is the precision of the coefficients of exact.Jet.
const jetPrec = exact.Prec + exact.Guard

func newFloat() *big.Float { return new(big.Float).SetPrec(jetPrec) }

// constant is the series of a number that float64 holds.
func constant(c float64, order int) exact.Jet { return exact.Constant(exact.New(c), order) }

// call is the named elementary function of x, as a series.
func call(name string) func(x *big.Float, order int) (exact.Jet, error) {
	return func(x *big.Float, order int) (exact.Jet, error) {
		return exact.Coefficients(name, x, order)
	}
}

// below reports |x| < 2^e.
func below(x *big.Float, e int) bool { return x.Sign() == 0 || x.MantExp(nil) <= e }

// powerSeries returns the Taylor coefficients at x of the sum of a_n x^n,
//
//	c_k = sum over n >= k of a_n binomial(n, k) x^(n-k),
//
// cut after powerTerms terms from the first that is not zero. With
// binomial(n, k) <= 2^n the terms after it are below 2^-jetPrec of that one if
// the a_n fall like 1/n! and |x| < 1, or if they are at most 1 and |x| < 2^-8,
// for orders up to 64.
func powerSeries(x *big.Float, order int, a func(n int) *big.Rat) exact.Jet {
	c := make(exact.Jet, order+1)
	for k := range c {
		c[k] = newFloat()
		power := newFloat().SetInt64(1)
		for n, terms := k, 0; terms < powerTerms; n++ {
			if an := a(n); an.Sign() != 0 {
				binomial := new(big.Rat).SetInt(new(big.Int).Binomial(int64(n), int64(k)))
				term := newFloat().SetRat(an.Mul(an, binomial))
				c[k].Add(c[k], term.Mul(term, power))
				terms++
			} else if n > k {
				terms++
			}
			power.Mul(power, x)
		}
	}
	return c
}

const powerTerms = 160

// over is sign/n!.
func over(sign int64, n int) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(sign), new(big.Int).MulRange(1, int64(n)))
}

// of applies the named elementary function to a series.
func of(name string, u exact.Jet) (exact.Jet, error) {
	y, err := exact.Apply(name, u)
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return y, nil
}

// must is for arguments that are inside the domain of the function.
func must(y exact.Jet, err error) exact.Jet {
	if err != nil {
		panic(err)
	}
	return y
}
