package registered

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/audit/internal/gitrepo"
)

// statement is the source of a claim whose criterion is a limit.
func statement(id, words, limit string) string {
	return fmt.Sprintf("\nvar claim%s = Claim{\n\tID: %q,\n\tCriterion: %q,\n\tExpected: Holds,\n\tjudge: func(j *Judgement, t Table) { j.AtMost(\"x\", t.Value(0), %s) },\n}\n", id, id, words, limit)
}

// commits are a made-up project. A1 stays as it was, while its file is split and moved, and its table too. B1's limit
// changes after its first table. C1 changes in words. D1 comes with its table. E1 has none. F1 changes on a branch beside
// the one that records it, and G1 on both branches.
func commits() []gitrepo.Commit {
	all := func(b1, c1 string) string {
		return "package claims\n" + statement("A1", "at most 1", "1") + statement("B1", "at most "+b1, b1) + statement("C1", c1, "3")
	}
	return []gitrepo.Commit{
		{Name: "start", Date: "2020-01-01", Message: "Claims", Files: map[string]string{
			"go.mod": "module suite\n", "theory/claim.go": strings.Replace(module["claims/claim.go"], "package claims", "package theory", 1),
			"theory/claims.go": strings.Replace(all("2", "at most 3"), "package claims", "package theory", 1),
		}},
		{Name: "tables", Date: "2020-01-02", Message: "First tables", Files: map[string]string{
			"golden/A1.txt": recordedTable("A1", "test", "1"), "golden/B1.txt": recordedTable("B1", "test", "1"), "golden/C1.txt": recordedTable("C1", "test", "1"),
		}},
		{Name: "limit", Date: "2020-01-03", Message: "B1 asks for less\n\nThe first table reached 2.5.\n", Files: map[string]string{
			"theory/claims.go": strings.Replace(all("4", "at most 3"), "package claims", "package theory", 1),
		}},
		{Name: "move", Date: "2020-01-04", Message: "A package for claims, a file each; tables by size", Remove: []string{"theory/claim.go", "theory/claims.go", "golden/A1.txt", "golden/B1.txt", "golden/C1.txt"}, Files: map[string]string{
			"theory/claims/claim.go": module["claims/claim.go"],
			"theory/claims/a1.go":    "package claims\n" + statement("A1", "at most 1", "1"),
			"theory/claims/bc.go":    "package claims\n" + statement("B1", "at most 4", "4") + statement("C1", "at most 3", "3"),
			"golden/test/A1.txt":     recordedTable("A1", "test", "1"), "golden/test/C1-x.txt": recordedTable("C1", "test", "1"),
		}},
		{Name: "words", Date: "2020-01-05", Message: "C1 in other words", Files: map[string]string{
			"theory/claims/bc.go": "package claims\n" + statement("B1", "at most 4", "4") + statement("C1", "no more than 3", "3"),
		}},
		{Name: "broken", Date: "2020-01-06", Message: "A file that is not Go", Files: map[string]string{"theory/claims/a1.go": "package claims\n<<<<<<<\n"}},
		{Name: "both", Date: "2020-01-07", Message: "D1 with its table; E1; F1 and G1; B1's table again", Files: map[string]string{
			"theory/claims/a1.go": "package claims\n" + statement("A1", "at most 1", "1"),
			"theory/claims/d1.go": "package claims\n" + statement("D1", "at most 5", "5") + statement("E1", "at most 6", "6"),
			"theory/claims/f1.go": "package claims\n" + statement("F1", "at most 7", "7"),
			"theory/claims/g1.go": "package claims\n" + statement("G1", "at most 8", "8"),
			"golden/test/D1.txt":  recordedTable("D1", "test", "1"), "golden/test/B1.txt": recordedTable("B1", "test", "3"),
		}},
		{Name: "side", Date: "2020-01-09", Message: "F1's limit, G1's words", Files: map[string]string{
			"theory/claims/f1.go": "package claims\n" + statement("F1", "at most 9", "9"),
			"theory/claims/g1.go": "package claims\n" + statement("G1", "8 at most", "8"),
		}},
		{Name: "main", Date: "2020-01-08", Message: "F1's and G1's tables, G1's limit", Parents: []string{"both"}, Files: map[string]string{
			"golden/test/F1.txt": recordedTable("F1", "test", "1"), "golden/short/F1.txt": recordedTable("F1", "short", "1"),
			"golden/test/G1.txt":  recordedTable("G1", "test", "1"),
			"theory/claims/g1.go": "package claims\n" + statement("G1", "at most 8", "10"),
		}},
		{Name: "merge", Date: "2020-01-10", Message: "Merge", Parents: []string{"main", "side"}, Files: map[string]string{
			"theory/claims/f1.go": "package claims\n" + statement("F1", "at most 9", "9"),
			"theory/claims/g1.go": "package claims\n" + statement("G1", "8 at most", "10"),
		}},
		{Name: "rename", Date: "2020-01-11", Message: "Tables by claim", Remove: []string{"golden/short/F1.txt"}, Files: map[string]string{
			"tables/F1/short.txt": recordedTable("F1", "short", "2"),
		}},
	}
}

// line says what was found of a claim, commits by name: the changes of its criterion, the first and the last commit of
// its tables, and the changes that came late.
func line(f Finding, names map[string]string) string {
	changes := func(all []Change) (text string) {
		for _, c := range all {
			text += fmt.Sprintf(" %s (%v)", names[c.Hash], c.Kind)
		}
		return text
	}
	text := f.ID + ":" + changes(f.Changes) + "; table"
	if f.First == nil {
		return text + " none"
	}
	text += " " + names[f.First.Hash] + " " + names[f.Last.Hash]
	if len(f.Late) > 0 {
		text += "; late" + changes(f.Late)
	}
	return text
}

func TestHistory(t *testing.T) {
	dir, hashes := gitrepo.New(t, commits()...)
	names := map[string]string{}
	for name, hash := range hashes {
		names[hash] = name
	}
	var reported []int
	history, err := Read(context.Background(), dir, func(done, total int) {
		assert.Equal(t, len(hashes), total)
		reported = append(reported, done)
	})
	require.NoError(t, err)
	assert.Len(t, reported, len(hashes))

	var got []string
	findings := Find(history, []string{"B1", "A1", "C1", "D1", "E1", "F1", "G1", "H1"})
	for _, f := range findings {
		got = append(got, line(f, names))
	}
	assert.Equal(t, []string{
		"B1: start (stated) limit (numbers, words); table tables both; late limit (numbers, words)",
		"A1: start (stated); table tables tables",
		"C1: start (stated) words (words); table tables tables; late words (words)",
		"D1: both (stated); table both both; late both (stated)",
		"E1: both (stated); table none",
		"F1: both (stated) side (numbers, words); table main rename; late side (numbers, words)",
		"G1: both (stated) main (numbers) side (words); table main main; late main (numbers) side (words)",
		"H1:; table none",
	}, got)

	b1 := findings[0]
	assert.Equal(t, Commit{hashes["limit"], []string{hashes["tables"]}, "2020-01-03", "B1 asks for less", "The first table reached 2.5."}, b1.Late[0].Commit)
	decided, ok := b1.Decided()
	assert.True(t, ok)
	assert.Equal(t, hashes["limit"], decided.Hash)
	var marked, reworded []string
	for _, f := range findings {
		if f.Marked() {
			marked = append(marked, f.ID)
		}
		if f.Reworded() {
			reworded = append(reworded, f.ID)
		}
	}
	assert.Equal(t, []string{"B1", "D1", "F1", "G1"}, marked)
	assert.Equal(t, []string{"C1"}, reworded)
	decided, ok = findings[2].Decided()
	assert.True(t, ok)
	assert.Equal(t, hashes["start"], decided.Hash, "other words decide nothing")
}

// A folder below the top of the repository has the same history.
func TestHistoryFromBelow(t *testing.T) {
	dir, _ := gitrepo.New(t, commits()[:2]...)
	gitrepo.Run(t, dir, "", "reset", "-q", "--hard")
	history, err := Read(context.Background(), dir+"/theory", nil)
	require.NoError(t, err)
	require.Len(t, history, 2)
	assert.Len(t, history[1].Criteria, 3)
	assert.Len(t, history[1].Tables, 3)
}

// What stands in the way is named, with what to do.
func TestNoHistory(t *testing.T) {
	whole, _ := gitrepo.New(t, commits()...)
	shallow := t.TempDir()
	gitrepo.Run(t, shallow, "", "clone", "-q", "--depth", "1", "file://"+whole, ".")
	empty, _ := gitrepo.New(t)
	none := t.TempDir()
	gitrepo.Isolate(t, none)
	for _, c := range []struct {
		dir  string
		want error
		says string
	}{
		{shallow, ErrShallow, "git fetch --unshallow"},
		{empty, ErrNoCommit, "no commit"},
		{none, ErrNoRepository, "clone"},
	} {
		_, err := Read(context.Background(), c.dir, nil)
		assert.ErrorIs(t, err, c.want)
		assert.ErrorContains(t, err, c.says)
	}
	gitrepo.Run(t, shallow, "", "fetch", "-q", "--unshallow")
	history, err := Read(context.Background(), shallow, nil)
	require.NoError(t, err)
	assert.Len(t, history, len(commits()), "after what the error says to do")

	t.Setenv("PATH", t.TempDir())
	_, err = Read(context.Background(), whole, nil)
	assert.ErrorIs(t, err, ErrNoGit)
}

// An interruption, and a file that is lost, are errors and end the process that reads.
func TestReadEnds(t *testing.T) {
	dir, hashes := gitrepo.New(t, commits()...)
	ctx, stop := context.WithCancel(context.Background())
	_, err := Read(ctx, dir, func(int, int) { stop() })
	assert.ErrorIs(t, err, context.Canceled)

	r, all, err := open(context.Background(), dir)
	require.NoError(t, err)
	assert.Equal(t, hashes["start"], all[0])
	_, err = r.object(strings.Repeat("0", len(all[0])), "blob")
	assert.ErrorContains(t, err, "missing")
	_, err = r.object(all[0], "blob")
	assert.ErrorContains(t, err, "want blob")
	assert.NoError(t, r.close())
}
