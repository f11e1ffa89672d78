package jet

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"adfd/numerics/engine"
)

// names lists the catalogue in the order of Names.
var names = []string{
	"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "softplus",
	"gaussian", "sqrt", "recip", "gelu", "silu", "erf",
}

// Names lists the functions that Apply and ApplyBounded know.
func Names() []string { return slices.Clone(names) }

// Lookup returns the function of that name from the catalogue.
func Lookup[T engine.Float](name string) (func(dst, x Jet[T]) Jet[T], error) {
	switch name {
	case "exp":
		return Exp[T], nil
	case "log":
		return Log[T], nil
	case "sin":
		return Sin[T], nil
	case "cos":
		return Cos[T], nil
	case "tan":
		return Tan[T], nil
	case "sinh":
		return Sinh[T], nil
	case "cosh":
		return Cosh[T], nil
	case "tanh":
		return Tanh[T], nil
	case "sigmoid":
		return Sigmoid[T], nil
	case "softplus":
		return Softplus[T], nil
	case "gaussian":
		return Gaussian[T], nil
	case "sqrt":
		return Sqrt[T], nil
	case "recip":
		return Recip[T], nil
	case "gelu":
		return GELU[T], nil
	case "silu":
		return SiLU[T], nil
	case "erf":
		return Erf[T], nil
	}
	return nil, unknown(name)
}

func unknown(name string) error {
	return fmt.Errorf("jet: unknown function %q, have %s", name, strings.Join(names, ", "))
}

// Apply sets dst to the named function of x, with the meaning of dst that the
// function has. The error names an unknown function, an empty jet, the first
// coefficient of x or of the result that is NaN or infinite, or an argument
// outside the function's domain: log needs x[0] > 0, sqrt x[0] > 0 (or x[0] = 0
// at order 0), recip x[0] != 0.
func Apply[T engine.Float](name string, dst, x Jet[T]) (Jet[T], error) {
	f, err := Lookup[T](name)
	if err != nil {
		return nil, err
	}
	if len(x) == 0 {
		return nil, fmt.Errorf("jet: %s of a jet without coefficients", name)
	}
	if k := notFinite(x); k >= 0 {
		return nil, fmt.Errorf("jet: %s of a jet with coefficient %d equal to %v", name, k, x[k])
	}
	if !inDomain(name, float64(x[0]), x.Order()) {
		return nil, fmt.Errorf("jet: %s of %v at order %d is undefined", name, x[0], x.Order())
	}
	z := x[0]
	y := f(dst, x)
	if k := notFinite(y); k >= 0 {
		return nil, fmt.Errorf("jet: coefficient %d of %s at %v overflows to %v", k, name, z, y[k])
	}
	return y, nil
}

// inDomain reports whether the function has a Taylor series of that order at z.
func inDomain(name string, z float64, order int) bool {
	switch name {
	case "log":
		return z > 0
	case "sqrt":
		return z > 0 || z == 0 && order == 0
	case "recip":
		return z != 0
	}
	return true
}

// notFinite is the index of the first coefficient that is NaN or infinite, or -1.
func notFinite[T engine.Float](x []T) int {
	for k, c := range x {
		if math.IsNaN(float64(c)) || math.IsInf(float64(c), 0) {
			return k
		}
	}
	return -1
}
