package theory

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// TruncatedEntropy is
//
//	H = -(1/ln n) * sum_{k<=n} p_k ln p_k,   p_k = sigma_k / sum_{i<=n} sigma_i,
//
// of the n largest singular values, where n is the effective cut-off number.
// H = 0 where n <= 1. For non-negative values 0 <= H <= 1, with H = 1 exactly
// when the n kept values are equal, and H does not change when the matrix is
// scaled or multiplied by orthogonal matrices. A spectrum whose largest value
// is 0 or not finite keeps nothing: H = 0.
//
// Source: reconstructed from the abstract of arXiv:2405.14099.
func TruncatedEntropy(sigma []float64, n int) float64 {
	n = min(n, len(sigma))
	if n <= 1 || !(sigma[0] > 0) || math.IsInf(sigma[0], 0) {
		return 0
	}
	return shannon(sigma[:n]) / math.Log(float64(n))
}

// shannon is the entropy, in nats, of the weights normalised to sum 1. They are
// divided by the first, the largest, before they are summed, so that neither
// the sum nor its reciprocal leaves the range of float64.
func shannon(weights []float64) float64 {
	p := make([]float64, len(weights))
	for k, w := range weights {
		p[k] = w / weights[0]
	}
	floats.Scale(1/floats.Sum(p), p)
	return stat.Entropy(p)
}

// EntropyVariant names one reading of the definition of truncated entropy.
type EntropyVariant string

// The readings that claim E5 compares. EntropyDefault is TruncatedEntropy at
// the effective cut-off number of a relative cut-off.
const (
	EntropyDefault  EntropyVariant = "1/ln n_a"     // p from sigma, normalised by ln n_a
	EntropySquared  EntropyVariant = "sigma^2"      // p from sigma^2, normalised by ln n_a
	EntropyAbsolute EntropyVariant = "absolute a"   // keep sigma_k >= a, normalised by ln n_a
	EntropyNoFactor EntropyVariant = "no factor"    // no logarithm in front
	EntropyFull     EntropyVariant = "1/ln n"       // normalised by ln of the number of all values
	EntropyCount    EntropyVariant = "a as a count" // keep the same number of values on both sides
)

// EntropyVariants lists every reading, the default first.
func EntropyVariants() []EntropyVariant {
	return []EntropyVariant{EntropyDefault, EntropySquared, EntropyAbsolute, EntropyNoFactor, EntropyFull, EntropyCount}
}

// Entropy evaluates one reading on descending singular values at cut-off a.
// count is the number of kept values of EntropyCount, and is not used by the
// others. An unknown variant is an error.
func Entropy(v EntropyVariant, sigma []float64, a float64, count int) (float64, error) {
	n := EffectiveCutoff(sigma, a)
	switch v {
	case EntropyDefault:
		return TruncatedEntropy(sigma, n), nil
	case EntropySquared:
		squares := make([]float64, n)
		for k := range squares {
			r := sigma[k] / sigma[0] // so that the square does not underflow
			squares[k] = r * r
		}
		return TruncatedEntropy(squares, n), nil
	case EntropyAbsolute:
		return TruncatedEntropy(sigma, AbsoluteCutoff(sigma, a)), nil
	case EntropyNoFactor:
		if n <= 1 {
			return 0, nil
		}
		return shannon(sigma[:n]), nil
	case EntropyFull:
		if n <= 1 || len(sigma) < 2 {
			return 0, nil
		}
		return shannon(sigma[:n]) / math.Log(float64(len(sigma))), nil
	case EntropyCount:
		return TruncatedEntropy(sigma, count), nil
	}
	return 0, fmt.Errorf("theory: unknown entropy variant %q", string(v))
}
