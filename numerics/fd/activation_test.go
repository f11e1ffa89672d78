package fd_test

import (
	"math"

	"adfd/numerics/engine"
)

// The activations of these tests. They give values and the first derivative,
// which is all that finite differences ask for.

// sine is sin.
type sine[T engine.Float] struct{}

func (sine[T]) Name() string { return "sin" }

func (sine[T]) Values(z, y []T) {
	for i, v := range z {
		y[i] = T(math.Sin(float64(v)))
	}
}

func (sine[T]) Coefficients(order int, z, c []T) {
	for i, v := range z {
		c[i] = T(math.Sin(float64(v)))
		c[len(z)+i] = T(math.Cos(float64(v)))
	}
}

// cube is z³: exact in floating point on small integers.
type cube[T engine.Float] struct{}

func (cube[T]) Name() string { return "cube" }

func (cube[T]) Values(z, y []T) {
	for i, v := range z {
		y[i] = v * v * v
	}
}

func (cube[T]) Coefficients(order int, z, c []T) {
	for i, v := range z {
		c[i] = v * v * v
		c[len(z)+i] = 3 * v * v
	}
}

// tanh is math.Tanh.
type tanh[T engine.Float] struct{}

func (tanh[T]) Name() string { return "tanh" }

func (tanh[T]) Values(z, y []T) {
	for i, v := range z {
		y[i] = T(math.Tanh(float64(v)))
	}
}

func (tanh[T]) Coefficients(order int, z, c []T) {
	for i, v := range z {
		t := math.Tanh(float64(v))
		c[i], c[len(z)+i] = T(t), T((1-t)*(1+t))
	}
}
