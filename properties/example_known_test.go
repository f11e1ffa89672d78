package properties_test

import (
	"fmt"
	"math"

	"adfd/properties"
)

// The derivative of tanh by the identity 1 - tanh^2, and as 1/cosh^2.
func ExampleKnown() {
	identity := func(x float64) float64 { return 1 - math.Tanh(x)*math.Tanh(x) }
	fmt.Println(properties.Known(identity, "tanh", 1, []float64{0.5, 19.5}, 4))

	sech := func(x float64) float64 { return 1 / (math.Cosh(x) * math.Cosh(x)) }
	fmt.Println(properties.Known(sech, "tanh", 1, []float64{0.5, 19.5}, 4))
	// Output:
	// properties: Known: derivative of order 1 of tanh, (e^x - e^-x)/(e^x + e^-x), at x = 19.5: got 0, want 4.6192896692063142878e-17, in ulps: measured 7.495226011900728e+15, allowed 4
	// 	repeat: properties.Known(impl, "tanh", 1, []float64{19.5}, 4)
	// <nil>
}

// The gradient of log(e^x + e^y + e^z), whose terms overflow if they are not
// shifted.
func ExampleKnownField() {
	softmax := func(dst, x []float64) {
		largest, sum := max(x[0], x[1], x[2]), 0.0
		for i := range x {
			dst[i] = math.Exp(x[i] - largest)
			sum += dst[i]
		}
		for i := range dst {
			dst[i] /= sum
		}
	}
	fmt.Println(properties.KnownField(softmax, "logsumexp", nil, 4))
	// Output:
	// <nil>
}
