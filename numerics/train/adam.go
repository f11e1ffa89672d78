package train

import (
	"fmt"
	"math"

	"adfd/numerics/engine"
)

// The decay rates and the epsilon that Kingma and Ba recommend.
const (
	adamBeta1   = 0.9
	adamBeta2   = 0.999
	adamEpsilon = 1e-8
)

// Adam is gradient descent on moments with bias correction. With g the gradient and
// t = step+1,
//
//	m = beta1 m + (1 - beta1) g
//	v = beta2 v + (1 - beta2) g^2
//	theta -= rate/(1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon),
//
// m = v = 0 at the start. The factors that do not depend on the parameter are
// computed in float64 and rounded to T once; every other operation is rounded to T,
// in the order written.
//
// Source: Kingma and Ba, Adam, ICLR 2015 (arXiv:1412.6980), algorithm 1, with the
// betas and the epsilon recommended there; the corrections stand where PyTorch
// has them.
type Adam[T engine.Float] struct {
	Schedule Schedule

	m, v []T
}

// Name returns "adam(rate)".
func (a *Adam[T]) Name() string { return "adam(" + scheduleName(a.Schedule) + ")" }

// Reset sets the moments of n parameters to 0.
func (a *Adam[T]) Reset(n int) error {
	a.m, a.v = make([]T, n), make([]T, n)
	return checkRate("adam", a.Schedule)
}

// Evaluate is the objective's LossGrad.
func (a *Adam[T]) Evaluate(o Objective[T], theta, grad []T) (float64, error) {
	return o.LossGrad(theta, grad)
}

// Update moves theta and the moments. It allocates nothing, and panics if theta has
// not the length given to Reset.
func (a *Adam[T]) Update(_ Objective[T], step int, theta, grad []T) error {
	if len(a.m) != len(theta) {
		panic(fmt.Sprintf("train: adam was reset for %d parameters, got %d", len(a.m), len(theta)))
	}
	t := float64(step + 1)
	correct1 := 1 - math.Pow(adamBeta1, t)
	correct2 := 1 - math.Pow(adamBeta2, t)
	adamUpdate(theta, grad, a.m, a.v, T(a.Schedule.Rate(step)/correct1), T(1/math.Sqrt(correct2)))
	return nil
}

// adamUpdate is the loop over parameters; rate and scale hold the corrections. The
// compiler makes T(math.Sqrt(float64(x))) one instruction in either precision, and
// its float32 result is the correctly rounded root.
func adamUpdate[T engine.Float](theta, grad, m, v []T, rate, scale T) {
	const (
		keep1, take1 = adamBeta1, 1 - adamBeta1
		keep2, take2 = adamBeta2, 1 - adamBeta2
		epsilon      = adamEpsilon
	)
	n := len(theta)
	grad, m, v = grad[:n], m[:n], v[:n]
	for i, g := range grad {
		mi := T(keep1*m[i]) + T(take1*g)
		vi := T(keep2*v[i]) + T(take2*T(g*g))
		m[i], v[i] = mi, vi
		theta[i] -= T(rate*mi) / (T(T(math.Sqrt(float64(vi)))*scale) + epsilon)
	}
}

// Memory is the two moments.
func (a *Adam[T]) Memory() Memory[T] { return Memory[T]{Vectors: [][]T{a.m, a.v}} }

// Restore takes over the moments.
func (a *Adam[T]) Restore(m Memory[T]) error { return restore(a.Name(), a.Memory(), m) }
