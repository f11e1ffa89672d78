package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// mutationStream is the second half of the sample's seed.
const mutationStream = 0x6d757461 // "muta"

// Time limits: a test that takes this many times as long as without a fault, and
// never less than the least, is taken to hang. Training that a mutant sends astray may
// well take a few times as long.
const (
	patience  = 10
	leastWait = 2 * time.Minute
)

func limitFor(seconds float64) time.Duration {
	return max(leastWait, time.Duration(patience*seconds*float64(time.Second)).Round(time.Second))
}

// outcome is what became of one mutant.
type outcome struct {
	mutant
	broken   bool
	hung     bool
	killedBy string // a package and its tests; empty for a survivor
	final    bool   // all that could kill it was run
}

// survey runs a sample of n mutants of the packages that match the patterns, stratified
// by package as quotas says. Mutants that do not compile are drawn again. All meet the tests of their own package;
// those that survive, which are few, then meet the tests of every package that imports
// it, cheapest first, and the claims among them.
type survey struct {
	root     string
	patterns []string
	n        int
	seed     uint64
	workers  int
	meter    *meter
	notes    *notes
}

// run returns the outcomes of the sample, in the order in which it was drawn, and the
// size of the population. If ctx is cancelled, the outcomes are those there were, with
// ctx's error.
func (s survey) run(ctx context.Context) (outcomes []outcome, population int, err error) {
	p, err := newPool(s.root, s.workers)
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	graph, err := p.pristine.graph(ctx)
	if err != nil {
		return nil, 0, err
	}
	mutants, err := p.pristine.population(ctx, s.patterns)
	if err != nil {
		return nil, 0, err
	}
	rng := rand.New(rand.NewPCG(s.seed, mutationStream))
	rng.Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })

	outcomes, err = s.own(ctx, p, mutants, quotas(mutants, s.n))
	if err != nil {
		return outcomes, len(mutants), err
	}
	return outcomes, len(mutants), s.others(ctx, p, graph, outcomes)
}

// own draws from the mutants, in their order, until each package has its quota of those
// that compile, and runs the tests of their packages.
func (s survey) own(ctx context.Context, p *pool, mutants []mutant, quota map[string]int) ([]outcome, error) {
	var mu sync.Mutex
	next := 0
	compiled := map[string]int{}
	found := map[int]outcome{}
	take := func() (int, bool) { // the next mutant of a package that lacks some
		mu.Lock()
		defer mu.Unlock()
		for ; next < len(mutants); next++ {
			if pkg := mutants[next].pkg(); compiled[pkg] < quota[pkg] {
				next++
				return next - 1, true
			}
		}
		return 0, false
	}
	total := 0
	for _, n := range quota {
		total += n
	}
	s.meter.start(total)
	err := p.each(ctx, func(ctx context.Context, w workspace) error {
		for {
			i, ok := take()
			if !ok {
				return nil
			}
			o := outcome{mutant: mutants[i]}
			if !s.notes.recall(&o) {
				if err := p.try(ctx, w, &o, check{pkg: o.pkg()}); err != nil {
					return err
				}
				if err := s.notes.keep(&o); err != nil {
					return err
				}
			}
			mu.Lock()
			found[i] = o
			if !o.broken {
				compiled[o.pkg()]++
				s.meter.finish(o.String())
			}
			mu.Unlock()
		}
	})
	return firstOf(found, len(mutants), quota), err
}

// firstOf lists the first outcomes of each package up to its quota. They are taken in the
// order in which the mutants were drawn, so that the number of workers does not matter.
func firstOf(found map[int]outcome, drawn int, quota map[string]int) []outcome {
	var outcomes []outcome
	taken := map[string]int{}
	for i := range drawn {
		if o, ok := found[i]; ok && !o.broken && taken[o.pkg()] < quota[o.pkg()] {
			taken[o.pkg()]++
			outcomes = append(outcomes, o)
		}
	}
	return outcomes
}

// others runs what imports the packages of the survivors.
func (s survey) others(ctx context.Context, p *pool, graph imports, outcomes []outcome) error {
	work := make(chan *outcome, len(outcomes))
	for i := range outcomes {
		if outcomes[i].killedBy == "" && !outcomes[i].final {
			work <- &outcomes[i]
		}
	}
	close(work)
	s.meter.start(len(work))
	return p.each(ctx, func(ctx context.Context, w workspace) error {
		for o := range work {
			for _, pkg := range graph.importers(o.pkg()) {
				if err := p.try(ctx, w, o, check{pkg: pkg}); err != nil {
					return err
				}
				if o.killedBy != "" {
					break
				}
			}
			o.final = true
			if err := s.notes.keep(o); err != nil {
				return err
			}
			s.meter.finish(o.String())
		}
		return nil
	})
}

// try plants a mutant and runs a check.
func (p *pool) try(ctx context.Context, w workspace, o *outcome, c check) error {
	seconds, err := p.baseline(ctx, c)
	if err != nil {
		return err
	}
	return w.with(o.edit, func() error {
		r, err := w.test(ctx, c, limitFor(seconds))
		if err != nil {
			return err
		}
		o.broken, o.hung = r.broken != "", r.hung
		if !r.passed() {
			o.killedBy = fmt.Sprintf("%s %s", c.pkg, some(r.failed))
		}
		return nil
	})
}

func (o outcome) String() string {
	switch {
	case o.hung:
		return fmt.Sprintf("%v: stopped by the time limit in %s", o.mutant, o.killedBy)
	case o.killedBy != "":
		return fmt.Sprintf("%v: killed by %s", o.mutant, o.killedBy)
	}
	if o.final {
		return fmt.Sprintf("%v: SURVIVED", o.mutant)
	}
	return fmt.Sprintf("%v: survives the tests of its package", o.mutant)
}

// some names the first failures and counts the others.
func some(names []string) string {
	const shown = 2
	text := strings.Join(names[:min(shown, len(names))], ", ")
	if n := len(names) - shown; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// clopperPearson is the exact 95% interval of a probability of which k of n trials
// are known: the ends are quantiles of Beta(k, n-k+1) and Beta(k+1, n-k). Source:
// Clopper and Pearson, Biometrika 26 (1934), doi 10.1093/biomet/26.4.404.
func clopperPearson(k, n int) (lo, hi float64) {
	const rate = 0.025 // on each side
	lo, hi = 0, 1
	if k > 0 {
		lo = distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.Quantile(rate)
	}
	if k < n {
		hi = distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(1 - rate)
	}
	return lo, hi
}

// printSurvey prints the figure and every survivor.
func printSurvey(out io.Writer, outcomes []outcome, population int) {
	var survivors []outcome
	byOperator, byPackage := tally{}, tally{}
	hung := 0
	for _, o := range outcomes {
		killed := o.killedBy != ""
		if !killed {
			survivors = append(survivors, o)
		}
		byOperator.add(o.operator, killed)
		byPackage.add(o.pkg(), killed)
		if o.hung {
			hung++
		}
	}
	n := len(outcomes)
	if n == 0 {
		fmt.Fprintln(out, "no mutant was finished")
		return
	}
	lo, hi := clopperPearson(n-len(survivors), n)
	fmt.Fprintf(out, "killed %d of %d (%.1f%%, 95%% interval %.1f%% to %.1f%%), of which %d by the time limit; drawn from %d\n",
		n-len(survivors), n, 100*float64(n-len(survivors))/float64(n), 100*lo, 100*hi, hung, population)
	byOperator.print(out)
	fmt.Fprintln(out)
	byPackage.print(out)
	if len(survivors) > 0 {
		fmt.Fprintln(out, "\nsurvivors:")
	}
	for _, o := range survivors {
		note := ""
		if !o.final {
			note = "  (the packages that import it were not all run)"
		}
		fmt.Fprintf(out, "  %v%s\n      %s\n", o.mutant, note, o.source)
	}
}

// tally counts mutants by a name: those that were killed, and all.
type tally map[string][2]int

func (t tally) add(name string, killed bool) {
	count := t[name]
	if count[1]++; killed {
		count[0]++
	}
	t[name] = count
}

func (t tally) print(out io.Writer) {
	for _, name := range slices.Sorted(maps.Keys(t)) {
		fmt.Fprintf(out, "  %-40s %3d of %3d\n", name, t[name][0], t[name][1])
	}
}
