package gen

import (
	"math"

	"pgregory.net/rapid"
)

// In generates numbers of [lo, hi], finite: multiples of 1/16, any others, and
// the ends. It shrinks to the multiple of 1/16 that is nearest to 0, where there
// is one. It panics if lo > hi.
func In(lo, hi float64) *rapid.Generator[float64] {
	first, last := int(math.Ceil(16*lo)), int(math.Floor(16*hi))
	between := rapid.Float64Range(lo, hi)
	ends := rapid.SampledFrom([]float64{lo, hi})
	if first > last {
		return rapid.OneOf(between, ends)
	}
	const (
		sixteenth = iota
		other
		end
	)
	sixteenths := rapid.IntRange(first, last)
	kind := rapid.SampledFrom([]int{sixteenth, other, end})
	return rapid.Custom(func(t *rapid.T) float64 {
		// The multiple is always drawn: rapid takes the way to it from another
		// kind only if that makes the case no longer.
		k := sixteenths.Draw(t, "sixteenths")
		switch kind.Draw(t, "kind") {
		case other:
			return between.Draw(t, "number")
		case end:
			return ends.Draw(t, "end")
		}
		return float64(k) / 16
	})
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
