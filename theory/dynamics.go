package theory

import "math"

// LinearDecay is the loss of gradient descent on a fixed feature model after t
// steps. With L(a) = |A a - f|^2, a(0) = 0 and a(t+1) = a(t) - 2 eta A^T (A a(t) - f),
// the residual's component along the k-th left singular vector is multiplied by
// 1 - 2 eta sigma_k^2 at every step, so that
//
//	L(t) = floor + sum_k (1 - 2 eta sigma_k^2)^(2t) c_k^2,   c_k = u_k . f,
//
// where floor = |f|^2 - sum_k c_k^2 is what no coefficients can fit. Exact in
// exact arithmetic for any eta; it decays for 0 < eta < 1/sigma_1^2. Proof: put
// A = U S V^T into r(t) = A a(t) - f.
func LinearDecay(floor float64, sigma, c []float64, eta, t float64) float64 {
	loss := floor
	for k, s := range sigma {
		loss += float64(math.Pow(math.Abs(1-float64(2*eta*s*s)), 2*t) * c[k] * c[k])
	}
	return loss
}
