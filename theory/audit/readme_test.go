package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/golden"
	"adfd/theory"
	"adfd/theory/claims"
)

// root is the module's.
const root = "../.."

// pages are the texts for readers.
var pages = []string{"README.md", "theory/README.md", "numerics/README.md", "properties/README.md", "golden/LEDGER.md"}

// page is the text of one.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	return string(text)
}

// The first page fits a few screens and, but for code, a terminal.
func TestReadmeIsShort(t *testing.T) {
	const mostLines, widest = 150, 120
	lines := strings.Split(strings.TrimSuffix(page(t, "README.md"), "\n"), "\n")
	assert.LessOrEqual(t, len(lines), mostLines)
	for i, line := range lines {
		if !strings.HasPrefix(line, "    ") {
			assert.LessOrEqual(t, len([]rune(line)), widest, "README.md:%d", i+1)
		}
	}
}

// What the first page says that the audit ends with is what it ends with.
func TestReadmeShowsTheLastLine(t *testing.T) {
	_, line, found := strings.Cut(total(account{findings: make([]finding, len(claims.All()))}), " ") // after the number
	require.True(t, found)
	assert.True(t, strings.Contains(page(t, "README.md"), "    N "+line+"\n"), "README.md does not show %q", line)
}

// commands are the command lines that a page names: in its code, in spans and in indented blocks.
func commands(text string) []string {
	var all []string
	start := regexp.MustCompile(`^((?:\w+=\S+ )*)((go (run|test|build|vet|tool)|make)\b.*|\.ci/run\b.*)$`)
	for _, m := range regexp.MustCompile("(?m)`([^`\n]+)`|^    (.+)$").FindAllStringSubmatch(text, -1) {
		line, _, _ := strings.Cut(m[1]+m[2], "  # ")
		for _, part := range strings.Split(line, " && ") {
			if c := start.FindStringSubmatch(strings.TrimSpace(part)); c != nil {
				all = append(all, c[2])
			}
		}
	}
	return all
}

// Every command that a page names can be run: its packages, tests, flags and targets exist.
func TestCommandsOfPagesExist(t *testing.T) {
	for _, name := range pages {
		found := commands(page(t, name))
		assert.NotEmpty(t, found, name)
		for _, c := range found {
			checkCommand(t, name, c)
		}
	}
}

// checkCommand checks one command of a page.
func checkCommand(t *testing.T, name, command string) {
	t.Helper()
	words := strings.Fields(command)
	switch {
	case words[0] == ".ci/run":
		assert.FileExists(t, filepath.Join(root, words[0]))
		return
	case words[0] == "make":
		makefile := page(t, "Makefile")
		for _, target := range words[1:] {
			assert.Regexp(t, `(?m)^`+regexp.QuoteMeta(target)+`:`, makefile, "%s: %s", name, command)
		}
		return
	}
	var folder string
	for _, w := range words[2:] {
		if strings.HasPrefix(w, "./") {
			folder = filepath.Join(root, strings.TrimSuffix(w, "..."))
			assert.DirExists(t, folder, "%s: %s", name, command)
		}
	}
	if folder == filepath.Join(root, "theory/audit") {
		for _, w := range words[3:] {
			if f, isFlag := strings.CutPrefix(w, "-"); isFlag && f != "h" {
				assert.NotNil(t, flagSet(&options{}).Lookup(f), "%s: %s has no flag -%s", name, command, f)
			}
		}
	}
	if i := slices.Index(words, "-run"); i >= 0 {
		top, _, _ := strings.Cut(strings.Trim(words[i+1], "'^$"), "/")
		assert.NotEmpty(t, testsNamed(t, folder, strings.Trim(top, "^$")), "%s: %s runs no test", name, command)
	}
}

// testsNamed are the files of a folder that declare a test whose name begins so.
func testsNamed(t *testing.T, folder, prefix string) (named []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(text), "\nfunc "+prefix) {
			named = append(named, file)
		}
	}
	return named
}

// A command that is not there is noticed.
func TestCommandsAreRead(t *testing.T) {
	text := "Say `go test ./golden -run 'TestClaims/^E1$'` or `make test`, not `a make`.\n\n    go run ./theory/audit -list   # what there is\n    X=1 make peers\n"
	assert.Equal(t, []string{"go test ./golden -run 'TestClaims/^E1$'", "make test", "go run ./theory/audit -list", "make peers"}, commands(text))
	assert.Empty(t, testsNamed(t, filepath.Join(root, "golden"), "TestOfNothing"))
	assert.NotEmpty(t, testsNamed(t, filepath.Join(root, "golden"), "TestClaims"))
	assert.Nil(t, flagSet(&options{}).Lookup("lists"))
}

// Every link of a page leads to a file, and where it names a section, to that.
func TestLinksOfPagesLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^()\s]*[./#][^()\s]*)\)`)
	for _, name := range pages {
		for _, m := range link.FindAllStringSubmatch(withoutCode(page(t, name)), -1) {
			target, section, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := name
			if target != "" {
				file = filepath.Join(filepath.Dir(name), target)
			}
			if !assert.FileExists(t, filepath.Join(root, file), "%s links to %s", name, m[1]) || section == "" {
				continue
			}
			assert.Contains(t, sections(page(t, file)), section, "%s links to %s", name, m[1])
		}
	}
}

// withoutCode drops spans and blocks of code, in which brackets are not links.
func withoutCode(text string) string {
	return regexp.MustCompile("(?m)`[^`\n]*`|^    .*$").ReplaceAllString(text, "")
}

// sections are the anchors of the headings of a page, as GitHub makes them.
func sections(text string) (anchors []string) {
	odd := regexp.MustCompile(`[^\p{L}\p{N}_\- ]`)
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		anchors = append(anchors, strings.ReplaceAll(odd.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return anchors
}

func TestSections(t *testing.T) {
	assert.Equal(t, []string{"a-test-failed", "gos-how-fast"}, sections("# A test failed\n\ntext\n## `Go`'s: how fast?\n"))
	assert.Equal(t, "see  and\n\nend", withoutCode("see `f[float64](x)` and\n    code](y)\nend"))
}

// The table of theory/README.md under "Where it does not hold" has the cells of E1w's recorded table in
// which the ordering is reversed or not settled, at the default cut-off, and no others.
func TestReversedCells(t *testing.T) {
	const above, below, unsettled = 0, 1, 2 // columns
	problems := map[string]string{"poisson-1d": "Poisson", "biharmonic-1d": "biharmonic"}
	recorded, err := golden.Read("../../golden/test/E1w.txt")
	require.NoError(t, err)
	table, want := recorded.Table, map[string][3][]string{}
	for _, r := range table.Rows {
		if table.Key(r, claims.CutoffKey) != claims.Cutoffs()[0].Name {
			continue
		}
		name := problems[table.Key(r, "problem")] + ", " + table.Key(r, "activation")
		cells := want[name]
		h, lower, upper := table.Value(r, claims.ColStep), table.Value(r, claims.ColLower), table.Value(r, claims.ColUpper)
		wins, losses, n := table.Value(r, claims.ColWins), table.Value(r, claims.ColLosses), table.Value(r, claims.ColCount)
		switch step := table.Key(r, "h"); {
		case claims.SignTest(wins, n) < claims.SignLevel:
		case theory.InRegime(h, lower, upper):
			assert.Fail(t, "a cell inside the regime is not AD's", "%v", r.Key)
		case claims.SignTest(losses, n) >= claims.SignLevel:
			cells[unsettled] = append(cells[unsettled], step)
		case theory.BelowRegimeTop(h, lower, upper):
			cells[below] = append(cells[below], step)
		default:
			cells[above] = append(cells[above], step)
		}
		want[name] = cells
	}

	_, after, found := strings.Cut(page(t, "theory/README.md"), "**Where it does not hold.**")
	require.True(t, found)
	rows, _, found := strings.Cut(after, "In every other cell")
	require.True(t, found)
	row := regexp.MustCompile(`(?m)^\| (\w+, \w+) \| (.+) \| (.+) \| (.+) \|$`)
	listed := row.FindAllStringSubmatch(rows, -1)
	assert.Len(t, listed, len(want), "rows of the table")
	for _, m := range listed {
		for column, cells := range want[m[1]] {
			got := strings.FieldsFunc(m[2+column], func(c rune) bool { return strings.ContainsRune(",; ", c) })
			if slices.Equal(got, []string{"none"}) {
				got = nil
			}
			assert.ElementsMatch(t, cells, got, "%s, column %d of the table", m[1], column+1)
		}
	}
}
