package spectra_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/numerics/spectrum"
	"adfd/properties"
	"adfd/properties/gen"
	"adfd/properties/internal/lawtest"
	"adfd/properties/spectra"
	"adfd/theory"
)

// matrixEntropy is truncated entropy of a matrix, as the suite computes it.
func matrixEntropy(m *mat.Dense, a float64) (float64, error) {
	sigma, err := spectrum.Values(m)
	if err != nil {
		return 0, err
	}
	return theory.TruncatedEntropy(sigma, theory.EffectiveCutoff(sigma, a)), nil
}

// cut is the cut-off of these tests: far above the noise of the decomposition
// at these sizes, so that dropped values can be zero.
const cut = 0x1p-20

func TestEntropyOrthogonal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(1, 8).Draw(t, "rows"), rapid.IntRange(1, 8).Draw(t, "cols")
		sigma := gen.Spectrum("", min(rows, cols), min(rows, cols)).Draw(t, "sigma")
		if sigma[0] == 0 {
			sigma[0] = 1
		}
		for k, s := range sigma {
			// A gap of a factor 4 at the cut-off.
			if r := s / sigma[0]; r > cut/2 && r < 2*cut {
				sigma[k] = 0
			}
		}
		slices.Sort(sigma)
		slices.Reverse(sigma)
		q, p := gen.Orthogonal(rows).Draw(t, "Q"), gen.Orthogonal(cols).Draw(t, "P")
		properties.OK(t, spectra.EntropyOrthogonal(matrixEntropy, sigma, q, p, cut))
	})
}

func TestEntropyOrthogonalRejects(t *testing.T) {
	sigma := []float64{1, 0.5, 0.25}
	s, c := math.Sincos(0.7)
	q := mat.NewDense(4, 4, []float64{c, s, 0, 0, -s, c, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0})
	p := mat.NewDense(3, 3, []float64{0, c, -s, 1, 0, 0, 0, s, c})
	require.NoError(t, spectra.EntropyOrthogonal(matrixEntropy, sigma, q, p, cut))

	of := func(values func(m *mat.Dense) []float64) spectra.MatrixEntropy {
		return func(m *mat.Dense, a float64) (float64, error) {
			v := values(m)
			slices.Sort(v)
			slices.Reverse(v)
			return theory.TruncatedEntropy(v, theory.EffectiveCutoff(v, a)), nil
		}
	}
	for name, impl := range map[string]spectra.MatrixEntropy{
		"of the diagonal": of(func(m *mat.Dense) []float64 {
			return []float64{math.Abs(m.At(0, 0)), math.Abs(m.At(1, 1)), math.Abs(m.At(2, 2))}
		}),
		"of the lengths of the columns": of(func(m *mat.Dense) []float64 {
			v := make([]float64, 3)
			for j := range v {
				v[j] = mat.Norm(m.ColView(j), 2)
			}
			return v
		}),
		"of the matrix in float32": of(func(m *mat.Dense) []float64 {
			var single mat.Dense
			single.Apply(func(_, _ int, v float64) float64 { return float64(float32(v)) }, m)
			v, err := spectrum.Values(&single)
			require.NoError(t, err)
			return v
		}),
	} {
		t.Run(name, func(t *testing.T) {
			var v *properties.Violation
			require.ErrorAs(t, spectra.EntropyOrthogonal(impl, sigma, q, p, cut), &v)
			assert.Equal(t, "EntropyOrthogonal", v.Law)
			assert.Greater(t, v.Measured, v.Allowed)
			lawtest.Repeats(t, v)
		})
	}
}

func TestEntropyOrthogonalBadCases(t *testing.T) {
	i2, i3 := gen.Orthogonal(2).Example(0), gen.Orthogonal(3).Example(0)
	for _, c := range []struct {
		err  error
		want string
	}{
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{1, cut}, i2, i2, cut), "come within"},
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{1, 1, 1}, i2, i3, cut), "3 singular values for a 2x3 matrix"},
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{0, 0}, i2, i2, cut), "a positive value"},
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{1, 1}, i2, i2, 0), "cut-off 0"},
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{1}, &mat.Dense{}, i2, cut), "Q is empty"},
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{1}, i2, nil, cut), "P is empty"},
		{spectra.EntropyOrthogonal(matrixEntropy, []float64{1, 1}, mat.NewDense(2, 3, nil), i3, cut), "Q is 2x3"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}
