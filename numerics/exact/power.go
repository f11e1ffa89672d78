package exact

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Sqrt returns the square root of x >= 0. It panics where x < 0.
func Sqrt(x *big.Float) *big.Float {
	if x.Sign() < 0 {
		outside("Sqrt", x)
	}
	return number.NewFloat(Prec).Sqrt(x)
}

// Recip returns 1/x. It panics at 0.
func Recip(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		outside("Recip", x)
	}
	return number.NewFloat(Prec).Quo(number.NewInt(1, 2), x)
}

// Pow returns x^a for x > 0 and any a, and for any x where a is an integer.
// It panics outside: x = 0 with a < 0, x < 0 with an a that is not an integer,
// an infinite x or a.
func Pow(x, a *big.Float) *big.Float {
	y, err := pow(x, a, scalarPrec)
	if err != nil {
		panic(err.Error())
	}
	return Round(y)
}

// maxSquarings bounds the integer exponents, |a| < 2^16, that are taken by
// repeated squaring rather than by a logarithm.
const maxSquarings = 16

// pow takes integers below 2^16 by squaring and other exponents as e^(a log x),
// where the relative error of a log x is multiplied by its size: that is below
// 2^30 or the result saturates, so 40 more bits are enough.
func pow(x, a *big.Float, w uint) (*big.Float, error) {
	switch {
	case x.IsInf() || a.IsInf():
		return nil, fmt.Errorf("exact: pow(%s, %s) of an infinity", show(x), show(a))
	case x.Sign() == 0 && a.Sign() < 0:
		return nil, fmt.Errorf("exact: pow(0, %s) divides by zero", show(a))
	case x.Sign() < 0 && !a.IsInt():
		return nil, fmt.Errorf("exact: pow(%s, %s): the root of a negative number", show(x), show(a))
	case a.Sign() == 0:
		return number.NewInt(1, w), nil
	case x.Sign() == 0:
		return number.NewFloat(w), nil
	case a.IsInt() && !large(a, maxSquarings):
		n, _ := a.Int64()
		return powInt(x, n, w), nil
	}
	p := w + 40
	y := log(number.Abs(x), p)
	y = exp(number.NewFloat(p).Mul(y, a), w+4)
	if n, _ := a.Int(nil); x.Sign() < 0 && n.Bit(0) == 1 {
		y.Neg(y)
	}
	return y, nil
}

// powInt is x^n by repeated squaring, |n| <= 2^16. Each squaring doubles the
// error and adds a rounding, so the relative error is below 4|n| 2^-(w+20).
func powInt(x *big.Float, n int64, w uint) *big.Float {
	p := w + 20
	y := number.NewInt(1, p)
	z := number.NewFloat(p).Set(x)
	for k := max(n, -n); k > 0; k /= 2 {
		if k%2 == 1 {
			y.Mul(y, z)
		}
		z.Mul(z, z)
	}
	if n < 0 {
		y.Quo(number.NewInt(1, 2), y)
	}
	return y
}
