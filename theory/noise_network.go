package theory

import "math"

// The noise law of networks. It follows rounding through the layers as NoiseEntry
// follows it through one feature: each rounded product, partial sum and value adds
// the variance of a uniform error of its spacing, and each layer carries on what
// came in, as if all were independent. It predicts deviations and is no bound. Like
// that law it is this project's; claims T1, T5 and T7 rest on it.

// NeuronNoise is the variance of z = b + sum_k w_k y_k, summed in this order with unit
// roundoff u, where y_k has the variance noise_k:
//
//	sum_k (w_k^2 noise_k + (g(w_k y_k)^2 + g(partial sum_k)^2)/12),
//
// g being Spacing. It returns z as well. The slices have one length.
func NeuronNoise(w, y, noise []float64, b, u float64) (z, variance float64) {
	z = b
	for k, v := range w {
		p := float64(v * y[k])
		z += p
		variance += float64(v*v*noise[k]) + (square(Spacing(p, u))+square(Spacing(z, u)))/12
	}
	return z, variance
}

// ActivationNoise is the variance of the rounded value s(z) for a z of the given
// variance: s'(z)^2 variance + g(s)^2/12.
func ActivationNoise(value, slope, variance, u float64) float64 {
	return float64(square(slope)*variance) + square(Spacing(value, u))/12
}

// DifferenceNoise is the variance of a stencil's quotient of values u(x + s h), each
// with the given variance and near value: the values' own errors with the squared
// weights, what products and sums lose, all over h^2q. Hypotheses as for NoiseEntry.
func DifferenceNoise(weights []float64, value, variance, h float64, order int, u float64) float64 {
	var squares float64
	for _, w := range weights {
		squares += float64(w * w)
	}
	sum := NoiseEntry{Value: value}.SumVariance(weights, u)
	return (float64(squares*variance) + sum) * math.Pow(h, -2*float64(order))
}

// TruncationShare is what a central stencil of accuracy 2 makes of the solution of
// u^(q) = f with f = (sin pi x)^(q) and boundary values as exact as they may be: the
// difference quotient of sin pi x is its derivative times
//
//	sinc^q(pi h/2),   sinc t = sin t / t,   q even,
//
// so that FD's solution is sin pi x over that factor, and its relative error
// |1 - sinc^-q(pi h/2)|, about q pi^2 h^2/24. Boundary conditions that FD meets in
// its own way add a part of the same order.
func TruncationShare(h float64, order int) float64 {
	return math.Abs(math.Pow(Sinc(math.Pi/2*h), -float64(order)) - 1)
}
