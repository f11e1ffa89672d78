package spectrum

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// u is the unit roundoff of float64.
const u = 0x1p-53

// backward is the tolerance tau for the backward error of one decomposition,
// |E|_2 <= tau sigma_1.
//
// The m x n matrix passes through at most min(m, n) reflectors from each side,
// that is at most m+n orthogonal transformations, and the QR sweeps amount to as
// many again: two sweeps a value. Applied in floating point, a transformation
// commits an error of a few u in the 2-norm, 4u with room for the rounding in the
// reflector itself, and they are added up here as if no two of them cancelled.
func backward(m, n int) float64 { return 2 * 4 * float64(m+n) * u }

// normal returns an m x n matrix of standard normal entries.
func normal(rng *rand.Rand, m, n int) *mat.Dense {
	a := mat.NewDense(m, n, nil)
	for i := range m {
		for j := range n {
			a.Set(i, j, rng.NormFloat64())
		}
	}
	return a
}

// orthogonal returns an n x n orthogonal matrix, the factor Q of a normal one.
// (QR shares reflectors with the SVD but not the iteration that is under test.)
func orthogonal(rng *rand.Rand, n int) *mat.Dense {
	var qr mat.QR
	qr.Factorize(normal(rng, n, n))
	var q mat.Dense
	qr.QTo(&q)
	return &q
}

// prescribed returns P diag(sigma) Q^T, m x n, with the P and Q it used. It is
// formed with an error of at most 2 backward(m, n) sigma_1: P and Q are each
// orthogonal up to their reflectors' errors, half of backward, and the two
// products add their own k u <= backward/8 each.
func prescribed(rng *rand.Rand, m, n int, sigma []float64) (a, p, q *mat.Dense) {
	p, q = orthogonal(rng, m), orthogonal(rng, n)
	d := mat.NewDense(m, n, nil)
	for k, s := range sigma {
		d.Set(k, k, s)
	}
	a = new(mat.Dense)
	a.Mul(p, d)
	a.Mul(a, q.T())
	return a, p, q
}

func allValues(t require.TestingT, a *mat.Dense) map[string][]float64 {
	svd, err := Decompose(a)
	require.NoError(t, err)
	alone, err := Values(a)
	require.NoError(t, err)
	all := map[string][]float64{"Decompose": svd.Values(), "Values": alone}
	tall := a
	if m, n := a.Dims(); m < n {
		tall = mat.DenseCopyOf(a.T())
	}
	m, _ := tall.Dims()
	var d Decomposer
	reduced, err := d.Reduce(tall, make([]float64, m))
	require.NoError(t, err)
	all["Reduce"] = reduced.Values()
	return all
}

// The n x n matrix with ones on its diagonal and above it has the singular values
// 2 cos(k pi / (2n+1)), k = 1…n: A^T A is the second-difference matrix with one
// corner changed. Its entries are exact, so this oracle has no other error.
func TestValuesOfBidiagonal(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 75} {
		a := mat.NewDense(n, n, nil)
		for i := range n {
			a.Set(i, i, 1)
			if i+1 < n {
				a.Set(i, i+1, 1)
			}
		}
		for name, got := range allValues(t, a) {
			require.Len(t, got, n)
			tol := backward(n, n) * 2
			for k, s := range got {
				want := 2 * math.Cos(float64(k+1)*math.Pi/float64(2*n+1))
				assert.InDelta(t, want, s, tol, "%s: n = %d, k = %d", name, n, k)
			}
		}
	}
}

func TestPrescribedSpectrum(t *testing.T) {
	const seed = 1
	decay := func(k int, ratio float64) []float64 {
		s := make([]float64, k)
		for i := range s {
			s[i] = math.Pow(ratio, float64(i))
		}
		return s
	}
	cases := []struct {
		name  string
		m, n  int
		sigma []float64
	}{
		{"tall, slow decay", 40, 15, decay(15, 0.7)},
		{"wide, slow decay", 15, 40, decay(15, 0.7)},
		{"much taller than wide", 200, 5, decay(5, 0.1)},
		{"square, far below u", 30, 30, decay(30, 0.1)},
		{"equal values", 20, 12, decay(12, 1)},
		{"rank 2", 20, 12, []float64{3, 1}},
		{"zero", 4, 3, nil},
		{"one row", 1, 9, []float64{5}},
		{"one column", 9, 1, []float64{5}},
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, c := range cases {
		a, _, _ := prescribed(rng, c.m, c.n, c.sigma)
		want := make([]float64, min(c.m, c.n))
		copy(want, c.sigma)
		for name, got := range allValues(t, a) {
			require.Len(t, got, len(want), "%s: %s", name, c.name)
			for k := range want {
				assert.InDelta(t, want[k], got[k], 3*backward(c.m, c.n)*want[0], "%s: %s, k = %d, seed %d", name, c.name, k, seed)
				assert.GreaterOrEqual(t, got[k], 0.0)
				if k > 0 {
					assert.LessOrEqual(t, got[k], got[k-1], "%s: %s: order at k = %d", name, c.name, k)
				}
			}
		}
	}
}

func TestNorm2(t *testing.T) {
	// |x y^T|_2 = |x| |y| = 3 * 5, entries exact.
	a := mat.NewDense(3, 2, []float64{3, 4, 6, 8, 6, 8})
	got, err := Norm2(a)
	require.NoError(t, err)
	assert.InDelta(t, 15, got, backward(3, 2)*15)
	svd, err := Decompose(a)
	require.NoError(t, err)
	assert.InDelta(t, 15, svd.Norm2(), backward(3, 2)*15)
	m, n := svd.Dims()
	assert.Equal(t, [2]int{3, 2}, [2]int{m, n})
}

// draw is a matrix for a property, with its random source for whatever else the
// property needs.
func draw(t *rapid.T) (*mat.Dense, *rand.Rand) {
	m := rapid.IntRange(1, 30).Draw(t, "rows")
	n := rapid.IntRange(1, 30).Draw(t, "cols")
	rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	sigma := make([]float64, min(m, n))
	ratio := rapid.Float64Range(0.01, 1).Draw(t, "ratio")
	scale := math.Ldexp(1, rapid.IntRange(-200, 200).Draw(t, "scale"))
	for k := range sigma {
		sigma[k] = scale * math.Pow(ratio, float64(k))
	}
	a, _, _ := prescribed(rng, m, n, sigma)
	return a, rng
}

// Weyl: |sigma_k(A+E) - sigma_k(A)| <= |E|_2. E has rank one, E = x y^T, so that
// its norm |x| |y| needs no SVD. Forming A+E rounds each entry of E and of the
// sum once: at most u (|E|_F + |A+E|_F) <= sqrt(k) u (2|E|_2 + |A|_2), which
// backward contains.
func TestWeyl(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, rng := draw(t)
		m, n := a.Dims()
		x, y := normal(rng, m, 1), normal(rng, n, 1)
		before, err := Values(a)
		require.NoError(t, err)
		size := before[0] * math.Ldexp(1, rapid.IntRange(-60, 10).Draw(t, "size of E"))
		x.Scale(size/mat.Norm(x, 2), x)
		y.Scale(1/mat.Norm(y, 2), y)
		var e, sum mat.Dense
		e.Mul(x, y.T())
		sum.Add(a, &e)
		after, err := Values(&sum)
		require.NoError(t, err)
		tol := 2 * backward(m, n) * (before[0] + size)
		for k := range before {
			assert.LessOrEqual(t, math.Abs(after[k]-before[k]), size+tol, "k = %d", k)
		}
	})
}

// sigma(P A Q) = sigma(A): P and Q are orthogonal within backward(m, m)/2 and
// backward(n, n)/2 (see prescribed), two decompositions commit one backward each.
func TestOrthogonalInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, rng := draw(t)
		m, n := a.Dims()
		before, err := Decompose(a)
		require.NoError(t, err)
		var b mat.Dense
		b.Mul(orthogonal(rng, m), a)
		b.Mul(&b, orthogonal(rng, n))
		after, err := Decompose(&b)
		require.NoError(t, err)
		tol := (2*backward(m, n) + backward(m, m) + backward(n, n)) * before.Norm2()
		for k, s := range before.Values() {
			assert.InDelta(t, s, after.Values()[k], tol, "k = %d", k)
		}
	})
}

// Entries near the ends of the exponent range must not overflow or vanish inside:
// scaling by a power of two is exact, so sigma(c A) = c sigma(A) within two
// backward errors.
func TestExtremeScales(t *testing.T) {
	const seed = 2
	a := normal(rand.New(rand.NewPCG(seed, 0)), 12, 8)
	want, err := Values(a)
	require.NoError(t, err)
	for _, exp := range []int{-1020, -960, -500, 500, 1010} {
		b := mat.DenseCopyOf(a)
		b.Apply(func(_, _ int, v float64) float64 { return math.Ldexp(v, exp) }, b)
		for name, got := range allValues(t, b) {
			for k := range want {
				assert.InDelta(t, want[k], math.Ldexp(got[k], -exp), 2*backward(12, 8)*want[0], "%s: 2^%d, k = %d", name, exp, k)
			}
		}
	}
}

// A Decomposer that has seen larger, smaller and differently shaped matrices
// gives the bits of a fresh one, and needs no memory once it is warm.
func TestDecomposerReuse(t *testing.T) {
	const seed = 3
	rng := rand.New(rand.NewPCG(seed, 0))
	var d Decomposer
	for _, size := range [][2]int{{20, 10}, {5, 30}, {1, 1}, {30, 5}, {20, 10}, {2, 3}} {
		m, n := size[0], size[1]
		a := normal(rng, m, n)
		f := make([]float64, m)
		f[0] = 1
		kept := mat.DenseCopyOf(a)
		fresh, err := Decompose(a)
		require.NoError(t, err)
		again, err := d.Decompose(a)
		require.NoError(t, err)
		assert.Equal(t, fresh.Values(), again.Values(), "%v", size)
		x, err := fresh.SolveTruncated(f, 1)
		require.NoError(t, err)
		y, err := again.SolveTruncated(f, 1)
		require.NoError(t, err)
		assert.Equal(t, x, y, "%v", size)
		alone, err := Values(a)
		require.NoError(t, err)
		reused, err := d.Values(a)
		require.NoError(t, err)
		assert.Equal(t, alone, reused, "%v", size)
		assert.True(t, mat.Equal(kept, a), "%v: the argument was changed", size)
	}
	a := normal(rng, 30, 20)
	allocs := testing.AllocsPerRun(10, func() {
		if _, err := d.Decompose(a); err != nil {
			t.Fatal(err)
		}
	})
	assert.Zero(t, allocs)
}

// gonum spreads the products of larger matrices over goroutines; which of them
// does what must not show in the bits.
func TestProcessorsDoNotMatter(t *testing.T) {
	const seed = 6
	a := normal(rand.New(rand.NewPCG(seed, 0)), 300, 150)
	f := make([]float64, 300)
	f[7] = 1
	run := func(processors int) (values, solution []float64) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		svd, err := Decompose(a)
		require.NoError(t, err)
		solution, err = svd.SolveTruncated(f, 150)
		require.NoError(t, err)
		return svd.Values(), solution
	}
	values, solution := run(1)
	for _, processors := range []int{2, 3, 8} {
		v, s := run(processors)
		assert.Equal(t, values, v, "%d processors", processors)
		assert.Equal(t, solution, s, "%d processors", processors)
	}
}

// A view into a larger matrix has a stride that is not its width.
func TestView(t *testing.T) {
	const seed = 4
	big := normal(rand.New(rand.NewPCG(seed, 0)), 12, 9)
	view := big.Slice(2, 10, 3, 8).(*mat.Dense)
	want, err := Decompose(mat.DenseCopyOf(view))
	require.NoError(t, err)
	got, err := Decompose(view)
	require.NoError(t, err)
	assert.Equal(t, want.Values(), got.Values())
}

func TestBadMatrix(t *testing.T) {
	with := func(v float64) *mat.Dense {
		a := mat.NewDense(4, 3, nil)
		a.Set(2, 1, v)
		return a
	}
	for want, a := range map[string]*mat.Dense{
		"empty matrix":                          nil,
		"entry (2,1) of the 4x3 matrix is NaN":  with(math.NaN()),
		"entry (2,1) of the 4x3 matrix is +Inf": with(math.Inf(1)),
		"entry (2,1) of the 4x3 matrix is -Inf": with(math.Inf(-1)),
	} {
		_, err := Decompose(a)
		assert.ErrorContains(t, err, want)
		_, err = Values(a)
		assert.ErrorContains(t, err, want)
		_, err = Norm2(a)
		assert.ErrorContains(t, err, want)
	}
	_, err := Decompose(&mat.Dense{})
	assert.ErrorContains(t, err, "empty matrix")
	// A zero outside the view is not looked at.
	big := with(math.NaN())
	_, err = Decompose(big.Slice(0, 2, 0, 3).(*mat.Dense))
	assert.NoError(t, err)
}

// The iteration cannot converge on NaN; past check, its failure must be reported.
func TestNoConvergence(t *testing.T) {
	a := mat.NewDense(3, 3, []float64{1, 2, 3, 4, math.NaN(), 6, 7, 8, 10})
	var d Decomposer
	u, vt := general(&d.u, 3, 3), general(&d.vt, 3, 3)
	err := d.factorize(lapack.SVDStore, a, u, vt, make([]float64, 3))
	assert.ErrorIs(t, err, ErrNoConvergence)
	assert.ErrorContains(t, err, "3x3")
}

func BenchmarkSVD(b *testing.B) {
	for _, size := range [][2]int{{200, 100}, {400, 200}} {
		a := normal(rand.New(rand.NewPCG(1, 0)), size[0], size[1])
		var d Decomposer
		b.Run(fmt.Sprintf("thin/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decompose(a); err != nil {
					b.Fatal(err)
				}
			}
		})
		f := make([]float64, size[0])
		b.Run(fmt.Sprintf("reduce/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Reduce(a, f); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("values/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Values(a); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("gonum-thin/%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			var s mat.SVD
			for b.Loop() {
				s.Factorize(a, mat.SVDThin)
			}
		})
	}
}

// Two values that are equal to rounding: gonum's routine gives them in ascending
// order, 4e-16 apart.
func TestValuesDescend(t *testing.T) {
	a := mat.NewDense(3, 2, []float64{0.4630533768045057, -0.11823693886115093, 0.3749716257451363, 1.468507889155196, -1.393591400210619, 0.3558423055268935})
	sigma, err := Values(a)
	require.NoError(t, err)
	require.Len(t, sigma, 2)
	assert.GreaterOrEqual(t, sigma[0], sigma[1])
	var svd mat.SVD
	require.True(t, svd.Factorize(a, mat.SVDNone))
	raw := svd.Values(nil)
	assert.ElementsMatch(t, raw, sigma)
}
