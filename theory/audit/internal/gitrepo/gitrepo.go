// Package gitrepo makes git repositories for tests. They depend on no machine's settings.
package gitrepo

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// marks is the file that says which hash each commit has.
const marks = "marks"

// Commit is a commit to make.
type Commit struct {
	Name    string // for the parents of others
	Date    string // 2006-01-02
	Message string
	Parents []string          // names; nil for the commit before, if there is one
	Files   map[string]string // path to content: those that are written
	Remove  []string          // paths
}

// New makes a repository with the commits on its only branch, of which the last one is the head. It returns its
// folder and the hashes by name. No setting of the environment that tells git where to look is left for the test.
func New(t testing.TB, commits ...Commit) (dir string, hashes map[string]string) {
	t.Helper()
	dir = t.TempDir()
	Isolate(t, dir)
	Run(t, dir, "", "init", "-q")
	Run(t, dir, "", "symbolic-ref", "HEAD", "refs/heads/main")
	if len(commits) > 0 {
		Run(t, dir, stream(t, commits), "fast-import", "--quiet", "--export-marks="+filepath.Join(dir, marks))
	}
	hashes = map[string]string{}
	for i, c := range commits {
		hashes[c.Name] = mark(t, dir, i+1)
	}
	return dir, hashes
}

// Isolate takes away what the environment tells git, and keeps it from looking for a repository above dir.
func Isolate(t testing.TB, dir string) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "GIT_") {
			t.Setenv(name, "") // so that it is set again after the test
			os.Unsetenv(name)
		}
	}
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
}

// Run runs git in dir, with an input, and returns its output.
func Run(t testing.TB, dir, input string, args ...string) string {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir, c.Stdin = dir, strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// stream is the commits in the language of git fast-import.
func stream(t testing.TB, commits []Commit) string {
	t.Helper()
	var b strings.Builder
	number := map[string]int{}
	for i, c := range commits {
		number[c.Name] = i + 1
		at, err := time.Parse(time.DateOnly, c.Date)
		if err != nil {
			t.Fatal(err)
		}
		by := fmt.Sprintf("A Author <author@example.org> %d +0000", at.Unix())
		fmt.Fprintf(&b, "commit refs/heads/main\nmark :%d\nauthor %s\ncommitter %s\n%s", i+1, by, by, data(c.Message))
		parents := c.Parents
		if parents == nil && i > 0 {
			parents = []string{commits[i-1].Name}
		}
		for k, p := range parents {
			fmt.Fprintf(&b, "%s :%d\n", []string{"from", "merge"}[min(k, 1)], number[p])
		}
		for _, path := range c.Remove {
			fmt.Fprintf(&b, "D %s\n", path)
		}
		for _, path := range slices.Sorted(maps.Keys(c.Files)) {
			fmt.Fprintf(&b, "M 100644 inline %s\n%s", path, data(c.Files[path]))
		}
	}
	return b.String()
}

func data(text string) string { return fmt.Sprintf("data %d\n%s\n", len(text), text) }

// mark is the hash behind a mark of the stream.
func mark(t testing.TB, dir string, n int) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, marks))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if hash, is := strings.CutPrefix(line, fmt.Sprintf(":%d ", n)); is {
			return strings.TrimSpace(hash)
		}
	}
	t.Fatalf("no commit %d", n)
	return ""
}
