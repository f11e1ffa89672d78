// Package train minimises a loss over parameters: gradient descent, Adam, L-BFGS
// and Levenberg-Marquardt under one loop, [Run].
//
// The loop sees an [Objective], a loss and its gradient, and nothing of what is
// inside: a network differentiated by Taylor mode, by finite differences or by a
// user's own engine is trained by the same instructions.
//
// # Steps
//
// theta_0 is where a run starts, and step t takes theta_t to theta_(t+1). What is
// recorded at step t (loss, gradient norm, error) belongs to theta_t, and so does
// the learning rate that a [Schedule] gives for it.
//
// # Precision
//
// Gradient descent and Adam are generic over float32 and float64: parameters,
// gradients and moments are kept in T, and every operation of an update is rounded
// to T, with no fused multiply-add. L-BFGS is gonum's, in float64.
// Levenberg-Marquardt takes residuals and Jacobian in T and solves in float64.
//
// # Repeatability
//
// A run is a function of its objective, its optimiser and its start. It can be
// stopped, written to a file, read and continued, and arrives at the bits of the run
// that was never stopped. L-BFGS alone cannot: see [LBFGS].
//
// Another engine, or another processor, rounds differently, and a course magnifies that: most of all from a start
// with a symmetry that the problem shares, such as Xavier's zero biases with an odd
// solution, where a gradient that is zero but for rounding decides which way Adam leaves.
// Two engines are compared by their losses and gradients at the same parameters.
package train
