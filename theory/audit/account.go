package main

import (
	"runtime"

	"adfd/golden"
	"adfd/theory/claims"
)

// account is the result of a run: the findings and what they add up to.
type account struct {
	suite      string
	goVersion  string
	goarch     string
	options    options
	findings   []finding
	unfinished []string // ids that an interruption left out
	differ     []string // ids whose verdict is not the expected one
	falseAlarm float64  // bounds the probability that chance alone gives one of the verdicts
}

func newAccount(o options, findings []finding) account {
	a := account{
		suite: golden.Suite, goVersion: runtime.Version(), goarch: runtime.GOARCH,
		options: o, findings: findings,
	}
	for _, f := range findings {
		if !f.asExpected() {
			a.differ = append(a.differ, f.claim.ID)
		}
		a.falseAlarm += f.outcome.FalseAlarm // Boole's inequality
	}
	for _, c := range o.claims[len(findings):] {
		a.unfinished = append(a.unfinished, c.ID)
	}
	return a
}

func (a account) interrupted() bool { return len(a.unfinished) > 0 }

func (a account) exitCode() int {
	switch {
	case a.interrupted():
		return exitInterrupted
	case len(a.differ) > 0:
		return exitDiffers
	}
	return exitExpected
}

// deciding are the clauses that a verdict rests on: the one that sets the margin
// of the criterion, and, where the counter-criterion has clauses, the one that
// sets its margin.
func deciding(o claims.Outcome) []decided {
	var out []decided
	if c, ok := o.Worst(); ok {
		out = append(out, decided{"criterion", c})
	}
	var strongest claims.Clause
	found := false
	for _, c := range o.Counters {
		if !found || c.Margin() > strongest.Margin() {
			strongest, found = c, true
		}
	}
	if found {
		out = append(out, decided{"counter", strongest})
	}
	return out
}

// decided is a clause with the side it belongs to, criterion or counter.
type decided struct {
	side   string
	clause claims.Clause
}
