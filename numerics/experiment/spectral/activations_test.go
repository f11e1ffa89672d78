package spectral

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab"
	"adfd/theory"
	"adfd/theory/claims"
)

// What a setup puts in the place of the activation is what is measured, and what the
// table says.
func TestActivationReachesEveryProtocol(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	changed := s.With(claims.Setup{Activation: "gaussian"})
	set := Setting{"poisson-1d", "sin", Dyadic, 31, 16, theory.Float64, 0}
	e := GridEntry{Setting: set, Steps: lab.DyadicSteps(5)}
	own := GridEntry{Setting: Setting{"poisson-1d", "gaussian", Dyadic, 31, 16, theory.Float64, 0}, Steps: e.Steps}

	t.Run("trial", func(t *testing.T) {
		b, err := NewTrial[float64](changed, set, 0)
		require.NoError(t, err)
		assert.Equal(t, "gaussian", b.activation.Name())
		assert.Equal(t, "gaussian", b.set.Activation)
	})
	t.Run("sinc", func(t *testing.T) {
		got, err := measureSinc(t.Context(), changed, e, 0)
		require.NoError(t, err)
		want, err := measureSinc(t.Context(), s, own, 0)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
	t.Run("perturbation", func(t *testing.T) {
		got, err := measureGaps(t.Context(), changed, e, 0)
		require.NoError(t, err)
		want, err := measureGaps(t.Context(), s, own, 0)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
	t.Run("sweep", func(t *testing.T) {
		got, err := sweep(t.Context(), changed, Grid{e}, smallSeeds, nil)
		require.NoError(t, err)
		want, err := sweep(t.Context(), s, Grid{own}, smallSeeds, nil)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
	t.Run("edges", func(t *testing.T) {
		set := Setting{"poisson-1d", "sin", ordinary, 60, 50, theory.Float64, 0}
		got, err := measureEdges[float64](t.Context(), changed, set, 0)
		require.NoError(t, err)
		set.Activation = "gaussian"
		want, err := measureEdges[float64](t.Context(), s, set, 0)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	})
}

// The table of S1 names what was measured, and takes its growth from the same
// activation: max|s^(4)|/max|s^(2)| is 1 for sin and 12/2 for exp(-z^2).
func TestPerturbationNamesTheActivation(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	table, err := Perturbation(t.Context(), s.With(claims.Setup{Activation: "gaussian"}), nil)
	require.NoError(t, err)
	seen := false
	for _, r := range table.Rows {
		assert.Equal(t, "gaussian", table.Key(r, "activation"))
		if table.Value(r, claims.ColOrder) == 2 {
			seen = true
			assert.InDelta(t, 6, table.Value(r, claims.ColGrowth), 0x1p-48) // 0 is a point of the grid
		}
	}
	assert.True(t, seen)
}
