package golden

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment"
	"adfd/theory"
)

var update = flag.Bool("update", false, "record the tables of this size anew; claims whose verdict is not the expected one are not recorded")

// sizeUnderTest is what this run replays.
func sizeUnderTest() theory.Size {
	if testing.Short() {
		return theory.Short
	}
	return theory.Test
}

// recordPath is the file of a claim at a size.
func recordPath(size theory.Size, id string) string {
	return filepath.Join(string(size), id+".txt")
}

// replay runs a claim: the verdict is the expected one and its table the recorded
// one; under its fault the verdict is another; and a paired claim does not hold
// where AD stands on both sides.
func replay(t *testing.T, id string) {
	t.Parallel()
	claim, err := theory.Lookup(id)
	require.NoError(t, err)
	t.Run("verdict", func(t *testing.T) { replayVerdict(t, claim) })
	t.Run("fault", func(t *testing.T) { replayFault(t, claim) })
	if claim.Paired {
		t.Run("control", func(t *testing.T) { replayControl(t, claim) })
	}
}

func replayVerdict(t *testing.T, claim theory.Claim) {
	setup := theory.DefaultSetup(sizeUnderTest(), theory.DefaultSeed)
	table := measure(t, claim, setup)
	if !assertExpected(t, claim, table, "the measured table") {
		return // also under -update: a record cannot change a verdict
	}
	path := recordPath(setup.Size, claim.ID)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, Write(path, Record(claim.ID, setup, table)))
		t.Logf("recorded %s", path)
	}
	recorded, err := Read(path)
	require.NoError(t, err)
	assert.Equal(t, claim.ID, recorded.Claim, path)
	assert.Equal(t, setup.Size, recorded.Size, path)
	assert.Equal(t, setup.Seed, recorded.Seed, path)
	assert.NoError(t, Compare(table, recorded), path)
	assertExpected(t, claim, recorded.Table, path)
}

// replayFault checks that the claim could have come out otherwise.
func replayFault(t *testing.T, claim theory.Claim) {
	setup := theory.DefaultSetup(theory.Short, theory.DefaultSeed).With(claim.Fault.Change)
	outcome := claim.Judge(measure(t, claim, setup))
	t.Logf("%s: with %s the verdict %q becomes %q (margin %.3g)",
		claim.ID, claim.Fault.Why, claim.Expected, outcome.Verdict, outcome.Margin)
	assert.NotEqual(t, claim.Expected, outcome.Verdict, "%s does not notice %s", claim.ID, claim.Fault.Why)
}

// replayControl checks that no difference is found where there is none.
func replayControl(t *testing.T, claim theory.Claim) {
	setup := theory.DefaultSetup(theory.Short, theory.DefaultSeed).With(theory.Control)
	outcome := claim.Judge(measure(t, claim, setup))
	t.Logf("%s: AD against AD is %q (margin %.3g)", claim.ID, outcome.Verdict, outcome.Margin)
	assert.NotEqual(t, theory.Holds, outcome.Verdict, "%s holds for AD against AD", claim.ID)
}

func measure(t *testing.T, claim theory.Claim, setup theory.Setup) theory.Table {
	t.Helper()
	table, err := experiment.Run(t.Context(), claim.ID, setup, nil)
	require.NoError(t, err, "seed %d, size %s", setup.Seed, setup.Size)
	return table
}

// assertExpected judges a table and says which clause decided if the verdict is
// not the expected one.
func assertExpected(t *testing.T, claim theory.Claim, table theory.Table, from string) bool {
	t.Helper()
	outcome := claim.Judge(table)
	worst, _ := outcome.Worst()
	return assert.Equal(t, claim.Expected, outcome.Verdict,
		"%s: %s\ncriterion: %s\ncounter-criterion: %s\nworst clause: %+v\nlargest counter margin: %.3g\nfrom %s",
		claim.ID, claim.Statement, claim.Criterion, claim.Counter, worst, outcome.CounterMargin, from)
}
