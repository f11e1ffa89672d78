// Package number has what all checks need of arithmetic: the precision of a type, distances that
// are not rounded, and buffers that show what was not written.
package number

import (
	"fmt"
	"math"
	"math/big"

	"adfd/numerics/engine"
)

// UnitRoundoff is u = 2^-53, of float64.
const UnitRoundoff = 0x1p-53

// Smallest is the least positive float64. A result that underflows errs by at
// most half of it.
const Smallest = 0x1p-1074

// Prec makes sums and products of float64 of like size exact, and the
// rest so nearly exact that reported bounds decide.
const Prec = 512

// New is 0 with Prec bits.
func New() *big.Float { return new(big.Float).SetPrec(Prec) }

// Roundoff is the unit roundoff of T.
func Roundoff[T engine.Float]() float64 { return math.Ldexp(1, -Digits[T]()) }

// Digits is the number of bits of T.
func Digits[T engine.Float]() int {
	if one := T(1); one+T(0x1p-40) == one {
		return 24
	}
	return 53
}

// Distance is |a - b|, NaN if one of them is missing.
func Distance(a, b *big.Float) float64 {
	if a == nil || b == nil {
		return math.NaN()
	}
	d, _ := New().Sub(a, b).Float64()
	return math.Abs(d)
}

// Check reports a component of x beyond the limit in absolute value, NaN included.
func Check[T engine.Float](name string, x []T, limit float64) error {
	for i, v := range x {
		if !(math.Abs(float64(v)) <= limit) {
			return fmt.Errorf("%s[%d] is %v, want at most %v in absolute value", name, i, v, limit)
		}
	}
	return nil
}

// Blank is a slice of NaN, which shows what a function does not write.
func Blank[T engine.Float](n int) []T {
	dst := make([]T, n)
	for i := range dst {
		dst[i] = T(math.NaN())
	}
	return dst
}
