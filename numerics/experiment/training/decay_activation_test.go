package training

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/spectral"
	"adfd/theory"
	"adfd/theory/claims"
)

// What a setup puts in the place of the activation is what the decay is measured with.
func TestActivationReachesDecay(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	changed := s.With(claims.Setup{Activation: "gaussian"})
	set := spectral.Settings(spectral.Dyadic, 31, 16, theory.Float64)[1] // Poisson with sin
	e := spectral.GridEntry{Setting: set, Steps: lab.DyadicSteps(5)}
	own := spectral.GridEntry{Setting: set.Under(changed), Steps: e.Steps}
	got, err := measureDecay(t.Context(), changed, featureCell(e), 0, false)
	require.NoError(t, err)
	want, err := measureDecay(t.Context(), s, featureCell(own), 0, false)
	require.NoError(t, err)
	assert.Equal(t, want.ratios, got.ratios)
}
