package fd_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact"
	"adfd/numerics/fd"
)

// Fornberg's recurrence against Lagrange polynomials expanded one by one.
func TestAgainstLagrangePolynomials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(1, 5).Draw(t, "q")
		offsets := offsetsFor(t, q)
		s, err := fd.NewRat(q, offsets)
		require.NoError(t, err)
		ref, err := exact.NewStencil(q, offsets)
		require.NoError(t, err)

		weight := map[string]*big.Rat{}
		for j, w := range s.Weights() {
			weight[s.Offsets()[j].RatString()] = w
		}
		for j, w := range ref.Weights {
			got, kept := weight[ref.Offsets[j].RatString()]
			if w.Sign() == 0 {
				assert.False(t, kept, "offset %v has weight zero", ref.Offsets[j])
				continue
			}
			require.True(t, kept, "offset %v", ref.Offsets[j])
			assert.Equal(t, w.RatString(), got.RatString(), "offset %v", ref.Offsets[j])
		}
		assert.Equal(t, ref.Accuracy(), s.Accuracy())
		assert.Equal(t, ref.Constant().RatString(), s.Constant().RatString())
	})
}
