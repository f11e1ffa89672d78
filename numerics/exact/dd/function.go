package dd

import (
	"fmt"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/taylor"
)

// MaxOrder is the largest order of the coefficients in double-double.
const MaxOrder = 64

// function is an elementary function of a DD with its Taylor coefficients,
// which series writes into c.
type function struct {
	name   string
	value  func(x DD) DD
	series func(x DD, c []DD)
	domain *taylor.Domain[DD] // nil: everywhere
}

// functions in the order of Names.
var functions = []function{
	{"exp", DD.Exp, expSeries, nil},
	{"log", DD.Log, logSeries, positive},
	{"sin", DD.Sin, sinSeries, nil},
	{"cos", DD.Cos, cosSeries, nil},
	{"tan", DD.Tan, tanSeries, nil},
	{"sinh", DD.Sinh, sinhSeries, nil},
	{"cosh", DD.Cosh, coshSeries, nil},
	{"tanh", DD.Tanh, tanhSeries, nil},
	{"sigmoid", DD.Sigmoid, sigmoidSeries, nil},
	{"softplus", DD.Softplus, softplusSeries, nil},
	{"gaussian", DD.Gaussian, gaussianSeries, nil},
	{"sqrt", DD.Sqrt, sqrtSeries, positive},
	{"recip", DD.Recip, recipSeries, nonzero},
	{"gelu", DD.GELU, geluSeries, nil},
	{"silu", DD.SiLU, siluSeries, nil},
	{"erf", DD.Erf, erfSeries, nil},
}

// Func returns the elementary function of that name; outside its domain it
// returns NaN or an infinity. The error names an unknown function.
func Func(name string) (func(DD) DD, error) {
	f, err := lookup(name)
	if err != nil {
		return nil, err
	}
	return f.value, nil
}

// Coefficients returns the Taylor coefficients f^(k)(x)/k!, k = 0 to order, of
// the elementary function of that name, from closed forms. Each has a relative
// error below 128 (k + 1) u² times the condition number of its closed form,
// the ratio of the sum of absolute values in it to its value. That number is 1
// for exp, log, sin, cos, tan, sinh, cosh, sqrt and recip, and moderate for the
// others except beside a zero of f^(k), where it grows without limit.
//
// The error names an unknown function, an order that is negative or above
// MaxOrder, an x that is not finite or outside the domain, or a coefficient
// that overflows.
func Coefficients(name string, x DD, order int) (Jet, error) {
	if order < 0 || order > MaxOrder {
		return nil, fmt.Errorf("dd: %s: order %d, want 0 to %d", name, order, MaxOrder)
	}
	f, err := lookup(name)
	if err != nil {
		return nil, err
	}
	c := make(Jet, order+1)
	if err := f.coefficients(x, c); err != nil {
		return nil, err
	}
	return c, nil
}

// Apply returns the series of f(x) for the elementary function of that name.
// The error names an unknown function, an empty jet or one of an order above
// MaxOrder, a coefficient that is not finite, an x[0] outside the domain, or a
// coefficient of f that overflows.
func Apply(name string, x Jet) (Jet, error) {
	if err := x.check(name); err != nil {
		return nil, err
	}
	f, err := lookup(name)
	if err != nil {
		return nil, err
	}
	c := make(Jet, len(x))
	if err := f.coefficients(x[0], c); err != nil {
		return nil, err
	}
	return c.Compose(x), nil
}

// coefficients fills c with the coefficients of f at x.
func (f function) coefficients(x DD, c Jet) error {
	if !x.IsFinite() {
		return fmt.Errorf("dd: %s(%v): the argument must be finite", f.name, x)
	}
	if want := f.domain.Outside(x); want != "" {
		return fmt.Errorf("dd: %s(%v): the argument must be %s", f.name, x, want)
	}
	f.series(x, c)
	for k, v := range c {
		if !v.IsFinite() {
			return fmt.Errorf("dd: %s(%v): coefficient %d overflows", f.name, x, k)
		}
	}
	return nil
}

func lookup(name string) (*function, error) {
	for k := range functions {
		if functions[k].name == name {
			return &functions[k], nil
		}
	}
	return nil, fmt.Errorf("dd: unknown function %q, want one of %v", name, exact.Names())
}

var (
	positive = &taylor.Domain[DD]{Want: "positive", Holds: func(x DD) bool { return x.Hi > 0 }}
	nonzero  = &taylor.Domain[DD]{Want: "different from zero", Holds: func(x DD) bool { return x.Hi != 0 }}
)
