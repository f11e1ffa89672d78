// Package engine defines what automatic differentiation and finite
// differences have in common, and nothing else.
//
// Both carry C channels per point through a model. The channels travel through
// linear layers together, meet only in the activation, and the read-out is
// linear. For Taylor-mode AD a channel is a Taylor coefficient; for finite
// differences it is the value at one point of the stencil; for hyperdual
// numbers it is a component. One interface therefore serves random features,
// deep networks and their gradients, and an engine that a user brings.
//
// A bundle is the channels of n points at one layer of a given width, stored
// channel-major: [C][n][width], that is b[(c*n+i)*width+j].
package engine

// Float is a precision in which models are assembled.
type Float interface{ float32 | float64 }

// Engine is a method of differentiation.
type Engine[T Float] interface {
	// Name identifies the engine and its parameters, such as "jet" or
	// "fd(central,p=2,h=2^-7)".
	Name() string

	// Plan prepares the engine for the partial derivatives of op in dim
	// variables. Each call returns a plan of its own: a network makes several for one
	// operator and uses them at the same time. The error names an order, dimension or step
	// that the engine lacks.
	Plan(op Operator, dim int) (Plan[T], error)
}

// Plan evaluates one operator. It may own scratch memory, so one Plan must not
// be used by two goroutines at a time. Every method overwrites the slices that it
// fills, as a whole. Package properties checks the transposes of a plan.
type Plan[T Float] interface {
	// Channels is C, the number of channels per point.
	Channels() int

	// Bias is the weight with which a constant enters each channel:
	// 1, 0, 0, … for Taylor coefficients, 1, 1, 1, … for stencil values.
	// Its length is C.
	Bias() []T

	// Lift turns n points, [n][dim], into their bundle, [C][n][dim].
	// It fails on a point that is not finite or a step that the point absorbs
	// (x + h == x).
	Lift(x, dst []T) error

	// Activate applies s to a whole bundle: y = s(z), both [C][n][width].
	Activate(s Activation[T], z, y []T)

	// ActivateT is the transpose of the derivative of Activate at z, where
	// y = s(z) is what Activate returned: from gy = dL/dy it forms
	// gz = dL/dz. All are [C][n][width]. It overwrites gz, which may hold
	// anything before, NaN included: nothing is added to it.
	ActivateT(s Activation[T], z, y, gy, gz []T)

	// Read forms the derivatives from a bundle [C][n][width]: row r of dst,
	// [len(op)][n][width], holds the partial derivative op[r]. It is linear, with the same
	// weights at every point, and uses nothing of what Lift saw: it may be called before
	// Lift, and for any number of values.
	Read(y, dst []T)

	// ReadT is the transpose of Read: from g, [len(op)][n][width], it forms
	// gy, [C][n][width]. It overwrites gy, all channels, those that Read does
	// not use included; gy may hold anything before.
	ReadT(g, gy []T)
}

// Activation is a scalar function that knows its own Taylor coefficients.
// Finite differences use Values; Taylor mode uses Coefficients; a user's own
// activation needs nothing more.
type Activation[T Float] interface {
	Name() string

	// Values sets y[i] = s(z[i]). It agrees bit for bit with coefficient 0 of
	// Coefficients.
	Values(z, y []T)

	// Coefficients fills c, [order+1][len(z)], with
	// c[k*len(z)+i] = s^(k)(z[i]) / k!.
	Coefficients(order int, z, c []T)
}
