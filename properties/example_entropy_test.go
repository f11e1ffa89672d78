package properties_test

import (
	"fmt"
	"math"
	"math/big"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/fd"
	"adfd/numerics/jet"
	"adfd/properties"
	"adfd/properties/expr"
)

// shannon is an implementation as a reader of the definition would write it.
func shannon(sigma []float64, n int) float64 {
	if n <= 1 {
		return 0
	}
	sum, h := 0.0, 0.0
	for _, s := range sigma[:n] {
		sum += s
	}
	for _, s := range sigma[:n] {
		if p := s / sum; p > 0 {
			h -= p * math.Log(p)
		}
	}
	return h / math.Log(float64(n))
}

// natural lacks the factor 1/ln n.
func natural(sigma []float64, n int) float64 { return shannon(sigma, n) * math.Log(float64(n)) }

func ExampleEntropyRange() {
	sigma := []float64{4, 2, 1}
	fmt.Println(properties.EntropyRange(shannon, sigma, 3))
	fmt.Println(properties.EntropyRange(natural, []float64{1, 1, 1}, 3) != nil) // ln 3 > 1
	// Output:
	// <nil>
	// true
}

// Entropy of the values instead of their shares changes with the unit.
func ExampleEntropyScale() {
	sigma := []float64{0.5, 0.25, 0.125}
	unscaled := func(sigma []float64, n int) float64 {
		h := 0.0
		for _, s := range sigma[:n] {
			h -= s * math.Log(s)
		}
		return h / math.Log(float64(n))
	}
	fmt.Println(properties.EntropyScale(shannon, sigma, 3, 10))
	fmt.Println(properties.EntropyScale(unscaled, sigma, 3, 10) != nil)
	// Output:
	// <nil>
	// true
}

// The first three values are equal: H = 1. All four are not: H < 1.
func ExampleEntropyEquality() {
	sigma := []float64{2, 2, 2, 1}
	fmt.Println(properties.EntropyEquality(shannon, sigma, 3), properties.EntropyEquality(shannon, sigma, 4))
	fmt.Println(properties.EntropyEquality(natural, sigma, 3) != nil)
	// Output:
	// <nil> <nil>
	// true
}

func ExampleEntropyDefinition() {
	sigma := []float64{4, 2, 1}
	squares := func(sigma []float64, n int) float64 {
		square := make([]float64, len(sigma))
		for k, s := range sigma {
			square[k] = s * s
		}
		return shannon(square, n)
	}
	fmt.Println(properties.EntropyDefinition(shannon, sigma, 2))
	fmt.Println(properties.EntropyDefinition(squares, sigma, 2) != nil)
	// Output:
	// <nil>
	// true
}

// The entropy of a matrix does not change where it is turned.
func ExampleEntropyOrthogonal() {
	ofMatrix := func(m *mat.Dense, a float64) (float64, error) {
		var svd mat.SVD
		svd.Factorize(m, mat.SVDNone)
		sigma := svd.Values(nil)
		return shannon(sigma, atLeast(sigma, a)), nil
	}
	s, c := math.Sincos(0.7)
	q := mat.NewDense(2, 2, []float64{c, s, -s, c})
	p := mat.NewDense(2, 2, []float64{0, 1, 1, 0})
	fmt.Println(properties.EntropyOrthogonal(ofMatrix, []float64{3, 1}, q, p, 0x1p-20))
	// Output: <nil>
}

// atLeast counts sigma_k >= a sigma_1.
func atLeast(sigma []float64, a float64) int {
	n := 0
	for n < len(sigma) && sigma[n] >= a*sigma[0] {
		n++
	}
	return n
}

// A value at the cut-off is kept: 1/2 at a = 1/2.
func ExampleCutoffLaws() {
	sigma := []float64{1, 0.5, 0.25}
	above := func(sigma []float64, a float64) int {
		n := 1
		for n < len(sigma) && sigma[n] > a*sigma[0] {
			n++
		}
		return n
	}
	cutoffs := []float64{0.1, 0.5, 1}
	fmt.Println(properties.CutoffLaws(atLeast, sigma, cutoffs, 8))
	fmt.Println(properties.CutoffLaws(above, sigma, cutoffs, 8) != nil)
	// Output:
	// <nil>
	// true
}

// Package fd's stencils, and one whose weights are a tenth of a percent too large.
func ExampleStencilMoments() {
	offsets := properties.Rationals("-1", "0", "1/2")
	fmt.Println(properties.StencilMoments(fd.NewRat, 2, offsets))

	larger := func(order int, offsets []*big.Rat) (wrongStencil, error) {
		s, err := fd.NewRat(order, offsets)
		_, weights := s.Float64()
		for j := range weights {
			weights[j] *= 1.001
		}
		return wrongStencil{Stencil: s, weights: weights}, err
	}
	fmt.Println(properties.StencilMoments(larger, 2, offsets) != nil)
	// Output:
	// <nil>
	// true
}

// properties.Jets is the suite's own Taylor mode.
func ExampleLinearity() {
	f, g := expr.MustParse("sin(x)", -4, 4), expr.MustParse("exp(x)", -1, 1)
	const order = 5
	fmt.Println(properties.Linearity(properties.Jets, 2, f, -0.5, g, 0.25, order))

	absolute := func(e expr.Expr, x float64, order int) (value, bound []float64, err error) {
		value, bound, err = properties.Jets(e, x, order)
		for k := range value {
			value[k] = math.Abs(value[k])
		}
		return value, bound, err
	}
	fmt.Println(properties.Linearity(absolute, 2, f, -0.5, g, 0.25, order) != nil)
	// Output:
	// <nil>
	// true
}

// A plan for u and u” in one variable at two points: y is [channels][points], g is
// [rows][points].
func ExampleReadTranspose() {
	plan, err := jet.New[float64]().Plan(engine.Operator{{0}, {2}}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	y := []float64{1, -1, 0.5, 2, 0.25, 3}
	g := []float64{1, 0.5, -2, 4}
	fmt.Println(plan.Channels(), properties.ReadTranspose(plan, y, g))
	// Output: 3 <nil>
}
