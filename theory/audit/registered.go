package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"adfd/theory/audit/registered"
)

// runRegistered prints what the git history of dir says of the criteria and tables of the claims.
func runRegistered(ctx context.Context, o options, dir string, stdout, stderr io.Writer) int {
	const pause = 2 * time.Second
	spoke := time.Now()
	history, err := registered.Read(ctx, dir, func(done, total int) {
		if time.Since(spoke) >= pause {
			spoke = time.Now()
			fmt.Fprintf(stderr, "read %d of %d commits\n", done, total)
		}
	})
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case err != nil:
		fmt.Fprintf(stderr, "audit: -registered: %v\n", err)
		return exitDiffers
	}
	var ids []string
	for _, c := range o.claims {
		ids = append(ids, c.ID)
	}
	findings := registered.Find(history, ids)
	if !slices.ContainsFunc(findings, func(f registered.Finding) bool { return len(f.Changes) > 0 }) {
		fmt.Fprintln(stderr, "audit: -registered: no commit of this repository states these claims; run this in a clone of the project")
		return exitDiffers
	}
	renderRegistered(stdout, history, findings)
	return exitExpected
}

// group are findings of one kind.
type group struct {
	title    string
	findings []registered.Finding
	late     bool // print the changes that came late
}

// renderRegistered prints the marked claims with the reasons, then the others, a line each.
func renderRegistered(w io.Writer, history []registered.Revision, findings []registered.Finding) {
	last := history[len(history)-1].Commit
	fmt.Fprintf(w, "What came first, criterion or table, in the git history: %d commits up to %s.\n", len(history), stamp(&last))
	groups := []group{
		{title: "Criterion stated or changed after the first table, or in its commit (!)", late: true},
		{title: "Criterion before the first table, wording changed after it or in its commit", late: true},
		{title: "Criterion before the first table"},
		{title: "No table in the history"},
		{title: "Not in the history"},
	}
	for _, f := range findings {
		g := &groups[2]
		switch {
		case len(f.Changes) == 0:
			g = &groups[4]
		case f.First == nil:
			g = &groups[3]
		case f.Marked():
			g = &groups[0]
		case f.Reworded():
			g = &groups[1]
		}
		g.findings = append(g.findings, f)
	}
	for _, g := range groups {
		g.render(w)
	}
	renderShared(w, history, findings)
	fmt.Fprint(w, legend)
}

// registeredFormat: mark, id, and hash and date of three commits.
const registeredFormat = "%1s %-4s %-19s %-19s %-19s %s"

// Widths of what is wrapped, so that a line has at most 120 columns.
const (
	registeredWidth = 120
	reasonIndent    = 7
)

func (g group) render(w io.Writer) {
	if len(g.findings) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s: %d\n", g.title, len(g.findings))
	registeredLine(w, "", "id", "criterion", "first table", "last table", "")
	for _, f := range g.findings {
		mark, subject := "", ""
		if f.Marked() {
			mark = differs
		}
		decided, ok := f.Decided()
		criterion := "-"
		if ok {
			criterion = stamp(&decided.Commit)
		}
		if ok && !g.late {
			subject = decided.Subject
		}
		registeredLine(w, mark, f.ID, criterion, stamp(f.First), stamp(f.Last), subject)
		if g.late {
			renderLate(w, f)
		}
	}
}

// registeredLine prints a line and cuts it where it is too wide.
func registeredLine(w io.Writer, mark, id, criterion, first, last, subject string) {
	line := []rune(strings.TrimRight(fmt.Sprintf(registeredFormat, mark, id, criterion, first, last, subject), " "))
	if len(line) > registeredWidth {
		line = append(line[:registeredWidth-3], []rune("...")...)
	}
	fmt.Fprintln(w, string(line))
}

// renderLate prints the changes of a claim's own criterion that do not come before its first table, with what each
// changed and the reason its message gives.
func renderLate(w io.Writer, f registered.Finding) {
	for _, c := range f.Late {
		if c.Kind == registered.Shared {
			continue // renderShared has it
		}
		when := "after"
		if c.Hash == f.First.Hash {
			when = "with"
		}
		indented(w, fmt.Sprintf("%s, %s it: %v", stamp(&c.Commit), when, c.Kind&^registered.Shared), reasonIndent)
		indented(w, c.Subject, reasonIndent+2)
		body, _, _ := strings.Cut(c.Body, "\n\n")
		indented(w, body, reasonIndent+2)
	}
}

// renderShared prints the changes of what all claims share, a commit each.
func renderShared(w io.Writer, history []registered.Revision, findings []registered.Finding) {
	var text strings.Builder
	n := 0
	for _, r := range history {
		var ids []string
		for _, f := range findings {
			if slices.ContainsFunc(f.Late, func(c registered.Change) bool { return c.Hash == r.Hash && c.Kind&registered.Shared != 0 }) {
				ids = append(ids, f.ID)
			}
		}
		if len(ids) > 0 {
			n++
			indented(&text, stamp(&r.Commit)+" "+r.Subject, 2)
			indented(&text, "of "+strings.Join(ids, ", "), reasonIndent)
		}
	}
	if n == 0 {
		return
	}
	fmt.Fprintf(w, "\nHow clauses are made and turned into a verdict, which claims share, changed after the first table of some: %d\n%s", n, text.String())
}

// indented prints a text in as many lines as it needs; none if it is empty.
func indented(w io.Writer, text string, indent int) {
	if text == "" {
		return
	}
	for _, line := range wrap(text, registeredWidth-indent) {
		fmt.Fprintf(w, "%*s%s\n", indent, "", line)
	}
}

func short(hash string) string { return hash[:min(len(hash), 8)] }

// stamp is the short hash and the date of a commit, or a dash.
func stamp(c *registered.Commit) string {
	if c == nil {
		return "-"
	}
	return short(c.Hash) + " " + c.Date
}

// legend says what the words and columns mean.
const legend = `
criterion    the last commit after which the same table could be judged otherwise
first table  the commit that first recorded a table of the claim, of any size; last: that last changed a row of one
after, with  by descent: the change is no ancestor of the first table's commit, or is that commit
expected     another verdict is expected
numbers      constants of the judge are others
code         the judge is written otherwise, with the same constants: it may do the same, the old one is not run
stated       the claim is new there
words        what is printed as regime, criterion or counter-criterion; alone, it is wording: the judge's syntax tree,
             its constants and the expected verdict are the same, so that both judge every table alike
Moves, names, layout and comments do not count. A run whose table was not committed leaves no trace here.
go doc adfd/theory/audit/registered says what is compared.
`
