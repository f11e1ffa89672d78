package experiment

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/experiment/attack"
	"adfd/numerics/experiment/lab"
	"adfd/numerics/experiment/pointwise"
	"adfd/numerics/experiment/spectral"
	"adfd/numerics/experiment/training"
	"adfd/theory/claims"
)

var update = flag.Bool("update", false, "record the grids in testdata/grids.txt")

// every is what the claims are measured on at a size: cells, steps, seeds and counts, by table.
func every(size claims.Size) (lab.Grids, error) {
	all, err := training.Grids(size)
	for _, room := range []lab.Grids{spectral.Grids(size), pointwise.Grids(size), attack.Grids(size)} {
		maps.Copy(all, room)
	}
	return all, err
}

// packageName is what stands before the name of a type.
var packageName = regexp.MustCompile(`\b(experiment|pointwise|spectral|training)\.`)

// What the claims are measured on was fixed before it was run, at each size, and a table of another
// size shows nothing of it: a cell, a step or a seed that changes is a change of the criterion's
// hypotheses, and shows here. -update records it.
func TestGridsAreRecorded(t *testing.T) {
	var b strings.Builder
	for _, size := range []claims.Size{claims.Short, claims.Test, claims.Audit, claims.Full} {
		all, err := every(size)
		require.NoError(t, err)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			fmt.Fprintf(&b, "%s, %s\n", size, name)
			for _, line := range all[name] {
				fmt.Fprintf(&b, "\t%s\n", packageName.ReplaceAllString(line, ""))
			}
		}
	}
	file := filepath.Join("testdata", "grids.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "record it by -update")
	assert.NotContains(t, b.String(), "0x", "an address, which changes from run to run")
	recorded, now := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	require.Len(t, now, len(recorded))
	for i := range recorded {
		assert.Equal(t, recorded[i], now[i], "line %d of %s", i+1, file)
	}
}
