package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/golden"
	"adfd/numerics/experiment"
	"adfd/theory/claims"
)

// drawable is a claim that has a figure and takes little time at size short.
const drawable = "F1"

func TestParseFigures(t *testing.T) {
	o, err := parse([]string{"-figures", "somewhere", "-claims", "A1," + drawable})
	require.NoError(t, err)
	assert.Equal(t, "somewhere", o.figures)
	_, err = parse([]string{"-figures", "somewhere", "-list"})
	assert.ErrorContains(t, err, "-list measures nothing that -figures could draw")
	_, err = parse([]string{"-figures", "somewhere", "-claims", "A1,A2"})
	assert.ErrorContains(t, err, "none of these claims has one, there are those of F1, ")
}

// into are the options of a run of the short size with figures in a directory.
func into(dir string) options {
	return options{figures: dir, size: claims.Short, seed: claims.DefaultSeed}
}

func TestGallery(t *testing.T) {
	g := gallery(into(filepath.Join(t.TempDir(), "new", "figures")))
	require.NoError(t, g.open(claims.All()))
	entries, err := os.ReadDir(g.dir)
	require.NoError(t, err, "the directory is made")
	assert.Empty(t, entries, "nothing is left of the trial")

	claim, err := claims.Lookup(drawable)
	require.NoError(t, err)
	table := stencilTable(0.01)
	g.add(finding{claim: claim, table: table, outcome: claim.Judge(table)})
	g.add(finding{claim: claims.All()[0], table: table}) // A1 has no figure
	g.add(finding{claim: claim, err: errors.New("not measured")})
	require.NoError(t, g.err())
	text, err := os.ReadFile(filepath.Join(g.dir, drawable+".svg"))
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(string(text), "</svg>\n"))

	var b bytes.Buffer
	g.render(&b)
	assert.Equal(t, "Figures in "+g.dir+": F1.svg.\n", b.String())

	// What cannot be drawn is an error, and the figure of an earlier run stays.
	g.add(finding{claim: claim, outcome: claims.Outcome{Verdict: claims.Fails}})
	assert.ErrorContains(t, g.err(), `figure: F1: the table has no key "q"`)
	again, err := os.ReadFile(filepath.Join(g.dir, drawable+".svg"))
	require.NoError(t, err)
	assert.Equal(t, text, again)
}

func TestGalleryWithoutDirectory(t *testing.T) {
	g := gallery(into(""))
	require.NoError(t, g.open(claims.All()))
	claim, err := claims.Lookup(drawable)
	require.NoError(t, err)
	g.add(finding{claim: claim})
	var b bytes.Buffer
	g.render(&b)
	assert.NoError(t, g.err())
	assert.Empty(t, b.String())
}

// A place that takes no figures is reported before the run.
func TestGalleryPlaces(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	assert.Error(t, gallery(into(file)).open(claims.All()), "a file")
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, drawable+".svg"), 0o700))
	assert.ErrorContains(t, gallery(into(dir)).open(claims.All()), "is a directory")
	code, out, stderr := command(t, "-claims", drawable, "-size", "short", "-figures", file)
	assert.Equal(t, exitUsage, code)
	assert.Empty(t, out)
	assert.Contains(t, stderr, "audit: -figures: ")
}

// The command writes the figure of a claim, and says where at the end of the ledger.
func TestCommandFigures(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "figures")
	code, out, stderr := command(t, "-claims", drawable+","+quick, "-size", "short", "-figures", dir)
	assert.Equal(t, exitExpected, code, stderr)
	assert.True(t, strings.HasSuffix(out, "\nFigures in "+dir+": F1.svg.\n"), out)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file, and none of a claim without a figure")
	assert.Equal(t, drawable+".svg", entries[0].Name())
}

func TestParseTables(t *testing.T) {
	o, err := parse([]string{"-tables", "somewhere", "-claims", quick})
	require.NoError(t, err)
	assert.Equal(t, "somewhere", o.tables)
	_, err = parse([]string{"-tables", "somewhere", "-list"})
	assert.ErrorContains(t, err, "-list measures nothing that -tables could record")
	_, err = parse([]string{"-tables", "somewhere", "-fault"})
	assert.ErrorContains(t, err, "under -fault they measure something else")
	_, err = parse([]string{"-tables", "somewhere", "-masters", "3"})
	assert.ErrorContains(t, err, "-tables")
}

// The command records the tables that it judged, each with its size and seed, and replaces
// none of another size or seed.
func TestCommandTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tables")
	args := []string{"-claims", "A5," + quick, "-size", "short", "-seed", "7", "-tables", dir}
	code, out, stderr := command(t, args...)
	assert.Equal(t, exitExpected, code, stderr)
	assert.True(t, strings.HasSuffix(out, "\nTables in "+dir+": A2.txt, A5.txt.\n"), out)
	setup := claims.DefaultSetup(claims.Short, 7)
	for _, id := range []string{quick, "A5"} {
		recorded, err := golden.Read(filepath.Join(dir, id+".txt"))
		require.NoError(t, err)
		assert.Equal(t, golden.Record(id, setup, recorded.Table).Header, recorded.Header)
		measured, err := experiment.Run(t.Context(), id, setup, nil)
		require.NoError(t, err)
		assert.NoError(t, golden.Compare(measured, recorded), id)
	}
	code, _, stderr = command(t, args...)
	assert.Equal(t, exitExpected, code, "its own are replaced: %s", stderr)

	for _, other := range [][]string{{"-size", "test", "-seed", "7"}, {"-size", "short", "-seed", "8"}} {
		code, _, stderr := command(t, append(other, "-claims", quick, "-tables", dir)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, stderr, "A2.txt is of claim A2, has size short and master seed 7, not A2, "+other[1]+" and "+other[3]+"; name another directory")
	}
	require.NoError(t, os.Rename(filepath.Join(dir, "A5.txt"), filepath.Join(dir, "A2.txt")))
	code, _, stderr = command(t, args...)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, stderr, "A2.txt is of claim A5")
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	code, out, stderr = command(t, "-claims", quick, "-size", "short", "-tables", file)
	assert.Equal(t, exitUsage, code)
	assert.Empty(t, out)
	assert.Contains(t, stderr, "audit: -tables: ")
}

func TestEmptyNames(t *testing.T) {
	for _, name := range []string{"-json", "-figures", "-tables", "-resume"} {
		_, err := parse([]string{name, ""})
		assert.ErrorContains(t, err, "an empty name", name)
	}
}
