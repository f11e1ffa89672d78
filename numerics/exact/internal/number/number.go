// Package number holds operations on math/big's floats that the oracle's packages share.
package number

import "math/big"

// MaxSweeps bounds the sweeps of Jacobi's method. Convergence is quadratic:
// triangular factors of matrices with 100 columns take 8 to 10.
const MaxSweeps = 40

func NewFloat(prec uint) *big.Float { return new(big.Float).SetPrec(prec) }

func NewInt(n int64, prec uint) *big.Float { return NewFloat(prec).SetInt64(n) }

// Half returns x/2, exactly.
func Half(x *big.Float) *big.Float { return Shift(x, -1) }

// Shift returns x·2^n, exactly.
func Shift(x *big.Float, n int) *big.Float {
	return new(big.Float).SetMantExp(x, n)
}

// Exponent returns e with 2^(e-1) <= |x| < 2^e; x must be finite and not zero.
func Exponent(x *big.Float) int { return x.MantExp(nil) }

// Square returns x², exactly.
func Square(x *big.Float) *big.Float {
	return NewFloat(2*x.MinPrec()+1).Mul(x, x)
}

// Abs returns |x|, exactly.
func Abs(x *big.Float) *big.Float { return new(big.Float).Abs(x) }

// Neg returns -x, exactly.
func Neg(x *big.Float) *big.Float { return new(big.Float).Neg(x) }

// Factorial returns k!.
func Factorial(k int) *big.Int { return new(big.Int).MulRange(1, int64(k)) }
