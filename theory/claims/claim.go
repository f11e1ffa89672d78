package claims

import "slices"

// Verdict is what a criterion makes of a table.
type Verdict string

// A claim holds when every clause of its criterion is met, fails when its
// counter-criterion is met, and is inconclusive otherwise.
const (
	Holds        Verdict = "holds"
	Fails        Verdict = "fails"
	Inconclusive Verdict = "inconclusive"
)

// Source says who makes a claim.
type Source string

// The paper is arXiv:2405.14099. A sharpened claim is the paper's with the
// regime that it leaves out.
const (
	Paper     Source = "paper"
	Sharpened Source = "paper, sharpened"
	Ours      Source = "ours"
)

// Claim is one statement that runs and can fail.
type Claim struct {
	ID         string
	Statement  string
	Source     Source
	Hypotheses string // what the statement is about
	Regime     string // which cells of the table the criterion reads
	Criterion  string // in words, fixed before the run
	Counter    string // the counter-criterion, in words
	Expected   Verdict
	Because    string   // why that verdict is expected
	Figures    []string // columns that the ledger prints row by row: the tightness of a bound, its worst case
	Paired     bool     // compares AD with FD: must not hold for AD against AD
	Unseeded   bool     // draws points and functions from the master seed alone
	Trains     bool     // reads the training grid, which alone is another at Full than at Audit
	Timed      bool     // reads times, which Setup.Times says whether to measure; runs by itself
	Reseeded   bool     // rests on tests over seeds: audit -masters runs it under fresh master seeds
	Fault      Fault
	Parity     Parity // of a claim that finds both sides equal, in its criterion or its counter-criterion

	// judge applies criterion and counter-criterion to the rows of one cut-off.
	judge func(*Judgement, Table)
}

// Fault is a change of setup under which the verdict must change. A claim that
// its fault leaves untouched could not have come out otherwise.
type Fault struct {
	Why    string
	Change Setup
}

// Parity is the clauses, by what they measure, that find both sides equal, and a fault under which
// the sides differ, so that none of them may be met. Otherwise the claim could be comparing a side with itself.
type Parity struct {
	Clause string
	Fault
}

// Of are the clauses of parity in an outcome: those of the criterion, or if there are none, of the
// counter-criterion.
func (p Parity) Of(o Outcome) []Clause {
	named := func(c Clause) bool { return c.What == p.Clause }
	for _, side := range [][]Clause{o.Clauses, o.Counters} {
		if slices.ContainsFunc(side, named) {
			return slices.DeleteFunc(slices.Clone(side), func(c Clause) bool { return !named(c) })
		}
	}
	return nil
}

// Control is the change that puts AD on both sides of a paired claim.
var Control = Setup{FD: EngineAD}

// CutoffKey is the key column of tables that are measured at several cut-offs.
const CutoffKey = "cutoff"

// Cutoffs are the cut-offs at which verdicts are taken: the default a, which
// decides, and a/3 and 3a, which show how far the verdict rests on that choice.
func Cutoffs() []Cutoff {
	return []Cutoff{{"a", 1}, {"a/3", 1. / 3}, {"3a", 3}}
}

// Cutoff is a named factor on the default cut-off.
type Cutoff struct {
	Name   string
	Factor float64
}

// Seeds is the largest number of seeds behind a comparison of the claim at a size; 1
// if it has no use for others than the master seed. A table may have fewer, and its
// column ColCount then says how many.
func (c Claim) Seeds(z Size) int {
	if c.Unseeded {
		return 1
	}
	return z.Seeds()
}

// Judge computes the outcome at the default cut-off.
func (c Claim) Judge(t Table) Outcome { return c.JudgeAt(t, Cutoffs()[0]) }

// JudgeAt computes the outcome from the rows of one cut-off. A table without a
// cut-off key does not depend on it.
func (c Claim) JudgeAt(t Table, a Cutoff) Outcome {
	if t.HasKey(CutoffKey) {
		t = t.Where(func(r Row) bool { return t.Key(r, CutoffKey) == a.Name })
	}
	var j Judgement
	c.judge(&j, t)
	return j.outcome()
}
