package theory

import "math"

// UpperEdge is h_c, the step above which the noise falls below the cut-off:
//
//	h_c = (kappa u (sqrt(N) + sqrt(M)) / (a sigma_1))^(1/q).
//
// A prediction, no bound: a Gaussian N x M matrix of deviation s has 2-norm about
// s (sqrt(N) + sqrt(M)) (the edge of the Marchenko-Pastur law); at h_c this is a sigma_1. With the default a, which is proportional to u, it
// hardly depends on the precision. It predicts where n_a(FD) first exceeds
// n_a(AD) by two, not where the entropies cross from above. A matrix of zeros has no
// cut-off for the noise to fall below: at sigma_1 = 0 the edge is NaN, which no
// regime contains.
func UpperEdge(kappa, u float64, n, m int, a, sigma1 float64, order int) float64 {
	if sigma1 == 0 {
		return math.NaN()
	}
	norm := kappa * u * (math.Sqrt(float64(n)) + math.Sqrt(float64(m)))
	return math.Pow(norm/(a*sigma1), 1/float64(order))
}

// LowerEdge is h_l, the step below which the noise dominates the entropy itself. A prediction,
// no bound: an N x M matrix of noise of deviation s has squared singular values of about
// max(N, M) s^2 where one side is much the longer, the mean of the diagonal of the smaller of
// E E^T and E^T E, and adds that to every squared singular value. So with s = kappa u / h^q it
// is the step where
//
//	H(sqrt(sigma_k^2 + max(N, M) s^2)) = H(sigma_k)
//
// at the cut-off a, for the min(N, M) singular values sigma_k. Just above the cut-off the added
// values lower H; as s grows they even the spectrum out and raise it. The crossing is found by
// bisection in log s between 2 a sigma_1/sqrt(max(N, M)) and sigma_1. It is 0 where there is
// none: the spectrum keeps all its values, noise never evens it out, or it has no value that
// is not zero.
func LowerEdge(sigma []float64, kappa, u float64, n, m int, a float64, order int) float64 {
	if len(sigma) == 0 || sigma[0] == 0 {
		return 0
	}
	longer := float64(max(n, m))
	// Twice the cut-off, so that every value is kept and the bracket begins below.
	least := 2 * a * sigma[0] / math.Sqrt(longer)
	s := crossing(sigma, a, least, sigma[0], func(v, s float64) float64 { return math.Sqrt(float64(v*v) + float64(longer*s*s)) })
	return stepOf(s, kappa, u, order)
}

// KernelLowerEdge is LowerEdge for the kernel K = J J^T, whose eigenvalues are the squares of
// the singular values sigma of J, N x M with noise of deviation s = kappa u / h^q: the step where
//
//	H(sigma_k^2 + max(N, M) s^2) = H(sigma_k^2)
//
// at the cut-off a of the eigenvalues.
func KernelLowerEdge(sigma []float64, kappa, u float64, n, m int, a float64, order int) float64 {
	if len(sigma) == 0 || sigma[0] == 0 {
		return 0
	}
	longer := float64(max(n, m))
	lambda := make([]float64, len(sigma))
	for k, v := range sigma {
		lambda[k] = square(v)
	}
	least := sigma[0] * math.Sqrt(2*a/longer)
	s := crossing(lambda, a, least, sigma[0], func(v, s float64) float64 { return v + float64(longer*s*s) })
	return stepOf(s, kappa, u, order)
}

// KernelUpperEdge is UpperEdge for the kernel: the step above which the noise's own
// eigenvalue falls below the cut-off a of K's, s^2 (sqrt N + sqrt M)^2 = a sigma_1^2.
func KernelUpperEdge(kappa, u float64, n, m int, a, sigma1 float64, order int) float64 {
	return UpperEdge(kappa, u, n, m, math.Sqrt(a), sigma1, order)
}

// stepOf is the step at which noise has the deviation s; 0 where s is infinite.
func stepOf(s, kappa, u float64, order int) float64 { return math.Pow(kappa*u/s, 1/float64(order)) }

// crossing is the deviation s of the noise, between least and most, at which the of with(value, s) at the cut-off a comes up to that of the values themselves; Inf
// where it does not.
func crossing(values []float64, a, least, most float64, with func(value, s float64) float64) float64 {
	target := TruncatedEntropy(values, EffectiveCutoff(values, a))
	noisy := make([]float64, len(values))
	excess := func(logS float64) float64 {
		s := math.Exp(logS)
		for k, v := range values {
			noisy[k] = with(v, s)
		}
		return TruncatedEntropy(noisy, EffectiveCutoff(noisy, a)) - target
	}
	lo, hi := math.Log(least), math.Log(most)
	if !(excess(lo) < 0) || !(excess(hi) > 0) {
		return math.Inf(1)
	}
	const halvings = 50 // beyond double precision in log s
	for range halvings {
		if mid := lo + float64((hi-lo)/2); excess(mid) < 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp(lo)
}
