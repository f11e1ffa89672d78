package gen

import (
	"math"
	"slices"

	"pgregory.net/rapid"
)

// Decay is how singular values fall off: sigma_k/sigma_1 for k = 1 to n.
type Decay string

// The decays of Spectrum, up to a common factor.
const (
	Flat      Decay = "flat"      // 1
	Algebraic Decay = "algebraic" // k^-r, r in [1/2, 4]
	Geometric Decay = "geometric" // rho^(k-1), rho in [1/64, 1]
	Plateau   Decay = "plateau"   // geometric down to a tail of noise of one size
	Deficient Decay = "deficient" // geometric, and zero from some k on
	Scattered Decay = "scattered" // independent, of all sizes from 2^-40 to 1
)

// Decays lists them all.
func Decays() []Decay { return []Decay{Flat, Algebraic, Geometric, Plateau, Deficient, Scattered} }

// Spectrum generates min to max descending, non-negative singular values of the
// given decay; of any if decay is empty. sigma_1 is in [2^-20, 2^20], and a value
// that is not zero is at least 2^-300 of it. It panics on an unknown decay.
func Spectrum(decay Decay, min, max int) *rapid.Generator[[]float64] {
	return rapid.Custom(func(t *rapid.T) []float64 {
		d := decay
		if d == "" {
			d = pick(Decays()).Draw(t, "decay")
		}
		sigma := shape(t, d, whole(min, max).Draw(t, "n"))
		first := math.Ldexp(rapid.Float64Range(1, 2).Draw(t, "mantissa"), whole(-20, 19).Draw(t, "exponent"))
		slices.Sort(sigma)
		slices.Reverse(sigma)
		if largest := sigma[0]; largest > 0 {
			for k := range sigma {
				sigma[k] = sigma[k] / largest * first
			}
		}
		return sigma
	})
}

func shape(t *rapid.T, d Decay, n int) []float64 {
	const least = 0x1p-300
	sigma := make([]float64, n)
	fill := func(f func(k int) float64) []float64 {
		for k := range sigma {
			sigma[k] = f(k)
		}
		return sigma
	}
	geometric := func() func(k int) float64 {
		rho := rapid.Float64Range(1.0/64, 1).Draw(t, "ratio")
		return func(k int) float64 { return math.Max(least, math.Pow(rho, float64(k))) }
	}
	switch d {
	case Flat:
		return fill(func(int) float64 { return 1 })
	case Algebraic:
		r := rapid.Float64Range(0.5, 4).Draw(t, "exponent of k")
		return fill(func(k int) float64 { return math.Pow(float64(k+1), -r) })
	case Geometric:
		return fill(geometric())
	case Plateau:
		noise := math.Ldexp(1, -whole(10, 50).Draw(t, "bits above noise"))
		g := geometric()
		return fill(func(k int) float64 {
			return g(k) + noise*rapid.Float64Range(0.5, 1).Draw(t, "noise")
		})
	case Deficient:
		rank := whole(0, n).Draw(t, "rank")
		g := geometric()
		return fill(func(k int) float64 {
			if k >= rank {
				return 0
			}
			return g(k)
		})
	case Scattered:
		size := rapid.Float64Range(-40, 0)
		return fill(func(int) float64 { return math.Exp2(size.Draw(t, "log2 of a value")) })
	}
	panic("gen: unknown decay " + string(d))
}
