package main

import (
	"os"
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

// readme is the text of README.md between two marks.
func readme(t *testing.T, from, to string) string {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, after, found := strings.Cut(string(text), from)
	require.True(t, found, "README.md has no %q", from)
	between, _, found := strings.Cut(after, to)
	require.True(t, found, "README.md has no %q after %q", to, from)
	return between
}

// The ledger in README.md has the row of every claim, with its statement and the
// expected verdict, in the order in which the program prints them, and the same
// verdict measured. make readme writes it.
func TestReadmeLedger(t *testing.T) {
	const remedy = "make readme writes the ledger anew"
	ledger := readme(t, "<!-- ledger:", "<!-- end of ledger -->")
	row := regexp.MustCompile(`(?m)^    ([! ]) ([A-Z]\d+[a-z]?) +(.*?)  +(holds|fails) +(\S+) +\S+ +\d+ +[\d.]+\n((?: {11}\S.*\n)*)`)
	var listed []string
	for _, m := range row.FindAllStringSubmatch(ledger, -1) {
		id := m[2]
		listed = append(listed, id)
		claim, err := claims.Lookup(id)
		if !assert.NoError(t, err, "the ledger of README.md; %s", remedy) {
			continue
		}
		statement := strings.Join(strings.Fields(m[3]+" "+m[6]), " ")
		assert.Equal(t, claim.Statement, statement, "statement of %s in the ledger of README.md; %s", id, remedy)
		assert.Equal(t, string(claim.Expected), m[4], "expected verdict of %s in the ledger of README.md; %s", id, remedy)
		assert.Equal(t, string(claim.Expected), m[5], "verdict of %s in the ledger of README.md; %s", id, remedy)
		assert.Equal(t, " ", m[1], "mark of %s in the ledger of README.md; %s", id, remedy)
	}
	compareIDs(t, listed, "the ledger of README.md; "+remedy)
	want := total(account{findings: make([]finding, len(claims.All()))})
	assert.True(t, strings.Contains(ledger, "    "+want+"\n"), "the ledger of README.md does not end with %q; %s", want, remedy)
}

// The table of the claims in README.md has a row for each.
func TestReadmeClaims(t *testing.T) {
	table := readme(t, "\n## The claims\n", "\n## ")
	row := regexp.MustCompile(`(?m)^\| ([A-Z]\d+[a-z]?) \| .+ \| (.+) \| (.+) \|$`)
	var listed []string
	for _, m := range row.FindAllStringSubmatch(table, -1) {
		id := m[1]
		listed = append(listed, id)
		claim, err := claims.Lookup(id)
		if !assert.NoError(t, err, "the table of the claims in README.md") {
			continue
		}
		assert.Equal(t, string(claim.Source), m[2], "source of %s in the table of the claims in README.md", id)
		assert.Equal(t, string(claim.Expected), m[3], "expected verdict of %s in the table of the claims in README.md", id)
	}
	compareIDs(t, listed, "the table of the claims in README.md")
}

// compareIDs reports the claims that a list leaves out, and its order.
func compareIDs(t *testing.T, listed []string, where string) {
	t.Helper()
	want := ids(claims.All())
	for _, id := range want {
		if !slices.Contains(listed, id) {
			t.Errorf("claim %s is missing in %s", id, where)
		}
	}
	if len(listed) >= len(want) {
		assert.Equal(t, want, listed, "ids and their order in %s", where)
	}
}

// The table of README.md under "Where it does not" has the cells of E1w's recorded table in
// which the ordering is reversed or not settled, at the default cut-off, and no others.
func TestReadmeReversedCells(t *testing.T) {
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

	rows := readme(t, "**Where it does not.**", "In every other cell")
	row := regexp.MustCompile(`(?m)^  \| (\w+, \w+) \| (.+) \| (.+) \| (.+) \|$`)
	listed := row.FindAllStringSubmatch(rows, -1)
	assert.Len(t, listed, len(want), "rows of the table of README.md")
	for _, m := range listed {
		for column, cells := range want[m[1]] {
			got := strings.FieldsFunc(m[2+column], func(c rune) bool { return strings.ContainsRune(",; ", c) })
			if slices.Equal(got, []string{"none"}) {
				got = nil
			}
			assert.ElementsMatch(t, cells, got, "%s, column %d of the table of README.md", m[1], column+1)
		}
	}
}
