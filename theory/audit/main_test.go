package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/golden"
	"adfd/theory/claims"
)

// asCommand, set in the environment, makes the test binary the command: go run would
// turn every exit code into 1.
const asCommand = "AUDIT_TEST_AS_COMMAND"

// emulatorEnv names the emulator that runs this test's binary, where the processor does not.
const emulatorEnv = "ADFD_EMULATOR"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// newCommand is the command with some arguments, not yet started.
func newCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	require.NoError(t, err)
	if emulator := os.Getenv(emulatorEnv); emulator != "" {
		args, binary = append([]string{binary}, args...), emulator
	}
	c := exec.CommandContext(t.Context(), binary, args...)
	c.Env = append(os.Environ(), asCommand+"=1")
	return c
}

// command runs the command to its end.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	c := newCommand(t, args...)
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		require.NoError(t, err)
	}
	return c.ProcessState.ExitCode(), out.String(), errs.String()
}

// quick is a claim that takes a tenth of a second at size short and does not depend
// on random features.
const quick = "A2"

// reread is a report as a reader of the JSON sees it.
type reread struct {
	Suite, Go, GOARCH, Size string
	Seed                    uint64
	Claims                  []struct {
		ID, Statement, Source, Criterion, Expected, Verdict, Error, Fault string
		Margin                                                            *float64
		MarginReason                                                      string `json:"margin_reason"`
		Seeds                                                             int
		Seconds                                                           float64
		Table                                                             struct {
			Columns []string
			Rows    [][]any
		}
	}
	Differ, Unfinished []string
}

// decodeReport reads JSON strictly: one object, and nothing after it.
func decodeReport(t *testing.T, text string) reread {
	t.Helper()
	require.True(t, json.Valid([]byte(text)), "no JSON: %.200s", text)
	var r reread
	require.NoError(t, json.Unmarshal([]byte(text), &r))
	return r
}

func TestExpectedVerdicts(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(t, "-claims", quick, "-size", "short", "-json", "-")
	assert.Equal(t, exitExpected, code, stderr)

	r := decodeReport(t, stdout)
	assert.Equal(t, "short", r.Size)
	assert.Equal(t, claims.DefaultSeed, r.Seed)
	assert.NotEmpty(t, r.Suite)
	assert.NotEmpty(t, r.Go)
	assert.NotEmpty(t, r.GOARCH)
	assert.Empty(t, r.Differ)
	assert.Empty(t, r.Unfinished)
	require.Len(t, r.Claims, 1)
	c := r.Claims[0]
	claim, err := claims.Lookup(quick)
	require.NoError(t, err)
	assert.Equal(t, claim.ID, c.ID)
	assert.Equal(t, claim.Statement, c.Statement)
	assert.Equal(t, string(claim.Source), c.Source)
	assert.Equal(t, string(claim.Expected), c.Expected)
	assert.Equal(t, string(claim.Expected), c.Verdict)
	assert.Greater(t, c.Seconds, 0.0)
	require.NotNil(t, c.Margin)
	assert.GreaterOrEqual(t, *c.Margin, 1.0)
	require.NotEmpty(t, c.Table.Rows)
	for _, row := range c.Table.Rows {
		assert.Len(t, row, len(c.Table.Columns))
	}

	assert.Contains(t, stderr, "1 claim, its verdict as expected", "the ledger makes room for the JSON")
	assert.Contains(t, stderr, fmt.Sprintf("Master seed %d.", claims.DefaultSeed))
	assert.Contains(t, stderr, "1 of 1  "+quick)
}

// Under its fault a claim is noticed if its verdict is another one.
func TestFaultNoticed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "report.json")
	code, stdout, _ := command(t, "-claims", quick, "-size", "short", "-seed", "7", "-fault", "-json", path)
	assert.Equal(t, exitExpected, code)
	claim, err := claims.Lookup(quick)
	require.NoError(t, err)
	assert.Contains(t, stdout, "fault: "+claim.Fault.Why)
	assert.Contains(t, stdout, "1 claim, every fault noticed")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	r := decodeReport(t, string(text))
	assert.Empty(t, r.Differ)
	assert.Equal(t, uint64(7), r.Seed)
	require.Len(t, r.Claims, 1)
	assert.Equal(t, claim.Fault.Why, r.Claims[0].Fault)
	assert.NotEqual(t, string(claim.Expected), r.Claims[0].Verdict)
}

// With ids the list has all that is fixed about them.
func TestListDetails(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(t, "-list", "-claims", "S3")
	assert.Equal(t, exitExpected, code)
	assert.Empty(t, stderr)
	claim, err := claims.Lookup("S3")
	require.NoError(t, err)
	flat := strings.Join(strings.Fields(stdout), " ")
	for _, part := range []string{claim.Statement, claim.Hypotheses, claim.Regime, claim.Criterion, claim.Counter, claim.Because, claim.Fault.Why} {
		assert.Contains(t, flat, part)
	}
	assert.NotContains(t, stdout, "S1,")
}

func TestList(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := command(t, "-list")
	assert.Equal(t, exitExpected, code)
	assert.Empty(t, stderr)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	claims := claims.All()
	require.Len(t, lines, len(claims)+1)
	for i, c := range claims {
		for _, want := range []string{c.ID, string(c.Source), string(c.Expected), c.Statement} {
			assert.Contains(t, lines[i+1], want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	code, stdout, _ := command(t, "-h")
	assert.Equal(t, exitExpected, code)
	for _, name := range []string{"-list", "-claims", "-size", "-seed", "-json", "-fault", "-resume"} {
		assert.Contains(t, stdout, name)
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"-verbose"}, []string{"-verbose", "-claims, -fault, -figures, -json, -list, -masters, -registered, -resume, -seed, -size, -tables"}},
		{[]string{"E1"}, []string{`"E1"`, "-claims"}},
		{[]string{"-claims", "E1,Z9"}, []string{`unknown claim "Z9"`, "A1, A2, F1"}},
		{[]string{"-claims", ""}, []string{"empty id"}},
		{[]string{"-claims", "E1,,E2a"}, []string{`"E1,,E2a"`, "empty id"}},
		{[]string{"-claims", "e1"}, []string{`unknown claim "e1" (did you mean "E1"?)`}},
		{[]string{"-list", "-json", filepath.Join(folder, "r.json")}, []string{"-list", "-json"}},
		{[]string{"-masters", "0"}, []string{`"0"`, "whole number from 1 up"}},
		{[]string{"-masters", "2", "-fault"}, []string{"-masters", "-fault"}},
		{[]string{"-size", "huge"}, []string{`unknown size "huge"`, "short, test, audit or full"}},
		{[]string{"-seed", "-1"}, []string{`"-1"`, "want a whole number from 0 to 18446744073709551615"}},
		{[]string{"-seed", "1e3"}, []string{`"1e3"`, "whole number"}},
		{[]string{"-json", filepath.Join(folder, "none", "r.json")}, []string{"-json: " + filepath.Join(folder, "none", "r.json") + ": no such file"}},
		{[]string{"-json", folder}, []string{folder + " is no regular file", "standard output"}},
		{[]string{"-json", os.DevNull}, []string{"no regular file"}},
	} {
		code, stdout, stderr := command(t, c.args...)
		assert.Equal(t, exitUsage, code, "%q", c.args)
		assert.Empty(t, stdout, "%q", c.args)
		for _, want := range c.want {
			assert.Contains(t, stderr, want, "%q", c.args)
		}
	}
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left, "no trace of a report that was not written")
}

// Where nothing can be written the command says so and fails; a report that has a
// file of its own is written all the same.
func TestOutputThatFails(t *testing.T) {
	t.Parallel()
	report := filepath.Join(t.TempDir(), "report.json")
	measured := []string{"-claims", quick, "-size", "short"}
	for _, args := range [][]string{{"-list"}, {"-h"}, measured, append(measured, "-json", "-"), append(measured, "-json", report)} {
		var errs bytes.Buffer
		assert.Equal(t, exitDiffers, run(t.Context(), args, full{}, &errs), "%q", args)
		assert.Equal(t, 1, strings.Count(errs.String(), "audit: "), "%q: %s", args, errs.String())
		assert.Contains(t, errs.String(), "audit: standard output: no space left on device\n", "%q", args)
	}
	text, err := os.ReadFile(report)
	require.NoError(t, err)
	assert.Len(t, decodeReport(t, string(text)).Claims, 1)
}

// full is a device without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// An interrupted run ends before the claim under way, with the ledger and the report of the
// claims that were finished.
func TestInterruption(t *testing.T) {
	t.Parallel()
	const slow = "T1" // many times what quick takes, at size test
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(sig.String(), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "report.json")
			c := newCommand(t, "-size", "test", "-claims", quick+","+slow, "-json", path)
			var stdout bytes.Buffer
			c.Stdout = &stdout
			stderr, err := c.StderrPipe()
			require.NoError(t, err)
			require.NoError(t, c.Start())

			lines := bufio.NewScanner(stderr)
			require.True(t, lines.Scan(), "a line when the first claim is finished")
			require.Contains(t, lines.Text(), "1 of 2  "+quick)
			require.NoError(t, c.Process.Signal(sig))
			for lines.Scan() {
			}
			_ = c.Wait() // an error, since the exit code is not 0
			assert.Equal(t, exitInterrupted, c.ProcessState.ExitCode())
			assert.Contains(t, stdout.String(), "Interrupted. Not finished: "+slow+".")
			assert.Contains(t, stdout.String(), "1 of 2 claims finished, its verdict as expected.")

			text, err := os.ReadFile(path)
			require.NoError(t, err)
			r := decodeReport(t, string(text))
			assert.Equal(t, []string{slow}, r.Unfinished)
			require.Len(t, r.Claims, 1)
			assert.Equal(t, quick, r.Claims[0].ID)
			assert.Equal(t, "holds", r.Claims[0].Verdict)
			assert.NotEmpty(t, r.Claims[0].Table.Rows)
		})
	}
}

// A run that is interrupted before it has found anything says so: its exit code is that of an
// interruption, its ledger and its report have no claim.
func TestInterruptionBeforeTheFirstFinding(t *testing.T) {
	t.Parallel()
	const slow = "T1"
	path := filepath.Join(t.TempDir(), "report.json")
	c := newCommand(t, "-size", "test", "-claims", slow, "-json", path)
	stdout, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan(), "the head of the ledger stands before the first claim")
	require.NoError(t, c.Process.Signal(syscall.SIGINT))
	var rest strings.Builder
	for lines.Scan() {
		rest.WriteString(lines.Text() + "\n")
	}
	_ = c.Wait() // an error, since the exit code is not 0
	assert.Equal(t, exitInterrupted, c.ProcessState.ExitCode())
	assert.Contains(t, rest.String(), "Interrupted. Not finished: "+slow+".\n0 of 1 claim finished.\n")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	r := decodeReport(t, string(text))
	assert.Equal(t, []string{slow}, r.Unfinished)
	assert.Empty(t, r.Claims)
}

// A directory of -resume is filled by a run and read by the next, to the same table;
// one of another program is refused before the run.
func TestResume(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "runs")
	// T7f trains the AD side of the training grid.
	args := []string{"-claims", "T7f", "-size", "short", "-json", "-"}
	var tables [][][]any
	for _, resume := range [][]string{nil, {"-resume", dir}, {"-resume", dir}} {
		code, stdout, stderr := command(t, append(args[:len(args):len(args)], resume...)...)
		require.Equal(t, exitExpected, code, stderr)
		tables = append(tables, decodeReport(t, stdout).Claims[0].Table.Rows)
	}
	assert.NotEmpty(t, tables[0])
	assert.Equal(t, tables[0], tables[1], "with a directory and without")
	assert.Equal(t, tables[0], tables[2], "made and read")
	kept, err := filepath.Glob(filepath.Join(dir, "*.run"))
	require.NoError(t, err)
	assert.NotEmpty(t, kept)

	require.NoError(t, os.WriteFile(kept[0], []byte("damaged"), 0o600))
	code, _, stderr := command(t, append(args, "-resume", dir)...)
	assert.Equal(t, exitDiffers, code)
	assert.Contains(t, stderr, kept[0])
	assert.Contains(t, stderr, "delete the file")

	// Neither another version's runs nor another build's are gone on with.
	mine := golden.Suite + " " + runtime.Version() + " " + runtime.GOARCH + " "
	for _, other := range []string{"adfd 9\n", mine + golden.Build() + " -tags=other\n", mine + "\n"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "SUITE"), []byte(other), 0o600))
		code, _, stderr = command(t, append(args, "-resume", dir)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, "-resume")
		assert.Contains(t, stderr, "another directory")
	}
}
