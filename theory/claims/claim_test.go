package claims_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/pde"
	"adfd/theory/claims"
)

// A claim says everything that is needed to run it, to judge it, and to show
// that it could have come out otherwise.
func TestClaimsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range claims.All() {
		assert.Regexp(t, regexp.MustCompile(`^[A-Z][0-9]+[a-z]?$`), c.ID)
		assert.False(t, seen[c.ID], "%s occurs twice", c.ID)
		seen[c.ID] = true
		for what, text := range map[string]string{
			"statement": c.Statement, "hypotheses": c.Hypotheses, "regime": c.Regime, "criterion": c.Criterion,
			"counter-criterion": c.Counter, "reason": c.Because, "fault": c.Fault.Why,
		} {
			assert.NotEmpty(t, text, "%s has no %s", c.ID, what)
		}
		assert.Contains(t, []claims.Source{claims.Paper, claims.Sharpened, claims.Ours}, c.Source, c.ID)
		assert.Contains(t, []claims.Verdict{claims.Holds, claims.Fails}, c.Expected, "%s must commit itself", c.ID)

		setup := claims.DefaultSetup(claims.Test, claims.DefaultSeed)
		assert.NotEqual(t, setup, setup.With(c.Fault.Change), "the fault of %s changes nothing", c.ID)
		assert.Zero(t, c.Fault.Change.Size, "the fault of %s must not change the size", c.ID)
	}
}

// The paper's comparisons, all of AD with FD, are checked against AD on both
// sides.
func TestPaperClaimsArePaired(t *testing.T) {
	for _, c := range claims.All() {
		if c.Source != claims.Ours {
			assert.True(t, c.Paired, c.ID)
		}
	}
	setup := claims.DefaultSetup(claims.Test, 1).With(claims.Control)
	assert.Equal(t, claims.EngineAD, setup.AD)
	assert.Equal(t, claims.EngineAD, setup.FD)
}

func TestLookup(t *testing.T) {
	for _, c := range claims.All() {
		got, err := claims.Lookup(c.ID)
		require.NoError(t, err)
		assert.Equal(t, c.Statement, got.Statement)
	}
	_, err := claims.Lookup("E99")
	assert.ErrorContains(t, err, `unknown claim "E99"`)
	for _, c := range claims.All() {
		assert.ErrorContains(t, err, c.ID, "the error lists what there is")
	}
	_, err = claims.Lookup("e1W")
	assert.ErrorContains(t, err, `unknown claim "e1W" (did you mean "E1w"?)`, "ids are exact")
}

// The claims that no differential equation's features enter have no other seeds.
func TestSeedsOfClaims(t *testing.T) {
	for _, size := range []claims.Size{claims.Short, claims.Test, claims.Audit} {
		assert.Equal(t, size.Seeds(), claims.Claim{}.Seeds(size))
		assert.Equal(t, 1, claims.Claim{Unseeded: true}.Seeds(size))
	}
	for _, c := range claims.All() {
		assert.False(t, c.Paired && c.Unseeded, "%s compares pairs of seeds", c.ID)
	}
}

func TestCutoffs(t *testing.T) {
	cutoffs := claims.Cutoffs()
	require.Len(t, cutoffs, 3)
	assert.Equal(t, claims.Cutoff{Name: "a", Factor: 1}, cutoffs[0], "the default decides")
	assert.Equal(t, claims.Cutoff{Name: "a/3", Factor: 1. / 3}, cutoffs[1])
	assert.Equal(t, claims.Cutoff{Name: "3a", Factor: 3}, cutoffs[2])
}

// The made-up tables, and the setting that E2a leaves out, go by the names of
// the real problems.
func TestProblemNames(t *testing.T) {
	var names []string
	for _, s := range sweep {
		names = append(names, s.problem)
		p, err := pde.ByName(s.problem)
		require.NoError(t, err)
		assert.Equal(t, s.q, float64(p.Order), "order of %s", s.problem)
	}
	assert.Subset(t, pde.Names(), names)
}
