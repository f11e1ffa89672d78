package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"text/tabwriter"

	"adfd/golden"
	"adfd/theory/claims"
)

// statementWidth is where statements are wrapped, so that a row fits into a
// terminal of 120 columns.
const statementWidth = 58

// rowFormat: mark, id, statement, expected, verdict, margin, seeds, seconds.
const rowFormat = "%1s %-4s %-*s  %-8s %-12s %8s %5s %7s"

// differs marks a row whose verdict is not the expected one.
const differs = "!"

// renderHead prints what is run and the names of the columns.
func renderHead(w io.Writer, o options) {
	mode := ""
	if o.fault {
		mode = ", each claim under its fault"
	}
	fmt.Fprintf(w, "%s, size %s, master seed %d, %s %s%s\n\n", golden.Suite, o.size, o.seed, runtime.Version(), runtime.GOARCH, mode)
	line(w, "", "id", "statement", "expected", "verdict", "margin", "seeds", "seconds")
}

// renderRow prints the row of one claim, as many lines as its statement needs.
func renderRow(w io.Writer, f finding) {
	mark, verdict, margin := "", string(f.outcome.Verdict), number(f.outcome.Margin)
	if f.err != nil {
		verdict, margin = "error", "-"
	}
	if !f.asExpected() {
		mark = differs
	}
	text := wrap(f.claim.Statement, statementWidth)
	line(w, mark, f.claim.ID, text[0], string(f.claim.Expected), verdict, margin,
		fmt.Sprint(f.seeds), fmt.Sprintf("%.1f", f.elapsed.Seconds()))
	if f.fault {
		text = append(text, wrap("fault: "+f.claim.Fault.Why, statementWidth)...)
	}
	for _, more := range text[1:] {
		line(w, "", "", more, "", "", "", "", "")
	}
}

func line(w io.Writer, mark, id, statement, expected, verdict, margin, seeds, seconds string) {
	s := fmt.Sprintf(rowFormat, mark, id, statementWidth, statement, expected, verdict, margin, seeds, seconds)
	fmt.Fprintln(w, strings.TrimRight(s, " "))
}

// renderFoot prints what stands below the rows: how the verdicts depend on the
// cut-off, the clauses that decided them, and the totals.
func renderFoot(w io.Writer, a account) {
	renderSensitivity(w, a.findings)
	renderClauses(w, a.findings)
	renderFigures(w, a.findings)
	fmt.Fprintln(w)
	if a.interrupted() {
		fmt.Fprintf(w, "Interrupted. Not finished: %s.\n", strings.Join(a.unfinished, ", "))
	}
	fmt.Fprintln(w, total(a))
	if len(a.findings) > 0 {
		fmt.Fprintln(w, falseAlarmText(a.falseAlarm))
	}
	fmt.Fprintf(w, "Master seed %d.\n", a.options.seed)
}

// total says how many claims there were and how many verdicts differ.
func total(a account) string {
	n, planned := len(a.findings), len(a.findings)+len(a.unfinished)
	claims := "claims"
	if planned == 1 {
		claims = "claim"
	}
	text := fmt.Sprintf("%d %s", planned, claims)
	if a.interrupted() {
		text = fmt.Sprintf("%d of %d %s finished", n, planned, claims)
	}
	switch {
	case n == 0:
		return text + "."
	case a.options.fault && len(a.differ) > 0:
		return fmt.Sprintf("%s, %d faults not noticed (%s): %s.", text, len(a.differ), differs, strings.Join(a.differ, ", "))
	case a.options.fault:
		return text + ", every fault noticed: no verdict is the expected one."
	case len(a.differ) > 0:
		return fmt.Sprintf("%s, %d not as expected (%s): %s.", text, len(a.differ), differs, strings.Join(a.differ, ", "))
	case n == 1:
		return text + ", its verdict as expected."
	}
	return text + ", every verdict as expected."
}

// falseAlarmText states the rate and what it leaves out.
func falseAlarmText(rate float64) string {
	if rate == 0 {
		return "Overall false-alarm rate: none, since no verdict here rests on a test with an error rate."
	}
	return fmt.Sprintf("Overall false-alarm rate: the tests among the clauses give one of these verdicts by chance with probability at most %s.\n"+
		"Clauses on point estimates, ratios and worst cases declare no error rate and are not in it.", number(rate))
}

// renderSensitivity prints the verdicts at the other cut-offs.
func renderSensitivity(w io.Writer, findings []finding) {
	heading := false
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range findings {
		if len(f.readings) == 0 {
			continue
		}
		if !heading {
			fmt.Fprint(w, "\nVerdicts at other cut-offs, with margin:\n")
			heading = true
		}
		fmt.Fprintf(t, "  %s", f.claim.ID)
		for _, r := range f.readings {
			mark := ""
			if r.outcome.Verdict != f.outcome.Verdict {
				mark = ", another verdict"
			}
			fmt.Fprintf(t, "\t%s: %s (%s%s)", r.cutoff.Name, r.outcome.Verdict, number(r.outcome.Margin), mark)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}

// renderClauses prints the clauses that decided each verdict.
func renderClauses(w io.Writer, findings []finding) {
	if len(findings) == 0 {
		return
	}
	fmt.Fprint(w, "\nWhat decides: the worst clause of each criterion, the strongest of each counter-criterion:\n")
	for _, f := range findings {
		if f.err != nil {
			fmt.Fprintf(w, "  %-4s error: %v\n", f.claim.ID, f.err)
			continue
		}
		id := f.claim.ID
		for _, d := range deciding(f.outcome) {
			met := "not met"
			if d.clause.Met() {
				met = "met"
			}
			fmt.Fprintf(w, "  %-4s %-10s %v, %s\n", id, d.side, d.clause, met)
			id = ""
		}
		if id != "" {
			fmt.Fprintf(w, "  %-4s no clause: nothing was measured in its regime\n", id)
		}
	}
}

// renderFigures prints, of the claims that name some, the figures behind the verdict:
// how tight a bound is, and its worst case.
func renderFigures(w io.Writer, findings []finding) {
	for _, f := range findings {
		if f.err != nil || len(f.claim.Figures) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s, row by row:\n", f.claim.ID)
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintf(t, "  %s\t%s\n", strings.Join(f.table.Keys, " "), strings.Join(f.claim.Figures, "\t"))
		for _, r := range f.table.Rows {
			fmt.Fprintf(t, "  %s", strings.Join(r.Key, " "))
			for _, column := range f.claim.Figures {
				fmt.Fprintf(t, "\t%s", number(f.table.Value(r, column)))
			}
			fmt.Fprintln(t)
		}
		t.Flush()
	}
}

// number writes v with three digits, and a dash for what does not apply.
func number(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "inf"
	case math.IsNaN(v):
		return "-"
	}
	return fmt.Sprintf("%.3g", v)
}

// wrap breaks text at spaces into lines of at most width characters; a longer
// word has a line of its own. There is at least one line.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len([]rune(*last))+1+len([]rune(word)) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// renderDetails prints everything that is fixed about a claim before it is run.
func renderDetails(w io.Writer, claims []claims.Claim) {
	for i, c := range claims {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s, %s, expected: %s\n", c.ID, c.Source, c.Expected)
		for _, part := range []struct{ name, text string }{
			{"statement", c.Statement}, {"hypotheses", c.Hypotheses}, {"regime", c.Regime},
			{"criterion", c.Criterion}, {"counter", c.Counter}, {"because", c.Because}, {"fault", c.Fault.Why},
		} {
			for k, text := range wrap(part.text, detailWidth) {
				if k > 0 {
					part.name = ""
				}
				fmt.Fprintf(w, "  %-11s %s\n", part.name, text)
			}
		}
	}
}

// detailWidth is where the parts of a claim are wrapped.
const detailWidth = 104

// renderList prints the claims there are.
func renderList(w io.Writer, claims []claims.Claim) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "id\tsource\texpected\tstatement")
	for _, c := range claims {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", c.ID, c.Source, c.Expected, c.Statement)
	}
	t.Flush()
}
