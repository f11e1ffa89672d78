package experiment

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory"
	"adfd/theory/claims"
)

var update = flag.Bool("update", false, "record the grids in testdata/grids.txt")

// every is what the claims are measured on at a size: cells, steps, seeds and counts, by table.
func every(size claims.Size) (map[string]any, error) {
	training, err := trainingGrid(size)
	n, m := correlationSize(size)
	all := map[string]any{
		"ordering": orderingGrid(size), "spectrum": spectrumGrid(size), "sinc": sincGrid(size),
		"correlation": correlationGrid(size, n, m, theory.Float64), "correlation, single": correlationGrid(size, n, m, theory.Float32),
		"regime": regimeGrid(size, n, m), "correlation, settings": correlationSettings(size, n, m, theory.Float64),
		"precision": precisionGrid(size), "bits": precisions(size),
		"edges": edgeSettings(size), "elsewhere": elsewhereSettings(size), "last layer": lastLayerGrid(size),
		"training": training, "training elsewhere": elsewhereDescents(size),
		"accuracy": accuracyGroups(size), "analytic": analytics(size), "best step": bestFunctions(size),
		"total error": totalPoints(size), "partial derivatives": partialCounts(size),
		"library": libraryIntervals(),
	}
	pair := func(name string, a, b any) { all[name], all[name+", count"] = a, b }
	g, seeds := decayGrid(size)
	pair("decay", g, seeds)
	g, seeds = noiseGrid(size)
	pair("noise", g, seeds)
	sets, seeds := gradientGrid(size)
	pair("gradient", sets, seeds)
	sets, steps := kernelGrid(size)
	pair("kernel", sets, steps)
	depths, seeds := floorDepths(size)
	pair("floor by depth", depths, seeds)
	depths, seeds = budgetDepths(size)
	pair("budget by depth", depths, seeds)
	evaluations, confirmed := adversaryBudget(size)
	pair("adversary", evaluations, confirmed)
	points, expressions := jetCounts(size)
	pair("points and expressions", points, expressions)
	points, features := localSamples(size)
	pair("sample points", points, features)
	return all, err
}

// libraryIntervals are those on which each function of package math is measured.
func libraryIntervals() []string {
	var all []string
	for name, c := range libraryCalls {
		all = append(all, fmt.Sprintf("%s on [%v, %v]", name, c.lo, c.hi))
	}
	slices.Sort(all)
	return all
}

// listing has a line for each cell. Steps that are given by the edges of the regime are those for
// edges at 2^-10 and 1.
func listing(v any) []string {
	var lines []string
	switch v := v.(type) {
	case grid:
		for _, e := range v {
			steps := e.steps
			if e.relative != nil {
				steps = e.relative(0x1p-10, 1)
			}
			lines = append(lines, fmt.Sprintf("%#v %v", e.setting, steps))
		}
	case []setting:
		return each(v)
	case []netSetting:
		return each(v)
	case []edgeSetting:
		return each(v)
	case []accuracyGroup:
		return each(v)
	case []analytic:
		return each(v)
	case []descentEntry:
		for _, e := range v {
			lines = append(lines, fmt.Sprintf("%#v %v", e.descentSetting, e.h))
		}
	default:
		lines = append(lines, fmt.Sprintf("%v", v))
	}
	return lines
}

func each[T any](all []T) (lines []string) {
	for _, e := range all {
		lines = append(lines, fmt.Sprintf("%#v", e))
	}
	return lines
}

// What the claims are measured on was fixed before it was run, at each size, and a table of another
// size shows nothing of it: a cell, a step or a seed that changes is a change of the criterion's
// hypotheses, and shows here. -update records it.
func TestGridsAreRecorded(t *testing.T) {
	var b strings.Builder
	for _, size := range []claims.Size{claims.Short, claims.Test, claims.Audit, claims.Full} {
		all, err := every(size)
		require.NoError(t, err)
		var names []string
		for name := range all {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			fmt.Fprintf(&b, "%s, %s\n", size, name)
			for _, line := range listing(all[name]) {
				fmt.Fprintf(&b, "\t%s\n", strings.ReplaceAll(line, "experiment.", ""))
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
