package spectra

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/properties"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
	"adfd/theory"
)

// oracleWork limits rows cols min(rows, cols) of a matrix whose singular values
// Spectrum computes at 256 bits itself; 32^3 take a quarter of a second.
const oracleWork = 32 * 32 * 32

// Spectrum: svd returns the singular values of a, min(rows, cols) of them,
// finite, not negative, in descending order up to rounding, and
//
//   - they are sigma, which a was made from, each within slack, the bound of what
//     the making rounded (gen.MatrixError). Without sigma (nil or empty) they are
//     computed at 256 bits, if rows cols min(rows, cols) <= 32^3, and slack is
//     not used; a larger matrix without sigma is judged by the laws alone;
//   - the sum of their squares is |a|_F^2, and that of their fourth powers |a^T a|_F^2, which
//     tells them from values that are as large together;
//   - those of the transpose are the same;
//   - those of c a are c times as large, bit for bit, c = 2^9 and 2^-9, where all
//     entries are 0 or of a size in [2^-400, 2^400];
//   - those of Q a P are the same, Q and P reflections in (1, 2, …);
//   - if one entry is changed by d, none changes by more than |d| (Weyl).
//
// svd gets copies and may overwrite them. a must not be empty, and no entry above
// 2^900.
//
// Allowed: with e = theory.SingularValueError(rows, cols, s, u), a bound of what a
// backward stable routine errs by, s a bound of sigma_1, and the smallest number for a value
// that is subnormal, the distance is
// e + slack from sigma and 2e between two runs, to which the last two laws add
// what their matrix differs by. A value may be above the one before by 2e too:
// LAPACK computes the two values of a 2 x 2 block one by one, and where they are
// equal the second may come out a few units in the last place larger. Of the squares it is e (2 sqrt(k) |a|_F + k e),
// k = min(rows, cols), for the sum of the values is at most sqrt(k) |a|_F. Of the fourth
// powers it is e (4 |a|_F^3 + 6 e |a|_F^2 + 4 e^2 sqrt(k) |a|_F + k e^3): the sums of sigma^3 and
// of sigma^2 are at most |a|_F^3 and |a|_F^2. To it comes g (2 |G|_F + g) for the Gram matrix G in
// float64, g = n u/(1 - n u) |a|_F^2 with n = max(rows, cols). The
// entries of Q a P are computed at 256 bits and rounded once: u |a|_F in all, and the smallest number in each.
// Multiplication by a power of two commutes with rounding as long as nothing
// underflows or overflows; a routine that does not keep to it has an absolute
// threshold inside. Sums of squares here are exact to 256 bits.
func Spectrum(svd func(a *mat.Dense) []float64, a *mat.Dense, sigma []float64, slack float64) error {
	c, err := compareSpectrum(svd, a, sigma, slack)
	return properties.Judge("Spectrum", repeat.Call("spectra.Spectrum", dense{a}, sigma, slack), c, err)
}

func compareSpectrum(svd func(a *mat.Dense) []float64, a *mat.Dense, sigma []float64, slack float64) ([]properties.Comparison, error) {
	sigma, slack, err := expected(a, sigma, slack)
	if err != nil {
		return nil, err
	}
	m, n := a.Dims()
	k := min(m, n)
	what := fmt.Sprintf("of a %dx%d matrix", m, n)
	got := svd(mat.DenseCopyOf(a))
	frobenius := rootAbove(squares(a))
	largest := frobenius
	if len(sigma) > 0 {
		largest = math.Min(frobenius, sigma[0]+slack)
	}
	e := theory.SingularValueError(m, n, largest, number.UnitRoundoff) + number.Smallest
	c := spectrumShape(what, got, k, 2*e)
	if len(got) != k {
		return c, nil // nothing more to compare
	}
	if len(sigma) > 0 {
		c = append(c, apart("and what it was made from", what, got, sigma, e+slack)...)
	}

	c = append(c, powerSums(what, a, got, e, frobenius)...)

	c = append(c, apart("and of its transpose", what, got, svd(mat.DenseCopyOf(a.T())), 2*e)...)
	for _, factor := range scales(a) {
		scaled := mat.DenseCopyOf(a)
		scaled.Scale(factor, scaled)
		back := svd(scaled)
		for i := range back {
			back[i] /= factor
		}
		c = append(c, apart(fmt.Sprintf("and of %v times it, divided by that", factor), what, got, back, 0)...)
	}

	turned := 2*e + number.UnitRoundoff*frobenius + math.Sqrt(float64(m*n))*number.Smallest
	c = append(c, apart("and of Q A P", what, got, svd(reflected(a)), turned)...)

	bumped := mat.DenseCopyOf(a)
	i, j := m/2, n/2
	bumped.Set(i, j, a.At(i, j)+0.125*frobenius)
	bump := math.Abs(bumped.At(i, j)-a.At(i, j)) * (1 + 2*number.UnitRoundoff) // the difference is rounded
	// The changed matrix has its own e, of a norm that is |bump| larger.
	weyl := bump + e + theory.SingularValueError(m, n, frobenius+bump, number.UnitRoundoff)
	return append(c, apart(fmt.Sprintf("and with %v added to entry (%d,%d)", bump, i, j), what, got, svd(bumped), weyl)...), nil
}

// expected is what the values of a are compared with: sigma and slack as given or found.
func expected(a *mat.Dense, sigma []float64, slack float64) ([]float64, float64, error) {
	if err := checkMatrix(a); err != nil {
		return nil, 0, err
	}
	m, n := a.Dims()
	k := min(m, n)
	switch {
	case len(sigma) != 0 && len(sigma) != k:
		return nil, 0, fmt.Errorf("%d singular values for a %dx%d matrix", len(sigma), m, n)
	case math.IsInf(slack, 0) || !(slack >= 0):
		return nil, 0, fmt.Errorf("slack %v, want it finite and not negative", slack)
	case len(sigma) != 0:
		return sigma, slack, checkSpectrum(sigma, k)
	case m*n*k > oracleWork:
		return nil, 0, nil
	}
	sigma, err := singularValues(a)
	if err != nil {
		return nil, 0, err
	}
	return sigma, number.UnitRoundoff * sigma[0], nil // of rounding them
}

// spectrumShape are the comparisons that want k values, finite, not negative, none above
// the one before by more than equal.
func spectrumShape(what string, got []float64, k int, equal float64) []properties.Comparison {
	c := []properties.Comparison{
		properties.AtMost("number of singular values "+what, float64(len(got)), float64(k)),
		properties.AtLeast(fmt.Sprintf("number of singular values %s, at least %d", what, k), float64(len(got)), float64(k)),
	}
	for i, s := range got {
		name := fmt.Sprintf("singular value %d %s, %v", i, what, s)
		c = append(c, properties.AtMost(name+", not negative", -s, 0), properties.AtMost(name+", finite", math.Abs(s), math.MaxFloat64))
		if i > 0 {
			c = append(c, properties.AtMost(name+", not above the one before", s-got[i-1], equal))
		}
	}
	return c
}

// apart compares two spectra value by value, and their lengths.
func apart(with, what string, got, want []float64, allowed float64) []properties.Comparison {
	c := []properties.Comparison{properties.AtMost("numbers of singular values "+what+" "+with, math.Abs(float64(len(got)-len(want))), 0)}
	for i := range min(len(got), len(want)) {
		c = append(c, properties.AtMost(
			fmt.Sprintf("singular value %d %s %s, %v and %v", i, what, with, got[i], want[i]),
			math.Abs(got[i]-want[i]), allowed,
		))
	}
	return c
}

// singularValues are those of a at 256 bits, each rounded to float64. Columns that
// vanish can not be made orthogonal beyond their rounding, so the rows delta I,
// delta = 2^-200 of the largest entry, stand below a: sigma_k becomes
// sqrt(sigma_k^2 + delta^2), off by at most delta, which is nothing beside u sigma_1.
func singularValues(a *mat.Dense) ([]float64, error) {
	if m, n := a.Dims(); m < n {
		a = mat.DenseCopyOf(a.T())
	}
	m, n := a.Dims()
	delta := new(big.Float).SetMantExp(exact.New(math.Max(mat.Max(a), -mat.Min(a))), -200)
	columns := make([][]*big.Float, n)
	for j := range columns {
		column := make([]*big.Float, m+n)
		for i := range column {
			column[i] = exact.New(0)
			if i < m {
				column[i].SetFloat64(a.At(i, j))
			}
		}
		column[m+j] = delta
		columns[j] = column
	}
	values, err := exact.SingularValuesBig(columns)
	if err != nil {
		return nil, err
	}
	sigma := make([]float64, n)
	for k, s := range values {
		sigma[k] = exact.Float64(s)
	}
	return sigma, nil
}

// reflected is Q A P for the reflections Q = I - 2 w w^T/(w^T w), w = (1, 2, …, m), and
// P likewise, at 512 bits and rounded once.
func reflected(a *mat.Dense) *mat.Dense {
	m, n := a.Dims()
	x := make([][]*big.Float, m)
	for i := range x {
		x[i] = make([]*big.Float, n)
		for j := range x[i] {
			x[i][j] = number.New().SetFloat64(a.At(i, j))
		}
	}
	for j := range n {
		mirror(m, func(i int) *big.Float { return x[i][j] })
	}
	for i := range m {
		mirror(n, func(j int) *big.Float { return x[i][j] })
	}
	r := mat.NewDense(m, n, nil)
	for i := range m {
		for j := range n {
			r.Set(i, j, exact.Float64(x[i][j]))
		}
	}
	return r
}

// mirror overwrites the vector v by v - 2 (w.v)/(w.w) w, w = (1, 2, …, n).
func mirror(n int, v func(i int) *big.Float) {
	dot, square := number.New(), number.New()
	for i := range n {
		w := number.New().SetInt64(int64(i + 1))
		dot.Add(dot, number.New().Mul(w, v(i)))
		square.Add(square, w.Mul(w, w))
	}
	dot.Quo(dot.Add(dot, dot), square)
	for i := range n {
		w := number.New().SetInt64(int64(i + 1))
		v(i).Sub(v(i), w.Mul(w, dot))
	}
}

// squares is |a|_F^2.
func squares(a *mat.Dense) *big.Float {
	sum := number.New()
	m, _ := a.Dims()
	for i := range m {
		for _, v := range a.RawRowView(i) {
			s := number.New().SetFloat64(v)
			sum.Add(sum, s.Mul(s, s))
		}
	}
	return sum
}

// powerSums compares the sum of sigma^2 with |A|_F^2 and that of sigma^4 with |A^T A|_F^2, of
// numbers that are divided by the power of two that leaves |A|_F in [1, 2).
func powerSums(what string, a *mat.Dense, sigma []float64, e, frobenius float64) []properties.Comparison {
	exponent := 0
	if frobenius > 0 {
		exponent = math.Ilogb(frobenius)
	}
	norm := math.Ldexp(frobenius, -exponent)
	e = math.Ldexp(e, -exponent)
	two, four := number.New(), number.New()
	for _, v := range sigma {
		if !engine.Finite(v) { // NaN or infinite: found before, by spectrumShape
			two.SetInf(false)
			four.SetInf(false)
			break
		}
		s := number.New().SetFloat64(v)
		s.SetMantExp(s, -exponent)
		two.Add(two, s.Mul(s, s))
		four.Add(four, s.Mul(s, s))
	}

	m, n := a.Dims()
	scaled, gram := mat.NewDense(m, n, nil), new(mat.Dense)
	scaled.Apply(func(_, _ int, v float64) float64 { return math.Ldexp(v, -exponent) }, a)
	if m < n {
		gram.Mul(scaled, scaled.T())
	} else {
		gram.Mul(scaled.T(), scaled)
	}
	k, long := float64(min(m, n)), float64(max(m, n))
	gramError := long*number.UnitRoundoff/(1-long*number.UnitRoundoff)*norm*norm + 2*long*k*number.Smallest
	entries, gramEntries := squares(scaled), squares(gram)

	difference := func(x, y *big.Float) float64 {
		d, _ := x.Sub(x, y).Float64()
		return math.Abs(d)
	}
	const divided = ", over a power of two"
	return []properties.Comparison{
		properties.AtMost(
			"sum of the squared singular values "+what+" and its squared Frobenius norm"+divided,
			difference(two, entries), e*(2*math.Sqrt(k)*norm+k*e),
		),
		properties.AtMost(
			"sum of the fourth powers of the singular values "+what+" and the squared Frobenius norm of A^T A"+divided,
			difference(four, gramEntries),
			(e*(4*norm*norm*norm+6*e*norm*norm+4*e*e*math.Sqrt(k)*norm+k*e*e*e)+gramError*(2*rootAbove(gramEntries)+gramError))*(1+16*number.UnitRoundoff),
		),
	}
}

// rootAbove is the float64 above the square root of s.
func rootAbove(s *big.Float) float64 {
	r, _ := number.New().Sqrt(s).Float64()
	return r * (1 + 2*number.UnitRoundoff)
}

// scales are the factors of the law of scaling: none for a matrix whose smallest
// entries have squares that underflow.
func scales(a *mat.Dense) []float64 {
	const largest, least = 0x1p400, 0x1p-400
	extreme := func(v float64) bool { return math.Abs(v) > largest || v != 0 && math.Abs(v) < least }
	for i := range a.RawMatrix().Rows {
		if slices.ContainsFunc(a.RawRowView(i), extreme) {
			return nil
		}
	}
	return []float64{0x1p9, 0x1p-9}
}

// checkMatrix reports a matrix that Spectrum is not meant for.
func checkMatrix(a *mat.Dense) error {
	if a == nil || a.IsEmpty() {
		return fmt.Errorf("the matrix is empty")
	}
	const largest = 0x1p900
	m, n := a.Dims()
	for i := range m {
		for j := range n {
			if v := a.At(i, j); !(math.Abs(v) <= largest) {
				return fmt.Errorf("entry (%d,%d) is %v, want at most %v in absolute value", i, j, v, largest)
			}
		}
	}
	return nil
}
