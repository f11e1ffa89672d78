package spectra

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"adfd/numerics/exact"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// Entropy is truncated entropy under test: of the first n of the descending,
// non-negative singular values sigma,
//
//	H = -(1/ln n) sum over k <= n of p_k ln p_k,  p_k = sigma_k / sum over i <= n of sigma_i,
//
// and 0 where n <= 1. It must leave sigma as it is.
type Entropy func(sigma []float64, n int) float64

// EntropyError bounds the error of H, computed in float64 in any order of
// summation, for n kept values:
//
//	|fl(H) - H| <= u (2n/ln n + 3n + 12).
//
// A sum of n positive terms has a relative error of at most (n-1)u; with the
// quotient, or a reciprocal and a product, p_k is off by e <= (n+1)u relative,
// so ln p_k by e (1 + n u), and by 2u |ln p_k| for the library (one ulp). With
// the product and the outer sum, of terms of one sign,
//
//	sum p_k e + sum p_k |ln p_k| (e + 2u + u + (n-1)u)
//	 = (n+1)u + (2n+3)u H ln n.
//
// Divide by ln n, add 3u H for that quotient and its logarithm, and use H <= 1:
// u ((n+1)/ln n + 2n + 6). What is left over, n/ln n + n + 6 - 1/ln n of it,
// covers the terms in u^2 as long as n u < 2^-10. The sum of the values and its
// reciprocal must neither overflow nor underflow.
func EntropyError(n int) float64 {
	if n <= 1 {
		return 0 // no arithmetic: 0 by definition
	}
	return number.UnitRoundoff * (2*float64(n)/math.Log(float64(n)) + 3*float64(n) + 12)
}

// law is a check of the first n values of a spectrum.
func law(name string, sigma []float64, n int, compare func() ([]properties.Comparison, error), more ...any) error {
	err := checkSpectrum(sigma, n)
	var c []properties.Comparison
	if err == nil {
		c, err = compare()
	}
	return properties.Judge(name, repeat.Call("spectra."+name, append([]any{sigma, n}, more...)...), c, err)
}

// EntropyRange: 0 <= H <= 1, both within EntropyError. Allowed values are the
// ends; a Violation below 0 is reported as measured -H.
func EntropyRange(impl Entropy, sigma []float64, n int) error {
	return law("EntropyRange", sigma, n, func() ([]properties.Comparison, error) {
		h := impl(slices.Clone(sigma), n)
		what := fmt.Sprintf("entropy of the first %d of %d values", n, len(sigma))
		return []properties.Comparison{
			properties.AtMost(what+", at most 1", h, 1+EntropyError(n)),
			properties.AtMost(what+", at least 0", -h, EntropyError(n)),
		}, nil
	})
}

// EntropyScale: H(c A) = H(A) for c > 0.
//
// Allowed: the error of either side, and 3u for the rounded products c sigma_k:
// moving each sigma_k by a relative d_k, |d_k| <= u, changes H by
// -(1/ln n) sum p_k (d_k - mean) ln p_k, at most 2u H, and H <= 1. No product
// may underflow or overflow.
func EntropyScale(impl Entropy, sigma []float64, n int, c float64) error {
	return law("EntropyScale", sigma, n, func() ([]properties.Comparison, error) {
		scaled, err := scaledSpectrum(sigma, c)
		if err != nil {
			return nil, err
		}
		a, b := impl(slices.Clone(sigma), n), impl(scaled, n)
		allowed := 0.0
		if n > 1 {
			allowed = 2*EntropyError(n) + 3*number.UnitRoundoff
		}
		what := fmt.Sprintf("entropy of the first %d of %d values and of %v times them, %v and %v", n, len(sigma), c, a, b)
		return []properties.Comparison{properties.AtMost(what, math.Abs(a-b), allowed)}, nil
	}, c)
}

// EntropyEquality: H = 1 if and only if the n >= 2 kept values are equal.
//
// Equal values must give 1 within EntropyError. Others must stay below 1, and by
// how much is known: 1 - H is the relative entropy of p against the uniform
// distribution over ln n, which Pinsker's inequality bounds from below,
//
//	1 - H >= (sum |p_k - 1/n|)^2 / (2 ln n).
//
// Then the measured value is H and the allowed one 1 less that, plus
// EntropyError. The sum in brackets is computed with p_k off by at most
// (n+1)u p_k and 1/n by u/n, each difference rounded, and summed: less than
// (3n+4)u in all, as it is at most 2. So much is taken from it first.
func EntropyEquality(impl Entropy, sigma []float64, n int) error {
	return law("EntropyEquality", sigma, n, func() ([]properties.Comparison, error) {
		if n < 2 || sigma[0] == 0 {
			return nil, fmt.Errorf("%d kept values of %v, want 2 or more and a positive one", n, sigma)
		}
		h := impl(slices.Clone(sigma), n)
		what := fmt.Sprintf("entropy of the first %d of %d values", n, len(sigma))
		if sigma[0] == sigma[n-1] {
			return []properties.Comparison{properties.AtMost(what+", all equal: distance from 1", math.Abs(h-1), EntropyError(n))}, nil
		}
		sum := 0.0
		for _, s := range sigma[:n] {
			sum += s / sigma[0] // no overflow
		}
		distance := 0.0
		for _, s := range sigma[:n] {
			distance += math.Abs(s/sigma[0]/sum - 1/float64(n))
		}
		distance = math.Max(0, distance-float64(3*n+4)*number.UnitRoundoff)
		limit := 1 - distance*distance/(2*math.Log(float64(n)))
		return []properties.Comparison{properties.AtMost(what+", not all equal", h, limit+EntropyError(n))}, nil
	})
}

// EntropyDefinition: H is what the definition gives at 256 bits, within
// EntropyError. Values beyond the n kept ones must not matter.
func EntropyDefinition(impl Entropy, sigma []float64, n int) error {
	return law("EntropyDefinition", sigma, n, func() ([]properties.Comparison, error) {
		if n > 1 && sigma[0] == 0 {
			return nil, fmt.Errorf("%d kept values of %v, want a positive one", n, sigma)
		}
		h := impl(slices.Clone(sigma), n)
		if math.IsNaN(h) || math.IsInf(h, 0) {
			return nil, fmt.Errorf("entropy of the first %d of %v is %v", n, sigma, h)
		}
		want := exactEntropy(sigma, n)
		d, _ := new(big.Float).Sub(exact.New(h), want).Float64()
		what := fmt.Sprintf("entropy of the first %d of %d values, %v and by definition %.17g", n, len(sigma), h, want)
		return []properties.Comparison{properties.AtMost(what, math.Abs(d), EntropyError(n))}, nil
	})
}

// exactEntropy is H in 256-bit arithmetic.
func exactEntropy(sigma []float64, n int) *big.Float {
	h := exact.New(0)
	if n <= 1 {
		return h
	}
	sum := exact.New(0)
	for _, s := range sigma[:n] {
		sum.Add(sum, exact.New(s))
	}
	for _, s := range sigma[:n] {
		if s == 0 {
			continue // p ln p -> 0
		}
		p := new(big.Float).Quo(exact.New(s), sum)
		h.Sub(h, p.Mul(p, exact.Log(p)))
	}
	return h.Quo(h, exact.Log(exact.New(float64(n))))
}

// checkSpectrum reports what is no spectrum, or an n that it has not.
func checkSpectrum(sigma []float64, n int) error {
	if n < 0 || n > len(sigma) {
		return fmt.Errorf("%d kept values of %d", n, len(sigma))
	}
	for k, s := range sigma {
		if math.IsInf(s, 0) || !(s >= 0) {
			return fmt.Errorf("singular value %d is %v, want it finite and not negative", k, s)
		}
		if k > 0 && s > sigma[k-1] {
			return fmt.Errorf("singular value %d, %v, is above the one before, %v", k, s, sigma[k-1])
		}
	}
	return nil
}

// scaledSpectrum is c sigma, which must not leave the range of normal numbers.
func scaledSpectrum(sigma []float64, c float64) ([]float64, error) {
	const normal = 0x1p-1022
	if math.IsInf(c, 0) || !(c > 0) {
		return nil, fmt.Errorf("factor %v, want it finite and positive", c)
	}
	scaled := make([]float64, len(sigma))
	for k, s := range sigma {
		scaled[k] = c * s
		if math.IsInf(scaled[k], 0) || s != 0 && scaled[k] < normal {
			return nil, fmt.Errorf("singular value %d, %v, times %v is %v", k, s, c, scaled[k])
		}
	}
	return scaled, nil
}
