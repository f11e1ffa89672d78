package main

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// madeUp is an account of two claims that nobody measured: one as expected with
// nothing measured against its limit, one not.
func madeUp() account {
	free := claims.Claim{ID: "X1", Statement: "Short", Source: claims.Ours, Expected: claims.Holds}
	broken := claims.Claim{
		ID: "X2w", Source: claims.Paper, Expected: claims.Holds,
		Statement: "A statement of the paper that is so long that the ledger must break it into two lines",
	}
	o := options{claims: []claims.Claim{free, broken, {ID: "X3"}}, size: claims.Short, seed: 42}
	return account{
		suite: "adfd", goVersion: "go1", goarch: "none", options: o,
		findings: []finding{
			{
				claim: free, seeds: 1, elapsed: 1230 * time.Millisecond,
				outcome: claims.Outcome{
					Verdict: claims.Holds, Margin: math.Inf(1),
					Clauses: []claims.Clause{{What: "error/bound", Where: "exp order 3", Measured: 0, Limit: 1}},
				},
			},
			{
				claim: broken, seeds: 20, elapsed: 12340 * time.Millisecond,
				outcome: claims.Outcome{
					Verdict: claims.Fails, Margin: 0.001, CounterMargin: 50, FalseAlarm: 0.004,
					Clauses: []claims.Clause{
						{What: "sign test p", Where: "poisson h=0.01", Measured: 1e-6, Limit: 1e-3},
						{What: "sign test p", Where: "poisson h=0.1", Measured: 1, Limit: 1e-3},
					},
					Counters: []claims.Clause{
						{What: "opposite sign test p", Where: "poisson h=0.01", Measured: 1, Limit: 1e-3},
						{What: "opposite sign test p", Where: "poisson h=0.1", Measured: 2e-5, Limit: 1e-3},
					},
				},
				readings: []reading{
					{claims.Cutoff{Name: "a/3", Factor: 1. / 3}, claims.Outcome{Verdict: claims.Fails, Margin: 0.002}},
					{claims.Cutoff{Name: "3a", Factor: 3}, claims.Outcome{Verdict: claims.Inconclusive, Margin: 0.5}},
				},
			},
		},
		differ: []string{"X2w"}, unfinished: []string{"X3"}, falseAlarm: 0.004,
	}
}

func TestLedger(t *testing.T) {
	var b bytes.Buffer
	a := madeUp()
	line(&b, "", "id", "statement", "expected", "verdict", "margin", "seeds", "seconds")
	for _, f := range a.findings {
		renderRow(&b, f)
	}
	renderFoot(&b, a)
	const want = `
  id   statement                                                   expected verdict        margin seeds seconds
  X1   Short                                                       holds    holds             inf     1     1.2
! X2w  A statement of the paper that is so long that the ledger    holds    fails           0.001    20    12.3
       must break it into two lines

Verdicts at other cut-offs, with margin:
  X2w  a/3: fails (0.002)  3a: inconclusive (0.5, another verdict)

What decides: the worst clause of each criterion, the strongest of each counter-criterion:
  X1   criterion  error/bound at exp order 3: 0 <= 1, met
  X2w  criterion  sign test p at poisson h=0.1: 1 <= 0.001, not met
       counter    opposite sign test p at poisson h=0.1: 2e-05 <= 0.001, met

Interrupted. Not finished: X3.
2 of 3 claims finished, 1 not as expected (!): X2w.
Overall false-alarm rate: the tests among the clauses give one of these verdicts by chance with probability at most 0.004.
Clauses on point estimates, ratios and worst cases declare no error rate and are not in it.
Master seed 42.
`
	assert.Equal(t, want, "\n"+b.String())
}

func TestLedgerHead(t *testing.T) {
	o := options{size: claims.Short, seed: 42, fault: true}
	var b bytes.Buffer
	renderHead(&b, o)
	first, _, _ := strings.Cut(b.String(), "\n")
	assert.Contains(t, first, "size short, master seed 42")
	assert.Contains(t, first, "under its fault")
}

// The count is of what was finished; a single claim is one claim, and of none
// nothing is said.
func TestTotal(t *testing.T) {
	findings := make([]finding, 2)
	for want, a := range map[string]account{
		"2 claims, every verdict as expected.":               {findings: findings},
		"2 claims, 1 not as expected (!): X1.":               {findings: findings, differ: []string{"X1"}},
		"1 claim, its verdict as expected.":                  {findings: findings[:1]},
		"1 claim, 1 not as expected (!): X1.":                {findings: findings[:1], differ: []string{"X1"}},
		"2 of 3 claims finished, every verdict as expected.": {findings: findings, unfinished: []string{"X3"}},
		"1 of 2 claims finished, its verdict as expected.":   {findings: findings[:1], unfinished: []string{"X2"}},
		"1 of 2 claims finished, 1 not as expected (!): X1.": {findings: findings[:1], unfinished: []string{"X2"}, differ: []string{"X1"}},
		"0 of 2 claims finished.":                            {unfinished: []string{"X1", "X2"}},
		"0 of 1 claim finished.":                             {unfinished: []string{"X1"}},
	} {
		assert.Equal(t, want, total(a))
	}
}

// Under faults the account is of those noticed.
func TestFaultAccount(t *testing.T) {
	claim, err := claims.Lookup("F1")
	require.NoError(t, err)
	noticed := finding{claim: claim, fault: true, outcome: claims.Outcome{Verdict: claims.Fails}}
	missed := finding{claim: claim, fault: true, outcome: claims.Outcome{Verdict: claims.Holds}}
	broken := finding{claim: claim, fault: true, err: assert.AnError}
	o := options{fault: true, claims: []claims.Claim{claim, claim, claim}}
	a := newAccount(o, []finding{noticed, missed, broken})
	assert.Equal(t, []string{"F1", "F1"}, a.differ, "a fault that was missed, and one that could not be measured")
	assert.Equal(t, exitDiffers, a.exitCode())
	assert.Equal(t, "3 claims, 2 faults not noticed (!): F1, F1.", total(a))
	a = newAccount(options{fault: true, claims: o.claims[:1]}, []finding{noticed})
	assert.Equal(t, exitExpected, a.exitCode())
}

// The claims that name figures have them printed row by row.
func TestFigures(t *testing.T) {
	table := claims.NewTable([]string{"bound"}, claims.Column{Name: "x"}, claims.Column{Name: "r"})
	table.Add([]string{"Weyl"}, 5, 0.25)
	table.Add([]string{"sum"}, 5, math.NaN())
	var b bytes.Buffer
	renderFigures(&b, []finding{
		{claim: claims.Claim{ID: "X1", Figures: []string{"r"}}, table: table},
		{claim: claims.Claim{ID: "X2"}, table: table},
		{claim: claims.Claim{ID: "X3", Figures: []string{"r"}}, err: assert.AnError},
	})
	assert.Equal(t, "\nX1, row by row:\n  bound  r\n  Weyl   0.25\n  sum    -\n", b.String())
}

// A rate is stated where there is a test, and nothing of a run that has no verdict.
func TestFalseAlarmText(t *testing.T) {
	assert.Contains(t, falseAlarmText(0.25), "with probability at most 0.25.")
	assert.Contains(t, falseAlarmText(0), "no verdict here rests on a test")
	var b bytes.Buffer
	renderFoot(&b, account{unfinished: []string{"X1"}})
	assert.NotContains(t, b.String(), "false-alarm")
}

// Every claim's row fits into the columns of the head.
func TestRowsFit(t *testing.T) {
	const terminal = 120
	for _, c := range claims.All() {
		var b bytes.Buffer
		renderRow(&b, finding{claim: c, outcome: claims.Outcome{Verdict: claims.Inconclusive, Margin: -1.234e-300}, seeds: 30, elapsed: time.Hour})
		for _, l := range strings.Split(b.String(), "\n") {
			assert.LessOrEqual(t, len(l), terminal, l)
		}
	}
}

func TestWrap(t *testing.T) {
	assert.Equal(t, []string{""}, wrap("", 5))
	assert.Equal(t, []string{"ab cd", "ef"}, wrap("ab cd ef", 5))
	assert.Equal(t, []string{"a", "longword", "b"}, wrap("a longword b", 3))
}
