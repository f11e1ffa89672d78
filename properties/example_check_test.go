package properties_test

import (
	"errors"
	"fmt"
	"math"

	"adfd/numerics/pde"
	"adfd/properties"
)

// A derivative that is right passes, whatever step would have suited it.
func ExampleDerivative() {
	err := properties.Derivative(math.Tan, func(x float64) float64 { return 1 + math.Tan(x)*math.Tan(x) }, 1,
		[]float64{0, 0.5, 1.57}, nil)
	fmt.Println(err)
	// Output: <nil>
}

// A gradient with two entries swapped: the error says where, what the differences
// converge to, and that they don't converge to the claim.
func ExampleGradient() {
	f := func(x []float64) float64 { return x[0]*x[0] + 3*x[1] }
	grad := func(dst, x []float64) { dst[0], dst[1] = 3, 2*x[0] }
	err := properties.Gradient(f, grad, []float64{1, 2}, &properties.Settings{Seed: 7})
	var v *properties.Violation
	fmt.Println(errors.As(err, &v))
	fmt.Printf("%s: claimed %v, is %.6g\n", v.Case, v.Sweep.Claimed, v.Sweep.Estimate)
	fmt.Println(v.Repeat)
	// Output:
	// true
	// coordinate 0, x[0] = 1: claimed 3, is 2
	// properties.Gradient(f, grad, []float64{1, 2}, &properties.Settings{Seed: 7})
}

func ExampleJVP() {
	f := func(dst, x []float64) { dst[0], dst[1] = x[0]*x[1], math.Exp(x[0]) }
	jvp := func(dst, x, v []float64) { dst[0], dst[1] = x[1]*v[0]+x[0]*v[1], math.Exp(x[0])*v[0] }
	fmt.Println(properties.JVP(f, jvp, 2, []float64{0.5, -1}, nil))
	// Output: <nil>
}

// The reverse sweep of the same function, with the weights on the wrong side.
func ExampleVJP() {
	f := func(dst, x []float64) { dst[0], dst[1] = x[0]*x[1], math.Exp(x[0]) }
	vjp := func(dst, x, w []float64) { dst[0], dst[1] = x[1]*w[0]+x[0]*w[1], math.Exp(x[0])*w[0] }
	err := properties.VJP(f, vjp, 2, []float64{0.5, -1}, nil)
	var v *properties.Violation
	fmt.Println(errors.As(err, &v), v.Case)
	// Output: true output 1, coordinate 0, x[0] = 0.5
}

func ExampleHVP() {
	f := func(x []float64) float64 { return x[0] * x[0] * x[1] }
	hvp := func(dst, x, v []float64) { dst[0], dst[1] = 2*x[1]*v[0]+2*x[0]*v[1], 2*x[0]*v[0] }
	fmt.Println(properties.HVP(f, hvp, []float64{0.5, -1}, nil))
	// Output: <nil>
}

// The Laplacian, and a mixed derivative.
func ExampleOperator() {
	u := func(x []float64) float64 { return math.Sin(x[0]) * math.Exp(2*x[1]) }
	lu := func(x []float64) float64 { return 3*u(x) + 2*math.Cos(x[0])*math.Exp(2*x[1]) }
	terms := []pde.Term{
		{Coef: 1, Index: []int{2, 0}},
		{Coef: 1, Index: []int{0, 2}},
		{Coef: 1, Index: []int{1, 1}},
	}
	fmt.Println(properties.Operator(u, lu, terms, []float64{0.4, 0.1}, nil))
	// Output: <nil>
}

// A point where there is no derivative is named as such.
func ExampleKink() {
	err := properties.Derivative(math.Abs, func(float64) float64 { return 0 }, 1, []float64{0}, nil)
	var k *properties.Kink
	fmt.Println(errors.As(err, &k), k.Right, k.Left)
	fmt.Println(properties.Derivative(math.Abs, func(float64) float64 { return 0 }, 1, []float64{0},
		&properties.Settings{AtKink: true}))
	// Output:
	// true 1 -1
	// <nil>
}

func ExampleOK() {
	t := printer{}
	properties.OK(t, properties.Derivative(math.Sin, math.Cos, 1, []float64{1}, nil))
	properties.OK(t, errors.New("what a failing check says"))
	// Output: what a failing check says
}

// printer stands for a *testing.T.
type printer struct{}

func (printer) Helper()                           {}
func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
