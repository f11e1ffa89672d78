package scheme_test

import (
	"fmt"

	"gonum.org/v1/gonum/diff/fd"

	"adfd/properties/scheme"
)

// The five-point formula for the first derivative has the accuracy 4. Without its
// outer weights' signs it has none.
func ExampleFormula() {
	offsets := []float64{-2, -1, 0, 1, 2}
	fmt.Println(scheme.Formula(offsets, []float64{1. / 12, -2. / 3, 0, 2. / 3, -1. / 12}, 1, 4))
	fmt.Println(scheme.Formula(offsets, []float64{-1. / 12, -2. / 3, 0, 2. / 3, 1. / 12}, 1, 4))
	// Output:
	// <nil>
	// properties: Formula: accuracy 4 claimed, the formula gives 1.6666666666666665 times the derivative of order 1; moment 1 is 1.6666666666666665, want 1: measured 0.6666666666666665, allowed 1.8503717077085943e-16
	// 	repeat: scheme.Formula([]float64{-2, -1, 0, 1, 2}, []float64{-0.08333333333333333, -0.6666666666666666, 0, 0.6666666666666666, 0.08333333333333333}, 1, 4)
}

// The constant of the leading error: 1/6 h^2 f”'.
func ExampleConstant() {
	fmt.Println(scheme.Constant([]float64{-1, 1}, []float64{-0.5, 0.5}, 1, 2, 1./6))
	// Output:
	// <nil>
}

// A library's central difference, in the step h.
func ExampleDifferentiator() {
	central := func(f func(float64) float64, x, h float64) float64 {
		return fd.Derivative(f, x, &fd.Settings{Formula: fd.Central, Step: h})
	}
	fmt.Println(scheme.Differentiator(central, 1, 2, 1))
	// Output:
	// <nil>
}
