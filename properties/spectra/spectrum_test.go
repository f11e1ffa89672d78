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
)

// values wraps a routine with an error, which no finite matrix should cause.
func values(f func(a *mat.Dense) ([]float64, error)) func(a *mat.Dense) []float64 {
	return func(a *mat.Dense) []float64 {
		sigma, err := f(a)
		if err != nil {
			return nil
		}
		return sigma
	}
}

func gonumValues(kind mat.SVDKind) func(a *mat.Dense) []float64 {
	return func(a *mat.Dense) []float64 {
		var svd mat.SVD
		if !svd.Factorize(a, kind) {
			return nil
		}
		return svd.Values(nil)
	}
}

// decompositions are those under test.
var decompositions = map[string]func(a *mat.Dense) []float64{
	"gonum, values only": gonumValues(mat.SVDNone),
	"gonum, thin":        gonumValues(mat.SVDThin),
	"gonum, full":        gonumValues(mat.SVDFull),
	"spectrum.Values":    values(spectrum.Values),
	"spectrum.Decompose": values(func(a *mat.Dense) ([]float64, error) {
		svd, err := spectrum.Decompose(a)
		if err != nil {
			return nil, err
		}
		return svd.Values(), nil
	}),
}

func TestSpectrum(t *testing.T) {
	for name, svd := range decompositions {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a := gen.Matrices("", 12, 12).Draw(t, "A")
			properties.OK(t, spectra.Spectrum(svd, a.Dense, a.Sigma, a.Error))
		}))
	}
}

// Judged by 256 bits, without the slack of the making.
func TestSpectrumByOracle(t *testing.T) {
	for name, svd := range decompositions {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			a := gen.Matrices("", 5, 5).Draw(t, "A")
			properties.OK(t, spectra.Spectrum(svd, a.Dense, nil, 0))
		}))
	}
}

// Two equal singular values that gonum's values-only routine returns in ascending
// order on amd64, 4e-16 apart: neither is wrong.
func TestSpectrumOfEqualValues(t *testing.T) {
	a := mat.NewDense(3, 2, []float64{0.4630533768045057, -0.11823693886115093, 0.3749716257451363, 1.468507889155196, -1.393591400210619, 0.3558423055268935})
	for name, svd := range decompositions {
		assert.NoError(t, spectra.Spectrum(svd, a, nil, 0), name)
	}
	// Not equal: out of order.
	b := mat.NewDense(2, 2, []float64{1, 0, 0, 1 + 0x1p-40})
	var v *properties.Violation
	require.ErrorAs(t, spectra.Spectrum(func(*mat.Dense) []float64 { return []float64{1, 1 + 0x1p-40} }, b, nil, 0), &v)
	assert.Contains(t, v.Case, "not above the one before")
}

// Larger than the oracle takes, with an entry for each pair of a row and a column.
func TestSpectrumByLawsAlone(t *testing.T) {
	a := mat.NewDense(60, 45, nil)
	a.Apply(func(i, j int, _ float64) float64 { return math.Sin(float64(i*i+3*j)) / float64(1+j) }, a)
	for name, svd := range decompositions {
		assert.NoError(t, spectra.Spectrum(svd, a, nil, 0), name)
	}
	var v *properties.Violation
	err := spectra.Spectrum(func(a *mat.Dense) []float64 { return eigenvalues(a, func(l float64) float64 { return l }) }, a, nil, 0)
	require.ErrorAs(t, err, &v, "squares of the values")
	assert.Contains(t, v.Case, "Frobenius norm")
}

// eigenvalues are f of those of A^T A or A A^T, the smaller, descending.
func eigenvalues(a *mat.Dense, f func(float64) float64) []float64 {
	if m, n := a.Dims(); m < n {
		a = mat.DenseCopyOf(a.T())
	}
	var gram mat.SymDense
	gram.SymOuterK(1, a.T())
	var eig mat.EigenSym
	if !eig.Factorize(&gram, false) {
		return nil
	}
	sigma := eig.Values(nil)
	for i, l := range sigma {
		sigma[i] = f(max(l, 0))
	}
	slices.Reverse(sigma)
	return sigma
}

func TestSpectrumRejects(t *testing.T) {
	// 6 x 4, singular values 2, 2^-3, 2^-18 and 2^-32.
	sigma := []float64{2, 0x1p-3, 0x1p-18, 0x1p-32}
	q, p := reflection(6), reflection(4)
	d := mat.NewDense(6, 4, nil)
	for k, s := range sigma {
		d.Set(k, k, s)
	}
	var a mat.Dense
	a.Mul(q, d)
	a.Mul(&a, p)
	slack := gen.MatrixError(6, 4, sigma) // of rotations, a reflection being better
	right := decompositions["spectrum.Values"]
	change := func(f func(sigma []float64) []float64) func(a *mat.Dense) []float64 {
		return func(a *mat.Dense) []float64 { return f(right(a)) }
	}
	require.NoError(t, spectra.Spectrum(right, &a, sigma, slack))

	for name, c := range map[string]struct {
		svd   func(a *mat.Dense) []float64
		where string // what sees it if sigma is known
	}{
		"roots of the eigenvalues of A^T A": {func(a *mat.Dense) []float64 { return eigenvalues(a, math.Sqrt) }, "made from"},
		"eigenvalues of A^T A":              {func(a *mat.Dense) []float64 { return eigenvalues(a, func(l float64) float64 { return l }) }, "made from"},
		"none":                              {func(*mat.Dense) []float64 { return nil }, "at least 4"},
		"one dropped":                       {change(func(s []float64) []float64 { return s[:3] }), "at least 4"},
		"one too many":                      {change(func(s []float64) []float64 { return append(s, 0) }), "number of"},
		"the smallest set to 0":             {change(func(s []float64) []float64 { s[3] = 0; return s }), "made from"},
		"ascending":                         {change(func(s []float64) []float64 { slices.Reverse(s); return s }), "not above the one before"},
		"one negative":                      {change(func(s []float64) []float64 { s[3] = -s[3]; return s }), "not negative"},
		"one not a number":                  {change(func(s []float64) []float64 { s[3] = math.NaN(); return s }), "not negative"},
		"one infinite":                      {change(func(s []float64) []float64 { s[0] = math.Inf(1); return s }), "finite"},
		"divided by the largest": {change(func(s []float64) []float64 {
			for k := len(s) - 1; k >= 0; k-- {
				s[k] /= s[0]
			}
			return s
		}), "made from"},
		"divided by sqrt(rows)": {func(a *mat.Dense) []float64 {
			s := right(a)
			m, _ := a.Dims()
			for k := range s {
				s[k] /= math.Sqrt(float64(m))
			}
			return s
		}, "made from"},
		"in float32": {func(a *mat.Dense) []float64 {
			var single mat.Dense
			single.Apply(func(_, _ int, v float64) float64 { return float64(float32(v)) }, a)
			return right(&single)
		}, "made from"},
		"all 2^-40 too large": {change(func(s []float64) []float64 {
			for k := range s {
				s[k] *= 1 + 0x1p-40
			}
			return s
		}), "made from"},
		"noise of the last bits that depends on the size": {func(a *mat.Dense) []float64 {
			s := right(a)
			if s[0] > 100 {
				s[0] = math.Nextafter(s[0], 0)
			}
			return s
		}, "times it, divided by that"},
		"lengths of the columns": {func(a *mat.Dense) []float64 {
			m, n := a.Dims()
			if m < n {
				a, n = mat.DenseCopyOf(a.T()), m
			}
			s := make([]float64, n)
			for j := range s {
				s[j] = mat.Norm(a.ColView(j), 2)
			}
			slices.Sort(s)
			slices.Reverse(s)
			return s
		}, "made from"},
	} {
		t.Run(name, func(t *testing.T) {
			var v *properties.Violation
			require.ErrorAs(t, spectra.Spectrum(c.svd, &a, sigma, slack), &v)
			assert.Contains(t, v.Case, c.where)
			assert.False(t, v.Measured <= v.Allowed)
			lawtest.Repeats(t, v)

			require.ErrorAs(t, spectra.Spectrum(c.svd, &a, nil, 0), &v, "by 256 bits")
		})
	}
}

// reflection is I - 2 w w^T/n, w all ones: orthogonal.
func reflection(n int) *mat.Dense {
	q := mat.NewDense(n, n, nil)
	q.Apply(func(i, j int, _ float64) float64 {
		if i == j {
			return 1 - 2/float64(n)
		}
		return -2 / float64(n)
	}, q)
	return q
}

// Laws see what the values alone do not: each fault is right on the matrix that it
// is first asked for.
func TestSpectrumLawsReject(t *testing.T) {
	a := mat.NewDense(4, 3, []float64{3, 1, 0, 0, 2, 0.5, 0.25, 0, 1, 0, 0, 0.125})
	right := decompositions["spectrum.Values"]
	isA := func(b *mat.Dense) bool { return mat.Equal(a, b) }
	wide := func(b *mat.Dense) bool { m, n := b.Dims(); return m < n }
	require.NoError(t, spectra.Spectrum(right, a, nil, 0))
	for where, wrong := range map[string]func(b *mat.Dense) bool{
		"of its transpose":           wide,
		"512 times it":               func(b *mat.Dense) bool { return b.At(0, 0) == 3*512 },
		"0.001953125 times it":       func(b *mat.Dense) bool { return b.At(0, 0) == 3./512 },
		"of Q A P":                   func(b *mat.Dense) bool { return !isA(b) && !wide(b) && b.At(1, 0) != 0 },
		"added to entry (2,1)":       func(b *mat.Dense) bool { return !isA(b) && !wide(b) && b.At(1, 0) == 0 && b.At(0, 0) == 3 },
		"and what it was made from,": isA,
	} {
		var v *properties.Violation
		require.ErrorAs(t, spectra.Spectrum(func(b *mat.Dense) []float64 {
			s := right(b)
			if wrong(b) {
				s[0] *= 1.5
			}
			return s
		}, a, nil, 0), &v, where)
		assert.Contains(t, v.Case, where)
	}
}

func TestSpectrumBadCases(t *testing.T) {
	right := decompositions["spectrum.Values"]
	a := mat.NewDense(2, 2, []float64{1, 0, 0, 2})
	for _, c := range []struct {
		err  error
		want string
	}{
		{spectra.Spectrum(right, nil, nil, 0), "the matrix is empty"},
		{spectra.Spectrum(right, &mat.Dense{}, nil, 0), "the matrix is empty"},
		{spectra.Spectrum(right, mat.NewDense(1, 2, []float64{1, math.NaN()}), nil, 0), "entry (0,1) is NaN"},
		{spectra.Spectrum(right, mat.NewDense(1, 2, []float64{1, 0x1p901}), nil, 0), "entry (0,1) is"},
		{spectra.Spectrum(right, a, []float64{2}, 0), "1 singular values for a 2x2 matrix"},
		{spectra.Spectrum(right, a, []float64{1, 2}, 0), "above the one before"},
		{spectra.Spectrum(right, a, []float64{2, 1}, -1), "slack -1"},
		{spectra.Spectrum(right, a, []float64{2, 1}, math.NaN()), "slack NaN"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
	// A view of a larger matrix is judged by its own entries.
	view := mat.NewDense(3, 4, []float64{1, 0, 9, 9, 0, 2, 9, 9, 9, 9, 9, 9}).Slice(0, 2, 0, 2).(*mat.Dense)
	assert.NoError(t, spectra.Spectrum(right, view, []float64{2, 1}, 0))
	assert.NoError(t, spectra.Spectrum(right, mat.NewDense(3, 2, nil), nil, 0), "zero")
	// Rank 1 but for rounding, and a row of zeros.
	low := mat.NewDense(3, 3, []float64{0.2919265817264289, -0.245647748216941, 0.3825737006171463, 0, 0, 0, -0.4546487134128409, 0.38257370061714635, -0.5958232365909556})
	assert.NoError(t, spectra.Spectrum(right, low, nil, 0))
}

// Cases are written as sentences.
func TestSpectrumCase(t *testing.T) {
	svd := func(a *mat.Dense) []float64 {
		var s mat.SVD
		s.Factorize(a, mat.SVDNone)
		values := s.Values(nil)
		if a.At(0, 0) != 2 && a.At(0, 1) == 0 && a.At(1, 0) == 0 { // a multiple
			values[0] *= 1.5
		}
		return values
	}
	err := spectra.Spectrum(svd, mat.NewDense(2, 2, []float64{2, 0, 0, 1}), nil, 0)
	assert.ErrorContains(t, err, "times it, divided by that, ")
}
