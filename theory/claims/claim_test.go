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

// A claim that finds both sides equal says under which fault they are not; whoever has such clauses
// has the fault. The clauses are the criterion's, or else the counter-criterion's.
func TestParities(t *testing.T) {
	var with []string
	for _, c := range claims.All() {
		if c.Parity.Clause == "" {
			assert.Zero(t, c.Parity, c.ID)
			continue
		}
		with = append(with, c.ID)
		assert.NotEmpty(t, c.Parity.Why, c.ID)
		assert.NotEqual(t, claims.Setup{}, c.Parity.Change, c.ID)
		assert.Empty(t, c.Parity.Change.FD, "%s: FD must be there to differ", c.ID)
	}
	assert.ElementsMatch(t, []string{"K1", "K5b", "T1w", "T5", "T6"}, with)

	p := claims.Parity{Clause: "ratio"}
	ratio, other, counter := claims.Clause{What: "ratio", Where: "a"}, claims.Clause{What: "noise"}, claims.Clause{What: "ratio", Where: "b"}
	assert.Equal(t, []claims.Clause{ratio}, p.Of(claims.Outcome{Clauses: []claims.Clause{other, ratio}, Counters: []claims.Clause{counter}}))
	assert.Equal(t, []claims.Clause{counter}, p.Of(claims.Outcome{Clauses: []claims.Clause{other}, Counters: []claims.Clause{other, counter}}))
	assert.Empty(t, p.Of(claims.Outcome{Clauses: []claims.Clause{other}}))
}

// A fault's step stands in the place of FD's, and no other does.
func TestStepOr(t *testing.T) {
	s := claims.DefaultSetup(claims.Short, 1)
	assert.Equal(t, 0.25, s.StepOr(0.25))
	assert.Equal(t, 0.5, s.With(claims.Setup{Step: 0.5}).StepOr(0.25))
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
