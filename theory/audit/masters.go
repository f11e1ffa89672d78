package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"adfd/theory/claims"
)

// With -masters N every claim is run under N master seeds in turn, -seed and the
// numbers after it, each in a process of its own, since what claims share is kept
// for the life of a process. It shows how often chance alone decides otherwise, which
// the declared false-alarm rates bound.

// tally is how often a claim got each verdict.
type tally struct {
	claim    claims.Claim
	verdicts map[claims.Verdict]int
	errors   int
	other    []uint64 // seeds with another verdict than the expected one, or an error
	alarm    float64  // the largest declared false-alarm rate of a verdict
}

// against is the verdict that a false alarm gives: the one that contradicts the
// expected one. An inconclusive run is none, it claims nothing.
func (t tally) against() claims.Verdict {
	if t.claim.Expected == claims.Holds {
		return claims.Fails
	}
	return claims.Holds
}

// runs is how many runs there were.
func (t tally) runs() int {
	n := t.errors
	for _, k := range t.verdicts {
		n += k
	}
	return n
}

// examiner runs claims under one master seed.
type examiner func(ctx context.Context, o options) (summary, error)

// summary is what this command reads of the report of a run.
type summary struct {
	Claims []struct {
		ID         string
		Verdict    claims.Verdict
		FalseAlarm float64 `json:"false_alarm"`
		Error      string
	}
}

// masters runs the claims of o under o.masters master seeds and counts. It returns what
// it has when ctx ends.
func masters(ctx context.Context, o options, examine examiner, progress func(done int)) ([]tally, error) {
	tallies := make([]tally, len(o.claims))
	for i, c := range o.claims {
		tallies[i] = tally{claim: c, verdicts: map[claims.Verdict]int{}}
	}
	for k := range o.masters {
		one := o
		one.seed += uint64(k)
		s, err := examine(ctx, one)
		if ctx.Err() != nil {
			return tallies, ctx.Err()
		}
		if err != nil {
			return tallies, fmt.Errorf("master seed %d: %w", one.seed, err)
		}
		for i := range tallies {
			if err := tallies[i].add(s, one.seed); err != nil {
				return tallies, fmt.Errorf("master seed %d: %w", one.seed, err)
			}
		}
		progress(k + 1)
	}
	return tallies, nil
}

// add counts one run.
func (t *tally) add(s summary, seed uint64) error {
	for _, r := range s.Claims {
		if r.ID != t.claim.ID {
			continue
		}
		if r.Error != "" {
			t.errors++
		} else {
			t.verdicts[r.Verdict]++
		}
		if r.Error != "" || r.Verdict != t.claim.Expected {
			t.other = append(t.other, seed)
		}
		t.alarm = max(t.alarm, r.FalseAlarm)
		return nil
	}
	return fmt.Errorf("no verdict on %s", t.claim.ID)
}

// process examines by this program, in a process of its own.
func process(ctx context.Context, o options) (summary, error) {
	program, err := os.Executable()
	if err != nil {
		return summary{}, err
	}
	return runAs(ctx, o, program)
}

// runAs runs the claims by a command that is this one, and reads its report.
func runAs(ctx context.Context, o options, command ...string) (summary, error) {
	var s summary
	var ids []string
	for _, c := range o.claims {
		ids = append(ids, c.ID)
	}
	args := append(command[1:], "-json", toStdout, "-size", string(o.size), "-seed", fmt.Sprint(o.seed), "-claims", strings.Join(ids, ","))
	cmd := exec.CommandContext(ctx, command[0], args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	// Verdicts that differ are an exit code too, and no reason to stop.
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitDiffers {
		return s, fmt.Errorf("%w: %s", err, errs.String())
	}
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		return s, fmt.Errorf("its report: %w", err)
	}
	return s, nil
}

// runMasters is the command with -masters, and returns its exit code.
func runMasters(ctx context.Context, o options, examine examiner, stdout, stderr io.Writer) int {
	m := newMeter(stderr, 1)
	m.start("seeds")
	tallies, err := masters(ctx, o, examine, func(done int) { m.step(done, o.masters) })
	m.close()
	renderTallies(stdout, o, tallies)
	switch {
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case err != nil:
		fmt.Fprintf(stderr, "audit: %v\n", err)
		return exitDiffers
	}
	if slices.ContainsFunc(tallies, func(t tally) bool { return len(t.other) > 0 }) {
		return exitDiffers
	}
	return exitExpected
}

// confidence is the level of the limit that renderTallies prints.
const confidence = 0.95

// renderTallies prints a row for each claim and the sum.
func renderTallies(w io.Writer, o options, tallies []tally) {
	const row = "%-5s %-8s %6v %8v %7v %13v %6v   %-12s %-12s %s\n"
	fmt.Fprintf(w, "\nSize %s, master seeds from %d on. A false alarm is the verdict against the expected one; its rate is at most\nthe limit (one-sided, %g%%) by what was seen, and at most the bound by what the tests of a run declare.\n\n",
		o.size, o.seed, 100*confidence)
	fmt.Fprintf(w, row, "id", "expected", "runs", "expected", "against", "inconclusive", "errors", "limit", "bound", "other seeds")
	runs, against := 0, 0
	for _, t := range tallies {
		n, bad := t.runs(), t.verdicts[t.against()]
		runs, against = runs+n, against+bad
		bound := "none declared"
		if t.alarm > 0 {
			bound = number(t.alarm)
		}
		var other []string
		for _, s := range t.other {
			other = append(other, fmt.Sprint(s))
		}
		fmt.Fprintf(w, row, t.claim.ID, t.claim.Expected, n, t.verdicts[t.claim.Expected], bad, t.verdicts[claims.Inconclusive], t.errors,
			number(upperLimit(bad, n)), bound, strings.Join(other, " "))
	}
	fmt.Fprintf(w, "\n%d verdicts, %d false alarms: at most %s of them by what was seen.\n", runs, against, number(upperLimit(against, runs)))
}

// upperLimit is Clopper and Pearson's one-sided limit of a probability, k of n seen: the
// quantile of Beta(k+1, n-k).
func upperLimit(k, n int) float64 {
	if n == 0 {
		return math.NaN()
	}
	if k == n {
		return 1
	}
	return distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(confidence)
}
