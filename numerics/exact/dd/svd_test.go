package dd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/seriestest"
)

// TestSingularValuesTables compares with mpmath for matrices of integers. The
// error of a value is at most that of the matrix in the Frobenius norm: svdError
// sqrt(n) sigma_1; 2 u² more of it are for rounding the table to a DD.
func TestSingularValuesTables(t *testing.T) {
	rows := exacttest.ReadFields(t, "svd.txt")
	for len(rows) > 0 {
		a, name := readMatrix(t, rows[0])
		rows = rows[1:]
		m, n := max(a.Rows, a.Cols), min(a.Rows, a.Cols)
		for _, a := range []Matrix{a, a.T()} {
			got, err := SingularValues(a)
			require.NoError(t, err)
			require.Len(t, got, n)
			allowed := (seriestest.SVDError(m, n)*math.Sqrt(float64(n)) + 2*Unit) * got[0].Hi
			for k, v := range got {
				require.Equal(t, []string{name, strconv.Itoa(k)}, rows[k][:2])
				want := parse(t, rows[k][2])
				d := exact.Float64(number.Abs(exacttest.Sub(v.Big(), want)))
				assert.LessOrEqual(t, d, allowed, "%s: value %d is %v, want %.34g", name, k, v, want)
			}
		}
		rows = rows[n:]
	}
}

func readMatrix(t *testing.T, field []string) (a Matrix, name string) {
	t.Helper()
	number := func(s string) int64 { // entries have more than 32 bits
		v, err := strconv.ParseInt(s, 10, 64)
		require.NoError(t, err)
		return v
	}
	a = NewMatrix(int(number(field[1])), int(number(field[2])))
	require.Len(t, field, 3+len(a.Data))
	for k, s := range field[3:] {
		a.Set(k/a.Cols, k%a.Cols, DD{Hi: float64(number(s))})
	}
	return a, field[0]
}

// TestGradedColumns checks the relative accuracy of every value of Q D, Q with
// orthonormal columns: those of D, over 28 decades and over 120, in any order.
// Rounding the matrix adds u² sqrt(n) relatively, for columns of their own.
func TestGradedColumns(t *testing.T) {
	for _, decades := range []float64{28, 120} {
		r := rand.New(rand.NewPCG(seriestest.SvdSeed, 1))
		const m, n = 24, 16
		d := seriestest.Graded(n, decades)
		q := seriestest.Orthogonal(r, m, n)
		a := NewMatrix(m, n)
		for j, p := range r.Perm(n) {
			for i := range m {
				a.Set(i, j, FromBig(exacttest.Mul(q[j][i], d[p])))
			}
		}
		for _, a := range []Matrix{a, a.T()} {
			got, err := SingularValues(a)
			require.NoError(t, err)
			for k, v := range got {
				assert.LessOrEqual(t, exacttest.Relative(v.Big(), d[k]), seriestest.SVDError(m, n)+math.Sqrt(n)*Unit,
					"seed %d: value %d of %g decades is %v, want %.34g", seriestest.SvdSeed, k, decades, v, d[k])
			}
		}
	}
}

// TestPrescribedSpectrum checks U D Vᵀ with orthogonal U and V, where the small
// values are hidden in large entries: an absolute error of svdError sqrt(n) and
// sqrt(n) u² for the rounding of the matrix, in units of sigma_1 = 1. At 10^-20 that is
// still 10^-7 of the value.
func TestPrescribedSpectrum(t *testing.T) {
	r := rand.New(rand.NewPCG(seriestest.SvdSeed, 2))
	const m, n = 24, 16
	d := seriestest.Graded(n, 28)
	u, v := seriestest.Orthogonal(r, m, n), seriestest.Orthogonal(r, n, n)
	a := NewMatrix(m, n)
	for i := range m {
		for j := range n {
			sum := exact.New(0)
			for k := range d {
				sum = exacttest.Add(sum, exacttest.Mul(exacttest.Mul(u[k][i], d[k]), v[k][j]))
			}
			a.Set(i, j, FromBig(sum))
		}
	}
	got, err := SingularValues(a)
	require.NoError(t, err)
	allowed := (seriestest.SVDError(m, n) + Unit) * math.Sqrt(n)
	for k, v := range got {
		d := exact.Float64(number.Abs(exacttest.Sub(v.Big(), d[k])))
		assert.LessOrEqual(t, d, allowed, "seed %d: value %d is %v", seriestest.SvdSeed, k, v)
	}
}

// TestSweeps checks the number of sweeps that svdError counts on, for entries
// without structure and for columns over 60 decades.
func TestSweeps(t *testing.T) {
	r := rand.New(rand.NewPCG(seriestest.SvdSeed, 6))
	for _, decades := range []float64{0, 60} {
		a := NewMatrix(40, 30)
		d := seriestest.Graded(a.Cols, decades)
		for j := range a.Cols {
			for i := range a.Rows {
				a.Set(i, j, FromBig(d[j]).mulFloat(r.NormFloat64()))
			}
		}
		for _, x := range []Matrix{a, triangularize(a.clone())} {
			assert.NoError(t, orthogonalise(x.clone(), seriestest.SVDSweeps), "seed %d, %g decades", seriestest.SvdSeed, decades)
		}
	}
}

// TestSingularValuesLaws checks exact and nearly exact laws: powers of two scale
// out, rows and columns may be exchanged, and the sum of squares is that of the
// entries.
func TestSingularValuesLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.IntRange(1, 7).Draw(t, "rows"), rapid.IntRange(1, 7).Draw(t, "columns")
		a := Matrix{m, n, drawVector(t, "a", m*n)}
		if rapid.Bool().Draw(t, "dependent") {
			copy(a.Col(n-1), a.Col(0))
		}
		before := fmt.Sprint(a)
		s, err := SingularValues(a)
		require.NoError(t, err)
		assert.Equal(t, before, fmt.Sprint(a), "operand changed")
		require.Len(t, s, min(m, n))
		for k := 1; k < len(s); k++ {
			assert.LessOrEqual(t, s[k].Cmp(s[k-1]), 0, "order")
			assert.GreaterOrEqual(t, s[k].Sign(), 0)
		}

		allowed := 2 * seriestest.SVDError(max(m, n), min(m, n)) * math.Sqrt(float64(min(m, n))) * s[0].Hi
		close := func(b Matrix, law string) {
			other, err := SingularValues(b)
			require.NoError(t, err)
			for k := range s {
				assert.InDelta(t, 0, other[k].Sub(s[k]).Hi, allowed, "%s: value %d is %v or %v", law, k, s[k], other[k])
			}
		}
		close(a.T(), "transpose")
		reversed := a.clone()
		for j := range n / 2 {
			reversed.swap(j, n-1-j)
		}
		close(reversed, "columns reversed")

		scaled := a.clone()
		for k := range scaled.Data {
			scaled.Data[k] = scaled.Data[k].Scale(200)
		}
		other, err := SingularValues(scaled)
		require.NoError(t, err)
		for k := range s {
			assert.Equal(t, s[k].Scale(200), other[k], "2^200 A")
		}

		squares, entries := Dot(s, s), Dot(a.Data, a.Data)
		assert.InEpsilon(t, 1, squares.Div(entries).Hi, 0x1p-52, "Frobenius norm in float64")
		assert.InDelta(t, 0, squares.Sub(entries).Hi, 2*allowed*s[0].Hi*math.Sqrt(float64(len(s))), "Frobenius norm")
	})
}

// TestSingularValuesOfRank checks that a zero matrix and repeated columns have
// the zero values they must have.
func TestSingularValuesOfRank(t *testing.T) {
	s, err := SingularValues(NewMatrix(3, 2))
	require.NoError(t, err)
	assert.Equal(t, make([]DD, 2), s)

	a := NewMatrix(4, 3)
	for j := range 3 {
		copy(a.Col(j), []DD{{Hi: 1}, {Hi: 1}, {Hi: 1}, {Hi: 1}})
	}
	s, err = SingularValues(a)
	require.NoError(t, err)
	assert.InDelta(t, math.Sqrt(12), s[0].Hi, 0x1p-51)
	for _, v := range s[1:] {
		assert.LessOrEqual(t, v.Hi, seriestest.SVDError(4, 3)*math.Sqrt(3)*s[0].Hi)
	}
}

func TestSingularValuesErrors(t *testing.T) {
	nan := NewMatrix(2, 3)
	nan.Set(1, 2, DD{Hi: math.NaN()})
	infinite := NewMatrix(1, 1)
	infinite.Set(0, 0, DD{Hi: math.Inf(-1)})
	for want, a := range map[string]Matrix{
		"matrix of 0 rows and 0 columns is empty":      {},
		"matrix of 3 rows and 0 columns is empty":      {Rows: 3},
		"matrix of 2 rows and 2 columns has 3 entries": {2, 2, make([]DD, 3)},
		"entry (1, 2) is NaN":                          nan,
		"entry (0, 0) is -Inf":                         infinite,
	} {
		_, err := SingularValues(a)
		assert.ErrorContains(t, err, want)
	}
	r := rand.New(rand.NewPCG(seriestest.SvdSeed, 3))
	x := NewMatrix(6, 6)
	for k := range x.Data {
		x.Data[k] = DD{Hi: r.Float64()}
	}
	assert.EqualError(t, orthogonalise(x, 1), "dd: singular values of 6 columns: no convergence in 1 sweeps")
}
