package optimiser_test

import (
	"errors"
	"fmt"
	"math"

	"adfd/properties"
	"adfd/properties/optimiser"
)

// Adam as it is often written, first without the bias correction.
func ExampleStep() {
	const rate, beta1, beta2, epsilon = 1e-3, 0.9, 0.999, 1e-8
	descent := func(correct bool) func(theta, grad []float64) {
		t, m, v := 0, map[int]float64{}, map[int]float64{}
		return func(theta, grad []float64) {
			t++
			c1, c2 := 1.0, 1.0
			if correct {
				c1, c2 = 1-math.Pow(beta1, float64(t)), 1-math.Pow(beta2, float64(t))
			}
			for i, g := range grad {
				m[i] = beta1*m[i] + (1-beta1)*g
				v[i] = beta2*v[i] + (1-beta2)*g*g
				theta[i] -= rate * (m[i] / c1) / (math.Sqrt(v[i]/c2) + epsilon)
			}
		}
	}
	rule := optimiser.Adam{Rate: rate, Beta1: beta1, Beta2: beta2, Epsilon: epsilon}

	var v *properties.Violation
	if errors.As(optimiser.Step(descent(false), rule, nil, nil), &v) {
		fmt.Println("without:", v.Repeat)
	}
	fmt.Println("with:", optimiser.Step(descent(true), rule, nil, nil))
	// Output:
	// without: optimiser.Step(impl, optimiser.Adam{Rate:0.001, Beta1:0.9, Beta2:0.999, Epsilon:1e-08}, []float64{}, nil)
	// with: <nil>
}

// 1/2 (theta_0^2 + 9 theta_1^2) has L = 9. A rate of 0.2 is below 2/9; the optimiser
// takes 0.25.
func ExampleQuadraticDescent() {
	descend := func(rate float64) func(theta, grad []float64) {
		return func(theta, grad []float64) {
			for i, g := range grad {
				theta[i] -= rate * g
			}
		}
	}
	curvature, theta := []float64{1, 9}, []float64{1, 1}
	fmt.Println(optimiser.QuadraticDescent(descend(0.2), 0.2, curvature, theta, 20))
	fmt.Println(optimiser.QuadraticDescent(descend(0.25), 0.2, curvature, theta, 20) != nil)
	// Output:
	// <nil>
	// true
}
