// Faults measures the suite's own strength: slips are planted in a copy of the module,
// one at a time, and its tests must notice.
//
//	go run ./properties/faults                  every fault of the catalogue
//	go run ./properties/faults -list            what they are, and which tests are to see them
//	go run ./properties/faults -run Spearman    those whose name or file matches
//	go run ./properties/faults -mutate 200      a sample of all small changes, and the share that is noticed, by package
//
// The catalogue (faults_*.go) names, for each fault, the text it replaces, what the
// slip stands for, and the narrowest tests that must fail. The tests run at -short and
// with rapid's fixed seed, first without any fault, where they must pass. A fault that
// does not compile counts as broken and not as caught; a fault whose text is gone is
// stale, which the tests of this package find without running anything.
//
// With -mutate N, N mutants are drawn from all there are in the packages (-packages; tests
// and commands left out, and the packages that only help tests: they import testing or
// testify, and no other package but such imports them), from each package in proportion to its size and two at least: arithmetic exchanged, comparisons moved by
// their boundary or negated, conditions negated, whole numbers off by one, others by 1%,
// statements deleted, results zeroed, && for ||, += for -=. Those that do not compile are
// drawn again. The share that is killed is printed with its Clopper-Pearson interval,
// and every survivor with its line: some are equivalent to the code, which only a reader
// can tell, and count as survivors all the same. A test that outlasts its time limit
// counts as a kill and is listed as such. The sample depends on -seed and the source,
// not on -j. With -resume FILE what is finished is kept, and the same command on the same source goes
// on from there.
//
// The sampler is the project's own: gremlins (github.com/go-gremlins/gremlins) finds
// 8,059 mutants here, with neither deletions nor constants nor results among them, and
// runs all, each against the whole tests of its package: days, where the share is known
// to a few per cent from two hundred. Nor does it run the claims of other packages.
//
// The table goes to standard output, progress to standard error. The built binary exits
// with 0 if every fault was caught, or if the mutants were run; 1 if a fault was not
// caught or the run failed, 2 for a usage error, 3 if it was interrupted, when what is
// finished is printed. The module itself is only read. A mutant may well ask for endless
// memory: where the system has limits (ulimit -v), set one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Exit codes.
const (
	exitCaught    = 0 // every fault was caught, or the mutants were run
	exitNotCaught = 1 // or the run failed
	exitUsage     = 2
	exitStopped   = 3 // interrupted
)

// longest is the time limit of tests whose time is not known yet.
const longest = 20 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

type options struct {
	list     bool
	pattern  *regexp.Regexp
	workers  int
	mutate   int
	seed     uint64
	packages []string
	resume   string
}

func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.BoolVar(&o.list, "list", false, "list the faults and what stands for what; run nothing")
	pattern := flags.String("run", "", "plant only the faults whose name or file matches this `regexp`")
	flags.IntVar(&o.workers, "j", runtime.NumCPU(), "copies of the module that are tested at the same time")
	flags.IntVar(&o.mutate, "mutate", 0, "in place of the faults, run a sample of this many mutants, stratified by package")
	flags.Uint64Var(&o.seed, "seed", 1, "of the sample of mutants")
	flags.StringVar(&o.resume, "resume", "", "keep what becomes of the mutants in this `file`, and go on from what it holds")
	packages := flags.String("packages", "./numerics/... ./theory/... ./golden ./properties/...", "packages to mutate, with spaces between them")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var err error
	if o.pattern, err = regexp.Compile(*pattern); err != nil {
		return o, fmt.Errorf("-run: %w", err)
	}
	o.packages = strings.Fields(*packages)
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.workers < 1:
		return o, fmt.Errorf("-j %d, want at least 1", o.workers)
	case o.mutate < 0:
		return o, fmt.Errorf("-mutate %d, want at least 1", o.mutate)
	case o.resume != "" && o.mutate == 0:
		return o, errors.New("-resume goes with -mutate")
	case len(o.packages) == 0:
		return o, errors.New("-packages names none")
	}
	return o, nil
}

// run is the whole command and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitCaught
	case err != nil:
		fmt.Fprintf(stderr, "faults: %v\n", err)
		return exitUsage
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		fmt.Fprintf(stderr, "faults: %v\n", err)
		return exitUsage
	}
	list := slices.DeleteFunc(faults(), func(f fault) bool { return !o.pattern.MatchString(f.name) && !o.pattern.MatchString(f.file) })
	m := newMeter(stderr)
	code := exitCaught
	switch {
	case o.list:
		printList(stdout, list)
	case len(list) == 0:
		fmt.Fprintf(stderr, "faults: -run %v matches none; -list shows what there is\n", o.pattern)
		return exitUsage
	case o.mutate > 0:
		var kept *notes
		if kept, err = openNotes(o.resume); err != nil {
			fmt.Fprintf(stderr, "faults: -resume: %v\n", err)
			return exitUsage
		}
		s := survey{root: root, patterns: o.packages, n: o.mutate, seed: o.seed, workers: o.workers, meter: m, notes: kept}
		var outcomes []outcome
		var population int
		outcomes, population, err = s.run(ctx)
		err = errors.Join(err, kept.close())
		m.close()
		printSurvey(stdout, outcomes, population)
	default:
		var findings []finding
		findings, err = plantAll(ctx, root, list, o.workers, m)
		m.close()
		if !printFindings(stdout, findings, len(list)) {
			code = exitNotCaught
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "faults: interrupted; what is printed was finished")
		return exitStopped
	case err != nil:
		fmt.Fprintf(stderr, "faults: %v\n", err)
		return exitNotCaught
	}
	return code
}
