package theory

import "math"

// FeatureArgument bounds the rounding error of z = w*x + b, computed as two
// rounded operations at a point x that itself carries an error of dx:
//
//	|dz| <= |w| dx + u |w x| + u |z|,
//
// to first order in u; the factor 1+4u covers the products of roundings. The
// product may underflow, and the last term covers that. Hypotheses: w, x, b are
// numbers of the precision, nothing overflows. Source: the standard model, as for
// StencilSum.
func FeatureArgument(w, x, b, dx, u float64) float64 {
	bound := float64((float64(math.Abs(w)*dx) + float64(u*math.Abs(w*x)) + float64(u*math.Abs(float64(w*x)+b))) * (1 + float64(4*u)))
	if w != 0 && (x != 0 || dx != 0) {
		bound += underflow(u)
	}
	return bound
}

// StencilSum bounds the rounding error of h^-q sum_k w_k s(z_k) as the FD
// engine computes it: the products summed in order of the offsets, then one
// division by h^q. With m points, W = sum |w_k|, |s| <= value and
// |s'| <= slope on the interval of the arguments, arguments off by at most dz,
// and values of s within ulps units in the last place (2u each, relative to
// value),
//
//	|error| <= h^-q W (slope dz + 2 ulps u value + (m+3) u value).
//
// The m+3 counts the rounding of a weight, of its product, at most m-1 sums, of
// h^q, and the division; Higham's gamma_m is m u/(1 - m u), whose denominator,
// with the roundings of this evaluation, the factor 1 + 4(m+3)u covers. What the
// m products, the values and this evaluation lose where they underflow, up to m + 4
// + ulps W smallest numbers, is added. Hypothesis: nothing overflows. Source:
// Higham, Accuracy and Stability of Numerical Algorithms, the standard model of
// floating-point arithmetic.
func StencilSum(order, points int, h, absWeights, value, slope, dz, ulps, u float64) float64 {
	m := float64(points + 3)
	perUnit := float64(slope*dz) + float64(2*ulps*u*value) + float64(m*u*value)
	scale := math.Pow(math.Abs(h), -float64(order))
	lost := underflow(u) * (m + 1 + float64(ulps*absWeights))
	return float64(perUnit*absWeights*scale*(1+float64(4*m*u))) + (float64(lost*scale) + underflow(u))
}

// SineEntry bounds the rounding error of a Taylor-mode entry w^q s^(q)(w x + b)
// for sine features: the derivative is a sine or cosine at an argument off by
// dz, within ulps, followed by at most q+2 products (powers of w, the Taylor
// factor and the factorial). The sine, the powers and their products may underflow: each
// by one smallest number, which the products left magnify by at most
// q! max(1, |w|)^q, the factorial coming last. Hypotheses: dz <= LargestArgumentError,
// since the bound is of first order in it; nothing overflows. Source: the standard
// model, as for StencilSum, and |sin|, |sin'| <= 1.
func SineEntry(order int, w, dz, ulps, u float64) float64 {
	q := float64(order)
	power := math.Pow(math.Abs(w), q)
	lost := float64(underflow(u) * (ulps + q + 4) * math.Gamma(q+1) * max(1, power))
	return float64(power*(dz+float64((float64(2*ulps)+float64(2*q)+4)*u))*(1+float64(4*(q+4)*u))) + lost
}

// Sinc is sin(x)/x, the unnormalised sinc, with Sinc(0) = 1.
func Sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(x) / x
}

// NoiseCeiling is a coarse ceiling on the Frobenius norm of the rounding noise
// in a rows x cols matrix of derivatives of order q at step h,
//
//	kappa u sqrt(rows cols) / h^q.
//
// kappa, the deviation of an entry in units of u/h^q, was between 0.9 and 8 for
// tanh and sin features with R = 4 on seeds that no claim uses; the ceiling
// takes 16. It only selects steps at which truncation dominates.
func NoiseCeiling(order, rows, cols int, h, u float64) float64 {
	const kappa = 16
	return kappa * u * math.Sqrt(float64(rows)*float64(cols)) * math.Pow(h, -float64(order))
}

// SineUlps is the assumed error of the sine and cosine of the activations, in
// units in the last place. A1's library rows check the math package's; the
// activations' own are tested against 256 bits.
const SineUlps = 1
