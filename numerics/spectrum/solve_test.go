package spectrum

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// Moore and Penrose: X is the pseudo-inverse of A iff AXA = A, XAX = X, and AX
// and XA are symmetric. A is a product of small integer matrices, so its rank is
// what it says without rounding; X is read off column by column.
//
// Tolerances, with tau = backward(m, n) and kappa = sigma_1 / sigma_r. X is the
// pseudo-inverse of some A - E with |E| <= 2 tau sigma_1 (the routine's backward
// error and the truncation of what it left above rank r) plus a D with
// |D| <= tau / (4 sigma_r), the rounding of two products of at most m+n terms.
// Inserting, and using |A X| ~ 1:
//
//	|AXA - A|      <= 3 |E| + sigma_1^2 |D|             <= (6 + kappa) tau sigma_1
//	|XAX - X|      <= |E| / sigma_r^2 + 3 |D|           <= (2 kappa + 1) tau / sigma_r
//	|AX - (AX)^T|  <= 2 |E| / sigma_r + 2 sigma_1 |D|   <= 5 kappa tau
//
// and no entry exceeds the 2-norm.
func TestMoorePenrose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.IntRange(1, 12).Draw(t, "rows")
		n := rapid.IntRange(1, 12).Draw(t, "cols")
		inner := rapid.IntRange(1, min(m, n)).Draw(t, "inner")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		integers := func(m, n int) *mat.Dense {
			a := mat.NewDense(m, n, nil)
			a.Apply(func(_, _ int, _ float64) float64 { return float64(rng.IntN(7) - 3) }, a)
			return a
		}
		var a mat.Dense
		a.Mul(integers(m, inner), integers(inner, n))
		svd, err := Decompose(&a)
		require.NoError(t, err)
		tau := backward(m, n)
		r := 0
		for _, s := range svd.Values() {
			if s > tau*svd.Norm2() {
				r++
			}
		}
		if r == 0 {
			return // A is zero
		}
		assert.LessOrEqual(t, r, inner)

		x := mat.NewDense(n, m, nil)
		for i := range m {
			e := make([]float64, m)
			e[i] = 1
			col, err := svd.SolveTruncated(e, r)
			require.NoError(t, err)
			x.SetCol(i, col)
		}
		s1, sr := svd.Norm2(), svd.Values()[r-1]
		kappa := s1 / sr
		var ax, xa, axa, xax mat.Dense
		ax.Mul(&a, x)
		xa.Mul(x, &a)
		axa.Mul(&ax, &a)
		xax.Mul(&xa, x)
		assert.LessOrEqual(t, distance(&axa, &a), (6+kappa)*tau*s1, "AXA = A")
		assert.LessOrEqual(t, distance(&xax, x), (2*kappa+1)*tau/sr, "XAX = X")
		assert.LessOrEqual(t, distance(&ax, ax.T()), 5*kappa*tau, "AX symmetric")
		assert.LessOrEqual(t, distance(&xa, xa.T()), 5*kappa*tau, "XA symmetric")
	})
}

// distance is the largest difference of two entries.
func distance(a, b mat.Matrix) float64 {
	m, n := a.Dims()
	d := 0.0
	for i := range m {
		for j := range n {
			d = max(d, math.Abs(a.At(i, j)-b.At(i, j)))
		}
	}
	return d
}

// Where the dropped values are not zero, the solution is the sum over the kept
// directions that A was built from. A perturbation E turns the kept subspaces by
// |E| / gap, gap = sigma_n - sigma_{n+1}, each side, and changes the kept values
// by |E| relatively to sigma_n, so the error is at most
// 3 |E| / (sigma_n gap) |f|, with |E| <= 3 backward sigma_1 (one for the routine, two for prescribed).
func TestSolveTruncatedDropsTail(t *testing.T) {
	const seed = 5
	rng := rand.New(rand.NewPCG(seed, 0))
	sigma := []float64{4, 2, 1, 0.5, 0.01, 0.005, 1e-9}
	for _, size := range [][2]int{{20, 7}, {7, 20}, {7, 7}} {
		m, n := size[0], size[1]
		a, p, q := prescribed(rng, m, n, sigma)
		svd, err := Decompose(a)
		require.NoError(t, err)
		f := make([]float64, m)
		for i := range f {
			f[i] = rng.NormFloat64()
		}
		norm := mat.Norm(mat.NewVecDense(m, f), 2)
		solvers := map[string]func(keep int) ([]float64, error){
			"Decompose": func(keep int) ([]float64, error) { return svd.SolveTruncated(f, keep) },
		}
		if m >= n {
			var d Decomposer
			reduced, err := d.Reduce(a, f)
			require.NoError(t, err)
			solvers["Reduce"] = reduced.SolveTruncated
		}
		for keep := 1; keep < len(sigma); keep++ {
			want := make([]float64, n)
			for k := range keep {
				c := mat.Dot(p.ColView(k), mat.NewVecDense(m, f)) / sigma[k]
				for j := range want {
					want[j] += c * q.At(j, k)
				}
			}
			tol := 3 * 3 * backward(m, n) * sigma[0] * norm / (sigma[keep-1] * (sigma[keep-1] - sigma[keep]))
			for name, solve := range solvers {
				got, err := solve(keep)
				require.NoError(t, err)
				require.Len(t, got, n)
				for j := range want {
					assert.InDelta(t, want[j], got[j], tol, "%s: %v, keep %d, entry %d, seed %d", name, size, keep, j, seed)
				}
			}
		}
	}
}

func TestSolveTruncatedBadInput(t *testing.T) {
	a := mat.NewDense(3, 2, []float64{1, 0, 0, 0, 0, 0}) // rank 1
	svd, err := Decompose(a)
	require.NoError(t, err)
	for _, c := range []struct {
		f    []float64
		n    int
		want string
	}{
		{[]float64{1, 2}, 1, "length 2 for a matrix of 3 rows"},
		{nil, 1, "length 0 for a matrix of 3 rows"},
		{[]float64{1, math.NaN(), 0}, 1, "entry 1 of the right-hand side is NaN"},
		{[]float64{1, 0, math.Inf(-1)}, 1, "entry 2 of the right-hand side is -Inf"},
		{[]float64{1, 0, 0}, 0, "0 singular values to keep, want 1 to 2"},
		{[]float64{1, 0, 0}, 3, "3 singular values to keep, want 1 to 2"},
		{[]float64{1, 0, 0}, -1, "-1 singular values to keep"},
		{[]float64{1, 0, 0}, 2, "singular value 2 of the 2 to keep is 0"},
	} {
		x, err := svd.SolveTruncated(c.f, c.n)
		assert.ErrorContains(t, err, c.want)
		assert.Nil(t, x)
		var d Decomposer
		reduced, err := d.Reduce(a, c.f)
		if err == nil {
			_, err = reduced.SolveTruncated(c.n)
		}
		assert.ErrorContains(t, err, c.want)
	}
	tiny, err := Decompose(mat.NewDense(1, 1, []float64{1e-300}))
	require.NoError(t, err)
	_, err = tiny.SolveTruncated([]float64{1e300}, 1)
	assert.ErrorContains(t, err, "entry 0 of the solution overflows")
	_, err = (SVD{}).SolveTruncated(nil, 1)
	assert.Error(t, err)
}

func TestReduceBadMatrix(t *testing.T) {
	var d Decomposer
	_, err := d.Reduce(mat.NewDense(2, 3, nil), make([]float64, 2))
	assert.ErrorContains(t, err, "rows >= cols, not a 2x3 matrix")
	_, err = d.Reduce(mat.NewDense(2, 1, []float64{0, math.Inf(1)}), make([]float64, 2))
	assert.ErrorContains(t, err, "entry (1,0) of the 2x1 matrix is +Inf")
	_, err = d.Reduce(&mat.Dense{}, nil)
	assert.ErrorContains(t, err, "empty matrix")
}

// The arguments are left as they were, and a Decomposer that has seen other sizes
// gives the bits of a fresh one.
func TestReduceReuse(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 0))
	var d Decomposer
	for _, size := range [][2]int{{20, 10}, {1, 1}, {30, 30}, {20, 10}} {
		a := normal(rng, size[0], size[1])
		f := normal(rng, size[0], 1).RawMatrix().Data
		keptA, keptF := mat.DenseCopyOf(a), append([]float64(nil), f...)
		var fresh Decomposer
		want, err := fresh.Reduce(a, f)
		require.NoError(t, err)
		got, err := d.Reduce(a, f)
		require.NoError(t, err)
		assert.Equal(t, want.Values(), got.Values(), "%v", size)
		x, err := want.SolveTruncated(size[1])
		require.NoError(t, err)
		y, err := got.SolveTruncated(size[1])
		require.NoError(t, err)
		assert.Equal(t, x, y, "%v", size)
		assert.True(t, mat.Equal(keptA, a))
		assert.Equal(t, keptF, f)
	}
}

// c is what f has of the left singular vectors, and the remainder is the rest: by hand for a
// column, zero for a square matrix of full rank, f itself where f is outside the span.
func TestComponentsAndRemainder(t *testing.T) {
	column, err := Decompose(mat.NewDense(3, 1, []float64{0, 2, 0}))
	require.NoError(t, err)
	f := []float64{3, -5, 4}
	c := column.Components(f)
	require.Len(t, c, 1)
	assert.Equal(t, 5.0, math.Abs(c[0]))
	assert.Equal(t, []float64{3, 0, 4}, column.Remainder(f, c))
	assert.Equal(t, []float64{3, -5, 4}, f)

	square, err := Decompose(mat.NewDense(2, 2, []float64{3, 1, -1, 2}))
	require.NoError(t, err)
	f = []float64{1, -2}
	c = square.Components(f)
	assert.InDelta(t, 5, c[0]*c[0]+c[1]*c[1], 5*roundings, "U is orthogonal")
	assert.InDeltaSlice(t, []float64{0, 0}, square.Remainder(f, c), 2*roundings)
}

// roundings bounds what two products with a computed orthogonal matrix of order 2 do to f,
// relative to |f|: backward(2, 2) for each matrix and 2 u for each of its sums.
var roundings = 2*backward(2, 2) + 4*0x1p-53
