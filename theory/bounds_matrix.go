package theory

// SingularValueError is what the singular values of an m x n matrix that package
// numerics/spectrum computes may err by, each of them,
//
//	|computed sigma_k - sigma_k| <= 8 (m + n) u sigma_1.
//
// Householder bidiagonalisation applies at most m + n orthogonal transformations, and
// the sweeps of implicit QR amount to as many again. Each errs by a few u in the
// 2-norm, 4u with room for the rounding in the transformation itself; they are added
// up as if no two of them cancelled. So the values are those of A + E with
// |E|_2 <= 8 (m + n) u sigma_1, and Weyl's inequality does the rest. The number of sweeps
// is what the iteration takes in practice: the factor is a count and no proof.
//
// A constant in place of 8 (m + n) is no bound: 10 u sigma_1 is exceeded from 6 columns
// on. Claim B1 attacks the bound for up to 16 x 12.
func SingularValueError(m, n int, sigma1, u float64) float64 {
	return 8 * float64(m+n) * u * sigma1
}
