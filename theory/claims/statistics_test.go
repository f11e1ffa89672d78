package claims_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/theory"
	"adfd/theory/claims"
)

const u = theory.UnitRoundoff64

// upperTail is sum_{j>=k} C(n,j), the exact count of outcomes of n fair coins
// with k heads or more.
func upperTail(k, n int64) *big.Int {
	sum := new(big.Int)
	for j := max(k, 0); j <= n; j++ {
		sum.Add(sum, new(big.Int).Binomial(n, j))
	}
	return sum
}

// halves is count / 2^n, rounded once.
func halves(count *big.Int, n int64) float64 {
	r := new(big.Rat).SetFrac(count, new(big.Int).Lsh(big.NewInt(1), uint(n)))
	f, _ := r.Float64()
	return f
}

// signTestTolerance is relative. The incomplete beta function is a continued
// fraction times 2^-n / (a B(a,b)). The logarithm of B is a difference of three
// log-gammas, each at most n ln n and within two ulps, 4u relative: 12 u n ln n
// in all. The fraction and its factors take at most 4u n more.
func signTestTolerance(n int64) float64 {
	x := float64(n)
	return u * (12*x*math.Log(x) + 4*x)
}

func TestSignTestAgainstBinomialSums(t *testing.T) {
	for n := int64(1); n <= 60; n++ {
		for k := int64(0); k <= n; k++ {
			want := halves(upperTail(k, n), n)
			got := claims.SignTest(float64(k), float64(n))
			assert.InEpsilon(t, want, got, signTestTolerance(n), "P(X >= %d), n = %d", k, n)
		}
	}
	// Beyond n = 171 the gamma function overflows and another branch takes over.
	for _, n := range []int64{170, 171, 172, 400} {
		for _, k := range []int64{n / 2, n/2 + n/10, n - 1, n} {
			want := halves(upperTail(k, n), n)
			got := claims.SignTest(float64(k), float64(n))
			assert.InEpsilon(t, want, got, signTestTolerance(n), "P(X >= %d), n = %d", k, n)
		}
	}
}

func TestSignTestEdges(t *testing.T) {
	assert.Equal(t, 1.0, claims.SignTest(0, 20))
	assert.Equal(t, 1.0, claims.SignTest(-3, 20))
	nan := math.NaN()
	for _, c := range []struct{ wins, n float64 }{
		{21, 20}, {0, 0}, {1, 0}, {0, -1}, {nan, 20}, {3, nan}, {3, math.Inf(1)}, {math.Inf(1), math.Inf(1)}, {math.Inf(1), 20},
	} {
		assert.True(t, math.IsNaN(claims.SignTest(c.wins, c.n)), "SignTest(%v, %v)", c.wins, c.n)
	}
}

// The smallest number of wins of 20 and of 30 that a sign test at 1e-3 accepts.
func TestSignTestThresholds(t *testing.T) {
	for _, c := range []struct{ n, wins float64 }{{20, 18}, {30, 24}} {
		assert.LessOrEqual(t, claims.SignTest(c.wins, c.n), claims.SignLevel)
		assert.Greater(t, claims.SignTest(c.wins-1, c.n), claims.SignLevel)
	}
}

// correlationTolerance is absolute, for a coefficient in [-1, 1] of n ranks.
// Ranks are half-integers and exact; the means err by n u relative to ranks
// below n, which the two-pass formula cancels to second order. Left are two sums
// of squares and one of products, (n+1)u each relative to sqrt(sxx syy), and a
// product, a root and a quotient.
func correlationTolerance(n int) float64 { return (2*float64(n) + 6) * u }

func TestSpearmanByHand(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y []float64
		want float64
	}{
		{"same order", []float64{1, 2, 3}, []float64{10, 100, 1000}, 1},
		{"opposite order", []float64{1, 2, 3}, []float64{5, 4, 3}, -1},
		{"two points", []float64{7, 1}, []float64{1, 7}, -1},
		// Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5/sqrt(4.5*5).
		{"one tie", []float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}, 3 / math.Sqrt(10)},
		// Ranks 1.5, 1.5, 3.5, 3.5 against 1.5, 3.5, 1.5, 3.5.
		{"ties that cancel", []float64{0, 0, 1, 1}, []float64{0, 1, 0, 1}, 0},
		// Ranks 2, 2, 2, 4 against 1, 2.5, 2.5, 4: deviations (-1,-1,-1,3)/2 and
		// (-3,0,0,3)/2, so (3+9)/4 over sqrt(12/4 * 18/4).
		{"ties on both sides", []float64{5, 5, 5, 8}, []float64{-1, 0, 0, 9}, math.Sqrt(2. / 3)},
		{"infinities have a rank", []float64{math.Inf(-1), 0, math.Inf(1)}, []float64{1, 3, 2}, 0.5},
		{"zeros are one value", []float64{math.Copysign(0, -1), 0, 1}, []float64{1, 1, 2}, 1},
	} {
		assert.InDelta(t, c.want, claims.Spearman(c.x, c.y), correlationTolerance(len(c.x)), c.name)
	}
}

func TestSpearmanUndefined(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string][2][]float64{
		"empty":     {nil, nil},
		"one point": {{1}, {2}},
		"x fixed":   {{3, 3, 3}, {1, 2, 3}},
		"y fixed":   {{1, 2, 3}, {0, 0, 0}},
		"NaN in x":  {{nan, 1, 2}, {1, 2, 3}},
		"NaN in y":  {{1, 2, 3}, {1, nan, 3}},
	} {
		assert.True(t, math.IsNaN(claims.Spearman(c[0], c[1])), name)
	}
	assert.PanicsWithValue(t, "claims: rank correlation of 2 and 3 values",
		func() { claims.Spearman(make([]float64, 2), make([]float64, 3)) })
}

// Without ties rho = 1 - 6 sum d^2 / (n (n^2-1)), an exact rational.
func TestSpearmanTextbookFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		ids := make([]int, n)
		for i := range ids {
			ids[i] = i
		}
		p := rapid.Permutation(ids).Draw(t, "x")
		q := rapid.Permutation(ids).Draw(t, "y")
		var d2 int64
		x, y := make([]float64, n), make([]float64, n)
		for i := range n {
			d2 += int64((p[i] - q[i]) * (p[i] - q[i]))
			x[i], y[i] = math.Ldexp(1, p[i]-n/2), float64(q[i]*q[i]) // increasing functions of the rank
		}
		want, _ := new(big.Rat).Sub(big.NewRat(1, 1), big.NewRat(6*d2, int64(n*(n*n-1)))).Float64()
		if got := claims.Spearman(x, y); !(math.Abs(got-want) <= correlationTolerance(n)) {
			t.Fatalf("rho = %v, want %v", got, want)
		}
	})
}

func TestSpearmanLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 40).Draw(t, "n")
		few := rapid.IntRange(-4, 4) // few values, many ties
		x := make([]float64, n)
		y := make([]float64, n)
		for i := range n {
			x[i], y[i] = float64(few.Draw(t, "x")), float64(few.Draw(t, "y"))
		}
		rho := claims.Spearman(x, y)
		if slices.Min(x) == slices.Max(x) || slices.Min(y) == slices.Max(y) {
			if !math.IsNaN(rho) {
				t.Fatalf("rho = %v of a fixed value", rho)
			}
			return
		}
		tol := correlationTolerance(n)
		if !(math.Abs(rho) <= 1+tol) {
			t.Fatalf("rho = %v outside [-1, 1]", rho)
		}
		if other := claims.Spearman(y, x); !(math.Abs(rho-other) <= 2*tol) {
			t.Fatalf("not symmetric: %v and %v", rho, other)
		}
		negated, cubed := make([]float64, n), make([]float64, n)
		for i, v := range x {
			negated[i], cubed[i] = -v, v*v*v
		}
		if other := claims.Spearman(negated, y); !(math.Abs(rho+other) <= 2*tol) {
			t.Fatalf("not odd: %v and %v", rho, other)
		}
		if other := claims.Spearman(cubed, y); other != rho {
			t.Fatalf("an increasing function changed %v to %v", rho, other)
		}
	})
}

// The interval of n values is [x_(k), x_(n+1-k)]; it misses the median of a
// continuous distribution with probability 2 P(X < k), X binomial(n, 1/2). k is
// read off the interval of 1..n and its coverage is summed exactly.
func TestMedianCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := 6; n <= 60; n++ {
		x := make([]float64, n)
		for i, j := range rng.Perm(n) {
			x[i] = float64(j + 1)
		}
		before := slices.Clone(x)
		m := claims.Median(x)
		assert.Equal(t, before, x, "Median changed its argument")
		assert.Equal(t, float64(n+1)/2, m.Estimate, "n = %d", n)

		k := int64(m.Lo)
		require.Equal(t, float64(k), m.Lo)
		assert.Equal(t, float64(int64(n)+1-k), m.Hi, "n = %d: the interval is symmetric in rank", n)

		// P(X < k) = P(X > n-k) <= 1/40, and k+1 is too many.
		all := new(big.Int).Lsh(big.NewInt(1), uint(n))
		forty := big.NewInt(40)
		assert.LessOrEqual(t, new(big.Int).Mul(forty, upperTail(int64(n)-k+1, int64(n))).Cmp(all), 0,
			"n = %d, k = %d covers less than 95%%", n, k)
		assert.Equal(t, 1, new(big.Int).Mul(forty, upperTail(int64(n)-k, int64(n))).Cmp(all),
			"n = %d: k = %d would still cover 95%%", n, k+1)
	}
}

func TestMedianOfFew(t *testing.T) {
	for n := 1; n <= 5; n++ {
		var x []float64
		for i := range n {
			x = append(x, float64(n-i))
		}
		m := claims.Median(x)
		assert.Equal(t, claims.Interval{Estimate: float64(n+1) / 2, Lo: 1, Hi: float64(n)}, m, "below six values the interval is the range")
	}
	assert.PanicsWithValue(t, "claims: median of no values", func() { claims.Median(nil) })

	m := claims.Median([]float64{1, 2, math.NaN(), 4})
	assert.True(t, math.IsNaN(m.Estimate) && math.IsNaN(m.Lo) && math.IsNaN(m.Hi), "%v", m)
}

// jackknifeTolerance bounds the rounding of an interval's ends: sums of n values
// of size n theta, a square root and a quantile that gonum finds to about 1e-9 of
// itself by its own stopping rule.
const jackknifeTolerance = 0x1p-28

// For a mean the pseudo-values are the values, and the interval is Student's.
func TestJackknifeOfAMean(t *testing.T) {
	x := []float64{3, 1, 4, 1, 5, 9, 2, 6}
	var calls [][]int
	ci := claims.JackknifeSeeds(len(x), claims.ErrorRate95, func(seeds []int) float64 {
		calls = append(calls, slices.Clone(seeds))
		var sum float64
		for _, s := range seeds {
			sum += x[s]
		}
		return sum / float64(len(seeds))
	})
	require.Len(t, calls, len(x)+1)
	assert.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7}, calls[0], "the estimate is taken on all seeds")
	assert.Equal(t, []int{0, 1, 3, 4, 5, 6, 7}, calls[3], "then each is left out once")

	const t7 = 2.364624251592785 // t_{7,0.975} of any table
	var ss float64
	for _, v := range x {
		ss += (v - 3.875) * (v - 3.875)
	}
	half := t7 * math.Sqrt(ss/7/8)
	assert.Equal(t, 3.875, ci.Estimate)
	assert.InDelta(t, 3.875-half, ci.Lo, jackknifeTolerance)
	assert.InDelta(t, 3.875+half, ci.Hi, jackknifeTolerance)
}

func TestJackknifeDegenerate(t *testing.T) {
	ci := claims.JackknifeSeeds(5, claims.ErrorRate95, func([]int) float64 { return 3 })
	assert.Equal(t, claims.Interval{Estimate: 3, Lo: 3, Hi: 3}, ci)
	one := claims.JackknifeSeeds(1, claims.ErrorRate95, func([]int) float64 { return 3 })
	assert.True(t, one.Estimate == 3 && math.IsNaN(one.Lo) && math.IsNaN(one.Hi), "%v", one)
	never := claims.JackknifeSeeds(5, claims.ErrorRate95, func([]int) float64 { return math.NaN() })
	assert.True(t, math.IsNaN(never.Lo) && math.IsNaN(never.Hi), "%v", never)
}

// A rank correlation of clustered cells, the use it is put to: x and y are
// independent and each seed shifts all its cells alike, so the true coefficient is
// 0. Each side of the interval misses it in 2.5% of the trials, within five
// binomial deviations and as much again for the approximation by Student's t.
func TestJackknifeCoverage(t *testing.T) {
	const n, cells, trials, seed = 20, 3, 600, 42
	rng := rand.New(rand.NewPCG(seed, 0))
	var below, above float64
	for range trials {
		x, y := make([][]float64, n), make([][]float64, n)
		for i := range n {
			shiftX, shiftY := rng.NormFloat64(), rng.NormFloat64()
			for range cells {
				x[i], y[i] = append(x[i], shiftX+rng.NormFloat64()), append(y[i], shiftY+rng.NormFloat64())
			}
		}
		ci := claims.JackknifeSeeds(n, claims.ErrorRate95, func(seeds []int) float64 {
			var a, b []float64
			for _, s := range seeds {
				a, b = append(a, x[s]...), append(b, y[s]...)
			}
			return claims.Spearman(a, b)
		})
		if ci.Hi < 0 {
			below++
		}
		if ci.Lo > 0 {
			above++
		}
	}
	allowed := 2 * 5 * math.Sqrt(claims.ErrorRate95*(1-claims.ErrorRate95)/trials)
	assert.InDelta(t, claims.ErrorRate95, below/trials, allowed, "share of intervals below 0")
	assert.InDelta(t, claims.ErrorRate95, above/trials, allowed, "share of intervals above 0")

	// Intervals that never miss are too wide: of 30 misses expected on both sides
	// together, five deviations still leave three.
	both := 2 * claims.ErrorRate95
	assert.GreaterOrEqual(t, (below+above)/trials, both-5*math.Sqrt(both*(1-both)/trials), "share of intervals that miss 0")
	t.Logf("misses of %d: %v below, %v above", trials, below, above)
}

// slopeTolerance bounds the error of LogSlope on exact powers y = c x^p. Each
// logarithm errs by 2u of itself, each mean by n u of the largest, so that
// deviations err by d = (n+4) u (max|ln y| + |p| max|ln x|). Least squares turns
// that into at most d sum|dx| / sum dx^2 <= d / sd(ln x), and the two sums take as
// much again. The intercept ln y - slope ln x then errs by
// d + (slope's error) max|ln x|, and its exponential by one ulp more.
func slopeTolerance(x, y []float64, p float64) (slope, constant float64) {
	n := float64(len(x))
	var sum, sum2, maxX, maxY float64
	for i := range x {
		lx := math.Log(x[i])
		sum += lx
		sum2 += lx * lx
		maxX = max(maxX, math.Abs(lx))
		maxY = max(maxY, math.Abs(math.Log(y[i])))
	}
	sd := math.Sqrt(sum2/n - sum*sum/n/n)
	d := (n + 4) * u * (maxY + math.Abs(p)*maxX)
	slope = 2 * d / sd
	return slope, d + slope*maxX + 2*u
}

func TestLogSlopeOfPowers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		p := rapid.IntRange(-8, 8).Draw(t, "p")
		e := rapid.IntRange(-40, 40).Draw(t, "log2 c")
		lo := rapid.IntRange(-30, 10).Draw(t, "log2 x0")
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = math.Ldexp(1, lo+i)
			y[i] = math.Ldexp(1, e+p*(lo+i)) // exact
		}
		slope, c := claims.LogSlope(x, y)
		tolSlope, tolC := slopeTolerance(x, y, float64(p))
		if !(math.Abs(slope-float64(p)) <= tolSlope) {
			t.Fatalf("slope %v, want %d +- %v", slope, p, tolSlope)
		}
		if want := math.Ldexp(1, e); !(math.Abs(c/want-1) <= tolC) {
			t.Fatalf("constant %v, want %v +- %v relative", c, want, tolC)
		}
	})
}

// The normal equations by hand: ln y = 0, 1, 1 at ln x = 0, 1, 2 has slope 1/2
// and intercept 1/6. The tolerance is that of powers of slope 1 on the same x.
func TestLogSlopeIsLeastSquares(t *testing.T) {
	x := []float64{1, math.E, math.E * math.E}
	y := []float64{1, math.E, math.E}
	slope, c := claims.LogSlope(x, y)
	tolSlope, tolC := slopeTolerance(x, y, 1)
	assert.InDelta(t, 0.5, slope, tolSlope)
	assert.InEpsilon(t, math.Exp(1./6), c, tolC)
}

func TestLogSlopeUndefined(t *testing.T) {
	for _, c := range [][2][]float64{
		{nil, nil},
		{{1}, {2}},
		{{2, 2}, {1, 3}},        // x does not vary
		{{1, 2}, {0, 1}},        // ln 0
		{{1, 2, 4}, {1, -1, 1}}, // ln of a negative number
	} {
		slope, _ := claims.LogSlope(c[0], c[1])
		assert.False(t, math.Abs(slope) <= math.MaxFloat64, "LogSlope(%v, %v) = %v", c[0], c[1], slope)
	}
}
