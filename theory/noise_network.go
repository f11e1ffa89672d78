package theory

import "math"

// The noise law of networks. A rounding is an error e of known variance in one intermediate
// result; to first order it moves what is computed in the end, v, by (dv/de) e. Roundings are
// unrelated, so the variance of v is
//
//	sum over roundings of (dv/de)^2 var(e).
//
// The derivative dv/de goes by all paths from e to v at once. Adding variances layer by layer
// instead takes the paths for unrelated and leaves out what they have in common: in trained
// networks of three layers a factor of up to 8. Here are the variances of the roundings; package
// nn/noise has the derivatives. The law predicts deviations and is no bound. Like that of
// NoiseEntry it is this project's; claims T1, T5, T7 and K6 rest on it.

// RoundingVariance is that of the error of v rounded with unit roundoff u, g^2/12, where g is
// the Spacing about v: that of a uniform error.
func RoundingVariance(v, u float64) float64 { return square(Spacing(v, u)) / 12 }

// NeuronNoise is z = b + sum_k w_k y_k and the variance of what this sum's own products and
// partial sums lose with unit roundoff u: a RoundingVariance each, and nothing where 0 is added.
// The products are summed in four parts, as package nn does: product k goes to part k mod 4, what
// is left behind the last four to part 0; then (s_0 + s_1) + (s_2 + s_3), then b. In hidden
// layers gonum takes these products, in more parts in its assembly and in one in its Go code;
// four lies between. The slices have one length.
func NeuronNoise(w, y []float64, b, u float64) (z, variance float64) {
	const parts = 4
	add := func(v, to float64) float64 {
		if v != 0 && to != 0 {
			variance += RoundingVariance(to+v, u)
		}
		return to + v
	}
	var s [parts]float64
	for k, v := range w {
		p := float64(v * y[k])
		variance += RoundingVariance(p, u)
		part := k % parts
		if k >= len(w)/parts*parts {
			part = 0
		}
		s[part] = add(p, s[part])
	}
	z = add(b, add(add(s[1], s[0]), add(s[3], s[2])))
	return z, variance
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
