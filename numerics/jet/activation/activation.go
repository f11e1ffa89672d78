package activation

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/numerics/jet"
	"adfd/numerics/jet/internal/tile"
)

// activation implements engine.Activation by one kernel a function. The kernel
// serves Values as its order 0, so that values and coefficient 0 are the same
// bits by construction.
type activation[T engine.Float] struct {
	name string

	// taylor sets c[k*stride+i] = s^(k)(z[i])/k! for k <= order from one
	// evaluation of the elementary functions; len(z) <= tile. It knows the orders to
	// maxUnrolled, or all if scalar is nil.
	taylor func(order int, z, c []T, stride int)

	// scalar gives the coefficients above maxUnrolled, one point at a time.
	scalar func(dst, x jet.Jet[T]) jet.Jet[T]
}

const (
	// maxUnrolled is the highest order that every kernel knows. The reverse sweep of
	// an operator of order K needs coefficients to K+1, hence 5 for K = 4.
	maxUnrolled = 5
)

// Names lists the functions that ByName knows.
func Names() []string {
	var names []string
	for _, s := range activations[float64]() {
		names = append(names, s.name)
	}
	return names
}

// ByName returns the activation called name, in the precision T. The
// error names an unknown name and lists the known ones.
//
//	tanh      sin   cos   exp   sigmoid = 1/(1+e^-z)
//	gaussian  e^(-z^2)
//	softplus  ln(1+e^z)
//	silu      z sigmoid(z)
//	erf       2/sqrt(pi) times the integral of e^(-t^2) from 0 to z
//	gelu      z (1 + erf(z/sqrt 2))/2
//	relu      max(z, 0)
//	abscube   |z|^3
//
// relu and abscube are not smooth at 0; there every derivative is the one from
// the right: relu has slope 1, abscube the third derivative 6.
//
// Elementary functions are computed in float64 and rounded once to T; what is
// left, polynomials in them, is computed in T. Coefficients to order 5 come from a
// single evaluation of the elementary functions, as do all of tanh, sin, cos, exp, relu and
// abscube; higher ones of others come from the scalar jets of this package. Coefficient k does not
// depend on the order asked for. A finite argument gives no NaN.
// Values and Coefficients allocate nothing up to order 5. Values may overwrite
// its argument (y = z); Coefficients may not.
//
// A slice of the wrong length or a negative order is a programmer's slip and
// panics.
func ByName[T engine.Float](name string) (engine.Activation[T], error) {
	for _, s := range activations[T]() {
		if s.name == name {
			return &s, nil
		}
	}
	return nil, fmt.Errorf("activation: unknown activation %q, want one of %v", name, Names())
}

func activations[T engine.Float]() []activation[T] {
	return []activation[T]{
		{"tanh", tanhTaylor[T], nil},
		{"sin", sinTaylor[T], nil},
		{"gaussian", gaussianTaylor[T], jet.Gaussian[T]},
		{"sigmoid", sigmoidTaylor[T], jet.Sigmoid[T]},
		{"softplus", softplusTaylor[T], jet.Softplus[T]},
		{"gelu", geluTaylor[T], jet.GELU[T]},
		{"silu", siluTaylor[T], jet.SiLU[T]},
		{"erf", erfTaylor[T], jet.Erf[T]},
		{"exp", expTaylor[T], nil},
		{"cos", cosTaylor[T], nil},
		{"relu", reluTaylor[T], nil},
		{"abscube", absCubeTaylor[T], nil},
	}
}

func (s *activation[T]) Name() string { return s.name }

func (s *activation[T]) Values(z, y []T) {
	if len(y) != len(z) {
		panic(fmt.Sprintf("activation: %s of %d values into %d", s.name, len(z), len(y)))
	}
	for at := 0; at < len(z); at += tile.Size {
		end := min(at+tile.Size, len(z))
		s.taylor(0, z[at:end], y[at:end], 0)
	}
}

func (s *activation[T]) Coefficients(order int, z, c []T) {
	n := len(z)
	if order < 0 || len(c) != (order+1)*n {
		panic(fmt.Sprintf("activation: %s to order %d of %d values into %d", s.name, order, n, len(c)))
	}
	unrolled := order
	if s.scalar != nil {
		unrolled = min(order, maxUnrolled)
	}
	for at := 0; at < n; at += tile.Size {
		end := min(at+tile.Size, n)
		s.taylor(unrolled, z[at:end], c[at:], n)
	}
	if order > unrolled {
		s.extend(order, z, c)
	}
}

// extend fills the coefficients above maxUnrolled.
func (s *activation[T]) extend(order int, z, c []T) {
	// From here on all of them are 0, but the recurrences would overflow.
	const flat = 2000
	n := len(z)
	x, y := jet.Variable(T(0), order), make(jet.Jet[T], order+1)
	for i, v := range z {
		x[0] = v
		if v > flat {
			x[0] = flat
		} else if v < -flat {
			x[0] = -flat
		}
		y = s.scalar(y, x)
		for k := maxUnrolled + 1; k <= order; k++ {
			c[k*n+i] = y[k]
		}
	}
}

// row is the part of coefficient k that belongs to a tile of n elements.
func row[T engine.Float](c []T, k, stride, n int) []T {
	return c[k*stride:][:n]
}
