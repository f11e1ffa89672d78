package spectra

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/properties/internal/number"
	"adfd/theory"
)

// Values 3 and 1 with eta 1/10: the larger has the slope ln 2, the smaller ln(4.2/0.9).
func TestEntropyChangeByHand(t *testing.T) {
	const roundings = 32 // of u, more than the operations there are
	want := 0.1 / (3.8 * math.Ln2) * (math.Ln2 + math.Log(4.2/0.9))
	assert.InEpsilon(t, want, entropyChange([]float64{3, 1}, 0.1), roundings*number.UnitRoundoff)
	assert.Zero(t, entropyChange([]float64{3}, 0.1))
}

// The limits of what EntropyEquality takes: two values, and a positive one.
func TestEntropyEqualityLimits(t *testing.T) {
	assert.NoError(t, EntropyEquality(theory.TruncatedEntropy, []float64{1, 0.5}, 2))
	assert.NoError(t, EntropyEquality(theory.TruncatedEntropy, []float64{1, 1}, 2))
	assert.ErrorContains(t, EntropyEquality(theory.TruncatedEntropy, []float64{0, 0}, 2), "a positive one")
	assert.ErrorContains(t, EntropyEquality(theory.TruncatedEntropy, []float64{1, 1}, 1), "2 or more")
}
