package exact

import "fmt"

// intervalFunction is an elementary function of an interval and of a series of
// intervals.
type intervalFunction struct {
	name   string
	value  func(x Interval) Interval
	series func(u IntervalJet) IntervalJet
	domain func(x Interval) string // what x must be, empty where it is
}

// intervalFunctions in the order of Names.
var intervalFunctions = []intervalFunction{
	{"exp", Interval.Exp, IntervalJet.exp, nil},
	{"log", Interval.Log, IntervalJet.log, intervalPositive},
	{"sin", Interval.Sin, IntervalJet.sin, nil},
	{"cos", Interval.Cos, IntervalJet.cos, nil},
	{"tan", Interval.Tan, IntervalJet.tan, intervalBranch},
	{"sinh", Interval.Sinh, IntervalJet.sinh, nil},
	{"cosh", Interval.Cosh, IntervalJet.cosh, nil},
	{"tanh", Interval.Tanh, IntervalJet.tanh, nil},
	{"sigmoid", Interval.Sigmoid, IntervalJet.sigmoid, nil},
	{"softplus", Interval.Softplus, IntervalJet.softplus, nil},
	{"gaussian", Interval.Gaussian, IntervalJet.gaussian, nil},
	{"sqrt", Interval.Sqrt, IntervalJet.sqrt, intervalPositive},
	{"recip", Interval.Recip, IntervalJet.recip, intervalNonzero},
	{"gelu", Interval.GELU, IntervalJet.gelu, nil},
	{"silu", Interval.SiLU, IntervalJet.silu, nil},
	{"erf", Interval.Erf, IntervalJet.erf, nil},
}

// IntervalFunc returns the elementary function of that name. The error names an
// unknown function.
func IntervalFunc(name string) (func(Interval) Interval, error) {
	f, err := intervalLookup(name)
	if err != nil {
		return nil, err
	}
	return f.value, nil
}

// IntervalCoefficients returns intervals that contain f^(k)(v)/k!, k = 0 to order,
// for every v in x, f the elementary function of that name. The error names an
// unknown function, a negative order, or an x that is not an interval or not
// inside the domain.
func IntervalCoefficients(name string, x Interval, order int) (IntervalJet, error) {
	if order < 0 {
		return nil, fmt.Errorf("exact: %s: order %d is negative", name, order)
	}
	return IntervalApply(name, IntervalVariable(x, order))
}

// IntervalApply returns the series of f(u) for the elementary function of that
// name. The error names an unknown function, an empty jet, a coefficient that is
// not an interval, or a u[0] that is not inside the domain.
func IntervalApply(name string, u IntervalJet) (IntervalJet, error) {
	f, err := intervalLookup(name)
	if err != nil {
		return nil, err
	}
	if len(u) == 0 {
		return nil, fmt.Errorf("exact: %s of an empty jet", name)
	}
	for k, c := range u {
		if err := c.check(); err != nil {
			return nil, fmt.Errorf("exact: %s: coefficient %d: %w", name, k, err)
		}
	}
	if f.domain != nil {
		if want := f.domain(u[0]); want != "" {
			return nil, fmt.Errorf("exact: %s[%g, %g]: the argument must be %s", name, u[0].Lo, u[0].Hi, want)
		}
	}
	return f.series(u), nil
}

func intervalLookup(name string) (*intervalFunction, error) {
	for k := range intervalFunctions {
		if intervalFunctions[k].name == name {
			return &intervalFunctions[k], nil
		}
	}
	return nil, fmt.Errorf("exact: unknown function %q, want one of %v", name, Names())
}

func intervalPositive(x Interval) string {
	if x.Lo > 0 {
		return ""
	}
	return "positive"
}

func intervalNonzero(x Interval) string {
	if !x.Contains(0) {
		return ""
	}
	return "different from zero"
}

func intervalBranch(x Interval) string {
	if x.Tan() != Entire {
		return ""
	}
	return "between two odd multiples of pi/2"
}
