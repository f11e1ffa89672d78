package gen

import (
	"math"

	"pgregory.net/rapid"
)

// In generates numbers of [lo, hi], finite: multiples of 1/16, any others, and
// the ends. It panics if lo > hi.
func In(lo, hi float64) *rapid.Generator[float64] {
	all := []*rapid.Generator[float64]{
		rapid.Float64Range(lo, hi),
		rapid.SampledFrom([]float64{lo, hi}),
	}
	if first, last := int(math.Ceil(16*lo)), int(math.Floor(16*hi)); first <= last {
		sixteenth := rapid.Map(rapid.IntRange(first, last), func(k int) float64 { return float64(k) / 16 })
		// The first alternative is the one that others shrink to.
		all = append([]*rapid.Generator[float64]{sixteenth}, all...)
	}
	return rapid.OneOf(all...)
}

// PowerOfTwo generates 2^k for lo <= k <= hi.
func PowerOfTwo(lo, hi int) *rapid.Generator[float64] {
	return rapid.Map(rapid.IntRange(lo, hi), func(k int) float64 { return math.Ldexp(1, k) })
}

// Polynomial generates 1 to n coefficients, from the constant up, each 0 or of
// size 2^-10 to 4.
func Polynomial(n int) *rapid.Generator[[]float64] {
	coefficient := rapid.OneOf(
		rapid.Map(rapid.IntRange(-8, 8), func(k int) float64 { return float64(k) / 2 }),
		rapid.Float64Range(0x1p-10, 4),
		rapid.Float64Range(-4, -0x1p-10),
	)
	return rapid.SliceOfN(coefficient, 1, n)
}
