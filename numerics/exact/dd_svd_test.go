package exact

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// svdError bounds the change of each column, relative to its length, that
// SingularValues of an m by n matrix makes, m >= n.
//
// A reflection x - v (v.x)/b has |v|² = 2b: the dot product errs by
// (m + 88) u² |v||x|, b through |x_0| and the norm by as much, and what follows by
// less than 62 u²: together 4 (m + 150) u² |x|. A rotation has 15 u² from its
// products and less than 45 u² in c and s, n for each column in each of svdSweeps
// sweeps: 60 n u² each. A remaining angle of 2 (m + 88) u² between columns changes the
// squares of n values by n times that, the values by half.
func svdError(m, n int) float64 {
	return float64(n) * (4*float64(m+150) + 60*svdSweeps + float64(m+88)) * DDUnit
}

// svdSweeps is the number of sweeps that svdError counts on.
const svdSweeps = 8

// TestSingularValuesTables compares with mpmath for matrices of integers. The
// error of a value is at most that of the matrix in the Frobenius norm: svdError
// sqrt(n) sigma_1; 2 u² more of it are for rounding the table to a DD.
func TestSingularValuesTables(t *testing.T) {
	rows := readFields(t, "svd.txt")
	for len(rows) > 0 {
		a, name := readMatrix(t, rows[0])
		rows = rows[1:]
		m, n := max(a.Rows, a.Cols), min(a.Rows, a.Cols)
		for _, a := range []DDMatrix{a, a.T()} {
			got, err := SingularValues(a)
			require.NoError(t, err)
			require.Len(t, got, n)
			allowed := (svdError(m, n)*math.Sqrt(float64(n)) + 2*DDUnit) * got[0].Hi
			for k, v := range got {
				require.Equal(t, []string{name, strconv.Itoa(k)}, rows[k][:2])
				want := parse(t, rows[k][2])
				d := Float64(abs(sub(v.Big(), want)))
				assert.LessOrEqual(t, d, allowed, "%s: value %d is %v, want %.34g", name, k, v, want)
			}
		}
		rows = rows[n:]
	}
}

func readMatrix(t *testing.T, field []string) (a DDMatrix, name string) {
	t.Helper()
	number := func(s string) int {
		v, err := strconv.Atoi(s)
		require.NoError(t, err)
		return v
	}
	a = NewDDMatrix(number(field[1]), number(field[2]))
	require.Len(t, field, 3+len(a.Data))
	for k, s := range field[3:] {
		a.Set(k/a.Cols, k%a.Cols, DD{Hi: float64(number(s))})
	}
	return a, field[0]
}

// orthogonal returns columns 0 to n-1 of a product of three reflections of m
// dimensions, to 256 bits, as columns.
func orthogonal(r *rand.Rand, m, n int) [][]*big.Float {
	q := make([][]*big.Float, n)
	for j := range q {
		q[j] = make([]*big.Float, m)
		for i := range q[j] {
			q[j][i] = New(0)
		}
		q[j][j] = New(1)
	}
	for range 3 {
		reflectColumns(r, q)
	}
	return q
}

// reflectColumns applies I - 2 v vᵀ/vᵀv to the columns, v of random integers.
func reflectColumns(r *rand.Rand, q [][]*big.Float) {
	v := make([]*big.Float, len(q[0]))
	norm := New(0)
	for i := range v {
		v[i] = New(float64(r.IntN(1<<20) - 1<<19))
		norm = add(norm, mul(v[i], v[i]))
	}
	for _, x := range q {
		dot := New(0)
		for i := range x {
			dot = add(dot, mul(v[i], x[i]))
		}
		f := quo(shift(dot, 1), norm)
		for i := range x {
			x[i] = newFloat(2*Prec).Sub(x[i], mul(f, v[i]))
		}
	}
}

// graded returns n values from 1 down to 10^-decades.
func graded(n int, decades float64) []*big.Float {
	d := make([]*big.Float, n)
	for k := range d {
		d[k] = Exp(mul(New(-decades*float64(k)/float64(n-1)), Log(New(10))))
	}
	return d
}

const svdSeed = 20240514

// TestGradedColumns checks the relative accuracy of every value of Q D, Q with
// orthonormal columns: those of D, over 28 decades and over 120, in any order.
// Rounding the matrix adds u² sqrt(n) relatively, for columns of their own.
func TestGradedColumns(t *testing.T) {
	for _, decades := range []float64{28, 120} {
		r := rand.New(rand.NewPCG(svdSeed, 1))
		const m, n = 24, 16
		d := graded(n, decades)
		q := orthogonal(r, m, n)
		a := NewDDMatrix(m, n)
		for j, p := range r.Perm(n) {
			for i := range m {
				a.Set(i, j, FromBig(mul(q[j][i], d[p])))
			}
		}
		for _, a := range []DDMatrix{a, a.T()} {
			got, err := SingularValues(a)
			require.NoError(t, err)
			for k, v := range got {
				assert.LessOrEqual(t, relative(v.Big(), d[k]), svdError(m, n)+math.Sqrt(n)*DDUnit,
					"seed %d: value %d of %g decades is %v, want %.34g", svdSeed, k, decades, v, d[k])
			}
		}
	}
}

// TestPrescribedSpectrum checks U D Vᵀ with orthogonal U and V, where the small
// values are hidden in large entries: an absolute error of svdError sqrt(n) and
// sqrt(n) u² for the rounding of the matrix, in units of sigma_1 = 1. At 10^-20 that is
// still 10^-7 of the value.
func TestPrescribedSpectrum(t *testing.T) {
	r := rand.New(rand.NewPCG(svdSeed, 2))
	const m, n = 24, 16
	d := graded(n, 28)
	u, v := orthogonal(r, m, n), orthogonal(r, n, n)
	a := NewDDMatrix(m, n)
	for i := range m {
		for j := range n {
			sum := New(0)
			for k := range d {
				sum = add(sum, mul(mul(u[k][i], d[k]), v[k][j]))
			}
			a.Set(i, j, FromBig(sum))
		}
	}
	got, err := SingularValues(a)
	require.NoError(t, err)
	allowed := (svdError(m, n) + DDUnit) * math.Sqrt(n)
	for k, v := range got {
		d := Float64(abs(sub(v.Big(), d[k])))
		assert.LessOrEqual(t, d, allowed, "seed %d: value %d is %v", svdSeed, k, v)
	}
}

// TestSweeps checks the number of sweeps that svdError counts on, for entries
// without structure and for columns over 60 decades.
func TestSweeps(t *testing.T) {
	r := rand.New(rand.NewPCG(svdSeed, 6))
	for _, decades := range []float64{0, 60} {
		a := NewDDMatrix(40, 30)
		d := graded(a.Cols, decades)
		for j := range a.Cols {
			for i := range a.Rows {
				a.Set(i, j, FromBig(d[j]).mulFloat(r.NormFloat64()))
			}
		}
		for _, x := range []DDMatrix{a, triangularize(a.clone())} {
			assert.NoError(t, orthogonalise(x.clone(), svdSweeps), "seed %d, %g decades", svdSeed, decades)
		}
	}
}

// TestSingularValuesLaws checks exact and nearly exact laws: powers of two scale
// out, rows and columns may be exchanged, and the sum of squares is that of the
// entries.
func TestSingularValuesLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.IntRange(1, 7).Draw(t, "rows"), rapid.IntRange(1, 7).Draw(t, "columns")
		a := DDMatrix{m, n, drawVector(t, "a", m*n)}
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

		allowed := 2 * svdError(max(m, n), min(m, n)) * math.Sqrt(float64(min(m, n))) * s[0].Hi
		close := func(b DDMatrix, law string) {
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

		squares, entries := DDDot(s, s), DDDot(a.Data, a.Data)
		assert.InEpsilon(t, 1, squares.Div(entries).Hi, 0x1p-52, "Frobenius norm in float64")
		assert.InDelta(t, 0, squares.Sub(entries).Hi, 2*allowed*s[0].Hi*math.Sqrt(float64(len(s))), "Frobenius norm")
	})
}

// TestSingularValuesOfRank checks that a zero matrix and repeated columns have
// the zero values they must have.
func TestSingularValuesOfRank(t *testing.T) {
	s, err := SingularValues(NewDDMatrix(3, 2))
	require.NoError(t, err)
	assert.Equal(t, make([]DD, 2), s)

	a := NewDDMatrix(4, 3)
	for j := range 3 {
		copy(a.Col(j), []DD{{Hi: 1}, {Hi: 1}, {Hi: 1}, {Hi: 1}})
	}
	s, err = SingularValues(a)
	require.NoError(t, err)
	assert.InDelta(t, math.Sqrt(12), s[0].Hi, 0x1p-51)
	for _, v := range s[1:] {
		assert.LessOrEqual(t, v.Hi, svdError(4, 3)*math.Sqrt(3)*s[0].Hi)
	}
}

func TestSingularValuesErrors(t *testing.T) {
	nan := NewDDMatrix(2, 3)
	nan.Set(1, 2, DD{Hi: math.NaN()})
	infinite := NewDDMatrix(1, 1)
	infinite.Set(0, 0, DD{Hi: math.Inf(-1)})
	for want, a := range map[string]DDMatrix{
		"matrix of 0 rows and 0 columns is empty":      {},
		"matrix of 3 rows and 0 columns is empty":      {Rows: 3},
		"matrix of 2 rows and 2 columns has 3 entries": {2, 2, make([]DD, 3)},
		"entry (1, 2) is NaN":                          nan,
		"entry (0, 0) is -Inf":                         infinite,
	} {
		_, err := SingularValues(a)
		assert.ErrorContains(t, err, want)
	}
	r := rand.New(rand.NewPCG(svdSeed, 3))
	x := NewDDMatrix(6, 6)
	for k := range x.Data {
		x.Data[k] = DD{Hi: r.Float64()}
	}
	assert.EqualError(t, orthogonalise(x, 1), "exact: singular values of 6 columns: no convergence in 1 sweeps")
}
