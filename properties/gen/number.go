package gen

import (
	"fmt"
	"math"

	"pgregory.net/rapid"
)

// In generates numbers of [lo, hi], finite: multiples of 1/16, any others, and
// the ends. It shrinks to the multiple of 1/16 that is nearest to 0, where there
// is one. It panics if lo > hi.
func In(lo, hi float64) *rapid.Generator[float64] {
	if !(lo <= hi) {
		panic(fmt.Sprintf("gen: numbers of [%v, %v], want lo <= hi", lo, hi))
	}
	negate := func(x float64) float64 { return 0 - x } // not to -0
	switch {
	case lo >= 0:
		return magnitude(lo, hi)
	case hi <= 0:
		return rapid.Map(magnitude(-hi, -lo), negate)
	}
	positive, negative := magnitude(0, hi), rapid.Map(magnitude(0, -lo), negate)
	return rapid.Custom(func(t *rapid.T) float64 {
		if rapid.Bool().Draw(t, "negative") {
			return negative.Draw(t, "number")
		}
		return positive.Draw(t, "number")
	})
}

// PowerOfTwo generates 2^k for lo <= k <= hi.
func PowerOfTwo(lo, hi int) *rapid.Generator[float64] {
	return rapid.Map(whole(lo, hi), func(k int) float64 { return math.Ldexp(1, k) })
}

// Polynomial generates 1 to n coefficients, from the constant up, each 0 or of
// size 2^-10 to 4. They shrink to multiples of 1/16.
func Polynomial(n int) *rapid.Generator[[]float64] {
	coefficient := rapid.Map(In(-4, 4), func(c float64) float64 {
		if math.Abs(c) < 0x1p-10 {
			return 0
		}
		return c
	})
	return rapid.SliceOfN(coefficient, 1, n)
}
