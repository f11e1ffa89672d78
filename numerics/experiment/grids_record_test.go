package experiment

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
		if !sameGrid(recorded[i], now[i]) {
			assert.Equal(t, recorded[i], now[i], "line %d of %s", i+1, file)
		}
	}
}

// decimal is a number with a point or an exponent; whole ones are counts, seeds and orders.
var decimal = regexp.MustCompile(`\d+(\.\d+(e[-+]\d+)?|e[-+]\d+)`)

// gridDigits is the relative difference of two processors' numbers of a grid: steps are
// powers and roots, of which package math errs by some ulps, twelve digits at the worst.
const gridDigits = 1e-12

// sameGrid compares lines: their text, which has the names of steps, the whole numbers and the
// powers of two exactly, all other numbers to gridDigits.
func sameGrid(recorded, now string) bool {
	if recorded == now {
		return true
	}
	a, b := decimal.FindAllString(recorded, -1), decimal.FindAllString(now, -1)
	if decimal.ReplaceAllString(recorded, "#") != decimal.ReplaceAllString(now, "#") || len(a) != len(b) {
		return false
	}
	for i := range a {
		x, errX := strconv.ParseFloat(a[i], 64)
		y, errY := strconv.ParseFloat(b[i], 64)
		if errX != nil || errY != nil || !(math.Abs(x-y) <= gridDigits*math.Abs(x)) {
			return false
		}
		if m, _ := math.Frexp(x); m == 0.5 && x != y {
			return false // a power of two is exact everywhere
		}
	}
	return true
}

func TestSameGrid(t *testing.T) {
	const line = `Setting{n:100, radius:0} [{10^-1.5 h_c 0.03162277660168379} {2^-8 0.00390625} 1e-06]`
	same := func(old, new string) bool {
		require.Contains(t, line, old)
		return sameGrid(line, strings.Replace(line, old, new, 1))
	}
	assert.True(t, same("68379}", "68383}"), "the last digit of a power")
	assert.False(t, same("68379}", "78379}"), "twelve digits")
	assert.False(t, same("0.00390625", "0.003906250000000001"), "a power of two")
	assert.False(t, same("n:100", "n:101"), "a count")
	assert.False(t, same("h_c", "h_l"), "a name")
	assert.False(t, same(" 1e-06", ""), "a step is missing")
	assert.True(t, same("1e-06", "1.0000000000000002e-06"))
}
