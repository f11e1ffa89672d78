package exact

import (
	"math"
	"math/big"

	"adfd/numerics/exact/internal/number"
)

// Error64 returns |got - want| and the same in units in the last place: the
// spacing of the float64 numbers in the binade of want rounded to float64,
// 2^-1074 for subnormals and 0, 2^971 for the largest binade and overflow. A got
// that is infinite where want rounds to the same infinity has error 0; any
// other infinity, and NaN, has error +Inf, so that it fails every bound.
func Error64(got float64, want *big.Float) (abs, ulps float64) {
	exact := Float64(want)
	return distance(got, exact, want, ulpExponent(exact, 53, -1074, 971))
}

// Error32 is Error64 for float32: the spacing is at least 2^-149 and at most
// 2^104.
func Error32(got float32, want *big.Float) (abs, ulps float64) {
	exact := float64(Float32(want))
	return distance(float64(got), exact, want, ulpExponent(exact, 24, -149, 104))
}

func distance(got, exact float64, want *big.Float, ulp int) (abs, ulps float64) {
	if math.IsInf(got, 0) && got == exact {
		return 0, 0
	}
	if math.IsNaN(got) || math.IsInf(got, 0) || want.IsInf() {
		return math.Inf(1), math.Inf(1)
	}
	d := number.Sub(number.NewFloat(Prec+64), New(got), want)
	d.Abs(d)
	return Float64(d), Float64(number.Shift(d, -ulp))
}

// ulpExponent returns e where 2^e is the spacing of the numbers with that many
// bits at x.
func ulpExponent(x float64, bits, lowest, highest int) int {
	if math.IsInf(x, 0) {
		return highest
	}
	if x == 0 {
		return lowest
	}
	_, e := math.Frexp(x)
	return max(e-bits, lowest)
}
