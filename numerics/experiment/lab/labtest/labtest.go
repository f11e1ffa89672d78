// Package labtest holds what the tests of the rooms share.
package labtest

import (
	"fmt"
	"os"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory/claims"
)

// Main runs the tests of a room. The heap may grow to five times of what is in use before it
// is collected: numbers of 256 bits are small, many and soon forgotten.
func Main(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}

// Counts is a number of cells at each size.
type Counts struct{ Short, Test, Audit int }

// CheckCells checks the number of cells of some grids, by name. A grid that loses steps or
// settings still gives verdicts: its size is therefore written down.
func CheckCells(t *testing.T, want map[string]Counts, count map[string]func(claims.Size) int) {
	t.Helper()
	assert.Len(t, count, len(want))
	for name, n := range count {
		assert.Equal(t, want[name], Counts{n(claims.Short), n(claims.Test), n(claims.Audit)}, name)
	}
}

// Spelled is a table with every bit of its numbers, a NaN equal to itself.
func Spelled(t claims.Table) []string {
	var rows []string
	for _, r := range t.Rows {
		rows = append(rows, fmt.Sprintf("%s %x", r.Key, r.Values))
	}
	return rows
}
