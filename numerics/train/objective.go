package train

import "adfd/numerics/engine"

// Objective is a loss L(theta) that can be differentiated. One Objective is used by
// one run at a time.
type Objective[T engine.Float] interface {
	// Params is the length of theta.
	Params() int

	// LossGrad returns L(theta) and writes dL/dtheta to grad, both of length
	// Params. It keeps neither slice and does not change theta. A loss that
	// overflows is a value, not an error.
	LossGrad(theta, grad []T) (loss float64, err error)
}

// LeastSquares is a loss that is a sum of squares, L(theta) = |r(theta)|^2, whose
// residuals and Jacobian are at hand.
type LeastSquares[T engine.Float] interface {
	Objective[T]

	// Rows is the number of residuals.
	Rows() int

	// Residuals writes r(theta) to out, of length Rows.
	Residuals(theta, out []T) error

	// Jacobian writes dr_i/dtheta_j to jac[i*Params+j].
	Jacobian(theta, jac []T) error
}
