package jet

import (
	"fmt"
	"slices"

	"adfd/numerics/engine"
	"adfd/numerics/jet/internal/scalar"
)

// Names lists the functions that Apply and certified.Apply know.
func Names() []string { return slices.Clone(scalar.Catalogue) }

// Lookup returns the function of that name from the catalogue.
func Lookup[T engine.Float](name string) (func(dst, x Jet[T]) Jet[T], error) {
	if !slices.Contains(scalar.Catalogue, name) {
		return nil, scalar.Unknown(name)
	}
	return func(dst, x Jet[T]) Jet[T] { return elementary(name, dst, x) }, nil
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
	if k := scalar.NotFinite(x); k >= 0 {
		return nil, fmt.Errorf("jet: %s of a jet with coefficient %d equal to %v", name, k, x[k])
	}
	if !scalar.InDomain(name, float64(x[0]), x.Order()) {
		return nil, fmt.Errorf("jet: %s of %v at order %d is undefined", name, x[0], x.Order())
	}
	z := x[0]
	y := f(dst, x)
	if k := scalar.NotFinite(y); k >= 0 {
		return nil, fmt.Errorf("jet: coefficient %d of %s at %v overflows to %v", k, name, z, y[k])
	}
	return y, nil
}
