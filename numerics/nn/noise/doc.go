// Package noise is the noise law of networks: what rounding leaves in a network's value at a
// point and in the derivatives of that value in the parameters, predicted a priori.
//
// A rounding is an error of known variance in one intermediate result. To first order it moves
// the result in the end by the derivative in that intermediate result, by all paths at once, and
// roundings are unrelated. So a variance is a sum over the roundings,
//
//	sum of (derivative)^2 (variance of the rounding).
//
// For the value the derivatives are one reverse sweep. For the gradient they are second
// derivatives: a forward and a reverse sweep for each rounding. Package theory has the variances,
// and turns those of a value into those of a difference quotient (theory.DifferenceNoise).
//
// The order of operations is that of package nn: theory.NeuronNoise forward; s and s' of
// the rounded argument, each rounded once; backward sums over a layer's neurons in their
// order, times s', times the value below. Values are of float64 throughout, whatever the unit
// roundoff that they are judged for.
//
// The points are exact, as dyadic nodes plus a step of few bits are. What is the same at all
// points of a stencil, such as the rounding of a last weight times the loss's slope, is left
// out, since differences do not amplify it. The 6 of a fourth derivative's weights is not quite
// that: its product with a weight is rounded apart from that of the 1 and the 4. But it is the
// same in all rows, and moves no singular value but the large ones.
package noise
