package properties_test

import (
	"fmt"

	"adfd/properties"
	"adfd/properties/expr"
)

// dropping is package jet's implementation with coefficient k taken for 0.
func dropping(k int) properties.Taylor {
	return func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
		value, bound, err = properties.Jets(f, x, order)
		if err == nil && k < len(value) {
			value[k] = 0
		}
		return value, bound, err
	}
}

func ExampleLeibniz() {
	f, g := expr.MustParse("sin(x)", -2, 2), expr.MustParse("exp(x)", -2, 2)
	fmt.Println(properties.Leibniz(properties.Jets, f, g, 0.5, 6))
	fmt.Println(properties.Leibniz(dropping(2), f, g, 0.5, 6) != nil)
	// Output:
	// <nil>
	// true
}

// exp of the polynomial 0.5 + t - t^2/4.
func ExampleChain() {
	f := expr.MustParse("exp(x)", -2, 2)
	fmt.Println(properties.Chain(properties.Jets, f, []float64{0.5, 1, -0.25}, 6))
	fmt.Println(properties.Chain(dropping(2), f, []float64{0.5, 1, -0.25}, 6) != nil)
	// Output:
	// <nil>
	// true
}

// The coefficients of tanh against those of 1 - tanh^2.
func ExampleDerivatives() {
	fmt.Println(properties.Derivatives(properties.Jets, "tanh", 0.5, 6))
	fmt.Println(properties.Derivatives(dropping(2), "tanh", 0.5, 6) != nil)
	// Output:
	// <nil>
	// true
}

// log of exp, sqrt of a square, and all others that take 0.5.
func ExampleInversePairs() {
	fmt.Println(properties.InversePairs(properties.Jets, 0.5, 6))
	fmt.Println(properties.InversePairs(dropping(1), 0.5, 6) != nil)
	// Output:
	// <nil>
	// true
}
