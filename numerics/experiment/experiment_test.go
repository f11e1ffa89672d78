package experiment

import (
	"context"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/lab/labtest"
	"adfd/theory"
	"adfd/theory/claims"
)

func TestRunRejects(t *testing.T) {
	good := claims.DefaultSetup(claims.Short, 1)
	for name, c := range map[string]struct {
		id     string
		change func(*claims.Setup)
		says   string
	}{
		"claim":    {"Z9", func(*claims.Setup) {}, `"Z9"`},
		"size":     {"E1", func(s *claims.Setup) { s.Size = "huge" }, `"huge"`},
		"engine":   {"E1", func(s *claims.Setup) { s.AD = "dual" }, `"dual"`},
		"entropy":  {"K1", func(s *claims.Setup) { s.Entropy = "Renyi" }, `"Renyi"`},
		"cutoff":   {"E1", func(s *claims.Setup) { s.Cutoff = math.NaN() }, "NaN"},
		"function": {"S4", func(s *claims.Setup) { s.Activation = "cosine" }, `"cosine"`},
		"accuracy": {"S4", func(s *claims.Setup) { s.Accuracy = 3 }, "3"},
	} {
		t.Run(name, func(t *testing.T) {
			s := good
			c.change(&s)
			_, err := Run(context.Background(), c.id, s, nil)
			require.Error(t, err)
			assert.ErrorContains(t, err, c.says)
		})
	}
}

// A reading of entropy that nobody knows is an error before a sweep, which is long.
func TestRunChecksEntropy(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 98)
	measures := func(done, _ int) { assert.Fail(t, "a unit was measured", "%d", done) }
	for _, unknown := range []theory.EntropyVariant{"Renyi", ""} {
		bad := s
		bad.Entropy = unknown
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // a sweep that began would say so
		_, err := Run(ctx, "E1", bad, measures)
		assert.ErrorContains(t, err, strconv.Quote(string(unknown)))
	}
}

func TestEveryClaimHasAProtocol(t *testing.T) {
	ids := map[string]bool{}
	for _, c := range claims.All() {
		ids[c.ID] = true
		assert.Contains(t, catalog, c.ID)
	}
	for id := range catalog {
		assert.Contains(t, ids, id, "a protocol without a claim")
	}
}

// A claim that does not read the training grid has Audit's table at Full. A4's grid at
// Audit is unlike that of any other size, and no table of it is kept.
func TestFullIsAuditElsewhere(t *testing.T) {
	claim, err := claims.Lookup("A4")
	require.NoError(t, err)
	require.False(t, claim.Trains)
	s := claims.DefaultSetup(claims.Full, 20250104)
	got, err := Run(t.Context(), "A4", s, nil)
	require.NoError(t, err)
	want, err := Run(t.Context(), "A4", s.With(claims.Setup{Size: claims.Audit}), nil)
	require.NoError(t, err)
	assert.Equal(t, labtest.Spelled(want), labtest.Spelled(got))
}
