package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/audit/internal/gitrepo"
	"adfd/theory/audit/registered"
	"adfd/theory/claims"
)

// storied is a made-up history in one line: A1 before its table, E1 changed after it, E1w with it, K1 in words alone, T7
// without a table, and a change of what they share.
func storied() []registered.Revision {
	criterion := func(numbers, shared, words string) registered.Criterion {
		return registered.Criterion{Expected: "holds", Judge: "j", Numbers: numbers, Shared: shared, Words: words}
	}
	old := criterion("1", "s", "w")
	table := func(rows string) map[string]string { return map[string]string{"test": rows} }
	type criteria = map[string]registered.Criterion
	type tables = map[string]map[string]string
	commit := func(hash, parent, date, subject, body string) registered.Commit {
		c := registered.Commit{Hash: hash, Date: date, Subject: subject, Body: body}
		if parent != "" {
			c.Parents = []string{parent}
		}
		return c
	}
	return []registered.Revision{
		{Commit: commit("a000000000", "", "2020-01-01", "Claims, each with its criterion, written down long before anything at all was measured by anyone", ""),
			Criteria: criteria{"A1": old, "E1": old, "K1": old, "T7": old}},
		{Commit: commit("b000000000", "a000000000", "2020-01-02", "Tables", ""),
			Criteria: criteria{"E1w": old}, Tables: tables{"A1": table("1"), "E1": table("1"), "E1w": table("1"), "K1": table("1")}},
		{Commit: commit("c000000000", "b000000000", "2020-01-03", "E1 asks for less than its table has, so that the next one, which is of another seed and of more features, meets it as well",
			"The first table had a single cell below 3. It was one of the\nsmallest step.\n\nA second paragraph is not printed."),
			Criteria: criteria{"E1": criterion("2", "s", "v"), "K1": criterion("1", "s", "v")}},
		{Commit: commit("d000000000", "c000000000", "2020-01-04", "A strict clause at its limit is not met", ""),
			Criteria: criteria{"E1": criterion("2", "t", "v"), "A1": criterion("1", "t", "w"), "T7": criterion("1", "t", "w")},
			Tables:   tables{"A1": table("2")}},
	}
}

const storiedText = `What came first, criterion or table, in the git history: 4 commits up to d0000000 2020-01-04.

Criterion stated or changed after the first table, or in its commit (!): 2
  id   criterion           first table         last table
! E1   c0000000 2020-01-03 b0000000 2020-01-02 b0000000 2020-01-02
       c0000000 2020-01-03, after it: numbers, words
         E1 asks for less than its table has, so that the next one, which is of another seed and of more features, meets
         it as well
         The first table had a single cell below 3. It was one of the smallest step.
! E1w  b0000000 2020-01-02 b0000000 2020-01-02 b0000000 2020-01-02
       b0000000 2020-01-02, with it: stated
         Tables

Criterion before the first table, wording changed after it or in its commit: 1
  id   criterion           first table         last table
  K1   a0000000 2020-01-01 b0000000 2020-01-02 b0000000 2020-01-02
       c0000000 2020-01-03, after it: words
         E1 asks for less than its table has, so that the next one, which is of another seed and of more features, meets
         it as well
         The first table had a single cell below 3. It was one of the smallest step.

Criterion before the first table: 1
  id   criterion           first table         last table
  A1   a0000000 2020-01-01 b0000000 2020-01-02 d0000000 2020-01-04 Claims, each with its criterion, written down long...

No table in the history: 1
  id   criterion           first table         last table
  T7   a0000000 2020-01-01 -                   -                   Claims, each with its criterion, written down long...

Not in the history: 1
  id   criterion           first table         last table
  S1   -                   -                   -

How clauses are made and turned into a verdict, which claims share, changed after the first table of some: 1
  d0000000 2020-01-04 A strict clause at its limit is not met
       of A1, E1
`

func TestRenderRegistered(t *testing.T) {
	var out bytes.Buffer
	history := storied()
	renderRegistered(&out, history, registered.Find(history, []string{"A1", "S1", "E1", "E1w", "K1", "T7"}))
	assert.Equal(t, storiedText+legend, out.String())
	for _, line := range strings.Split(out.String(), "\n") {
		assert.LessOrEqual(t, len([]rune(line)), registeredWidth, line)
	}
}

// The command in a clone: the ids of -claims alone, and code 0 although one is marked.
func TestRegistered(t *testing.T) {
	dir, _ := gitrepo.New(t,
		gitrepo.Commit{Name: "both", Date: "2020-01-01", Message: "E1, with its table", Files: map[string]string{
			"e1.go":  "package claims\n\nvar e1 = Claim{ID: \"E1\", Criterion: \"c\"}\nvar s1 = Claim{ID: \"S1\", Criterion: \"c\"}\n",
			"E1.txt": "# suite: s\n# size: test\n# claim: E1\n# keys: k\nk\n1\n# end\n",
		}})
	t.Chdir(dir)
	var out, stderr bytes.Buffer
	assert.Equal(t, exitExpected, run(context.Background(), []string{"-registered", "-claims", "E1"}, &out, &stderr))
	assert.Contains(t, out.String(), "in its commit (!): 1\n")
	assert.Contains(t, out.String(), ", with it: stated\n         E1, with its table\n")
	assert.NotContains(t, out.String(), "S1 ")
	assert.Empty(t, stderr.String())

	out.Reset()
	assert.Equal(t, exitExpected, run(context.Background(), []string{"-registered"}, &out, &stderr))
	assert.Contains(t, out.String(), "No table in the history: 1\n")
	assert.Contains(t, out.String(), "  S1 ")

	out.Reset()
	assert.Equal(t, exitDiffers, run(context.Background(), []string{"-registered", "-claims", "T7"}, &out, &stderr))
	assert.Empty(t, out.String())
	assert.Contains(t, stderr.String(), "states these claims")

	ctx, stop := context.WithCancel(context.Background())
	stop()
	assert.Equal(t, exitInterrupted, run(ctx, []string{"-registered"}, &out, &stderr))
}

// Without a history it says so, and what to do, and nothing else.
func TestRegisteredWithoutHistory(t *testing.T) {
	dir := t.TempDir()
	gitrepo.Isolate(t, dir)
	t.Chdir(dir)
	var out, stderr bytes.Buffer
	assert.Equal(t, exitDiffers, run(context.Background(), []string{"-registered"}, &out, &stderr))
	assert.Empty(t, out.String())
	assert.Equal(t, "audit: -registered: "+registered.ErrNoRepository.Error()+"\n", stderr.String())
}

func TestParseRegistered(t *testing.T) {
	o, err := parse([]string{"-registered", "-claims", "E1"})
	require.NoError(t, err)
	assert.True(t, o.history)
	assert.Equal(t, []string{"E1"}, ids(o.claims))
	o, err = parse([]string{"-registered"})
	require.NoError(t, err)
	assert.Equal(t, ids(claims.All()), ids(o.claims))
	for _, other := range [][]string{{"-list"}, {"-fault"}, {"-masters", "2"}, {"-json", "-"}, {"-figures", "f"}, {"-tables", "t"}, {"-resume", "r"}} {
		_, err := parse(append([]string{"-registered"}, other...))
		assert.ErrorContains(t, err, "-registered", "%v", other)
	}
}
