package scheme_test

import (
	"fmt"
	"math/big"

	"adfd/numerics/fd"
	"adfd/properties/scheme"
)

// The five-point formula is exact for a polynomial of degree 4, up to rounding.
func ExampleStencilPolynomials() {
	offsets := scheme.Rationals("-2", "-1", "0", "1", "2")
	fmt.Println(scheme.StencilPolynomials(fd.NewRat, 1, offsets, []float64{1, -2, 0.5, 3, 1}, 0.75, 0.125))
	// Output: <nil>
}

// Package fd's stencils, and one whose weights are a tenth of a percent too large.
func ExampleStencilMoments() {
	offsets := scheme.Rationals("-1", "0", "1/2")
	fmt.Println(scheme.StencilMoments(fd.NewRat, 2, offsets))

	larger := func(order int, offsets []*big.Rat) (wrongStencil, error) {
		s, err := fd.NewRat(order, offsets)
		_, weights := s.Float64()
		for j := range weights {
			weights[j] *= 1.001
		}
		return wrongStencil{Stencil: s, weights: weights}, err
	}
	fmt.Println(scheme.StencilMoments(larger, 2, offsets) != nil)
	// Output:
	// <nil>
	// true
}
