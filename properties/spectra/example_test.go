package spectra_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"adfd/properties/spectra"
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
	fmt.Println(spectra.EntropyRange(shannon, sigma, 3))
	fmt.Println(spectra.EntropyRange(natural, []float64{1, 1, 1}, 3) != nil) // ln 3 > 1
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
	fmt.Println(spectra.EntropyScale(shannon, sigma, 3, 10))
	fmt.Println(spectra.EntropyScale(unscaled, sigma, 3, 10) != nil)
	// Output:
	// <nil>
	// true
}

// The first three values are equal: H = 1. All four are not: H < 1.
func ExampleEntropyEquality() {
	sigma := []float64{2, 2, 2, 1}
	fmt.Println(spectra.EntropyEquality(shannon, sigma, 3), spectra.EntropyEquality(shannon, sigma, 4))
	fmt.Println(spectra.EntropyEquality(natural, sigma, 3) != nil)
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
	fmt.Println(spectra.EntropyDefinition(shannon, sigma, 2))
	fmt.Println(spectra.EntropyDefinition(squares, sigma, 2) != nil)
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
	fmt.Println(spectra.EntropyOrthogonal(ofMatrix, []float64{3, 1}, q, p, 0x1p-20))
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
	fmt.Println(spectra.CutoffLaws(atLeast, sigma, cutoffs, 8))
	fmt.Println(spectra.CutoffLaws(above, sigma, cutoffs, 8) != nil)
	// Output:
	// <nil>
	// true
}
