package spectra_test

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"adfd/properties/spectra"
)

// A matrix with the singular values 1 and 2^-30, and two ways to compute them.
func ExampleSpectrum() {
	a := mat.NewDense(3, 2, []float64{1, 0, 0, 0x1p-30, 0, 0})
	sigma := []float64{1, 0x1p-30}

	svd := func(a *mat.Dense) []float64 {
		var svd mat.SVD
		svd.Factorize(a, mat.SVDNone)
		return svd.Values(nil)
	}
	fmt.Println(spectra.Spectrum(svd, a, sigma, 0))

	// The eigenvalues of A^T A are sigma^2: of 2^-60 nothing is left beside 1
	// once A is turned.
	eigenvalues := func(a *mat.Dense) []float64 {
		if m, n := a.Dims(); m < n {
			a = mat.DenseCopyOf(a.T())
		}
		var gram mat.SymDense
		gram.SymOuterK(1, a.T())
		var eig mat.EigenSym
		eig.Factorize(&gram, false)
		l := eig.Values(nil)
		return []float64{math.Sqrt(l[1]), math.Sqrt(math.Max(0, l[0]))}
	}
	fmt.Println(spectra.Spectrum(eigenvalues, a, sigma, 0) != nil)
	// Output:
	// <nil>
	// true
}
