package properties_test

import (
	"fmt"

	"adfd/numerics/fd"
	"adfd/properties"
)

// The five-point formula is exact for a polynomial of degree 4, up to rounding.
func ExampleStencilPolynomials() {
	offsets := properties.Rationals("-2", "-1", "0", "1", "2")
	fmt.Println(properties.StencilPolynomials(fd.NewRat, 1, offsets, []float64{1, -2, 0.5, 3, 1}, 0.75, 0.125))
	// Output: <nil>
}
