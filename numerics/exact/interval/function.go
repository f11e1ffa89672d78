package interval

import (
	"fmt"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/taylor"
)

// function is an elementary function of an interval.
type function struct {
	name   string
	value  func(x Interval) Interval
	domain *taylor.Domain[Interval] // nil: everywhere
}

// functions in the order of Names.
var functions = []function{
	{"exp", Interval.Exp, nil},
	{"log", Interval.Log, positive},
	{"sin", Interval.Sin, nil},
	{"cos", Interval.Cos, nil},
	{"tan", Interval.Tan, branch},
	{"sinh", Interval.Sinh, nil},
	{"cosh", Interval.Cosh, nil},
	{"tanh", Interval.Tanh, nil},
	{"sigmoid", Interval.Sigmoid, nil},
	{"softplus", Interval.Softplus, nil},
	{"gaussian", Interval.Gaussian, nil},
	{"sqrt", Interval.Sqrt, positive},
	{"recip", Interval.Recip, nonzero},
	{"gelu", Interval.GELU, nil},
	{"silu", Interval.SiLU, nil},
	{"erf", Interval.Erf, nil},
}

// Func returns the elementary function of that name. The error names an
// unknown function.
func Func(name string) (func(Interval) Interval, error) {
	f, err := lookup(name)
	if err != nil {
		return nil, err
	}
	return f.value, nil
}

// Coefficients returns intervals that contain f^(k)(v)/k!, k = 0 to order,
// for every v in x, f the elementary function of that name. The error names an
// unknown function, a negative order, or an x that is not an interval or not
// inside the domain.
func Coefficients(name string, x Interval, order int) (Jet, error) {
	if order < 0 {
		return nil, fmt.Errorf("interval: %s: order %d is negative", name, order)
	}
	return Apply(name, Variable(x, order))
}

// Apply returns the series of f(u) for the elementary function of that
// name. The error names an unknown function, an empty jet, a coefficient that is
// not an interval, or a u[0] that is not inside the domain.
func Apply(name string, u Jet) (Jet, error) {
	f, err := lookup(name)
	if err != nil {
		return nil, err
	}
	if len(u) == 0 {
		return nil, fmt.Errorf("interval: %s of an empty jet", name)
	}
	for k, c := range u {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("interval: %s: coefficient %d: %w", name, k, err)
		}
	}
	if want := f.domain.Outside(u[0]); want != "" {
		return nil, fmt.Errorf("interval: %s[%g, %g]: the argument must be %s", name, u[0].Lo, u[0].Hi, want)
	}
	return f.series(u), nil
}

func lookup(name string) (*function, error) {
	for k := range functions {
		if functions[k].name == name {
			return &functions[k], nil
		}
	}
	return nil, fmt.Errorf("interval: unknown function %q, want one of %v", name, exact.Names())
}

var (
	positive = &taylor.Domain[Interval]{Want: "positive", Holds: func(x Interval) bool { return x.Lo > 0 }}
	nonzero  = &taylor.Domain[Interval]{Want: "different from zero", Holds: func(x Interval) bool { return !x.Contains(0) }}
	branch   = &taylor.Domain[Interval]{Want: "between two odd multiples of pi/2", Holds: func(x Interval) bool { return x.Tan() != Entire }}
)
