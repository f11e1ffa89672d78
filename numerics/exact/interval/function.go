package interval

import (
	"fmt"

	"adfd/numerics/exact"
)

// function is an elementary function of an interval and of a series of
// intervals.
type function struct {
	name   string
	value  func(x Interval) Interval
	series func(u Jet) Jet
	domain func(x Interval) string // what x must be, empty where it is
}

// functions in the order of Names.
var functions = []function{
	{"exp", Interval.Exp, Jet.exp, nil},
	{"log", Interval.Log, Jet.log, positive},
	{"sin", Interval.Sin, Jet.sin, nil},
	{"cos", Interval.Cos, Jet.cos, nil},
	{"tan", Interval.Tan, Jet.tan, branch},
	{"sinh", Interval.Sinh, Jet.sinh, nil},
	{"cosh", Interval.Cosh, Jet.cosh, nil},
	{"tanh", Interval.Tanh, Jet.tanh, nil},
	{"sigmoid", Interval.Sigmoid, Jet.sigmoid, nil},
	{"softplus", Interval.Softplus, Jet.softplus, nil},
	{"gaussian", Interval.Gaussian, Jet.gaussian, nil},
	{"sqrt", Interval.Sqrt, Jet.sqrt, positive},
	{"recip", Interval.Recip, Jet.recip, nonzero},
	{"gelu", Interval.GELU, Jet.gelu, nil},
	{"silu", Interval.SiLU, Jet.silu, nil},
	{"erf", Interval.Erf, Jet.erf, nil},
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
	if f.domain != nil {
		if want := f.domain(u[0]); want != "" {
			return nil, fmt.Errorf("interval: %s[%g, %g]: the argument must be %s", name, u[0].Lo, u[0].Hi, want)
		}
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

func positive(x Interval) string {
	if x.Lo > 0 {
		return ""
	}
	return "positive"
}

func nonzero(x Interval) string {
	if !x.Contains(0) {
		return ""
	}
	return "different from zero"
}

func branch(x Interval) string {
	if x.Tan() != Entire {
		return ""
	}
	return "between two odd multiples of pi/2"
}
