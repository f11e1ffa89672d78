package train_test

import (
	"errors"

	"adfd/numerics/engine"
)

// diagonal is L = sum_i lambda_i theta_i^2.
type diagonal[T engine.Float] struct{ lambda []T }

func (d diagonal[T]) Params() int { return len(d.lambda) }

func (d diagonal[T]) LossGrad(theta, grad []T) (float64, error) {
	var loss T
	for i, l := range d.lambda {
		loss += T(l * T(theta[i]*theta[i]))
		grad[i] = 2 * l * theta[i]
	}
	return float64(loss), nil
}

// problem is a loss |r|^2 from functions for r and J in float64, rounded to T.
type problem[T engine.Float] struct {
	rows, params int
	residuals    func(theta, r []float64)
	jacobian     func(theta, jac []float64)
}

func (p problem[T]) Params() int { return p.params }
func (p problem[T]) Rows() int   { return p.rows }

func (p problem[T]) Residuals(theta, out []T) error {
	r := make([]float64, p.rows)
	p.residuals(widen(theta), r)
	copy(out, narrow[T](r))
	return nil
}

func (p problem[T]) Jacobian(theta, jac []T) error {
	j := make([]float64, p.rows*p.params)
	p.jacobian(widen(theta), j)
	copy(jac, narrow[T](j))
	return nil
}

func (p problem[T]) LossGrad(theta, grad []T) (loss float64, err error) {
	r, j := make([]T, p.rows), make([]T, p.rows*p.params)
	if err := errors.Join(p.Residuals(theta, r), p.Jacobian(theta, j)); err != nil {
		return 0, err
	}
	clear(grad)
	for i, v := range r {
		loss += float64(v) * float64(v)
		for k := range grad {
			grad[k] += 2 * v * j[i*p.params+k]
		}
	}
	return loss, nil
}

// rosenbrock is L = (1-x)^2 + 100 (y - x^2)^2, least at (1, 1).
func rosenbrock[T engine.Float]() problem[T] {
	return problem[T]{
		rows: 2, params: 2,
		residuals: func(t, r []float64) { r[0], r[1] = 10*(t[1]-t[0]*t[0]), 1-t[0] },
		jacobian:  func(t, j []float64) { copy(j, []float64{-20 * t[0], 10, -1, 0}) },
	}
}

func widen[T engine.Float](x []T) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func narrow[T engine.Float](x []float64) []T {
	y := make([]T, len(x))
	for i, v := range x {
		y[i] = T(v)
	}
	return y
}
