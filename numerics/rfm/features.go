// Package rfm holds random feature models for linear boundary-value problems,
//
//	phi(x; a) = sum_j a_j s(w_j . x + b_j),
//
// whose weights w and biases b are drawn once and whose coefficients a alone are
// fitted, by least squares on A a = f: one row a collocation point for the
// equation, one a boundary point for each condition.
//
// The package computes no derivative itself. Taylor mode, finite differences or
// a derivative of the user's own enter through engine.Engine.
package rfm

import (
	"fmt"
	"math/rand/v2"

	"adfd/numerics/engine"
)

// Features holds the fixed parameters of M features in Dim variables.
type Features[T engine.Float] struct {
	Dim int
	W   []T // weights, [M][Dim]
	B   []T // biases, [M]
}

// stream is the second word of PCG's seed: it keeps features apart from other
// draws that start from the same seed.
const stream = 0x72666d // "rfm"

// Sample draws m features in dim variables, weights and biases independent and
// uniform on [-r, r].
//
// The draws come from math/rand/v2's PCG, one feature after the other, weights
// before bias, in float64, and are rounded once to T. So the same seed gives the
// same features everywhere, float32 features are the rounded float64 ones, and
// the features of a smaller m are the first of a larger.
//
// The error names m < 1, dim < 1, or an r that is not positive and finite in T.
func Sample[T engine.Float](seed uint64, m, dim int, r float64) (Features[T], error) {
	if m < 1 {
		return Features[T]{}, fmt.Errorf("rfm: %d features, want at least 1", m)
	}
	if dim < 1 {
		return Features[T]{}, fmt.Errorf("rfm: dimension %d, want at least 1", dim)
	}
	if !(float64(T(r)) > 0) || !engine.Finite(T(r)) {
		return Features[T]{}, fmt.Errorf("rfm: radius %v, want positive and finite", r)
	}
	rng := rand.New(rand.NewPCG(seed, stream))
	draw := func() T { return T(r * (float64(2*float64(rng.Float64())) - 1)) } // 2v-1 is exact: one rounding
	f := Features[T]{Dim: dim, W: make([]T, m*dim), B: make([]T, m)}
	for j := range m {
		for d := range dim {
			f.W[j*dim+d] = draw()
		}
		f.B[j] = draw()
	}
	return f, nil
}

// M is the number of features.
func (f Features[T]) M() int { return len(f.B) }

// Promote returns the same features in float64. Nothing is rounded.
func (f Features[T]) Promote() Features[float64] {
	return Features[float64]{Dim: f.Dim, W: promoted(f.W), B: promoted(f.B)}
}

// Validate reports features of inconsistent length, none at all, or a parameter
// that is not finite.
func (f Features[T]) Validate() error {
	if f.M() == 0 {
		return fmt.Errorf("rfm: no features")
	}
	if f.Dim < 1 || len(f.W) != f.M()*f.Dim {
		return fmt.Errorf("rfm: %d weights for %d features in dimension %d", len(f.W), f.M(), f.Dim)
	}
	for i, w := range f.W {
		if !engine.Finite(w) {
			return fmt.Errorf("rfm: weight %d of feature %d is %v", i%f.Dim, i/f.Dim, w)
		}
	}
	for j, b := range f.B {
		if !engine.Finite(b) {
			return fmt.Errorf("rfm: bias of feature %d is %v", j, b)
		}
	}
	return nil
}

func promoted[T engine.Float](x []T) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}
