package golden

import (
	"bytes"
	"flag"
	"fmt"
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

	"adfd/numerics/atomicfile"
	"adfd/numerics/experiment"
	"adfd/theory/audit/figure"
	"adfd/theory/claims"
)

var drawFigures = flag.Bool("figures", false, "draw the figures of the recorded test tables anew")

const figureRemedy = "draw the figures anew: go test ./golden -run 'TestFigures$' -figures"

// figurePath is the committed figure of a claim.
func figurePath(id string) string { return filepath.Join("figures", id+".svg") }

// Every figure is the one that the recorded table of its claim gives.
func TestFigures(t *testing.T) {
	if *update {
		return // the tables are being made
	}
	names, tables := figure.Exhibits()
	for _, name := range names {
		t.Run(name, func(t *testing.T) { compareFigure(t, name, recordedExhibit(t, name, tables[name])) })
	}
	for _, id := range figure.IDs() {
		names = append(names, id)
		t.Run(id, func(t *testing.T) { compareFigure(t, id, recordedFigure(t, id)) })
	}
	files, err := filepath.Glob(figurePath("*"))
	require.NoError(t, err)
	var committed []string
	for _, path := range files {
		committed = append(committed, strings.TrimSuffix(filepath.Base(path), ".svg"))
	}
	assert.ElementsMatch(t, names, committed, "figures and files in golden/figures")
}

// compareFigure draws a figure anew under -figures, and then compares it with the committed one.
func compareFigure(t *testing.T, name string, f figure.Figure) {
	t.Helper()
	var drawn bytes.Buffer
	require.NoError(t, f.WriteSVG(&drawn))
	assert.NotRegexp(t, shortNames, drawn.String(), "a name of a table, which package figure does not know in words")
	if *drawFigures {
		require.NoError(t, os.MkdirAll(filepath.Dir(figurePath(name)), 0o755))
		require.NoError(t, atomicfile.ReplaceBytes(figurePath(name), drawn.Bytes()))
	}
	committed, err := os.ReadFile(figurePath(name))
	require.NoError(t, err, figureRemedy)
	assert.NoError(t, sameDrawing(drawn.Bytes(), committed), "%s is not what the recorded tables give; %s", figurePath(name), figureRemedy)
}

// shortNames are those that tables have for settings, where a reader of figures sees a riddle.
var shortNames = regexp.MustCompile(`-1d|dyadic|[> ](adam|gd|lm|l-bfgs)[,.< ]`)

// exhibitPath is the recorded table of an exhibit.
func exhibitPath(name string) string { return filepath.Join("figures", name+".txt") }

// The tables that only figures show are measured at test size, beside the figures; they are
// small enough for -short as well.
func TestExhibits(t *testing.T) {
	setup := claims.DefaultSetup(claims.Test, claims.DefaultSeed)
	for _, name := range experiment.Exhibits() {
		t.Run(name, func(t *testing.T) {
			table, err := experiment.Exhibit(t.Context(), name, setup)
			require.NoError(t, err)
			if *update {
				require.NoError(t, Write(exhibitPath(name), Record(name, setup, table)))
			}
			recorded, err := Read(exhibitPath(name))
			require.NoError(t, err)
			require.NoError(t, recorded.Of(name, setup.Size, setup.Seed))
			assert.NoError(t, Compare(table, recorded), exhibitPath(name))
		})
	}
	files, err := filepath.Glob(exhibitPath("*"))
	require.NoError(t, err)
	assert.Len(t, files, len(experiment.Exhibits()), "exhibits and tables in golden/figures")
}

// figureSize is the size whose recorded table a figure is drawn from: that of the tests, but for
// T1 and T2 the paper's scale. It has enough steps for both floors to show.
func figureSize(id string) claims.Size {
	if id == "T1" || id == "T2" {
		return claims.Full
	}
	return claims.Test
}

// recordedFigure draws the figure of a claim from its recorded table.
func recordedFigure(t *testing.T, id string) figure.Figure {
	t.Helper()
	claim, err := claims.Lookup(id)
	require.NoError(t, err)
	r, err := Read(recordPath(figureSize(id), id))
	require.NoError(t, err)
	require.NoError(t, r.Of(id, figureSize(id), claims.DefaultSeed))
	f, err := figure.Draw(claim, claims.DefaultSetup(r.Size, r.Seed), r.Table, claim.Judge(r.Table))
	require.NoError(t, err)
	return f
}

// recordedExhibit draws an exhibit from recorded tables, its own or those of claims.
func recordedExhibit(t *testing.T, name string, tables []string) figure.Figure {
	t.Helper()
	setup := claims.DefaultSetup(claims.Test, claims.DefaultSeed)
	read := map[string]claims.Table{}
	for _, table := range tables {
		path := recordPath(claims.Test, table)
		if slices.Contains(experiment.Exhibits(), table) {
			path = exhibitPath(table)
		}
		r, err := Read(path)
		require.NoError(t, err)
		require.NoError(t, r.Of(table, setup.Size, setup.Seed), path)
		read[table] = r.Table
	}
	f, err := figure.DrawExhibit(name, setup, read)
	require.NoError(t, err)
	return f
}

// coordinateTolerance is one unit of the last of the five digits that a coordinate is
// written with, for coordinates below 1000 points. A coordinate comes of some ten
// sums and products of numbers of that size, so that two machines differ by about
// 1e-12 points, which changes the digits where it crosses a rounding boundary, and
// then by one unit.
const coordinateTolerance = 0.01 + 1e-9

var (
	geometry = regexp.MustCompile(`\b(d|x|y|transform)="[^"]*"`)
	decimal  = regexp.MustCompile(`-?\d+(\.\d+)?(e[-+]\d+)?`)
)

// sameDrawing compares figures: everything exactly, but coordinates within
// coordinateTolerance. The error names the first line that differs.
func sameDrawing(got, want []byte) error {
	a, b := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(b)) {
		if !sameLine(a[i], b[i]) {
			return fmt.Errorf("line %d is %q, want %q", i+1, a[i], b[i])
		}
	}
	if len(a) != len(b) {
		return fmt.Errorf("%d lines, want %d", len(a), len(b))
	}
	return nil
}

func sameLine(a, b string) bool {
	if a == b {
		return true
	}
	textA, numbersA := coordinates(a)
	textB, numbersB := coordinates(b)
	if textA != textB || len(numbersA) != len(numbersB) {
		return false
	}
	for i, v := range numbersA {
		if !(math.Abs(v-numbersB[i]) <= coordinateTolerance) {
			return false
		}
	}
	return true
}

// coordinates takes the numbers out of the attributes of a line that say where
// something is.
func coordinates(line string) (text string, numbers []float64) {
	text = geometry.ReplaceAllStringFunc(line, func(attribute string) string {
		return decimal.ReplaceAllStringFunc(attribute, func(s string) string {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				return s
			}
			numbers = append(numbers, v)
			return "#"
		})
	})
	return text, numbers
}

func TestSameDrawing(t *testing.T) {
	const line = `<path d="M100.25,-3.5L1e-05,0" style="stroke-width:1.2"/>` + "\n" + `<text x="10" y="20">1e-3</text>`
	same := func(old, new string) error {
		require.Contains(t, line, old)
		return sameDrawing([]byte(strings.Replace(line, old, new, 1)), []byte(line))
	}
	assert.NoError(t, same("100.25", "100.26"), "one unit of the fifth digit")
	assert.NoError(t, same("L1e-05", "L-1.2e-14"), "the rest of a zero")
	assert.ErrorContains(t, same("100.25", "100.27"), "line 1 is")
	assert.Error(t, same("1.2", "1.20001"), "a width")
	assert.ErrorContains(t, same("1e-3", "1e-03"), "line 2 is", "a text")
	assert.Error(t, same("M100.25,-3.5", "M100.25"), "a coordinate is missing")
	assert.Error(t, same("</text>", "</text>\n"), "a line more")
	assert.Error(t, same("100.25", "NaN"))
}
