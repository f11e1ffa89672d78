package golden

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// testsOf are the names of the tests of a room of the experiments.
func testsOf(t *testing.T, room string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join("..", "numerics", "experiment", room, "*_test.go"))
	require.NoError(t, err)
	for _, path := range files {
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllStringSubmatch(string(source), -1) {
			names[m[1]] = true
		}
	}
	return names
}

// Every column of every recorded table has a test that holds its value by hand: columns.txt names it. A
// column that is new, renamed or gone is told from the list, and so is a test that is gone.
func TestColumnsHaveValuesByHand(t *testing.T) {
	source, err := os.ReadFile("columns.txt")
	require.NoError(t, err)
	type column struct{ claim, name string }
	held := map[column]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(source)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		require.Len(t, fields, 4, line)
		for _, id := range strings.Fields(fields[0]) {
			for _, name := range strings.Split(fields[1], "; ") {
				assert.False(t, held[column{id, name}], "%s, column %q: listed twice", id, name)
				held[column{id, name}] = true
			}
		}
		tests := testsOf(t, fields[2])
		require.NotEmpty(t, strings.Fields(fields[3]), line)
		for _, test := range strings.Fields(fields[3]) {
			assert.True(t, tests[test], "numerics/experiment/%s has no %s", fields[2], test)
		}
	}
	for _, size := range []claims.Size{claims.Test, claims.Short} {
		there := map[column]bool{}
		for _, id := range claimIDs() {
			r, err := Read(recordPath(size, id))
			require.NoError(t, err)
			for _, c := range r.Table.Columns {
				there[column{id, c.Name}] = true
				assert.True(t, held[column{id, c.Name}], "golden/%s/%s.txt, column %q: no line of columns.txt has a test for it", size, id, c.Name)
			}
		}
		for c := range held {
			assert.True(t, there[c], "golden/%s/%s.txt has no column %q", size, c.claim, c.name)
		}
	}
}
