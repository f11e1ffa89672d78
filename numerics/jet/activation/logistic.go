package activation

import (
	"math"

	"adfd/numerics/engine"
)

// tanh and the logistic function from one exponential,
//
//	e = exp(-2|h|),   q = e/(1+e),
//	tanh h = sign(h) (1 - 2q),   sech^2 h = 4 q (1-q),   sigma(2h) = 1-q or q.
//
// q(1-q) keeps its relative accuracy at saturation, where 1 - tanh^2 has none.
// Where |h| < tanhSmall, 1 - 2q would lose it instead, and tanh comes from
// Lambert's continued fraction.
//
// Errors of tanh, in ulps of the result. For |h| >= 0.8, 2q < 0.34 and the
// result is above 1/2: the last subtraction costs 0.5; the quotient and its
// correction 0.25 each, since 2q has ulps of a quarter of the result's; e, with 0.51 ulp of
// its own, 0.18. In all below 1.2. For |h| < 0.8 the correction to h, which is at most 0.136, has
// seven roundings: 0.5 + 7*0.136 < 1.5. Measured against 256 bits: at most 1.12, root mean
// square 0.33 for |z| <= 1 and 0.30 for |z| <= 4. (math.Tanh: 1.23, 0.34, 0.31; rounding alone 0.29.)
const tanhSmall = 0.8

// sigmoidSmall is the h from which downwards sigma(2h) = q has a smaller error
// than 1/2 + tanh(h)/2: there the latter cancels below 1/4.
const sigmoidSmall = -0.55

// tanhLambert evaluates tanh h for |h| < tanhSmall as
//
//	h - h s A(s)/D(s),   s = h^2,
//
// where A/D is Lambert's continued fraction
//
//	tanh h = h/(1 + s/(3 + s/(5 + s/(7 + ... + s/17))))
//
// cleared of fractions: the coefficients are exact integers, all positive, so
// the evaluation is well conditioned. Stopping at 17 costs 2^-60 at the edge.
func tanhLambert(h float64) float64 {
	s := float64(h * h)
	a := 11486475 + float64(s*(810810+float64(s*(12870+float64(s*44)))))
	d := 34459425 + float64(s*(16216200+float64(s*(945945+float64(s*(13860+float64(s*45)))))))
	return float64(h) - float64(h*(float64(s*a)/d))
}

// decay sets e[i] = exp(-rate |z[i]|), computed in float64.
func decay[T engine.Float](rate float64, z []T, e []float64) {
	e = e[:len(z)]
	for i, v := range z {
		e[i] = -rate * math.Abs(float64(v))
	}
	expInPlace(e)
}

// logisticTail returns q = e/(1+e) and q(1-q) for 0 <= e <= 1. The rounding of
// 1+e, low = 1+e - fl(1+e), is put right to first order: dq = -q low/(1+e), and
// 1/(1+e) = 1-q.
func logisticTail(e float64) (q, slope float64) {
	d := 1 + e
	low := e - (d - 1)
	q = e / d
	slope = q * (1 - q)
	return q - float64(slope*low), slope
}
