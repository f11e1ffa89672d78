package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// leastFaults is how many faults the catalogue must hold at least.
const leastFaults = 64

// The catalogue keeps up with the source: each fault has one place, and its tests
// exist.
func TestCatalogue(t *testing.T) {
	list := faults()
	assert.GreaterOrEqual(t, len(list), leastFaults)
	names := map[string]bool{}
	for _, f := range list {
		assert.False(t, names[f.name], "two faults %q", f.name)
		names[f.name] = true
		assert.NotEqual(t, f.old, f.new, f.name)
		assert.NotEmpty(t, f.why, f.name)
		assert.NotEmpty(t, f.tests, f.name)
		_, err := f.place(root)
		assert.NoError(t, err)
		for _, c := range f.tests {
			assert.True(t, matches(t, c), "%s: no test in %v", f.name, c)
		}
	}
}

// Every area of the suite has faults.
func TestCatalogueSpansTheSuite(t *testing.T) {
	for _, area := range []string{"theory", "theory/claims", "theory/audit", "theory/audit/registered", "numerics/engine", "numerics/exact", "numerics/exact/dd", "numerics/exact/interval", "numerics/spectrum", "numerics/series", "numerics/jet", "numerics/jet/activation", "numerics/jet/certified", "numerics/fd", "numerics/pde",
		"numerics/rfm", "numerics/nn", "numerics/train", "numerics/experiment/lab", "numerics/experiment/spectral", "numerics/experiment/training", "properties", "properties/internal/estimate",
		"properties/scheme", "properties/optimiser", "properties/spectra", "properties/taylor", "properties/engines", "properties/expr", "golden"} {
		n := 0
		for _, f := range faults() {
			if filepath.ToSlash(filepath.Dir(f.file)) == area {
				n++
			}
		}
		assert.NotZero(t, n, area)
	}
}

var testFunction = regexp.MustCompile(`(?m)^func ((?:Test|Example)\w*)\(`)

// matches reports whether a check runs a test. Of the replays of claims every id must have
// its recorded table.
func matches(t *testing.T, c check) bool {
	name, ids, ofClaims := strings.Cut(c.run, "/")
	if ofClaims {
		for _, id := range strings.Split(strings.Trim(ids, "^()$"), "|") {
			assert.FileExists(t, filepath.Join(root, "golden", "test", id+".txt"))
		}
	}
	files, err := filepath.Glob(filepath.Join(root, c.pkg, "*_test.go"))
	require.NoError(t, err)
	pattern, err := regexp.Compile(name)
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range testFunction.FindAllStringSubmatch(string(text), -1) {
			if pattern.MatchString(m[1]) {
				return true
			}
		}
	}
	return false
}

func TestStaleFault(t *testing.T) {
	dir := t.TempDir()
	f := fault{name: "a slip", file: "x.go", old: "one", new: "two"}
	_, err := f.place(dir)
	assert.ErrorContains(t, err, "stale fault a slip: ")
	write(t, dir, "x.go", "one and one")
	_, err = f.place(dir)
	assert.EqualError(t, err, `stale fault a slip: "one" occurs 2 times in x.go, want once; find where the code went`)
	write(t, dir, "x.go", "just one")
	e, err := f.place(dir)
	require.NoError(t, err)
	assert.Equal(t, edit{"x.go", 5, 8, "two"}, e)
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

// The patterns of claims name whole claims.
func TestClaims(t *testing.T) {
	c := claims("E1", "S4")[0]
	assert.Equal(t, "./golden -run 'TestClaims/^(E1|S4)$'", c.String())
	_, ids, _ := strings.Cut(c.run, "/")
	assert.NotRegexp(t, ids, "E1w")
	assert.Regexp(t, ids, "S4")
}
