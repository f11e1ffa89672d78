// Package scalar holds functions of one number, with the error of each, and the catalogue
// of the elementary functions that jets know.
package scalar

import (
	"fmt"
	"math"
	"strings"

	"adfd/numerics/engine"
)

// Catalogue lists the elementary functions in the order of jet.Names.
var Catalogue = []string{
	"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "softplus",
	"gaussian", "sqrt", "recip", "gelu", "silu", "erf",
}

// Unknown is the error for a name that the catalogue does not have.
func Unknown(name string) error {
	return fmt.Errorf("jet: unknown function %q, have %s", name, strings.Join(Catalogue, ", "))
}

// InDomain reports whether the function has a Taylor series of that order at z.
func InDomain(name string, z float64, order int) bool {
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

// NotFinite is the index of the first coefficient that is NaN or infinite, or -1.
func NotFinite[T engine.Float](x []T) int {
	for k, c := range x {
		if math.IsNaN(float64(c)) || math.IsInf(float64(c), 0) {
			return k
		}
	}
	return -1
}
