package gen_test

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/numerics/exact"
	"adfd/properties/gen"
)

// drawn is how many examples show what a generator reaches.
const drawn = 400

// Every rank from none to full occurs.
func TestDeficientRanks(t *testing.T) {
	const n = 3
	ranks := map[int]int{}
	for seed := range drawn {
		rank := 0
		for _, s := range gen.Spectrum(gen.Deficient, n, n).Example(seed) {
			if s != 0 {
				rank++
			}
		}
		ranks[rank]++
	}
	for rank := range n + 1 {
		assert.Positive(t, ranks[rank], "rank %d", rank)
	}
}

// Both ends, multiples of 1/16, other numbers and, around 0, tiny ones occur.
func TestNumbersReachEverything(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   []string
	}{
		{-1.7, 0.3, []string{"first", "last", "multiple", "other", "tiny"}},
		{0.3, 1.7, []string{"first", "last", "multiple", "other"}},
		{-1.7, -0.3, []string{"first", "last", "multiple", "other"}},
		{0.26, 0.31, []string{"first", "last", "other"}},
	} {
		seen := map[string]bool{}
		for seed := range drawn {
			switch x := gen.In(c.lo, c.hi).Example(seed); {
			case x == c.lo:
				seen["first"] = true
			case x == c.hi:
				seen["last"] = true
			case x == math.Round(16*x)/16:
				seen["multiple"] = true
			case math.Abs(x) < 0x1p-100:
				seen["tiny"] = true
			default:
				seen["other"] = true
			}
		}
		assert.ElementsMatch(t, c.want, slices.Collect(maps.Keys(seen)), "[%v, %v]", c.lo, c.hi)
	}
}

// Offsets of both signs, 0, fractions and both ends occur.
func TestStencilOffsets(t *testing.T) {
	seen := map[string]bool{}
	for seed := range drawn {
		for _, s := range gen.Stencils(3, 3).Example(seed).Offsets {
			v, _ := s.Float64()
			seen["negative"] = seen["negative"] || v < 0
			seen["positive"] = seen["positive"] || v > 0
			seen["zero"] = seen["zero"] || v == 0
			seen["negative fraction"] = seen["negative fraction"] || v < 0 && !s.IsInt()
			seen["beyond -7"] = seen["beyond -7"] || v < -7
			seen["beyond 7"] = seen["beyond 7"] || v > 7
			assert.LessOrEqual(t, math.Abs(v), 8.)
		}
	}
	assert.Len(t, seen, 6)
	for what, ok := range seen {
		assert.True(t, ok, what)
	}
}

// One rotation, where the bound is nearest to what rounding does: a sixteenth of it is passed.
func TestOrthogonalErrorOfOneRotation(t *testing.T) {
	worst := 0.0
	for seed := range drawn {
		q := gen.Orthogonal(2).Example(seed)
		sum := 0.0
		for _, s := range exactValues(t, q) {
			d, _ := s.Sub(s, exact.New(1)).Float64()
			sum += d * d
		}
		worst = max(worst, math.Sqrt(sum))
	}
	assert.LessOrEqual(t, worst, gen.OrthogonalError(2))
	assert.Greater(t, worst, gen.OrthogonalError(2)/16)
	t.Logf("largest distance: %.3g of the bound", worst/gen.OrthogonalError(2))
}
