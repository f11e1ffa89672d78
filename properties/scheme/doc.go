// Package scheme checks finite differences: a formula given as numbers, a generator of
// stencils, and a function that differentiates numerically. Sums are exact, in rational
// arithmetic, so that what is allowed is the rounding of the weights and nothing else.
//
//	scheme.Formula([]float64{-1, 1}, []float64{-0.5, 0.5}, 1, 2) // nil: f' with an error of the order h^2
//
// The checks:
//
//   - [Formula]: offsets and weights are a formula of the order and accuracy claimed;
//   - [Constant]: and its leading error has the constant claimed;
//   - [Differentiator]: so has a function that takes f, x and h, as is found by calling it;
//   - [StencilMoments], [StencilPolynomials]: a generator of stencils solves the moment
//     equations, and applies what it solved.
package scheme
