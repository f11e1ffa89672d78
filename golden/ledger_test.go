package golden

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// ledgerPath is the ledger of the recorded tables. -update writes it anew.
const ledgerPath = "LEDGER.md"

const ledgerHead = `# The ledger

Every claim, with the verdict that its criterion gives the recorded table. This page is computed
from the tables in this folder; a test compares it with them, byte for byte, and
` + "`go test ./golden -update`" + ` writes it anew.

- *Expected* is the verdict that the claim's file states, so that a change of verdict is noticed. A
  claim that is expected to fail must fail. Some were expected otherwise before the first measurement;
  the claim's reason then says so, and the history of its file shows it.
- The *verdict* is **holds** if every clause of the criterion is met, **fails** if a clause of the
  counter-criterion is, and **inconclusive** otherwise.
- The *margin* is that of the clause that came closest to its limit: allowed over measured for an upper
  limit, measured over required for a lower one. From 1 on the criterion is met, so that of a claim
  that fails is below 1. For a sign test it is
  the level over the p-value, so that it can be very large.
- The *closest clause* is the one that sets the margin.

` + "`go run ./theory/audit -list -claims E1`" + ` prints all that is fixed about a claim: hypotheses, regime,
criterion and counter-criterion, and why that verdict is expected.
`

// The ledger is what the recorded tables give.
func TestLedger(t *testing.T) {
	if *update {
		return // TestMain writes it when the tables are there
	}
	want, err := ledger()
	require.NoError(t, err)
	got, err := os.ReadFile(ledgerPath)
	require.NoError(t, err)
	assert.Equal(t, want, string(got), "%s is not what the recorded tables give: go test ./golden -run TestLedger -update", ledgerPath)
}

// ledger is the text of the ledger.
func ledger() (string, error) {
	var b strings.Builder
	b.WriteString(ledgerHead)
	var trained []claims.Claim
	for _, c := range claims.All() {
		if c.Trains {
			trained = append(trained, c)
		}
	}
	for _, part := range []struct {
		title  string
		size   claims.Size
		claims []claims.Claim
	}{
		{"At the size of `go test`", claims.Test, claims.All()},
		{"At the paper's scale", claims.Full, trained},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n| claim | statement | source | expected | verdict | margin | closest clause |\n|---|---|---|---|---|---|---|\n", part.title)
		var moved []string
		for _, c := range part.claims {
			r, err := Read(recordPath(part.size, c.ID))
			if err != nil {
				return "", err
			}
			b.WriteString(ledgerRow(c, c.Judge(r.Table)))
			for _, a := range claims.Cutoffs()[1:] {
				if o := c.JudgeAt(r.Table, a); o.Verdict != c.Judge(r.Table).Verdict {
					moved = append(moved, fmt.Sprintf("%s is %s at %s", c.ID, o.Verdict, a.Name))
				}
			}
		}
		if part.size == claims.Test {
			fmt.Fprintf(&b, "\nThe cut-off a below which singular values are dropped is a convention, so the verdicts are also taken\nat a/3 and at 3a: %s.\n", others(moved))
		}
	}
	return b.String(), nil
}

// others says which verdicts are others at the other cut-offs.
func others(moved []string) string {
	if len(moved) == 0 {
		return "every verdict is the same"
	}
	return strings.Join(moved, ", ") + "; every other verdict is the same"
}

// ledgerRow is a claim and what came of it, a row of a Markdown table.
func ledgerRow(c claims.Claim, o claims.Outcome) string {
	closest := "none"
	if worst, ok := o.Worst(); ok {
		closest = worst.String()
	}
	verdict := string(o.Verdict)
	if o.Verdict != c.Expected {
		verdict = "**" + verdict + "**"
	}
	cells := []string{c.ID, c.Statement, string(c.Source), string(c.Expected), verdict, fmt.Sprintf("%.3g", o.Margin), closest}
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// A row escapes what would end a cell, names the closest clause, and marks a verdict that is
// not the expected one.
func TestLedgerRow(t *testing.T) {
	c := claims.Claim{ID: "X1", Statement: "|a| is small", Source: claims.Ours, Expected: claims.Holds}
	o := claims.Outcome{Verdict: claims.Fails, Margin: 0.5, Clauses: []claims.Clause{{What: "|a|", Where: "x", Measured: 2, Limit: 1}}}
	assert.Equal(t, `| X1 | \|a\| is small | ours | holds | **fails** | 0.5 | \|a\| at x: 2 <= 1 |`+"\n", ledgerRow(c, o))
	o = claims.Outcome{Verdict: claims.Holds}
	assert.Equal(t, `| X1 | \|a\| is small | ours | holds | holds | 0 | none |`+"\n", ledgerRow(c, o))
}

// Other verdicts at other cut-offs are named.
func TestLedgerNamesOtherVerdicts(t *testing.T) {
	assert.Equal(t, "every verdict is the same", others(nil))
	assert.Equal(t, "E5 is fails at a/3; every other verdict is the same", others([]string{"E5 is fails at a/3"}))
}
