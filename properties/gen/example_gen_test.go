package gen_test

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/properties/gen"
)

// In a test p would be drawn with Draw(t, "p"); Example shows what may come.
func ExampleProblems() {
	p := gen.Problems(2, 4).Example(22)
	x := []float64{0.5}
	fmt.Println(p)
	fmt.Println("f(1/2) =", p.Source(x))
	fmt.Println("u'(1/2) =", p.Derivative(engine.MultiIndex{1}, x).RatString())
	// Output:
	// 3 u_xx + 3 u_x = f, u = 4 x^6
	// f(1/2) = 24.75
	// u'(1/2) = 3/4
}

func ExampleNetworks() {
	fmt.Println(gen.Networks(1, 2, 2, "tanh", "sin").Example(45))
	// Output:
	// sin network [1 1 1], theta = [1.5625 -1.8909912109375 1.9375 -2]
}

func ExampleMatrices() {
	a := gen.Matrices(gen.Geometric, 3, 3).Example(55)
	fmt.Println(a)
	fmt.Println("known to 46 bits:", a.Error < 0x1p-46*a.Sigma[0])
	// Output:
	// 3x3 matrix with singular values [1 0.015625 0.000244140625]
	// known to 46 bits: true
}

func ExampleInside() {
	fmt.Println(gen.Inside([]float64{-1, 0}, []float64{1, 1}).Example(26))
	// Output: [0.3125 0.375]
}

func ExampleDirection() {
	fmt.Println(gen.Direction(3).Example(49))
	// Output: [-0.75 0.375 1]
}
