package theory_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/theory"
)

// entropyTolerance is absolute, for H = S/ln n of n values. p_k is three
// roundings and a sum of n terms away from exact, (n+2)u relative, which moves
// S = -sum p ln p by at most (n+2)u sum p(|ln p|+1) = (n+2)u (S+1). The
// logarithms, products and the sum add (n+3)u S, the division by ln n and that
// logarithm 3u H. With S = H ln n and H <= 1 that is
//
//	(2n+8)u + (n+2)u / ln n,
//
// and one u for what is of second order.
func entropyTolerance(n int) float64 {
	if n < 2 {
		return 0
	}
	x := float64(n)
	return u * (2*x + 9 + (x+2)/math.Log(x))
}

// exactEntropy is the entropy in nats of the weights, in 256 bits.
func exactEntropy(weights []float64) *big.Float {
	sum := exact.New(0)
	for _, w := range weights {
		sum.Add(sum, exact.New(w))
	}
	// -sum p ln p = ln S - sum w ln w / S.
	dot := exact.New(0)
	for _, w := range weights {
		if w != 0 {
			dot.Add(dot, exact.New(0).Mul(exact.New(w), exact.Log(exact.New(w))))
		}
	}
	return exact.New(0).Sub(exact.Log(sum), dot.Quo(dot, sum))
}

// exactH is exactEntropy / ln n, rounded once.
func exactH(weights []float64) float64 {
	if len(weights) < 2 {
		return 0
	}
	h := exactEntropy(weights)
	return exact.Float64(h.Quo(h, exact.Log(exact.New(float64(len(weights))))))
}

// spectra draws descending positive values over 40 binary orders with ties.
func spectra(minLen, maxLen int) *rapid.Generator[[]float64] {
	value := rapid.OneOf(
		rapid.Map(rapid.Float64Range(-30, 10), math.Exp2),
		rapid.SampledFrom([]float64{1, 0.5, 0x1p-20}),
	)
	return rapid.Map(rapid.SliceOfN(value, minLen, maxLen), func(s []float64) []float64 {
		slices.Sort(s)
		slices.Reverse(s)
		return s
	})
}

func scaled(sigma []float64, c float64) []float64 {
	out := make([]float64, len(sigma))
	for k, s := range sigma {
		out[k] = c * s
	}
	return out
}

// near fails unless |got - want| <= tol; NaN is near nothing.
func near(t *rapid.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Fatalf("%s: %v, want %v +- %v", what, got, want, tol)
	}
}

func entropy(t require.TestingT, v theory.EntropyVariant, sigma []float64, a float64, count int) float64 {
	h, err := theory.Entropy(v, sigma, a, count)
	require.NoError(t, err)
	return h
}

// p = 1/2, 1/4, 1/8, 1/8 has entropy 7/4 ln 2, and so on.
func TestEntropyByHand(t *testing.T) {
	ln := math.Log
	spectrum := []float64{4, 2, 1, 1, 0x1p-40} // the last one below every cut-off here
	const a = 0x1p-10
	for _, c := range []struct {
		variant theory.EntropyVariant
		sigma   []float64
		a       float64
		count   int
		want    float64
		n       int
	}{
		{theory.EntropyDefault, spectrum, a, 0, 7. / 8, 4},
		{theory.EntropyDefault, spectrum, 0.5, 0, (ln(3) - 2./3*ln(2)) / ln(2), 2}, // p = 2/3, 1/3
		{theory.EntropyNoFactor, spectrum, a, 0, 7. / 4 * ln(2), 4},
		{theory.EntropyFull, spectrum, a, 0, 7. / 4 * ln(2) / ln(5), 4},
		{theory.EntropyCount, spectrum, a, 2, (ln(3) - 2./3*ln(2)) / ln(2), 2},
		{theory.EntropyCount, spectrum, 0.9, 4, 7. / 8, 4}, // the cut-off plays no part
		{theory.EntropyAbsolute, spectrum, a, 0, 7. / 8, 4},
		{theory.EntropyAbsolute, spectrum, 1.5, 0, (ln(3) - 2./3*ln(2)) / ln(2), 2},   // keeps 4 and 2
		{theory.EntropySquared, []float64{2, 1, 1, 1, 1}, a, 0, 2 * ln(2) / ln(5), 5}, // p = 1/2 and four of 1/8
	} {
		got := entropy(t, c.variant, c.sigma, c.a, c.count)
		// ln n for the readings that are not divided by it.
		assert.InDelta(t, c.want, got, entropyTolerance(c.n)*max(1, ln(float64(c.n))), "%s of %v at %v", c.variant, c.sigma, c.a)
	}
}

// The paper's mechanism in its smallest form: a tiny third value hardly adds to
// the sum of p ln p, but it turns ln 2 into ln 3.
func TestEntropyFallsWithTinyValues(t *testing.T) {
	two, three := []float64{1, 1}, []float64{1, 1, 0x1p-40}
	assert.InDelta(t, 1, theory.TruncatedEntropy(two, 2), entropyTolerance(2))
	// e ln(1/e) + e for e = 2^-41 bounds what the third value adds.
	e := 0x1p-41
	assert.InDelta(t, math.Log(2)/math.Log(3), theory.TruncatedEntropy(three, 3), e*(1-math.Log(e))+entropyTolerance(3))
	assert.InDelta(t, math.Log(2), entropy(t, theory.EntropyNoFactor, three, 0x1p-50, 0), e*(1-math.Log(e))+entropyTolerance(3)*math.Log(3))
}

func TestEntropyOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma := spectra(1, 60).Draw(t, "sigma")
		n := rapid.IntRange(1, len(sigma)).Draw(t, "n")
		near(t, "H", theory.TruncatedEntropy(sigma, n), exactH(sigma[:n]), entropyTolerance(n))

		a := sigma[n-1] / sigma[0] * (1 - 4*u) // keeps sigma_n whatever the rounding
		kept := 0
		for kept < len(sigma) && sigma[kept] >= a*sigma[0] {
			kept++
		}
		near(t, "default", entropy(t, theory.EntropyDefault, sigma, a, 0), exactH(sigma[:kept]), entropyTolerance(kept))
		squares := make([]float64, kept)
		for k := range squares {
			squares[k] = sigma[k] * sigma[k]
		}
		// Each square carries another rounding, and each here one too: as if n
		// were larger by 4.
		near(t, "squared", entropy(t, theory.EntropySquared, sigma, a, 0), exactH(squares), entropyTolerance(kept+4))
	})
}

func TestEntropyRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma := spectra(1, 60).Draw(t, "sigma")
		n := rapid.IntRange(0, len(sigma)+3).Draw(t, "n")
		h := theory.TruncatedEntropy(sigma, n)
		if !(h >= 0 && h <= 1+entropyTolerance(n)) {
			t.Fatalf("H = %v outside [0, 1]", h)
		}
		if n <= 1 && h != 0 {
			t.Fatalf("H = %v of %d values", h, n)
		}
		if clipped := theory.TruncatedEntropy(sigma, min(n, len(sigma))); clipped != h {
			t.Fatalf("a count beyond the spectrum gives %v, not %v", h, clipped)
		}
	})
}

// Equal values reach 1. Others stay below by the divergence from the uniform
// distribution, 1 - H = KL/ln n, and Pinsker's inequality bounds that from
// below: KL >= 2 TV^2, with TV = sum |p_k - 1/n| / 2.
func TestEntropyEqualityCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 60).Draw(t, "n")
		c := math.Exp2(rapid.Float64Range(-300, 300).Draw(t, "log2 c"))
		equal := slices.Repeat([]float64{c}, n)
		near(t, "H of equal values", theory.TruncatedEntropy(equal, n), 1, entropyTolerance(n))

		sigma := spectra(n, n).Draw(t, "sigma")
		var sum, tv float64
		for _, s := range sigma {
			sum += s
		}
		for _, s := range sigma {
			tv += math.Abs(s/sum-1/float64(n)) / 2
		}
		gap := 2 * tv * tv / math.Log(float64(n))
		// TV errs by (n+2)u and is at most 1, its square by twice that.
		tol := entropyTolerance(n) + 2*2*(float64(n)+2)*u/math.Log(2)
		if h := theory.TruncatedEntropy(sigma, n); !(1-h >= gap-tol) {
			t.Fatalf("1 - H = %v below Pinsker's %v", 1-h, gap)
		}
	})
}

func TestEntropyScaleInvariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma := spectra(2, 40).Draw(t, "sigma")
		a := math.Exp2(rapid.Float64Range(-45, -1).Draw(t, "log2 a"))
		count := rapid.IntRange(0, len(sigma)).Draw(t, "count")

		// Powers of two scale without rounding, up to the ends of the range.
		c := math.Ldexp(1, rapid.IntRange(-900, 1000).Draw(t, "log2 c"))
		if got, want := theory.EffectiveCutoff(scaled(sigma, c), a), theory.EffectiveCutoff(sigma, a); got != want {
			t.Fatalf("n_a = %d, of the scaled spectrum %d", want, got)
		}
		for _, v := range theory.EntropyVariants() {
			cut := a
			if v == theory.EntropyAbsolute {
				cut = a * c // the one reading that is not invariant: its cut-off scales too
			}
			if got, want := entropy(t, v, scaled(sigma, c), cut, count), entropy(t, v, sigma, a, count); got != want {
				t.Fatalf("%s: %v, of the scaled spectrum %v", v, want, got)
			}
		}

		// Any other factor rounds each value once: as if n were larger by 2.
		c = math.Exp2(rapid.Float64Range(-200, 200).Draw(t, "log2 c'"))
		n := len(sigma)
		near(t, "H(cA)", theory.TruncatedEntropy(scaled(sigma, c), n), theory.TruncatedEntropy(sigma, n),
			entropyTolerance(n)+entropyTolerance(n+2))
	})
}

// Shannon's grouping law: of two groups with shares s and 1-s,
// S = S(s, 1-s) + s S(first) + (1-s) S(second).
func TestEntropyGrouping(t *testing.T) {
	shannon := func(t *rapid.T, sigma []float64) float64 {
		return entropy(t, theory.EntropyNoFactor, sigma, 0, 0)
	}
	rapid.Check(t, func(t *rapid.T) {
		sigma := spectra(4, 40).Draw(t, "sigma")
		cut := rapid.IntRange(2, len(sigma)-2).Draw(t, "cut")
		var first, second float64
		for k, s := range sigma {
			if k < cut {
				first += s
			} else {
				second += s
			}
		}
		s := first / (first + second)
		pair := []float64{max(first, second), min(first, second)}
		want := shannon(t, pair) + s*shannon(t, sigma[:cut]) + (1-s)*shannon(t, sigma[cut:])
		// Four entropies in nats, and shares that err by (n+2)u as the p_k do.
		n := len(sigma)
		near(t, "S", shannon(t, sigma), want, 5*entropyTolerance(n)*math.Log(float64(n)))
	})
}

func TestEntropyVariantRelations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma := spectra(2, 60).Draw(t, "sigma")
		a := math.Exp2(rapid.Float64Range(-45, -1).Draw(t, "log2 a"))
		n := theory.EffectiveCutoff(sigma, a)
		lnA, ln := math.Log(float64(n)), math.Log(float64(len(sigma)))
		h := entropy(t, theory.EntropyDefault, sigma, a, 0)
		s := entropy(t, theory.EntropyNoFactor, sigma, a, 0)

		// A quotient and a product: 2u of each side, twice.
		near(t, "no factor = default * ln n_a", s, h*lnA, 4*u*s)
		near(t, "1/ln n = no factor / ln n", entropy(t, theory.EntropyFull, sigma, a, 0)*ln, s, 4*u*s)
		for what, pair := range map[string][2]float64{
			"default = H at n_a":           {h, theory.TruncatedEntropy(sigma, n)},
			"count n_a = default":          {h, entropy(t, theory.EntropyCount, sigma, 0.99, n)},
			"absolute a sigma_1 = default": {h, entropy(t, theory.EntropyAbsolute, sigma, a*sigma[0], 0)},
		} {
			if pair[0] != pair[1] {
				t.Fatalf("%s: %v and %v", what, pair[0], pair[1])
			}
		}
		roots := make([]float64, len(sigma))
		for k, x := range sigma {
			roots[k] = math.Sqrt(x)
		}
		// The squares of n rounded roots, 3u each: as if n were larger by 4.
		near(t, "sigma^2 of roots = default", entropy(t, theory.EntropySquared, roots[:n], 0, 0), h, entropyTolerance(n)+entropyTolerance(n+4))
	})
}

// A spectrum that is empty, zero or not finite keeps nothing in every reading.
func TestEntropyOfBrokenSpectra(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for name, sigma := range map[string][]float64{
		"nil": nil, "empty": {}, "zeros": {0, 0, 0}, "NaN": {nan, 1, 1}, "all NaN": {nan, nan}, "Inf": {inf, 1, 1}, "negative": {-1, -1},
	} {
		assert.Zero(t, theory.EffectiveCutoff(sigma, 1e-10), name)
		assert.Zero(t, theory.EffectiveCutoff(sigma, 0), name)
		for _, v := range theory.EntropyVariants() {
			for _, a := range []float64{0, 1e-10} {
				assert.Equal(t, 0.0, entropy(t, v, sigma, a, 3), "%s of %s at %v", v, name, a)
			}
		}
	}
	for _, v := range theory.EntropyVariants() {
		assert.Equal(t, 0.0, entropy(t, v, []float64{2}, 0.1, 1), "%s of one value", v)
		assert.Equal(t, 0.0, entropy(t, v, []float64{1, 0, 0}, 0.1, 1), "%s of rank one", v)
	}
	assert.Equal(t, 0.0, theory.TruncatedEntropy([]float64{1, 1}, -1))
}

// Sums, squares and reciprocals of these values leave the range of float64.
func TestEntropyAtTheEndsOfTheRange(t *testing.T) {
	for _, c := range []float64{math.MaxFloat64, 0x1p1000, 0x1p-700, 0x1p-1040} {
		sigma := []float64{c, c / 2, c / 4, c / 4} // p = 4/8, 2/8, 1/8, 1/8 as above
		assert.InDelta(t, 7./8, theory.TruncatedEntropy(sigma, 4), entropyTolerance(4), "c = %v", c)
		squares := entropy(t, theory.EntropySquared, sigma, 0.1, 0)
		assert.Equal(t, entropy(t, theory.EntropySquared, []float64{4, 2, 1, 1}, 0.1, 0), squares, "c = %v", c)
	}
}

func TestEntropyUnknownVariant(t *testing.T) {
	_, err := theory.Entropy("renyi", []float64{1, 1}, 0.1, 2)
	assert.ErrorContains(t, err, `"renyi"`)
}

func TestEntropyLeavesSpectrum(t *testing.T) {
	for _, v := range theory.EntropyVariants() {
		sigma := []float64{3, 2, 1}
		entropy(t, v, sigma, 0.1, 3)
		assert.Equal(t, []float64{3, 2, 1}, sigma, "%s", v)
	}
}
