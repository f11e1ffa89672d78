package gen_test

import (
	"fmt"

	"adfd/numerics/engine"
	"adfd/properties/gen"
)

// In a test p would be drawn with Draw(t, "p"); Example shows what may come.
func ExampleProblems() {
	p := gen.Problems(2, 4).Example(10)
	x := []float64{0.5}
	fmt.Println(p)
	fmt.Println("f(1/2) =", p.Source(x))
	fmt.Println("u'(1/2) =", p.Derivative(engine.MultiIndex{1}, x).RatString())
	// Output:
	// 2 u_xx + 0.5 u_x = f, u = 1.5 x - 0.25 x^5
	// f(1/2) = -0.5390625
	// u'(1/2) = 91/64
}

func ExampleNetworks() {
	fmt.Println(gen.Networks(1, 2, 2, "tanh", "sin").Example(21))
	// Output:
	// sin network [1 1 1], theta = [0.875 -0.11200260749319568 -0.75 -1.625]
}

func ExampleMatrices() {
	a := gen.Matrices(gen.Geometric, 3, 3).Example(0)
	fmt.Println(a)
	fmt.Println("known to 46 bits:", a.Error < 0x1p-46*a.Sigma[0])
	// Output:
	// 2x2 matrix with singular values [32 0.5]
	// known to 46 bits: true
}

func ExampleInside() {
	fmt.Println(gen.Inside([]float64{-1, 0}, []float64{1, 1}).Example(45))
	// Output: [0.4375 0.0625]
}

func ExampleDirection() {
	fmt.Println(gen.Direction(3).Example(31))
	// Output: [1 0.5625 -0.5]
}
