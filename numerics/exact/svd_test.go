package exact_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/seriestest"
)

// bigError is the error of SingularValuesBig in units of sigma_1: 2^-Prec of its own
// and as much for rounding to Prec.
const bigError = 0x1p-255

// bigColumns are the columns of an m by n matrix of float64.
func bigColumns(m, n int, at func(i, j int) float64) [][]*big.Float {
	columns := make([][]*big.Float, n)
	for j := range columns {
		for i := range m {
			columns[j] = append(columns[j], exact.New(at(i, j)))
		}
	}
	return columns
}

// within checks values against their closed form, in units of the largest.
func within(t *testing.T, want, got []*big.Float, allowed float64, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for k := range want {
		d := exact.Float64(exacttest.Quo(number.Abs(exacttest.Sub(got[k], want[k])), want[0]))
		assert.LessOrEqual(t, d, allowed, "%s: value %d is %.40g, want %.40g", what, k, got[k], want[k])
	}
}

// TestSingularValuesBigBidiagonal: ones on the diagonal and next above it have the
// values 2 cos(k pi/(2n+1)), k = 1 ... n. The cosines add an error below 2^-255.
func TestSingularValuesBigBidiagonal(t *testing.T) {
	for _, n := range []int{1, 2, 3, 12} {
		columns := bigColumns(n, n, func(i, j int) float64 {
			if i == j || i+1 == j {
				return 1
			}
			return 0
		})
		got, err := exact.SingularValuesBig(columns)
		require.NoError(t, err)
		want := make([]*big.Float, n)
		for k := range want {
			angle := exacttest.Quo(exacttest.Mul(exact.New(float64(k+1)), exact.Pi(exact.WorkPrec)), exact.New(float64(2*n+1)))
			want[k] = number.Shift(exact.Cos(angle), 1)
		}
		within(t, want, got, 2*bigError, fmt.Sprintf("n = %d", n))
	}
}

// TestSingularValuesBigPrescribed: U D V', with U and V products of reflections in 512
// bits, keeps the values of D over 28 decades, tall and wide.
func TestSingularValuesBigPrescribed(t *testing.T) {
	r := rand.New(rand.NewPCG(seriestest.SvdSeed, 7))
	const m, n = 16, 12
	d := seriestest.Graded(n, 28)
	u, v := seriestest.Orthogonal(r, m, n), seriestest.Orthogonal(r, n, n)
	tall, wide := make([][]*big.Float, n), make([][]*big.Float, m)
	for i := range m {
		for j := range n {
			sum := number.NewFloat(exact.WorkPrec)
			for k := range d {
				f := number.NewFloat(exact.WorkPrec).Mul(u[k][i], d[k])
				sum.Add(sum, f.Mul(f, v[k][j]))
			}
			tall[j] = append(tall[j], sum)
			wide[i] = append(wide[i], sum)
		}
	}
	// The reflections' quotients and products are rounded to 256 bits or more.
	const made = 3 * m * 0x1p-255
	for name, columns := range map[string][][]*big.Float{"tall": tall, "wide": wide} {
		got, err := exact.SingularValuesBig(columns)
		require.NoError(t, err)
		within(t, d, got, bigError+made, fmt.Sprintf("seed %d, %s", seriestest.SvdSeed, name))
	}
}

// TestSingularValuesBigOfTwoColumns: the closed form of a 2 by 2 matrix,
//
//	sigma_1,2 = (sqrt((a+d)^2 + (b-c)^2) ± sqrt((a-d)^2 + (b+c)^2)) / 2,
//
// entries of any scale, and rank one among them.
func TestSingularValuesBigOfTwoColumns(t *testing.T) {
	hypot := func(x, y *big.Float) *big.Float {
		s := number.NewFloat(2*exact.WorkPrec).Mul(x, x)
		s.Add(s, number.NewFloat(2*exact.WorkPrec).Mul(y, y))
		return number.NewFloat(exact.WorkPrec).Sqrt(s)
	}
	rapid.Check(t, func(t *rapid.T) {
		e := make([]*big.Float, 4)
		for i := range e {
			e[i] = exact.New(math.Ldexp(rapid.Float64Range(-1, 1).Draw(t, "entry"), rapid.IntRange(-30, 30).Draw(t, "exponent")))
		}
		if rapid.Bool().Draw(t, "rank one") {
			e[2], e[3] = number.Shift(e[0], 3), number.Shift(e[1], 3)
		}
		got, err := exact.SingularValuesBig([][]*big.Float{{e[0], e[1]}, {e[2], e[3]}})
		require.NoError(t, err)
		wide := func(x, y *big.Float, sign int) *big.Float {
			if sign < 0 {
				y = number.Neg(y)
			}
			return number.NewFloat(2*exact.WorkPrec).Add(x, y)
		}
		plus := hypot(wide(e[0], e[3], 1), wide(e[2], e[1], -1))
		minus := hypot(wide(e[0], e[3], -1), wide(e[2], e[1], 1))
		want := []*big.Float{number.Half(number.NewFloat(exact.WorkPrec).Add(plus, minus)), number.Abs(number.Half(number.NewFloat(exact.WorkPrec).Sub(plus, minus)))}
		for k := range want {
			d := number.NewFloat(exact.WorkPrec).Sub(got[k], want[k])
			allowed := number.NewFloat(exact.WorkPrec).Mul(want[0], exact.New(bigError))
			if d.Abs(d).Cmp(allowed) > 0 {
				t.Fatalf("value %d of %v is %.40g, want %.40g", k, e, got[k], want[k])
			}
		}
	})
}

// TestSingularValuesBigAgainstDD: two arithmetics and two methods.
func TestSingularValuesBigAgainstDD(t *testing.T) {
	r := rand.New(rand.NewPCG(seriestest.SvdSeed, 8))
	for _, size := range [][2]int{{2, 2}, {7, 3}, {3, 7}, {16, 12}} {
		m, n := size[0], size[1]
		a := dd.NewMatrix(m, n)
		for k := range a.Data {
			a.Data[k] = dd.DD{Hi: math.Ldexp(r.NormFloat64(), -r.IntN(30))}
		}
		want, err := exact.SingularValuesBig(bigColumns(m, n, func(i, j int) float64 { return a.At(i, j).Hi }))
		require.NoError(t, err)
		got, err := dd.SingularValues(a)
		require.NoError(t, err)
		require.Len(t, got, len(want))
		allowed := seriestest.SVDError(max(m, n), min(m, n)) * math.Sqrt(float64(min(m, n)))
		for k := range want {
			assert.LessOrEqual(t, exact.Float64(exacttest.Quo(number.Abs(exacttest.Sub(got[k].Big(), want[k])), want[0])), allowed, "seed %d: %v, value %d", seriestest.SvdSeed, size, k)
		}
	}
}

func TestSingularValuesBigErrors(t *testing.T) {
	one := exact.New(1)
	for want, columns := range map[string][][]*big.Float{
		"matrix of 0 columns is empty":           nil,
		"matrix of 2 columns is empty":           {{}, {}},
		"column 1 has 2 entries, column 0 has 1": {{one}, {one, one}},
		"entry (1, 0) is +Inf":                   {{one, new(big.Float).SetInf(false)}},
		"entry (0, 1) is <nil>":                  {{one}, {nil}},
	} {
		_, err := exact.SingularValuesBig(columns)
		assert.ErrorContains(t, err, want)
	}
	zero, err := exact.SingularValuesBig([][]*big.Float{{exact.New(0), exact.New(0)}, {exact.New(0), exact.New(0)}})
	require.NoError(t, err)
	for _, v := range zero {
		assert.Zero(t, v.Sign())
	}
	in := [][]*big.Float{{exact.New(3), exact.New(4)}, {exact.New(1), exact.New(2)}}
	_, err = exact.SingularValuesBig(in)
	require.NoError(t, err)
	assert.Equal(t, "[[3 4] [1 2]]", fmt.Sprint(in), "operand changed")
}

// BenchmarkSingularValuesBig measures the sizes that claim B1 confirms.
func BenchmarkSingularValuesBig(b *testing.B) {
	for _, n := range []int{2, 4, 12} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(seriestest.SvdSeed, 9))
			columns := bigColumns(16, n, func(int, int) float64 { return r.NormFloat64() })
			for b.Loop() {
				if _, err := exact.SingularValuesBig(columns); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestSingularValuesBigRankDeficient: of rank 1 but for the last bits of float64, so
// that what is left of two columns is rounding at 384 bits. The largest value squared is the sum of
// squares, the others are below rounding: det and the 2 by 2 minors of a matrix of rank
// 1 vanish.
func TestSingularValuesBigRankDeficient(t *testing.T) {
	rows := [3][3]float64{
		{0.2919265817264289, -0.245647748216941, 0.3825737006171463},
		{0, 0, 0},
		{-0.4546487134128409, 0.38257370061714635, -0.5958232365909556},
	}
	columns := bigColumns(3, 3, func(i, j int) float64 { return rows[i][j] })
	got, err := exact.SingularValuesBig(columns)
	require.NoError(t, err)
	require.Len(t, got, 3)
	// Two rows: sigma_1^2 sigma_2^2 is the sum of squares of the minors, sigma_1^2 +
	// sigma_2^2 that of the entries.
	minors, entries := number.NewFloat(exact.WorkPrec), number.NewFloat(exact.WorkPrec)
	for j := range 3 {
		for _, i := range []int{0, 2} {
			entries.Add(entries, number.NewFloat(exact.WorkPrec).Mul(columns[j][i], columns[j][i]))
		}
		for k := j + 1; k < 3; k++ {
			m := number.NewFloat(exact.WorkPrec).Mul(columns[j][0], columns[k][2])
			m.Sub(m, number.NewFloat(exact.WorkPrec).Mul(columns[k][0], columns[j][2]))
			minors.Add(minors, m.Mul(m, m))
		}
	}
	first := number.NewFloat(exact.WorkPrec).Mul(got[0], got[0])
	second := number.NewFloat(exact.WorkPrec).Mul(got[1], got[1])
	size, _ := entries.Float64()
	gap, _ := number.NewFloat(exact.WorkPrec).Sub(number.NewFloat(exact.WorkPrec).Add(first, second), entries).Float64()
	assert.InDelta(t, 0, gap, 4*bigError*size)
	product, _ := number.NewFloat(exact.WorkPrec).Sub(number.NewFloat(exact.WorkPrec).Mul(first, second), minors).Float64()
	assert.InDelta(t, 0, product, 4*bigError*size*size)
	assert.Positive(t, got[1].Sign())
	last, _ := got[2].Float64()
	assert.LessOrEqual(t, math.Abs(last), bigError*size)
}

// Columns a, b, c with |a| < |b| < |c| and b orthogonal to both others: sorted on the way, a and c do
// not meet in the first sweep, which rotates nothing. The values are (sqrt(13) +- 3)/2 and 2.
func TestSingularValuesBigOfSortedColumns(t *testing.T) {
	column := func(v ...int64) []*big.Float {
		c := make([]*big.Float, len(v))
		for i, k := range v {
			c[i] = number.NewInt(k, exact.WorkPrec)
		}
		return c
	}
	root := number.NewFloat(exact.WorkPrec).Sqrt(number.NewInt(13, exact.WorkPrec))
	want := []*big.Float{
		number.Shift(number.NewFloat(exact.WorkPrec).Add(root, number.NewInt(3, exact.WorkPrec)), -1), number.NewInt(2, exact.WorkPrec),
		number.Shift(number.NewFloat(exact.WorkPrec).Sub(root, number.NewInt(3, exact.WorkPrec)), -1),
	}
	got, err := exact.SingularValuesBig([][]*big.Float{column(1, 0, 0), column(0, 2, 0), column(3, 0, 1)})
	require.NoError(t, err)
	within(t, want, got, bigError, "sorted columns")
}
