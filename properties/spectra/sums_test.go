package spectra_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"adfd/properties"
	"adfd/properties/spectra"
	"adfd/theory"
)

// Without sigma and above what 256 bits take, sums of powers see values that no other law does:
// each fault here keeps the order, the scale and all orthogonal invariance.
func TestSpectrumSums(t *testing.T) {
	a := mat.NewDense(48, 40, nil)
	a.Apply(func(i, j int, _ float64) float64 { return math.Sin(float64(i*i+3*j)) / float64(1+j) }, a)
	right := decompositions["spectrum.Values"]
	m, n := a.Dims()
	u := theory.UnitRoundoff64
	// What a value may be off by in the bound of the squares, e (2 sqrt(n) |A|_F + n e), and so
	// 2 sigma_1 d for the first: d is twice that.
	sigma := right(mat.DenseCopyOf(a))
	e := theory.SingularValueError(m, n, mat.Norm(a, 2), u)
	relative := 2 * e * math.Sqrt(float64(n)) * mat.Norm(a, 2) / (sigma[0] * sigma[0])
	faults := map[string]struct {
		where string
		fault func(s []float64)
	}{
		"the first two averaged": {"fourth powers", func(s []float64) {
			s[0] = math.Hypot(s[0], s[1]) / math.Sqrt2
			s[1] = s[0]
		}},
		"the first by twice the bound": {"squared singular values", func(s []float64) { s[0] *= 1 + relative }},
	}
	for name, c := range faults {
		for _, shape := range []mat.Matrix{a, a.T()} {
			b := mat.DenseCopyOf(shape)
			require.NoError(t, spectra.Spectrum(right, b, nil, 0))
			var v *properties.Violation
			err := spectra.Spectrum(func(a *mat.Dense) []float64 {
				s := right(a)
				c.fault(s)
				return s
			}, b, nil, 0)
			require.ErrorAs(t, err, &v, name)
			assert.Contains(t, v.Case, c.where, name)
		}
	}
}

// Sums of squares and fourth powers neither overflow nor vanish.
func TestSpectrumOfAnySize(t *testing.T) {
	for _, exponent := range []int{-1060, -800, -300, 0, 300, 600, 890} {
		a := mat.NewDense(36, 34, nil)
		a.Apply(func(i, j int, _ float64) float64 { return math.Ldexp(math.Sin(float64(1+i+5*j)), exponent) }, a)
		for name, svd := range decompositions {
			assert.NoError(t, spectra.Spectrum(svd, a, nil, 0), fmt.Sprint(name, " 2^", exponent))
		}
	}
}
