package train

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
)

// LevenbergMarquardt minimises L = |r|^2 by damped Gauss-Newton steps,
//
//	(J^T J + mu I) d = -J^T r,
//
// the least-squares solution of [J; sqrt(mu) I] d = [-r; 0]. It is solved by QR
// in float64, without forming J^T J, whose condition number would be squared; with
// fewer residuals than parameters by QR of the transpose, as the solution of
// least norm of [J, sqrt(mu) I] [d; s] = -r, which is the same d.
//
// One step is one trial. If the loss falls, theta + d, rounded to T, is accepted and
//
//	mu *= max(1/3, 1 - (2 rho - 1)^3),   nu = 2,
//
// where rho is the fall of the loss over the fall that the linear model predicts.
// If not, theta stays and mu *= nu, nu *= 2. At the start mu = Tau max_j (J^T J)_jj.
// Residuals and Jacobian are in T, their sums in float64. The method has
// stalled when d no longer changes theta, or the gradient is 0.
//
// Source: Madsen, Nielsen and Tingleff, Methods for Non-Linear Least Squares Problems,
// 2nd edition, IMM, DTU 2004, algorithm 3.16; the update of mu is of Nielsen, Damping
// Parameter in Marquardt's Method, IMM-REP-1999-05.
type LevenbergMarquardt[T engine.Float] struct {
	// Tau is the initial damping against the largest squared column norm of J:
	// 1e-6 where the start is good, 1e-3 or 1 where it is not. 0 is Gauss-Newton
	// until a step is rejected.
	Tau float64

	mu, nu float64
	start  bool // mu is still to be set from the first Jacobian

	// What is known at theta: residuals, Jacobian and loss.
	theta    []T
	r, jac   []T
	loss     float64
	largest  float64 // squared norm of J's largest column
	trial, q []T     // a trial point and its residuals
}

// Name returns "lm(tau)".
func (l *LevenbergMarquardt[T]) Name() string { return fmt.Sprintf("lm(%g)", l.Tau) }

// Reset forgets damping and scratch.
func (l *LevenbergMarquardt[T]) Reset(n int) error {
	if !(l.Tau >= 0) || math.IsInf(l.Tau, 0) {
		return fmt.Errorf("train: lm with tau = %v, want a finite number that is not negative", l.Tau)
	}
	*l = LevenbergMarquardt[T]{Tau: l.Tau, nu: 2, start: true, trial: make([]T, n)}
	return nil
}

// Evaluate returns |r|^2 and the gradient 2 J^T r. Its error says if o is no
// LeastSquares. After a rejected step both are known.
func (l *LevenbergMarquardt[T]) Evaluate(o Objective[T], theta, grad []T) (float64, error) {
	if l.theta == nil || !slices.Equal(theta, l.theta) {
		if err := l.linearise(o, theta); err != nil {
			return 0, err
		}
	}
	n := len(theta)
	sum := make([]float64, n)
	for i, r := range l.r {
		for j, d := range l.jac[i*n : (i+1)*n] {
			sum[j] += float64(float64(r) * float64(d))
		}
	}
	for j, s := range sum {
		grad[j] = T(2 * s)
	}
	return l.loss, nil
}

// linearise computes residuals and Jacobian at theta.
func (l *LevenbergMarquardt[T]) linearise(o Objective[T], theta []T) error {
	p, ok := o.(LeastSquares[T])
	if !ok {
		return fmt.Errorf("train: lm needs a LeastSquares, and %T has no residuals and Jacobian", o)
	}
	m, n := p.Rows(), len(theta)
	if len(l.r) != m {
		l.r, l.q, l.jac = make([]T, m), make([]T, m), make([]T, m*n)
	}
	l.theta = nil
	if err := p.Residuals(theta, l.r); err != nil {
		return err
	}
	if err := p.Jacobian(theta, l.jac); err != nil {
		return err
	}
	l.theta = slices.Clone(theta)
	l.loss = sumSquares(l.r)
	squares := make([]float64, n)
	for i, v := range l.jac {
		squares[i%n] += float64(float64(v) * float64(v))
	}
	l.largest = slices.Max(squares)
	if l.start {
		l.start, l.mu = false, l.Tau*l.largest
	}
	return nil
}

// Update makes one trial.
func (l *LevenbergMarquardt[T]) Update(o Objective[T], _ int, theta, grad []T) error {
	if norm(grad) == 0 {
		return fmt.Errorf("%w: the gradient has norm 0", ErrStalled)
	}
	if !engine.Finite(l.largest) || !engine.Finite(l.mu) {
		return fmt.Errorf("%w: a Jacobian with a column of squared norm %g, damping %g", ErrStalled, l.largest, l.mu)
	}
	d, err := l.solve()
	if err != nil {
		return err
	}
	if d == nil {
		l.reject()
		return nil
	}
	moved := false
	for j, v := range d {
		l.trial[j] = T(float64(theta[j]) + v)
		moved = moved || l.trial[j] != theta[j]
	}
	if !moved {
		return fmt.Errorf("%w: the step does not change the parameters (damping %g)", ErrStalled, l.mu)
	}
	if err := o.(LeastSquares[T]).Residuals(l.trial, l.q); err != nil {
		return err
	}
	loss := sumSquares(l.q)
	// The model falls by |r|^2 - |r + J d|^2 = d^T (mu d - J^T r), without
	// cancellation: both terms are positive.
	var fall float64
	for j, v := range d {
		fall += float64(v * (float64(l.mu*v) - float64(grad[j]/2)))
	}
	rho := (l.loss - loss) / fall
	if !(rho > 0) || !engine.Finite(loss) {
		l.reject()
		return nil
	}
	copy(theta, l.trial)
	c := 2*rho - 1
	l.mu *= max(1./3, 1-float64(c*c*c))
	l.nu = 2
	return nil
}

// reject raises the damping. An undamped method begins at the rounding of J^T J.
func (l *LevenbergMarquardt[T]) reject() {
	const unit = 0x1p-53
	l.mu = max(l.mu*l.nu, unit*l.largest)
	l.nu *= 2
}

// solve returns the damped step d, or nil where the system is too near to a singular
// one to have a finite solution.
func (l *LevenbergMarquardt[T]) solve() ([]float64, error) {
	m, n := len(l.r), len(l.theta)
	if m >= n {
		a, b := mat.NewDense(m+n, n, nil), mat.NewDense(m+n, 1, nil)
		for i, r := range l.r {
			for j, v := range l.jac[i*n : (i+1)*n] {
				a.Set(i, j, float64(v))
			}
			b.Set(i, 0, -float64(r))
		}
		return dampedQR(a, m, n, l.mu, b, false)
	}
	a, b := mat.NewDense(n+m, m, nil), mat.NewDense(m, 1, nil)
	for i, r := range l.r {
		for j, v := range l.jac[i*n : (i+1)*n] {
			a.Set(j, i, float64(v))
		}
		b.Set(i, 0, -float64(r))
	}
	return dampedQR(a, n, n, l.mu, b, true)
}

// dampedQR sets the square block of a below row top to sqrt(mu) I, solves with a or its
// transpose, and returns the first n entries of the solution.
func dampedQR(a *mat.Dense, top, n int, mu float64, b mat.Matrix, trans bool) ([]float64, error) {
	_, cols := a.Dims()
	for j := range cols {
		a.Set(top+j, j, math.Sqrt(mu))
	}
	var qr mat.QR
	qr.Factorize(a)
	var x mat.Dense
	err := qr.SolveTo(&x, trans, b)
	var singular mat.Condition
	if err != nil && !errors.As(err, &singular) {
		return nil, err
	}
	d := make([]float64, n)
	if math.IsInf(float64(singular), 0) {
		return nil, nil
	}
	for j := range d {
		if d[j] = x.At(j, 0); !engine.Finite(d[j]) {
			return nil, nil
		}
	}
	return d, nil
}

// Memory is the damping, mu and nu.
func (l *LevenbergMarquardt[T]) Memory() Memory[T] {
	if l.start {
		return Memory[T]{Numbers: []float64{math.NaN(), l.nu}}
	}
	return Memory[T]{Numbers: []float64{l.mu, l.nu}}
}

// Restore takes over the damping; that of a run without a step is still to be set.
func (l *LevenbergMarquardt[T]) Restore(m Memory[T]) error {
	dst := Memory[T]{Numbers: make([]float64, 2)}
	if err := restore(l.Name(), dst, m); err != nil {
		return err
	}
	l.mu, l.nu = dst.Numbers[0], dst.Numbers[1]
	l.start = math.IsNaN(l.mu)
	return nil
}
