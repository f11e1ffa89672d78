package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// toy is a module with one function and its test.
func toy(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir, "go.mod", "module adfd\n\ngo 1.26\n")
	write(t, dir, "p/p.go", "package p\n\nfunc Double(x int) int { return x + x }\n")
	write(t, dir, "p/p_test.go", `package p

import "testing"

func TestDouble(t *testing.T) {
	t.Run("three", func(t *testing.T) {
		if Double(3) != 6 {
			t.Error("not 6")
		}
	})
}
`)
	write(t, dir, ".git/config", "not copied")
	write(t, dir, "p/testdata/rapid/x.fail", "not copied")
	return dir
}

// A fault that a test sees, one that none sees, one that does not compile, one that
// does not end, and one that leaves the package unable to start.
func TestPlantAll(t *testing.T) {
	dir := toy(t)
	plant := func(name, new string) fault {
		return fault{name, "p/p.go", "return x + x", new, "a test of the command", in("p")}
	}
	findings, err := plantAll(t.Context(), dir, []fault{
		plant("wrong", "return x + 1"),
		plant("equivalent", "return 2 * x"),
		plant("no program", "return y"),
		plant("no return", "panic(x)"),
	}, 1, newMeter(io.Discard))
	require.NoError(t, err)
	require.Len(t, findings, 4)
	assert.Equal(t, "p TestDouble/three", findings[0].verdict())
	assert.Equal(t, "NOT CAUGHT", findings[1].verdict())
	assert.Equal(t, "BROKEN FAULT: it does not compile", findings[2].verdict())
	assert.Contains(t, findings[2].broken, "undefined: y")
	assert.Equal(t, "p TestDouble/three", findings[3].verdict())

	var table bytes.Buffer
	assert.False(t, printFindings(&table, findings, 5))
	assert.Contains(t, table.String(), "\n2 of 4 faults caught, 1 not run\n")
	assert.True(t, printFindings(io.Discard, findings[:1], 1))

	text, err := os.ReadFile(filepath.Join(dir, "p", "p.go"))
	require.NoError(t, err)
	assert.Contains(t, string(text), "return x + x", "the module itself is only read")
}

// Where the tests fail without a fault, nothing can be said of one.
func TestBaselineMustPass(t *testing.T) {
	dir := toy(t)
	write(t, dir, "p/q_test.go", "package p\n\nimport \"testing\"\n\nfunc TestQ(t *testing.T) { t.Fail() }\n")
	_, err := plantAll(t.Context(), dir, []fault{{"wrong", "p/p.go", "x + x", "x", "", in("p")}}, 1, newMeter(io.Discard))
	assert.ErrorContains(t, err, "without a fault ./p fails in TestQ")
}

func TestTimeLimit(t *testing.T) {
	dir := toy(t)
	write(t, dir, "p/q_test.go", "package p\n\nimport \"testing\"\n\nfunc TestQ(t *testing.T) { for {\n} }\n")
	r, err := workspace{dir}.test(t.Context(), check{"p", "TestQ"}, 200*time.Millisecond)
	require.NoError(t, err)
	assert.True(t, r.hung)
	assert.Equal(t, []string{"TestQ"}, r.failed)
}

// The copy has neither hidden files nor what rapid kept, and goes back to what it was.
func TestWorkspace(t *testing.T) {
	w, err := newWorkspace(toy(t))
	require.NoError(t, err)
	assert.NoDirExists(t, filepath.Join(w.dir, ".git"))
	assert.NoDirExists(t, filepath.Join(w.dir, "p", "testdata", "rapid"))
	path := filepath.Join(w.dir, "p", "p.go")
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	err = w.with(edit{"p/p.go", 0, 7, "PACKAGE"}, func() error {
		during, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, "PACKAGE p", string(during[:9]))
		return err
	})
	require.NoError(t, err)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	require.NoError(t, w.remove())
	assert.NoDirExists(t, w.dir)
}

// The sample depends on the seed and not on the workers, and a survivor of its own
// tests meets those of the packages that import it.
func TestSurvey(t *testing.T) {
	dir := toy(t)
	write(t, dir, "q/q.go", "package q\n\nimport \"adfd/p\"\n\nfunc Four(x int) int { return p.Double(p.Double(x)) + p.Zero() }\n")
	write(t, dir, "p/zero.go", "package p\n\nfunc Zero() int { return 0 }\n")
	write(t, dir, "q/q_test.go", "package q\n\nimport \"testing\"\n\nfunc TestFour(t *testing.T) {\n\tif Four(1) != 4 {\n\t\tt.Error(4)\n\t}\n}\n")
	kept := filepath.Join(t.TempDir(), "notes")
	n, err := openNotes(kept)
	require.NoError(t, err)
	drawn := 3
	if testing.Short() {
		drawn = 2 // those that their own package's tests do not notice
	}
	s := survey{root: dir, patterns: []string{"./p"}, n: drawn, seed: 1, workers: 2, meter: newMeter(io.Discard), notes: n}
	outcomes, population, err := s.run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 4, population)
	var got []string
	for _, o := range outcomes {
		got = append(got, o.String())
	}
	assert.Equal(t, []string{
		"p/zero.go:3 integer: 0 -> 1: killed by q TestFour",
		"p/zero.go:3 integer: 0 -> (-1): killed by q TestFour",
		"p/p.go:3 result: x + x -> *new(int): killed by p TestDouble/three",
	}[:drawn], got)

	var text bytes.Buffer
	printSurvey(&text, outcomes, population)
	assert.Contains(t, text.String(), map[int]string{
		2: "killed 2 of 2 (100.0%, 95% interval 15.8% to 100.0%), of which 0 by the time limit; drawn from 4\n",
		3: "killed 3 of 3 (100.0%, 95% interval 29.2% to 100.0%), of which 0 by the time limit; drawn from 4\n",
	}[drawn])
	assert.Regexp(t, fmt.Sprintf(`\n  p +%d of +%d\n`, drawn, drawn), text.String(), "the share by package")

	// What is kept is not run again: the tests would fail without a fault now.
	require.NoError(t, n.close())
	for _, pkg := range []string{"p", "q"} {
		write(t, dir, pkg+"/"+pkg+"_test.go", "package "+pkg+"\n\nimport \"testing\"\n\nfunc TestNothing(t *testing.T) { t.Error() }\n")
	}
	s.notes, err = openNotes(kept)
	require.NoError(t, err)
	again, _, err := s.run(t.Context())
	require.NoError(t, err)
	assert.Equal(t, outcomes, again)
	require.NoError(t, s.notes.close())
	_, err = openNotes(filepath.Join(dir, "p", "p.go"))
	assert.ErrorContains(t, err, "p.go")
	none, err := openNotes("")
	require.NoError(t, err)
	assert.NoError(t, none.close())
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-j", "0"}, {"-run", "("}, {"-mutate", "-1"}, {"-packages", " "}, {"more"}, {"-run", "no such fault"}, {"-resume", "x"}} {
		var stderr bytes.Buffer
		assert.Equal(t, exitUsage, run(t.Context(), args, io.Discard, &stderr), "%q", args)
		assert.Contains(t, stderr.String(), "faults: ", "%q", args)
	}
	var stdout bytes.Buffer
	assert.Equal(t, exitCaught, run(t.Context(), []string{"-list", "-run", "^ascent$"}, &stdout, io.Discard))
	assert.Contains(t, stdout.String(), "numerics/train/gd.go: theta[i] -= T(rate * grad[i]) -> theta[i] += T(rate * grad[i])")
	assert.Contains(t, stdout.String(), "\n1 faults\n")
}
