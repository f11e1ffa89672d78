package exact

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact/internal/taylor"
)

// function is an elementary function with its Taylor coefficients.
type function struct {
	name   string
	value  func(x *big.Float) *big.Float
	series func(x *big.Float, order int, w uint) Jet
	domain *taylor.Domain[*big.Float] // nil: everywhere
}

// functions in the order of Names.
var functions = []function{
	{"exp", Exp, expSeries, belowOverflow},
	{"log", Log, logSeries, positive},
	{"sin", Sin, sinSeries, reducible},
	{"cos", Cos, cosSeries, reducible},
	{"tan", Tan, tanSeries, reducible},
	{"sinh", Sinh, sinhSeries, belowOverflow},
	{"cosh", Cosh, coshSeries, belowOverflow},
	{"tanh", Tanh, tanhSeries, nil},
	{"sigmoid", Sigmoid, sigmoidSeries, nil},
	{"softplus", Softplus, softplusSeries, nil},
	{"gaussian", Gaussian, gaussianSeries, nil},
	{"sqrt", Sqrt, sqrtSeries, positive},
	{"recip", Recip, recipSeries, nonzero},
	{"gelu", GELU, geluSeries, nil},
	{"silu", SiLU, siluSeries, nil},
	{"erf", Erf, ErfTaylor, nil},
}

// Names returns the names that Apply, Coefficients and Func know.
func Names() []string {
	names := make([]string, len(functions))
	for i, f := range functions {
		names[i] = f.name
	}
	return names
}

// Func returns the elementary function of that name; outside its domain it
// panics. The error names an unknown function.
func Func(name string) (func(*big.Float) *big.Float, error) {
	f, err := Lookup(name)
	if err != nil {
		return nil, err
	}
	return f.value, nil
}

// Coefficients returns the Taylor coefficients f^(k)(x)/k!, k = 0 to order, of
// the elementary function of that name. Each has a relative error below
// 2^-(Prec+Guard) times the condition number of its closed form, which is
// moderate except beside a zero of f^(k); Guard is for that. The error names
// an unknown function, a negative order, or an x outside the domain.
func Coefficients(name string, x *big.Float, order int) (Jet, error) {
	if order < 0 {
		return nil, fmt.Errorf("exact: %s: order %d is negative", name, order)
	}
	c, err := Outer(name, x, order)
	if err != nil {
		return nil, err
	}
	return c.round(), nil
}

// Apply returns the series of f(x) for the elementary function of that name.
// The error names an unknown function, an empty jet, a coefficient that is not
// finite, or an x[0] outside the domain.
func Apply(name string, x Jet) (Jet, error) {
	if err := x.check(name); err != nil {
		return nil, err
	}
	f, err := Outer(name, x[0], x.Order())
	if err != nil {
		return nil, err
	}
	return Compose(f, x), nil
}

// Outer returns the coefficients of the named function at x.
func Outer(name string, x *big.Float, order int) (Jet, error) {
	f, err := Lookup(name)
	if err != nil {
		return nil, err
	}
	if err := (Jet{x}).check(name); err != nil {
		return nil, err
	}
	if want := f.domain.Outside(x); want != "" {
		return nil, fmt.Errorf("exact: %s(%s): the argument must be %s", name, show(x), want)
	}
	return f.series(x, order, seriesPrec(order)), nil
}

func Lookup(name string) (function, error) {
	for _, f := range functions {
		if f.name == name {
			return f, nil
		}
	}
	return function{}, fmt.Errorf("exact: unknown function %q, want one of %v", name, Names())
}

// seriesPrec is the precision of a closed form. Its polynomials of degree k
// cancel by less than 4^k where they are used, hence two bits for each order.
func seriesPrec(order int) uint { return WorkPrec + 16 + 2*uint(order) }

var (
	positive  = &taylor.Domain[*big.Float]{Want: "positive", Holds: func(x *big.Float) bool { return x.Sign() > 0 }}
	nonzero   = &taylor.Domain[*big.Float]{Want: "different from zero", Holds: func(x *big.Float) bool { return x.Sign() != 0 }}
	reducible = below(maxTrigExponent)

	belowOverflow = below(saturation)
)

// below is |x| < 2^e.
func below(e int) *taylor.Domain[*big.Float] {
	return &taylor.Domain[*big.Float]{Want: fmt.Sprintf("below 2^%d", e), Holds: func(x *big.Float) bool { return !large(x, e) }}
}
