package exact

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/taylor"
)

// Jet is a truncated Taylor series: entry k is c_k = f^(k)/k!, and the order is
// len - 1. Its operations round to Prec + Guard bits and leave their operands
// unchanged; Derivative rounds to Prec.
//
// A partial derivative of a function of several variables comes from jets of
// lines, Line(x_d, v_d, order) in each variable d.
type Jet []*big.Float

// maxJetExponent bounds the coefficients that Apply, Div and Pow accept:
// |c| < 2^(2^24), so that the powers in a series of moderate order stay far
// from the largest exponents of math/big.
const maxJetExponent = 1 << 24

// Constant returns the series c, 0, 0, ... It panics where order < 0.
func Constant(c *big.Float, order int) Jet { return Line(c, new(big.Float), order) }

// Variable returns the series x, 1, 0, ... of the identity at x. It panics
// where order < 0.
func Variable(x *big.Float, order int) Jet { return Line(x, number.NewInt(1, 64), order) }

// Line returns the series x, v, 0, ... of x + v t. Both are kept exactly. It
// panics where order < 0.
func Line(x, v *big.Float, order int) Jet {
	j := taylor.Line[Jet]("exact", new(big.Float).Set(x), new(big.Float).Set(v), order)
	for k := 2; k < len(j); k++ {
		j[k] = number.NewFloat(WorkPrec)
	}
	return j
}

// Order returns the largest derivative that j knows.
func (j Jet) Order() int { return len(j) - 1 }

// Derivative returns f^(k) = k! c_k, rounded to Prec bits. It panics where j
// does not know it.
func (j Jet) Derivative(k int) *big.Float {
	f := number.NewFloat(WorkPrec).SetInt(number.Factorial(k))
	return number.NewFloat(Prec).Mul(f, j[k])
}

// Add returns j + o. It panics on different orders, as do Sub, Mul and Div.
func (j Jet) Add(o Jet) Jet { return taylor.Zip("exact", j, o, rounded(number.Add)) }

// Sub returns j - o.
func (j Jet) Sub(o Jet) Jet { return taylor.Zip("exact", j, o, rounded(number.Sub)) }

// Scale returns s·j.
func (j Jet) Scale(s *big.Float) Jet {
	times := rounded((*big.Float).Mul)
	return taylor.Map(j, func(a *big.Float) *big.Float { return times(s, a) })
}

// Mul returns j·o, the truncated Cauchy product c_k = sum of a_i b_(k-i).
func (j Jet) Mul(o Jet) Jet {
	taylor.Match("exact", j, o)
	return multiply(j, o, len(j))
}

// Div returns j/o = j·(1/o). The error names a divisor that is zero or not
// finite.
func (j Jet) Div(o Jet) (Jet, error) { return taylor.Div("exact", j, o, Apply, Jet.Mul) }

// Pow returns j^a, for a positive j[0] and any a, and for any j[0] where a is
// an integer; a negative a excludes j[0] = 0. The error names what is outside.
func (j Jet) Pow(a *big.Float) (Jet, error) {
	if err := j.check("pow"); err != nil {
		return nil, err
	}
	f, err := powSeries(j[0], a, j.Order(), seriesPrec(j.Order()))
	if err != nil {
		return nil, err
	}
	return Compose(f, j), nil
}

// Compose returns f(u) for the series f of the outer function at u[0]: with
// v = u - u[0], Horner's rule f_0 + v (f_1 + v (f_2 + ...)). Since v has no
// constant term, the part inside n brackets is needed to order K - n only.
func Compose(f, u Jet) Jet {
	n := len(u)
	r := Jet{f[n-1]}
	v := append(Jet{new(big.Float)}, u[1:]...)
	for k := n - 2; k >= 0; k-- {
		r = multiply(v, append(r, new(big.Float)), n-k)
		r[0] = f[k]
	}
	return r.round()
}

// round returns j with its coefficients rounded to Prec + Guard bits.
func (j Jet) round() Jet {
	return taylor.Map(j, func(c *big.Float) *big.Float { return number.NewFloat(WorkPrec).Set(c) })
}

// multiply returns the first n coefficients of the product; both factors have
// at least n.
func multiply(a, b Jet, n int) Jet {
	c := make(Jet, n)
	z := number.NewFloat(WorkPrec)
	for k := range c {
		c[k] = number.NewFloat(WorkPrec)
		for i := 0; i <= k; i++ {
			if a[i].Sign() != 0 && b[k-i].Sign() != 0 {
				number.Add(c[k], c[k], z.Mul(a[i], b[k-i]))
			}
		}
	}
	return c
}

// rounded is the operation with results of Prec + Guard bits.
func rounded(op func(z, a, b *big.Float) *big.Float) func(a, b *big.Float) *big.Float {
	return func(a, b *big.Float) *big.Float { return op(number.NewFloat(WorkPrec), a, b) }
}

// check reports an empty jet and a coefficient that is too large.
func (j Jet) check(name string) error {
	if len(j) == 0 {
		return fmt.Errorf("exact: %s of an empty jet", name)
	}
	for k, c := range j {
		if c == nil {
			return fmt.Errorf("exact: %s: coefficient %d is missing", name, k)
		}
		if large(c, maxJetExponent) {
			return fmt.Errorf("exact: %s: coefficient %d is %s, want it finite and below 2^%d", name, k, show(c), maxJetExponent)
		}
	}
	return nil
}
