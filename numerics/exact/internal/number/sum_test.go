package number_test

import (
	"math/big"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"adfd/numerics/exact/internal/number"
)

// drawn is a number of up to 200 bits, often a power of two or next to one, where rounding is
// closest to a decision.
func drawn(t *rapid.T, label string, exponents *rapid.Generator[int]) *big.Float {
	n := big.NewInt(rapid.Int64().Draw(t, label))
	if rapid.Bool().Draw(t, label+" beside a power of two") {
		sign := rapid.SampledFrom([]int64{1, -1}).Draw(t, label+" sign")
		n = new(big.Int).Lsh(big.NewInt(sign), rapid.UintRange(0, 190).Draw(t, label+" power"))
		n.Add(n, big.NewInt(rapid.Int64Range(-1, 1).Draw(t, label+" beside")))
	}
	return number.Shift(number.NewFloat(200).SetInt(n), exponents.Draw(t, label+" exponent"))
}

// sameSum compares a sum and a difference with those of math/big.
func sameSum(t *rapid.T, x, y *big.Float, prec uint) {
	for name, of := range map[string][2]func(z, x, y *big.Float) *big.Float{
		"sum": {number.Add, (*big.Float).Add}, "difference": {number.Sub, (*big.Float).Sub},
	} {
		got, want := of[0](number.NewFloat(prec), x, y), of[1](number.NewFloat(prec), x, y)
		assert.Equal(t, want.Text('p', 0), got.Text('p', 0), "%s of %v and %v in %d bits", name, x, y, prec)
		assert.Equal(t, want.Acc(), got.Acc(), "%s of %v and %v in %d bits", name, x, y, prec)
		assert.Equal(t, want.Prec(), got.Prec())
	}
}

// A sum is that of math/big to the last bit and in what it says about its rounding, at distances
// on both sides of all limits.
func TestSumsAreThoseOfMathBig(t *testing.T) {
	far := rapid.OneOf(rapid.IntRange(-9000, 9000), rapid.IntRange(-4300, -3900), rapid.IntRange(3900, 4300), rapid.IntRange(-300, 300))
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawn(t, "x", rapid.Just(0)), drawn(t, "y", far)
		for _, prec := range []uint{0, 1, 2, 24, 53, 199, 200, 201, 384, 5000} {
			sameSum(t, x, y, prec)
			sameSum(t, y, x, prec)
		}
	})
}

// Zeros and infinities go through, and the operands stay as they were, one of which the result may be.
func TestSumsOfSpecialNumbers(t *testing.T) {
	inf, tiny := new(big.Float).SetInf(false), number.Shift(number.NewInt(1, 64), -1<<30)
	assert.True(t, number.Add(number.NewFloat(64), inf, tiny).IsInf())
	assert.Zero(t, number.Sub(number.NewFloat(64), tiny, new(big.Float)).Cmp(tiny))
	one := number.NewInt(1, 64)
	assert.Zero(t, number.Add(one, one, tiny).Cmp(number.NewInt(1, 64)))
	assert.Equal(t, "0x.8p-1073741823", tiny.Text('p', 0))
}

// What a sum allocates does not grow with the distance of its operands.
func TestSumsOfDistantNumbersAreSmall(t *testing.T) {
	one, tiny := number.NewInt(1, 256), number.Shift(number.NewInt(1, 256), -1<<30)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		number.Add(number.NewFloat(256), one, tiny)
		number.Sub(number.NewFloat(256), tiny, one)
	}
	runtime.ReadMemStats(&after)
	// A sum of n bits takes a few hundred bytes; written out, these take 128 MB each.
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
}
