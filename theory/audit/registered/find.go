package registered

import (
	"slices"
	"strings"
)

// Kind is what a change of a criterion changed; several may be set.
type Kind uint

// What a change changed.
const (
	Stated   Kind = 1 << iota // the claim is new
	Expected                  // the expected verdict
	Numbers                   // constants of the judge
	Code                      // the judge, with the same constants
	Shared                    // how clauses are made and turned into a verdict, for all claims
	Words                     // what is printed
)

// decides are the kinds that may give another verdict on the same table, for this claim.
const decides = Stated | Expected | Numbers | Code

// Decides reports whether the claim's own criterion may judge a table otherwise since.
func (k Kind) Decides() bool { return k&decides != 0 }

var kindNames = []string{"stated", "expected", "numbers", "code", "shared", "words"}

// String lists the kinds.
func (k Kind) String() string {
	var names []string
	for i, name := range kindNames {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Change is a commit that changed a criterion.
type Change struct {
	Commit
	Kind
}

// Finding is what the history says of one claim.
type Finding struct {
	ID      string
	Changes []Change // of the criterion, the oldest first; none if no commit states the claim
	Late    []Change // those of them that do not come before the first table
	First   *Commit  // that recorded a table; nil if none did
	Last    *Commit  // that changed a row of one
}

// Decided is the last change that may give another verdict; ok is false if no commit states the claim.
func (f Finding) Decided() (last Change, ok bool) {
	for _, c := range f.Changes {
		if c.Decides() {
			last, ok = c, true
		}
	}
	return last, ok
}

// Marked reports whether a change that may decide does not come before the first table.
func (f Finding) Marked() bool {
	return slices.ContainsFunc(f.Late, func(c Change) bool { return c.Decides() })
}

// Reworded reports whether words changed that late and nothing that decides.
func (f Finding) Reworded() bool {
	return !f.Marked() && slices.ContainsFunc(f.Late, func(c Change) bool { return c.Kind&Words != 0 })
}

// Find says of each id what the history, parents before their children, tells.
func Find(history []Revision, ids []string) []Finding {
	g := graph{}
	var all []Revision
	for _, r := range history {
		g[r.Hash] = inherit(g, r)
		all = append(all, g[r.Hash])
	}
	var findings []Finding
	for _, id := range ids {
		f := Finding{ID: id}
		for i, r := range all {
			before := g.parents(r)
			if k := changed(id, r, before); k != 0 {
				f.Changes = append(f.Changes, Change{r.Commit, k})
			}
			if recorded(id, r, before) {
				if f.First == nil {
					f.First = &all[i].Commit
				}
				f.Last = &all[i].Commit
			}
		}
		f.Late = g.late(f)
		findings = append(findings, f)
	}
	return findings
}

// graph is the history by hash.
type graph map[string]Revision

func (g graph) parents(r Revision) (before []Revision) {
	for _, hash := range r.Parents {
		before = append(before, g[hash])
	}
	return before
}

// inherit fills in what a commit lacks as its parents have it.
func inherit(g graph, r Revision) Revision {
	criteria, tables := map[string]Criterion{}, map[string]map[string]string{}
	for _, from := range append([]Revision{r}, g.parents(r)...) {
		for id, c := range from.Criteria {
			if _, have := criteria[id]; !have {
				criteria[id] = c
			}
		}
		for id, sizes := range from.Tables {
			if tables[id] == nil {
				tables[id] = map[string]string{}
			}
			for size, rows := range sizes {
				if _, have := tables[id][size]; !have {
					tables[id][size] = rows
				}
			}
		}
	}
	r.Criteria, r.Tables = criteria, tables
	return r
}

// changed says in what the criterion of a claim agrees with none of the parents that have it.
func changed(id string, r Revision, before []Revision) Kind {
	now, have := r.Criteria[id]
	if !have {
		return 0
	}
	var old []Criterion
	for _, p := range before {
		if c, had := p.Criteria[id]; had {
			old = append(old, c)
		}
	}
	if len(old) == 0 {
		return Stated
	}
	differs := func(part func(Criterion) string) bool {
		return !slices.ContainsFunc(old, func(c Criterion) bool { return part(c) == part(now) })
	}
	var k Kind
	if differs(func(c Criterion) string { return c.Expected }) {
		k |= Expected
	}
	switch {
	case differs(func(c Criterion) string { return c.Numbers }):
		k |= Numbers
	case differs(func(c Criterion) string { return c.Judge }):
		k |= Code
	case differs(func(c Criterion) string { return c.Shared }):
		k |= Shared
	}
	if differs(func(c Criterion) string { return c.Words }) {
		k |= Words
	}
	return k
}

// recorded reports whether a table of a claim has rows that none of the parents' has.
func recorded(id string, r Revision, before []Revision) bool {
	for size, rows := range r.Tables[id] {
		if !slices.ContainsFunc(before, func(p Revision) bool { return p.Tables[id][size] == rows }) {
			return true
		}
	}
	return false
}

// late are the changes that do not come before the first table: their commit is no ancestor of its.
func (g graph) late(f Finding) (late []Change) {
	if f.First == nil {
		return nil
	}
	before := map[string]bool{}
	for next := slices.Clone(f.First.Parents); len(next) > 0; {
		hash := next[0]
		next = next[1:]
		if !before[hash] {
			before[hash] = true
			next = append(next, g[hash].Parents...)
		}
	}
	for _, c := range f.Changes {
		if !before[c.Hash] {
			late = append(late, c)
		}
	}
	return late
}
