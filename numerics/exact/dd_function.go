package exact

import "fmt"

// MaxDDOrder is the largest order of the coefficients in double-double.
const MaxDDOrder = 64

// ddFunction is an elementary function of a DD with its Taylor coefficients,
// which series writes into c.
type ddFunction struct {
	name   string
	value  func(x DD) DD
	series func(x DD, c []DD)
	domain func(x DD) string // what x must be, empty where it is
}

// ddFunctions in the order of Names.
var ddFunctions = []ddFunction{
	{"exp", DD.Exp, ddExpSeries, nil},
	{"log", DD.Log, ddLogSeries, ddPositive},
	{"sin", DD.Sin, ddSinSeries, nil},
	{"cos", DD.Cos, ddCosSeries, nil},
	{"tan", DD.Tan, ddTanSeries, nil},
	{"sinh", DD.Sinh, ddSinhSeries, nil},
	{"cosh", DD.Cosh, ddCoshSeries, nil},
	{"tanh", DD.Tanh, ddTanhSeries, nil},
	{"sigmoid", DD.Sigmoid, ddSigmoidSeries, nil},
	{"softplus", DD.Softplus, ddSoftplusSeries, nil},
	{"gaussian", DD.Gaussian, ddGaussianSeries, nil},
	{"sqrt", DD.Sqrt, ddSqrtSeries, ddPositive},
	{"recip", DD.Recip, ddRecipSeries, ddNonzero},
	{"gelu", DD.GELU, ddGELUSeries, nil},
	{"silu", DD.SiLU, ddSiLUSeries, nil},
	{"erf", DD.Erf, ddErfSeries, nil},
}

// DDFunc returns the elementary function of that name; outside its domain it
// returns NaN or an infinity. The error names an unknown function.
func DDFunc(name string) (func(DD) DD, error) {
	f, err := ddLookup(name)
	if err != nil {
		return nil, err
	}
	return f.value, nil
}

// DDCoefficients returns the Taylor coefficients f^(k)(x)/k!, k = 0 to order, of
// the elementary function of that name, from closed forms. Each has a relative
// error below 128 (k + 1) u² times the condition number of its closed form,
// the ratio of the sum of absolute values in it to its value. That number is 1
// for exp, log, sin, cos, tan, sinh, cosh, sqrt and recip, and moderate for the
// others except beside a zero of f^(k), where it grows without limit.
//
// The error names an unknown function, an order that is negative or above
// MaxDDOrder, an x that is not finite or outside the domain, or a coefficient
// that overflows.
func DDCoefficients(name string, x DD, order int) (DDJet, error) {
	if order < 0 || order > MaxDDOrder {
		return nil, fmt.Errorf("exact: %s: order %d, want 0 to %d", name, order, MaxDDOrder)
	}
	f, err := ddLookup(name)
	if err != nil {
		return nil, err
	}
	c := make(DDJet, order+1)
	if err := f.coefficients(x, c); err != nil {
		return nil, err
	}
	return c, nil
}

// DDApply returns the series of f(x) for the elementary function of that name.
// The error names an unknown function, an empty jet or one of an order above
// MaxDDOrder, a coefficient that is not finite, an x[0] outside the domain, or a
// coefficient of f that overflows.
func DDApply(name string, x DDJet) (DDJet, error) {
	if err := x.check(name); err != nil {
		return nil, err
	}
	f, err := ddLookup(name)
	if err != nil {
		return nil, err
	}
	c := make(DDJet, len(x))
	if err := f.coefficients(x[0], c); err != nil {
		return nil, err
	}
	return c.compose(x), nil
}

// coefficients fills c with the coefficients of f at x.
func (f ddFunction) coefficients(x DD, c DDJet) error {
	if !x.IsFinite() {
		return fmt.Errorf("exact: %s(%v): the argument must be finite", f.name, x)
	}
	if f.domain != nil {
		if want := f.domain(x); want != "" {
			return fmt.Errorf("exact: %s(%v): the argument must be %s", f.name, x, want)
		}
	}
	f.series(x, c)
	for k, v := range c {
		if !v.IsFinite() {
			return fmt.Errorf("exact: %s(%v): coefficient %d overflows", f.name, x, k)
		}
	}
	return nil
}

func ddLookup(name string) (*ddFunction, error) {
	for k := range ddFunctions {
		if ddFunctions[k].name == name {
			return &ddFunctions[k], nil
		}
	}
	return nil, fmt.Errorf("exact: unknown function %q, want one of %v", name, Names())
}

func ddPositive(x DD) string {
	if x.Hi > 0 {
		return ""
	}
	return "positive"
}

func ddNonzero(x DD) string {
	if x.Hi != 0 {
		return ""
	}
	return "different from zero"
}
