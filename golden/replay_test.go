package golden

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment"
	"adfd/theory/claims"
)

var update = flag.Bool("update", false, "record the tables of this size anew; claims whose verdict is not the expected one are not recorded")

// sizeUnderTest is what this run replays.
func sizeUnderTest() claims.Size {
	if testing.Short() {
		return claims.Short
	}
	return claims.Test
}

// recordPath is the file of a claim at a size.
func recordPath(size claims.Size, id string) string {
	return filepath.Join(string(size), id+".txt")
}

// Every claim is replayed under its id: go test ./golden -run 'TestClaims/^E1$'. No replay measures a
// time, on which another program would have a say: -update does, and the claim that reads times is
// judged by the recorded ones. So that they are right, it runs by itself, before those that run side by side.
func TestClaims(t *testing.T) {
	var done replays
	t.Cleanup(func() { assertWhole(t, &done) }) // after all subtests
	for _, claim := range claims.All() {
		t.Run(claim.ID, func(t *testing.T) {
			if !claim.Timed {
				t.Parallel()
			}
			replay(t, claim, &done)
		})
	}
}

// replays are the names of the subtests that came to their end.
type replays struct {
	mu    sync.Mutex
	names []string
}

func (r *replays) add(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names = append(r.names, name)
}

// assertWhole checks that every part of every claim was replayed, in a short run as in a long one, unless
// the command line asked for less.
func assertWhole(t *testing.T, done *replays) {
	run, skip := flag.Lookup("test.run").Value.String(), flag.Lookup("test.skip").Value.String()
	if t.Failed() || strings.Contains(run, "/") || skip != "" {
		return
	}
	var want []string
	for _, claim := range claims.All() {
		want = append(want, t.Name()+"/"+claim.ID+"/verdict", t.Name()+"/"+claim.ID+"/fault")
		if claim.Paired {
			want = append(want, t.Name()+"/"+claim.ID+"/control")
		}
		if claim.Parity.Clause != "" {
			want = append(want, t.Name()+"/"+claim.ID+"/parity")
		}
	}
	assert.ElementsMatch(t, want, done.names, "what was replayed at size %s", sizeUnderTest())
}

// replay runs a claim: the verdict is the expected one and its table the recorded
// one; under its fault the verdict is another; a paired claim does not hold
// where AD stands on both sides; and one that finds parity does not where the sides differ.
func replay(t *testing.T, claim claims.Claim, done *replays) {
	t.Run("verdict", func(t *testing.T) { replayVerdict(t, claim, done) })
	t.Run("fault", func(t *testing.T) { replayFault(t, claim, done) })
	if claim.Paired {
		t.Run("control", func(t *testing.T) { replayControl(t, claim, done) })
	}
	if claim.Parity.Clause != "" {
		t.Run("parity", func(t *testing.T) { replayParity(t, claim, done) })
	}
}

func replayVerdict(t *testing.T, claim claims.Claim, done *replays) {
	setup := claims.DefaultSetup(sizeUnderTest(), claims.DefaultSeed)
	if claim.Timed && *update {
		setup.Timing = claims.TimingOn
	}
	table := measure(t, claim, setup)
	assertExpected(t, claim, table, "the measured table")
	path := recordPath(setup.Size, claim.ID)
	if *update {
		require.NoError(t, rerecord(path, claim, setup, table))
		t.Logf("recorded %s", path)
	}
	recorded, err := Read(path)
	require.NoError(t, err)
	require.NoError(t, recorded.Of(claim.ID, setup.Size, setup.Seed), path)
	t.Logf("%s%s %v", DistanceMark, claim.ID, Distance(table, recorded))
	assert.NoError(t, Compare(table, recorded), path)
	assertExpected(t, claim, recorded.Table, path)
	if claim.Timed {
		assertTimed(t, recorded.Table, path)
		assertExpected(t, claim, withTimes(table, recorded.Table), "the measured counts and the recorded times")
	}
	done.add(t.Name())
}

// assertTimed checks that a recorded table has times: without, it would be judged by its counts alone.
func assertTimed(t *testing.T, recorded claims.Table, path string) {
	t.Helper()
	require.NotEmpty(t, recorded.Rows, path)
	for _, r := range recorded.Rows {
		assert.Positive(t, recorded.Value(r, claims.ColTurns), "%s: %v has no times; record it with -update", path, r.Key)
	}
}

// withTimes is what was counted, with the times of a recorded table: the columns that are free.
func withTimes(counted, recorded claims.Table) claims.Table {
	out := counted.Where(func(claims.Row) bool { return true })
	times := map[string]claims.Row{}
	for _, r := range recorded.Rows {
		times[rowID(r.Key)] = r
	}
	for i, r := range out.Rows {
		values := slices.Clone(r.Values)
		for k, c := range out.Columns {
			if w, ok := times[rowID(r.Key)]; ok && c.Tol.Free != "" {
				values[k] = recorded.Value(w, c.Name)
			}
		}
		out.Rows[i] = claims.Row{Key: r.Key, Values: values}
	}
	return out
}

// The times are those of the row with the same keys; what is counted stays.
func TestWithTimes(t *testing.T) {
	columns := []claims.Column{{Name: "count"}, {Name: "time", Tol: claims.Tolerance{Free: "a time"}, NaN: "not timed"}}
	counted, recorded := claims.NewTable([]string{"case"}, columns...), claims.NewTable([]string{"case"}, columns...)
	counted.Add([]string{"a"}, 1, math.NaN())
	counted.Add([]string{"b"}, 2, math.NaN())
	recorded.Add([]string{"b"}, 20, 4)
	recorded.Add([]string{"a"}, 10, 3)
	assert.Equal(t, []claims.Row{{Key: []string{"a"}, Values: []float64{1, 3}}, {Key: []string{"b"}, Values: []float64{2, 4}}}, withTimes(counted, recorded).Rows)
	assert.True(t, math.IsNaN(counted.Rows[0].Values[1]), "the table that was measured stays as it was")
}

// rerecord writes the table of a claim, unless its verdict is not the expected
// one: -update records numbers and cannot change a verdict.
func rerecord(path string, claim claims.Claim, setup claims.Setup, table claims.Table) error {
	if v := claim.Judge(table).Verdict; v != claim.Expected {
		return fmt.Errorf("%s is %q, expected %q: %s is not recorded", claim.ID, v, claim.Expected, path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return Write(path, Record(claim.ID, setup, table))
}

// A table that gives another verdict leaves the record as it was.
func TestUpdateCannotChangeAVerdict(t *testing.T) {
	claim, err := claims.Lookup("F1")
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "test", "F1.txt")
	setup := claims.DefaultSetup(claims.Test, claims.DefaultSeed)
	require.NoError(t, rerecord(path, claim, setup, slopes(0)), "the folder is made")
	before, err := os.ReadFile(path)
	require.NoError(t, err)

	assert.ErrorContains(t, rerecord(path, claim, setup, slopes(1)), `F1 is "fails", expected "holds"`)
	assertUntouched(t, path, string(before))

	require.NoError(t, rerecord(path, claim, setup, slopes(0.001)))
	recorded, err := Read(path)
	require.NoError(t, err)
	assert.NoError(t, Compare(slopes(0.001), recorded))
}

// slopes is a table of F1 whose slope is off by that much.
func slopes(off float64) claims.Table {
	t := claims.NewTable([]string{"function", "q", "p", "arithmetic"},
		claims.Column{Name: "accuracy"}, claims.Column{Name: claims.ColPoints}, claims.Column{Name: claims.ColSlope}, claims.Column{Name: claims.ColConstant})
	t.Add([]string{"sin", "2", "4", claims.ArithmeticExact}, 4, 3, 4+off, 1)
	return t
}

// replayFault checks that the claim could have come out otherwise.
func replayFault(t *testing.T, claim claims.Claim, done *replays) {
	setup := claims.DefaultSetup(claims.Short, claims.DefaultSeed).With(claim.Fault.Change)
	outcome := claim.Judge(measure(t, claim, setup))
	t.Logf("%s: with %s the verdict %q becomes %q (margin %.3g)",
		claim.ID, claim.Fault.Why, claim.Expected, outcome.Verdict, outcome.Margin)
	assert.NotEqual(t, claim.Expected, outcome.Verdict, "%s does not notice %s", claim.ID, claim.Fault.Why)
	done.add(t.Name())
}

// replayControl checks that no difference is found where there is none.
func replayControl(t *testing.T, claim claims.Claim, done *replays) {
	setup := claims.DefaultSetup(claims.Short, claims.DefaultSeed).With(claims.Control)
	outcome := claim.Judge(measure(t, claim, setup))
	t.Logf("%s: AD against AD is %q (margin %.3g)", claim.ID, outcome.Verdict, outcome.Margin)
	assert.NotEqual(t, claims.Holds, outcome.Verdict, "%s holds for AD against AD", claim.ID)
	done.add(t.Name())
}

// replayParity checks that a claim that finds both sides equal has read both: each of its clauses of
// parity is met in the recorded table, and none where FD's step makes the sides differ.
func replayParity(t *testing.T, claim claims.Claim, done *replays) {
	recorded, err := Read(recordPath(claims.Short, claim.ID))
	require.NoError(t, err)
	equal := claim.Parity.Of(claim.Judge(recorded.Table))
	require.NotEmpty(t, equal, "%s has no clause %q", claim.ID, claim.Parity.Clause)
	for _, c := range equal {
		assert.True(t, c.Met(), "%s: no parity to begin with: %v", claim.ID, c)
	}
	setup := claims.DefaultSetup(claims.Short, claims.DefaultSeed).With(claim.Parity.Change)
	outcome := claim.Judge(measure(t, claim, setup))
	apart := claim.Parity.Of(outcome)
	assert.Len(t, apart, len(equal), "the clauses of parity where %s", claim.Parity.Why)
	for _, c := range apart {
		t.Logf("%s: where %s, %v (margin %.3g)", claim.ID, claim.Parity.Why, c, c.Margin())
		assert.False(t, c.Met(), "%s finds parity where %s: %v", claim.ID, claim.Parity.Why, c)
	}
	done.add(t.Name())
}

func measure(t *testing.T, claim claims.Claim, setup claims.Setup) claims.Table {
	t.Helper()
	began := time.Now()
	defer func() { took.add(t.Name(), time.Since(began)) }()
	table, err := experiment.Run(t.Context(), claim.ID, setup, nil)
	require.NoError(t, err, "seed %d, size %s", setup.Seed, setup.Size)
	return table
}

// assertExpected judges a table and says which clause decided if the verdict is
// not the expected one.
func assertExpected(t *testing.T, claim claims.Claim, table claims.Table, from string) {
	t.Helper()
	if text := verdictError(claim, claim.Judge(table)); text != "" {
		t.Errorf("%s\nfrom %s", text, from)
	}
}

// verdictError says what is wrong with a verdict and which clause decided, or
// nothing if it is the expected one.
func verdictError(claim claims.Claim, o claims.Outcome) string {
	if o.Verdict == claim.Expected {
		return ""
	}
	decided := "no clause: nothing was measured in its regime"
	if worst, ok := o.Worst(); ok {
		decided = fmt.Sprintf("worst clause: %v (margin %.3g)", worst, worst.Margin())
	}
	return fmt.Sprintf("%s: expected %s, actual %s\n%s\nlargest counter margin: %.3g\nstatement: %s\ncriterion: %s\ncounter-criterion: %s",
		claim.ID, claim.Expected, o.Verdict, decided, o.CounterMargin, claim.Statement, claim.Criterion, claim.Counter)
}

// A wrong verdict is reported in one line, and the clause in the next.
func TestVerdictError(t *testing.T) {
	claim, err := claims.Lookup("F1")
	require.NoError(t, err)
	assert.Empty(t, verdictError(claim, claim.Judge(slopes(0))))
	lines := strings.Split(verdictError(claim, claim.Judge(slopes(0.03125))), "\n")
	require.Greater(t, len(lines), 2)
	assert.Equal(t, "F1: expected holds, actual inconclusive", lines[0])
	assert.Equal(t, "worst clause: |slope - p| at sin q=2 p=4: 0.0312 <= 0.02 (margin 0.64)", lines[1])
	nothing := claims.NewTable(slopes(0).Keys, slopes(0).Columns...)
	assert.Contains(t, verdictError(claim, claim.Judge(nothing)), "\nno clause: nothing was measured in its regime\n")
}
