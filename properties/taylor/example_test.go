package taylor_test

import (
	"fmt"
	"math"

	"adfd/properties/expr"
	"adfd/properties/taylor"
)

// dropping is package jet's implementation with coefficient k taken for 0.
func dropping(k int) taylor.Coefficients {
	return func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
		value, bound, err = taylor.Jets(f, x, order)
		if err == nil && k < len(value) {
			value[k] = 0
		}
		return value, bound, err
	}
}

func ExampleLeibniz() {
	f, g := expr.MustParse("sin(x)", -2, 2), expr.MustParse("exp(x)", -2, 2)
	fmt.Println(taylor.Leibniz(taylor.Jets, f, g, 0.5, 6))
	fmt.Println(taylor.Leibniz(dropping(2), f, g, 0.5, 6) != nil)
	// Output:
	// <nil>
	// true
}

// exp of the polynomial 0.5 + t - t^2/4.
func ExampleChain() {
	f := expr.MustParse("exp(x)", -2, 2)
	fmt.Println(taylor.Chain(taylor.Jets, f, []float64{0.5, 1, -0.25}, 6))
	fmt.Println(taylor.Chain(dropping(2), f, []float64{0.5, 1, -0.25}, 6) != nil)
	// Output:
	// <nil>
	// true
}

// The coefficients of tanh against those of 1 - tanh^2.
func ExampleDerivatives() {
	fmt.Println(taylor.Derivatives(taylor.Jets, "tanh", 0.5, 6))
	fmt.Println(taylor.Derivatives(dropping(2), "tanh", 0.5, 6) != nil)
	// Output:
	// <nil>
	// true
}

// log of exp, sqrt of a square, and all others that take 0.5.
func ExampleInversePairs() {
	fmt.Println(taylor.InversePairs(taylor.Jets, 0.5, 6))
	fmt.Println(taylor.InversePairs(dropping(1), 0.5, 6) != nil)
	// Output:
	// <nil>
	// true
}

// taylor.Jets is the suite's own Taylor mode.
func ExampleLinearity() {
	f, g := expr.MustParse("sin(x)", -4, 4), expr.MustParse("exp(x)", -1, 1)
	const order = 5
	fmt.Println(taylor.Linearity(taylor.Jets, 2, f, -0.5, g, 0.25, order))

	absolute := func(e expr.Expr, x float64, order int) (value, bound []float64, err error) {
		value, bound, err = taylor.Jets(e, x, order)
		for k := range value {
			value[k] = math.Abs(value[k])
		}
		return value, bound, err
	}
	fmt.Println(taylor.Linearity(absolute, 2, f, -0.5, g, 0.25, order) != nil)
	// Output:
	// <nil>
	// true
}
