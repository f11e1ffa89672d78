package exact

import (
	"math/big"
	"sync"

	"adfd/numerics/exact/internal/number"
)

// constant is a real number that is computed once for the largest precision
// asked so far.
type constant struct {
	fixed func(bits uint) *big.Int // |fixed/2^bits - c| < 2^(16-bits)

	mu    sync.Mutex
	value *big.Float
}

// get returns the constant, which must lie in [1/2, 4), rounded to prec bits:
// a relative error of at most 2^-prec. The cached value has at least prec + 64
// bits, of which the fixed-point series may spoil 16, so it adds less than
// 2^-40 of that.
func (c *constant) get(prec uint) *big.Float {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.value == nil || c.value.Prec() < prec+64 {
		bits := (prec+64)/512*512 + 512
		c.value = number.Shift(number.NewFloat(bits).SetInt(c.fixed(bits)), -int(bits))
	}
	return number.NewFloat(prec).Set(c.value)
}

var (
	piConstant  = constant{fixed: fixedPi}
	ln2Constant = constant{fixed: fixedLn2}
)

// Pi returns the circle constant, rounded to prec bits.
func Pi(prec uint) *big.Float { return piConstant.get(prec) }

// Ln2 returns the natural logarithm of 2, rounded to prec bits.
func Ln2(prec uint) *big.Float { return ln2Constant.get(prec) }

// fixedPi is Machin's formula, pi = 16 atan(1/5) - 4 atan(1/239).
func fixedPi(bits uint) *big.Int {
	a := fixedArc(5, -1, bits)
	b := fixedArc(239, -1, bits)
	a.Mul(a, big.NewInt(16))
	return a.Sub(a, b.Mul(b, big.NewInt(4)))
}

// fixedLn2 is ln 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749).
func fixedLn2(bits uint) *big.Int {
	a := fixedArc(26, 1, bits)
	b := fixedArc(4801, 1, bits)
	c := fixedArc(8749, 1, bits)
	a.Mul(a, big.NewInt(18))
	a.Sub(a, b.Mul(b, big.NewInt(2)))
	return a.Add(a, c.Mul(c, big.NewInt(8)))
}

// fixedArc returns 2^bits·atan(1/n) for sign -1 and 2^bits·atanh(1/n) for
// sign +1, as the sum of sign^k / ((2k+1) n^(2k+1)), n >= 5.
//
// It works with 32 more bits. There are at most bits/4 + 8 terms, each cut off
// by less than three units of 2^-(bits+32), so the sum errs by less than two
// units of 2^-bits for any bits below 2^32, and the formulas above, whose
// weights add to at most 28, by less than 2^16 of them.
func fixedArc(n, sign int64, bits uint) *big.Int {
	power := new(big.Int).Lsh(big.NewInt(1), bits+32)
	power.Quo(power, big.NewInt(n))
	n2 := big.NewInt(n * n)
	sum, term := new(big.Int), new(big.Int)
	for k := int64(0); power.Sign() != 0; k++ {
		term.Quo(power, term.SetInt64(2*k+1))
		if sign < 0 && k%2 == 1 {
			sum.Sub(sum, term)
		} else {
			sum.Add(sum, term)
		}
		power.Quo(power, n2)
	}
	return sum.Rsh(sum, 32)
}
