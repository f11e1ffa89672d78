package exact

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact/internal/number"
)

const (
	// Prec is the precision, in bits, of the results of this package.
	Prec = 256

	// Guard is the number of bits that a Jet and a stencil's sum carry beyond
	// Prec. Cancellation of up to about 2^100, as at a float64 beside an
	// inflection point, leaves all bits of Prec intact.
	Guard = 128

	// WorkPrec is the precision of the coefficients of a Jet.
	WorkPrec = Prec + Guard

	// scalarPrec is the relative accuracy asked for an exported function.
	scalarPrec = Prec + 16

	// saturation is the binary exponent of an argument beyond which exp
	// saturates: exp(2^30) = 2^(1.55e9) still fits the exponents of math/big,
	// which end at 2^31, and exp(2^31) doesn't.
	saturation = 30
)

// New returns x, exactly, at precision Prec. It panics on NaN, which math/big
// cannot hold.
func New(x float64) *big.Float { return number.NewFloat(Prec).SetFloat64(x) }

// Float64 returns the float64 nearest to x, ties to even; subnormal results
// are rounded once, overflow gives an infinity.
func Float64(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

// Float32 is Float64 for float32.
func Float32(x *big.Float) float32 {
	f, _ := x.Float32()
	return f
}

// Round returns x rounded to Prec bits.
func Round(x *big.Float) *big.Float { return number.NewFloat(Prec).Set(x) }

// large reports |x| >= 2^e.
func large(x *big.Float, e int) bool {
	return x.IsInf() || x.Sign() != 0 && number.Exponent(x) > e
}

// show writes x for a message, in decimal where that is quick: conversion of a
// huge exponent takes seconds, so beyond 2^±4096 the mantissa and the power of
// two stand instead, as in 0x.8p+16777217.
func show(x *big.Float) string {
	if x.Sign() != 0 && !x.IsInf() && max(number.Exponent(x), -number.Exponent(x)) > 1<<12 {
		return x.Text('p', 16)
	}
	return x.Text('g', 17)
}

// outside is the panic of an exported function outside its domain, as in
// big.Float.Sqrt of a negative number.
func outside(name string, x *big.Float) {
	panic(fmt.Sprintf("exact: %s(%s) is undefined", name, show(x)))
}
