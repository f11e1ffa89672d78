package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"adfd/theory/claims"
)

// report is the account as JSON. A number that JSON cannot hold is null, with
// the reason beside it.
type report struct {
	Suite      string        `json:"suite"`
	Go         string        `json:"go"`
	GOARCH     string        `json:"goarch"`
	Seed       uint64        `json:"seed"`
	Size       claims.Size   `json:"size"`
	Fault      bool          `json:"fault,omitempty"` // each claim ran under its fault
	Claims     []claimReport `json:"claims"`
	Differ     []string      `json:"differ"`     // ids whose verdict is not the expected one
	Unfinished []string      `json:"unfinished"` // ids that an interruption left out
	FalseAlarm float64       `json:"false_alarm"`
}

// claimReport is one claim with the table its verdict was computed from. Verdict
// and table are null if it could not be measured, and error says why.
type claimReport struct {
	ID         string          `json:"id"`
	Statement  string          `json:"statement"`
	Source     claims.Source   `json:"source"`
	Hypotheses string          `json:"hypotheses"`
	Regime     string          `json:"regime"`
	Criterion  string          `json:"criterion"`
	Counter    string          `json:"counter"`
	Because    string          `json:"because"`
	FaultWhy   string          `json:"fault,omitempty"` // the fault under which it ran
	Expected   claims.Verdict  `json:"expected"`
	Verdict    *claims.Verdict `json:"verdict"`
	Error      string          `json:"error,omitempty"`

	Margin              *float64 `json:"margin"`
	MarginReason        string   `json:"margin_reason,omitempty"`
	CounterMargin       *float64 `json:"counter_margin"`
	CounterMarginReason string   `json:"counter_margin_reason,omitempty"`

	FalseAlarm  float64         `json:"false_alarm"`
	Sensitivity []readingReport `json:"sensitivity,omitempty"`
	Clauses     []clauseReport  `json:"clauses"`
	Seeds       int             `json:"seeds"`
	Seconds     float64         `json:"seconds"`
	Table       *claims.Table   `json:"table"`
}

// readingReport is the verdict at another cut-off.
type readingReport struct {
	Cutoff       string         `json:"cutoff"`
	Factor       float64        `json:"factor"`
	Verdict      claims.Verdict `json:"verdict"`
	Margin       *float64       `json:"margin"`
	MarginReason string         `json:"margin_reason,omitempty"`
}

// clauseReport is a clause that decided: measured, relation, limit.
type clauseReport struct {
	Of             string   `json:"of"` // criterion or counter
	What           string   `json:"what"`
	Where          string   `json:"where"`
	Measured       *float64 `json:"measured"`
	MeasuredReason string   `json:"measured_reason,omitempty"`
	Relation       string   `json:"relation"`
	Limit          *float64 `json:"limit"`
	LimitReason    string   `json:"limit_reason,omitempty"`
	Met            bool     `json:"met"`
}

func newReport(a account) report {
	r := report{
		Suite: a.suite, Go: a.goVersion, GOARCH: a.goarch,
		Seed: a.options.seed, Size: a.options.size, Fault: a.options.fault,
		Claims:     []claimReport{},
		Differ:     append([]string{}, a.differ...),
		Unfinished: append([]string{}, a.unfinished...),
		FalseAlarm: a.falseAlarm,
	}
	for _, f := range a.findings {
		r.Claims = append(r.Claims, newClaimReport(f))
	}
	return r
}

func newClaimReport(f finding) claimReport {
	c := claimReport{
		ID: f.claim.ID, Statement: f.claim.Statement, Source: f.claim.Source,
		Hypotheses: f.claim.Hypotheses, Regime: f.claim.Regime,
		Criterion: f.claim.Criterion, Counter: f.claim.Counter,
		Because: f.claim.Because, Expected: f.claim.Expected,
		FalseAlarm: f.outcome.FalseAlarm,
		Clauses:    []clauseReport{},
		Seeds:      f.seeds, Seconds: f.elapsed.Seconds(),
	}
	if f.fault {
		c.FaultWhy = f.claim.Fault.Why
	}
	if f.err != nil {
		c.Error = f.err.Error()
		c.MarginReason, c.CounterMarginReason = "not measured", "not measured"
		return c
	}
	c.Verdict, c.Table = &f.outcome.Verdict, &f.table
	c.Margin, c.MarginReason = finite(f.outcome.Margin, marginReason(f.outcome.Margin))
	c.CounterMargin, c.CounterMarginReason = finite(f.outcome.CounterMargin, marginReason(f.outcome.CounterMargin))
	for _, r := range f.readings {
		margin, reason := finite(r.outcome.Margin, marginReason(r.outcome.Margin))
		c.Sensitivity = append(c.Sensitivity, readingReport{r.cutoff.Name, r.cutoff.Factor, r.outcome.Verdict, margin, reason})
	}
	for _, d := range deciding(f.outcome) {
		measured, measuredReason := finite(d.clause.Measured, fmt.Sprint("measured ", d.clause.Measured))
		limit, limitReason := finite(d.clause.Limit, fmt.Sprint("limit ", d.clause.Limit))
		c.Clauses = append(c.Clauses, clauseReport{
			d.side, d.clause.What, d.clause.Where,
			measured, measuredReason, d.clause.Relation(), limit, limitReason, d.clause.Met(),
		})
	}
	return c
}

// finite is v for JSON, or nil and the reason if JSON has no such number.
func finite(v float64, reason string) (*float64, string) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, reason
	}
	return &v, ""
}

// marginReason explains a margin that is no finite number: a quotient limit over
// measured is infinite where 0 was measured.
func marginReason(margin float64) string {
	if math.IsInf(margin, 1) {
		return "no upper limit was approached: measured 0"
	}
	return fmt.Sprintf("the margin is %v", margin)
}

// write writes the report as indented JSON.
func (r report) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}
