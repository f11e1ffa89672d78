package spectra_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/properties"
	"adfd/properties/gen"
	"adfd/properties/internal/lawtest"
	"adfd/properties/spectra"
	"adfd/theory"
)

const maxValues = 60

// keptSpectrum draws a spectrum and how many of its values to keep.
func keptSpectrum(t *rapid.T, least int) (sigma []float64, n int) {
	sigma = gen.Spectrum("", max(1, least), maxValues).Filter(func(s []float64) bool { return s[0] > 0 }).Draw(t, "sigma")
	return sigma, rapid.IntRange(least, len(sigma)).Draw(t, "n")
}

func TestEntropyRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma, n := keptSpectrum(t, 0)
		properties.OK(t, spectra.EntropyRange(theory.TruncatedEntropy, sigma, n))
	})
}

func TestEntropyScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma, n := keptSpectrum(t, 0)
		c := rapid.Float64Range(0x1p-200, 0x1p200).Draw(t, "c")
		properties.OK(t, spectra.EntropyScale(theory.TruncatedEntropy, sigma, n, c))
	})
}

func TestEntropyEquality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma, n := keptSpectrum(t, 2)
		properties.OK(t, spectra.EntropyEquality(theory.TruncatedEntropy, sigma, n))
		flat := gen.Spectrum(gen.Flat, 2, maxValues).Draw(t, "flat")
		properties.OK(t, spectra.EntropyEquality(theory.TruncatedEntropy, flat, len(flat)))
	})
}

func TestEntropyDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma, n := keptSpectrum(t, 0)
		properties.OK(t, spectra.EntropyDefinition(theory.TruncatedEntropy, sigma, n))
	})
}

func TestCutoffLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sigma, _ := keptSpectrum(t, 0)
		// Cut-offs that values lie on exactly, and others.
		on := rapid.Map(rapid.IntRange(0, len(sigma)-1), func(k int) float64 {
			return math.Max(sigma[k], sigma[0]*0x1p-52) / sigma[0]
		})
		cutoffs := rapid.SliceOfN(rapid.OneOf(on, gen.PowerOfTwo(-52, 1), rapid.Float64Range(0x1p-52, 2)), 1, 6).Draw(t, "cutoffs")
		slices.Sort(cutoffs)
		properties.OK(t, spectra.CutoffLaws(theory.EffectiveCutoff, sigma, cutoffs, gen.PowerOfTwo(-100, 100).Draw(t, "c")))
	})
}

// entropy with parameters that make it wrong: the weight p of a value, the
// factor in front, the number of values.
func entropy(weight func(s float64) float64, factor func(n, all int) float64, count func(n, all int) int) spectra.Entropy {
	return func(sigma []float64, n int) float64 {
		all := len(sigma)
		m := count(n, all)
		if m <= 1 {
			return 0
		}
		sum := 0.0
		for _, s := range sigma[:m] {
			sum += weight(s)
		}
		h := 0.0
		for _, s := range sigma[:m] {
			if p := weight(s) / sum; p > 0 {
				h -= p * math.Log(p)
			}
		}
		return h * factor(n, all)
	}
}

func same(s float64) float64     { return s }
func byKept(n, _ int) float64    { return 1 / math.Log(float64(n)) }
func kept(n, _ int) int          { return n }
func byNothing(_, _ int) float64 { return 1 }
func byAll(_, all int) float64   { return 1 / math.Log(float64(all)) }
func oneMore(n, all int) int     { return min(n+1, all) }
func everything(_, all int) int  { return all }
func squared(s float64) float64  { return s * s }
func withoutSum(s []float64, n int) (h float64) {
	for _, v := range s[:n] {
		h -= v * math.Log(v) / math.Log(float64(n))
	}
	return h
}

// cutoff decides with its own rule.
func cutoff(keep func(s, first, a float64) bool, shift int) spectra.Cutoff {
	return func(sigma []float64, a float64) int {
		n := 0
		for n < len(sigma) && keep(sigma[n], sigma[0], a) {
			n++
		}
		return n + shift
	}
}

func relative(s, first, a float64) bool { return s >= a*first }

func TestEntropyLawsReject(t *testing.T) {
	sigma := []float64{1, 0.75, 0.5, 0.125, 0x1p-30}
	flat := []float64{2, 2, 2, 2, 1}
	cutoffs := []float64{0x1p-40, 0.5, 0.6}
	laws := map[string]func(spectra.Entropy) error{
		"EntropyRange":      func(h spectra.Entropy) error { return spectra.EntropyRange(h, sigma, 4) },
		"EntropyScale":      func(h spectra.Entropy) error { return spectra.EntropyScale(h, sigma, 4, 3) },
		"EntropyEquality":   func(h spectra.Entropy) error { return spectra.EntropyEquality(h, flat, 4) },
		"EntropyDefinition": func(h spectra.Entropy) error { return spectra.EntropyDefinition(h, sigma, 4) },
	}
	unequal := func(h spectra.Entropy) error { return spectra.EntropyEquality(h, sigma, 4) }
	cut := func(n spectra.Cutoff) error { return spectra.CutoffLaws(n, sigma, cutoffs, 2) }

	right := entropy(same, byKept, kept)
	for name, law := range laws {
		require.NoError(t, law(right), name)
	}
	require.NoError(t, unequal(right))
	require.NoError(t, cut(cutoff(relative, 0)))

	for name, c := range map[string]struct {
		law string
		err error
	}{
		"not normalised":                 {"EntropyRange", laws["EntropyRange"](entropy(same, byNothing, kept))},
		"sign forgotten":                 {"EntropyRange", laws["EntropyRange"](func(s []float64, n int) float64 { return -right(s, n) })},
		"NaN":                            {"EntropyRange", laws["EntropyRange"](func([]float64, int) float64 { return math.NaN() })},
		"values not divided by the sum":  {"EntropyScale", laws["EntropyScale"](withoutSum)},
		"normalised by ln of all values": {"EntropyEquality", laws["EntropyEquality"](entropy(same, byAll, kept))},
		"one value too many":             {"EntropyEquality", laws["EntropyEquality"](entropy(same, byKept, oneMore))},
		"always 1":                       {"EntropyEquality", unequal(func([]float64, int) float64 { return 1 })},
		"p from sigma^2":                 {"EntropyDefinition", laws["EntropyDefinition"](entropy(squared, byKept, kept))},
		"all values, not the kept ones":  {"EntropyDefinition", laws["EntropyDefinition"](entropy(same, byKept, everything))},
		"float32": {"EntropyDefinition", laws["EntropyDefinition"](func(s []float64, n int) float64 {
			return float64(float32(right(s, n)))
		})},

		"one too many":        {"CutoffLaws", cut(cutoff(relative, 1))},
		"one too few":         {"CutoffLaws", cut(cutoff(relative, -1))},
		"above, not at least": {"CutoffLaws", cut(cutoff(func(s, first, a float64) bool { return s > a*first }, 0))},
		"absolute cut-off":    {"CutoffLaws", cut(cutoff(func(s, _, a float64) bool { return s >= a }, 0))},
		"growing with a":      {"CutoffLaws", cut(cutoff(func(s, first, a float64) bool { return s >= (0.6-a)*first }, 0))},
		"of the squares":      {"CutoffLaws", cut(cutoff(func(s, first, a float64) bool { return s*s >= a*first*first }, 0))},
		"negative":            {"CutoffLaws", cut(func([]float64, float64) int { return -1 })},
	} {
		t.Run(name, func(t *testing.T) {
			var v *properties.Violation
			require.ErrorAs(t, c.err, &v)
			assert.Equal(t, c.law, v.Law)
			assert.False(t, v.Measured <= v.Allowed)
			lawtest.Repeats(t, v)
		})
	}
}

func TestEntropyBadCases(t *testing.T) {
	h := spectra.Entropy(theory.TruncatedEntropy)
	for _, c := range []struct {
		err  error
		want string
	}{
		{spectra.EntropyRange(h, []float64{1, 2}, 2), "singular value 1, 2, is above"},
		{spectra.EntropyRange(h, []float64{1, -1}, 2), "singular value 1 is -1"},
		{spectra.EntropyRange(h, []float64{math.NaN()}, 1), "singular value 0 is NaN"},
		{spectra.EntropyRange(h, []float64{1}, 2), "2 kept values of 1"},
		{spectra.EntropyScale(h, []float64{1}, 1, 0), "factor 0"},
		{spectra.EntropyScale(h, []float64{1e300}, 1, 1e300), "times 1e+300 is +Inf"},
		{spectra.EntropyScale(h, []float64{1, 1e-300}, 1, 1e-300), "singular value 1"},
		{spectra.EntropyEquality(h, []float64{1, 1}, 1), "1 kept values"},
		{spectra.EntropyEquality(h, []float64{0, 0}, 2), "a positive one"},
		{spectra.EntropyDefinition(h, []float64{0, 0}, 2), "a positive one"},
		{spectra.EntropyDefinition(func([]float64, int) float64 { return math.NaN() }, []float64{1, 1}, 2), "is NaN"},
		{spectra.CutoffLaws(theory.EffectiveCutoff, []float64{0}, []float64{1}, 2), "a positive value"},
		{spectra.CutoffLaws(theory.EffectiveCutoff, []float64{1}, []float64{1, 0.5}, 2), "ascending"},
		{spectra.CutoffLaws(theory.EffectiveCutoff, []float64{1}, []float64{1}, 3), "power of two"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
}

// An implementation that changes sigma does not spoil the case.
func TestEntropyOfACopy(t *testing.T) {
	sigma := []float64{1, 0.5}
	greedy := func(s []float64, n int) float64 {
		h := theory.TruncatedEntropy(s, n)
		clear(s)
		return h
	}
	assert.NoError(t, spectra.EntropyScale(greedy, sigma, 2, 4))
	assert.Equal(t, []float64{1, 0.5}, sigma)
}
