package exact

import (
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Tanh returns the hyperbolic tangent.
func Tanh(x *big.Float) *big.Float { return Round(tanh(x, scalarPrec)) }

// Sigmoid returns 1/(1 + e^-x).
func Sigmoid(x *big.Float) *big.Float { return Round(sigmoid(x, scalarPrec)) }

// Softplus returns log(1 + e^x).
func Softplus(x *big.Float) *big.Float { return Round(softplus(x, scalarPrec)) }

// SiLU returns x/(1 + e^-x), also known as swish.
func SiLU(x *big.Float) *big.Float { return Round(silu(x, scalarPrec)) }

// tanh is t/(t + 2) with t = e^(2|x|) - 1: all terms are positive.
func tanh(x *big.Float, w uint) *big.Float {
	t := expm1(number.Shift(number.Abs(x), 1), w+4)
	if t.IsInf() {
		return withSign(number.NewInt(1, w), x)
	}
	z := number.Add(number.NewFloat(w+4), t, number.NewInt(2, 2))
	return withSign(z.Quo(t, z), x)
}

// sigmoid is 1/(1 + q) for x >= 0 and q/(1 + q) below, q = e^-|x|.
func sigmoid(x *big.Float, w uint) *big.Float {
	q := exp(number.Neg(number.Abs(x)), w+4)
	one := number.NewInt(1, 2)
	z := number.Add(number.NewFloat(w+4), one, q)
	if x.Signbit() {
		return z.Quo(q, z)
	}
	return z.Quo(one, z)
}

// softplus is max(x, 0) + log1p(e^-|x|), a sum of positive terms. The condition
// number of log1p on [0, 1] is at most 1.
func softplus(x *big.Float, w uint) *big.Float {
	y := log1p(exp(number.Neg(number.Abs(x)), w+4), w+4)
	if x.Signbit() {
		return y
	}
	return number.Add(number.NewFloat(w+4), x, y)
}

// silu is x sigmoid(x); at -Inf it is the limit, 0.
func silu(x *big.Float, w uint) *big.Float {
	s := sigmoid(x, w+4)
	if s.Sign() == 0 {
		return s
	}
	return number.NewFloat(w+4).Mul(x, s)
}
