package main

import (
	"context"
	"math"
	"slices"
	"time"

	"adfd/numerics/experiment/lab"
	"adfd/theory/claims"
)

// runner measures the table of a claim, as experiment.Run does.
type runner func(ctx context.Context, id string, s claims.Setup, p lab.Progress) (claims.Table, error)

// finding is what came of one claim.
type finding struct {
	claim    claims.Claim
	table    claims.Table
	outcome  claims.Outcome
	readings []reading // at the other cut-offs, if the table has several
	seeds    int
	elapsed  time.Duration
	err      error // why there is no table, and so no verdict
	fault    bool  // measured under the claim's fault
}

// reading is a verdict at a cut-off other than the default one.
type reading struct {
	cutoff  claims.Cutoff
	outcome claims.Outcome
}

// asExpected reports whether the claim was measured with the expected verdict, or,
// under its fault, with another one: the fault was noticed.
func (f finding) asExpected() bool {
	return f.err == nil && (f.outcome.Verdict == f.claim.Expected) != f.fault
}

// audit runs the claims one after the other, since each protocol uses every
// processor itself, and hands over each finding as it comes. When ctx ends it
// returns the findings so far without waiting for the claim under way.
func audit(ctx context.Context, o options, measure runner, m *meter, emit func(finding)) []finding {
	defer m.close()
	var findings []finding
	for _, claim := range o.claims {
		m.start(claim.ID)
		f, ok := examine(ctx, claim, o.setup(claim), measure, m.step)
		f.fault = o.fault
		if !ok {
			break
		}
		m.clear()
		emit(f)
		m.finish(f)
		findings = append(findings, f)
	}
	return findings
}

// examine measures and judges one claim; ok is false if ctx ended first. The
// measurement is then left to itself: it ends with the process.
func examine(ctx context.Context, c claims.Claim, s claims.Setup, measure runner, p lab.Progress) (f finding, ok bool) {
	began := time.Now()
	type result struct {
		table claims.Table
		err   error
	}
	done := make(chan result, 1)
	go func() {
		t, err := measure(ctx, c.ID, s, p)
		done <- result{t, err}
	}()
	select {
	case <-ctx.Done():
		return f, false
	case r := <-done:
		if ctx.Err() != nil { // both were ready: r may be cut short
			return f, false
		}
		f = finding{claim: c, table: r.table, err: r.err, seeds: c.Seeds(s.Size)}
		if r.err == nil {
			f.seeds = min(f.seeds, most(r.table, claims.ColCount))
			f.outcome = c.Judge(r.table)
			f.readings = readings(c, r.table)
		}
		f.elapsed = time.Since(began)
		return f, true
	}
}

// most is the largest value of a count in a table, and without such a column no limit.
func most(t claims.Table, column string) int {
	if len(t.Rows) == 0 || !slices.ContainsFunc(t.Columns, func(c claims.Column) bool { return c.Name == column }) {
		return math.MaxInt
	}
	largest := 0.0
	for _, r := range t.Rows {
		largest = max(largest, t.Value(r, column))
	}
	return int(largest)
}

// readings judges a table at its other cut-offs.
func readings(c claims.Claim, t claims.Table) []reading {
	if !t.HasKey(claims.CutoffKey) {
		return nil
	}
	var out []reading
	for _, a := range claims.Cutoffs()[1:] {
		out = append(out, reading{a, c.JudgeAt(t, a)})
	}
	return out
}
