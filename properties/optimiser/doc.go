// Package optimiser checks an optimiser against the rule that it claims to follow, step by
// step, with a bound of what the rounding of its own arrangement may do. It finds a missing
// bias correction, exchanged betas, an epsilon inside the root, or a rate wrong by 0.1%.
//
//	rule := optimiser.Adam{Rate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-8}
//	err := optimiser.Step(step, rule, nil, nil) // step(theta, grad) moves theta in place
//
// The checks:
//
//   - [Step]: the parameters after each step are those of a [Rule]: [GradientDescent],
//     [HeavyBall], [Nesterov], [RMSProp] or [Adam];
//   - [QuadraticDescent]: gradient descent lowers a quadratic function at the rate that its
//     curvatures allow, and moves every mode by its own factor.
package optimiser
