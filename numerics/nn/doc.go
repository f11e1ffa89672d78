// Package nn holds fully connected networks u(x; theta) from R^d to R and the
// least-squares form of a boundary-value problem solved by one,
//
//	L(theta) = |r(theta)|^2,
//
// with its gradient and Jacobian with respect to theta.
//
// The package computes no derivative with respect to x itself. The C channels of
// an engine.Plan pass through the linear layers together and meet in the
// activation; the reverse sweep goes back through the plan's transposes. So the
// gradient is that of the loss as the engine computes it: for finite differences,
// what one gets by differentiating through the stencil. An engine that can evaluate a linear combination as a whole (engine.Combiner) is
// asked to for every linear condition, inside and on the boundary: package jet does for the
// Laplacian and the biharmonic operator.
//
// Everything is computed in the precision T of the engine. Results do not
// depend on GOMAXPROCS: points are grouped in chunks by the shape of the problem
// alone, and sums run in a fixed order.
package nn
