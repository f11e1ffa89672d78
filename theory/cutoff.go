package theory

import "math"

// DefaultCutoff is the relative cut-off a = max(rows, cols) * 2u, the rank
// convention of NumPy and MATLAB. Rows count the boundary rows; u is the unit
// roundoff of the precision in which the matrix was assembled, also where its
// singular values are then taken in a higher one.
func DefaultCutoff(rows, cols int, u float64) float64 {
	return float64(max(rows, cols)) * 2 * u
}

// EffectiveCutoff is the effective cut-off number n_a, the count of singular
// values with sigma_k >= a*sigma_1. The values must descend. It is 0 for no
// values or when sigma_1 is 0 or not finite, so that a broken spectrum keeps
// nothing instead of everything.
func EffectiveCutoff(sigma []float64, a float64) int {
	if len(sigma) == 0 || !(sigma[0] > 0) || math.IsInf(sigma[0], 0) {
		return 0
	}
	return AbsoluteCutoff(sigma, a*sigma[0])
}

// AbsoluteCutoff is the count of singular values with sigma_k >= a, for
// descending values.
func AbsoluteCutoff(sigma []float64, a float64) int {
	n := 0
	for n < len(sigma) && sigma[n] >= a {
		n++
	}
	return n
}
