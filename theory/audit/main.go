// Audit runs the claims and prints the ledger: for each claim what was expected, what
// came out, and by what margin.
//
//	go run ./theory/audit                     every claim at audit size
//	go run ./theory/audit -list               what claims there are
//	go run ./theory/audit -list -claims S3    all that is fixed about one: hypotheses, regime, criterion
//	go run ./theory/audit -claims E1,E2a      some of them
//	go run ./theory/audit -json report.json   with the tables behind the verdicts
//	go run ./theory/audit -figures figures    with the figures, figures/E1.svg and so on
//	go run ./theory/audit -tables tables      with the tables, tables/E1.txt and so on, in the format of package golden
//	go run ./theory/audit -fault              each claim under its own fault
//	go run ./theory/audit -registered         which criteria came before their tables, from the git history
//	go run ./theory/audit -size short -masters 200 -seed 1000
//	                                          how often each verdict comes, over 200 master seeds
//	go run ./theory/audit -size full -resume runs -tables golden/full
//	                                          training at the paper's scale, an hour or two on two cores
//
// The ledger goes to standard output, progress to standard error. The flags are those
// that -h explains.
//
// # Exit codes
//
// The built binary exits with one of these; go run turns all but 0 into 1.
//
//	0  every verdict is the expected one; with -fault, none is, so that every fault was noticed;
//	   with -registered, the history was read, whatever it says
//	1  a verdict differs, a claim could not be measured, or output, report, a figure or a table
//	   could not be written; with -registered, there is no history to read: no git program, no
//	   repository, a shallow clone
//	2  usage
//	3  interrupted
//
// # Interruptions
//
// Ctrl-C, or a termination signal, ends the run at once. The claim under way is lost; what
// is finished is kept, in the ledger and in the files. With -resume DIR the training runs of
// that claim are kept too: the same command reads those that were finished and continues
// the others from their last checkpoint, a twentieth of a run back at most, to the same tables
// as one run without interruption. DIR belongs to one version of the suite, Go and the
// processor's architecture; runs of any size and seed may share it. After a change of the
// program take a new directory.
//
// # What came first
//
// With -registered nothing is measured. The git history of the folder that the command runs in says for each claim
// at which commit its criterion last changed, and at which its table was first recorded and last changed. A
// criterion that changed after the first table, or with it, is marked, with the commit's message for a reason. Package
// registered says what counts as a change.
//
// # The report
//
// The file of -json is one object. It is replaced as a whole or not at all.
//
//	suite, go, goarch, seed, size   where the run comes from
//	false_alarm                     a bound on the probability that the tests with an error rate
//	                                give one of these verdicts by chance
//	differ, unfinished              ids of claims with another verdict than the expected one, and
//	                                of those that were not run to the end
//	claims                          one object a claim:
//	  id, statement, source, hypotheses, regime, criterion, counter, because, expected
//	  verdict, margin, counter_margin, false_alarm
//	  sensitivity                   the verdicts at the other cut-offs
//	  clauses                       those that decided; relation is <=, >=, < or >
//	  seeds, seconds                pairs behind the comparison; the time it took
//	  table                         columns and rows
//
// A number that JSON cannot hold is null, with the reason beside it: in margin_reason, or as
// an entry of the table's nulls.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"adfd/golden"
	"adfd/numerics/atomicfile"
	"adfd/numerics/experiment"
	"adfd/numerics/experiment/training"
)

// sink is a writer that remembers its first error, after which it writes nothing.
type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	s.err = err
	return n, err
}

// Exit codes.
const (
	exitExpected    = 0 // every verdict is the expected one
	exitDiffers     = 1 // a verdict differs, or a claim, the report, a figure, a table, the output or the history failed
	exitUsage       = 2
	exitInterrupted = 3
)

// memoryLimit is how far the heap may grow before garbage is collected more often. The tables
// and matrices that claims share stay well below it.
const memoryLimit = 384 << 20

func main() {
	debug.SetMemoryLimit(memoryLimit)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is the whole command and returns its exit code. Output that cannot be
// written is an error like any other.
func run(ctx context.Context, args []string, out, stderr io.Writer) int {
	stdout := &sink{w: out}
	code := execute(ctx, args, stdout, stderr)
	if stdout.err != nil {
		fmt.Fprintf(stderr, "audit: standard output: %v\n", stdout.err)
		return exitDiffers
	}
	return code
}

// execute reads the command line and does what it asks for.
func execute(ctx context.Context, args []string, stdout *sink, stderr io.Writer) int {
	o, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(stdout)
		return exitExpected
	case err != nil:
		fmt.Fprintf(stderr, "audit: %v\n", err)
		return exitUsage
	case o.list && o.selected:
		renderDetails(stdout, o.claims)
		return exitExpected
	case o.list:
		renderList(stdout, o.claims)
		return exitExpected
	case o.history:
		return runRegistered(ctx, o, ".", stdout, stderr)
	case o.masters > 0:
		return runMasters(ctx, o, process, stdout, stderr)
	}
	out, err := openOutputs(o)
	if err != nil {
		fmt.Fprintf(stderr, "audit: %v\n", err)
		return exitUsage
	}
	if o.resume != "" {
		store, err := training.OpenStore(o.resume, program())
		if err != nil {
			fmt.Fprintf(stderr, "audit: -resume: %v\n", err)
			return exitUsage
		}
		ctx = training.WithStore(ctx, store)
	}
	return measure(ctx, o, out, stdout, stderr)
}

// outputs are the folders beside the ledger.
type outputs struct{ figures, tables *folder }

// openOutputs finds out before the run whether what it asks for can be written after it.
func openOutputs(o options) (outputs, error) {
	if err := checkTarget(o.json); err != nil {
		return outputs{}, fmt.Errorf("-json: %w", err)
	}
	out := outputs{gallery(o), records(o)}
	if err := out.figures.open(o.claims); err != nil {
		return out, fmt.Errorf("-figures: %w", err)
	}
	if err := out.tables.open(o.claims); err != nil {
		return out, fmt.Errorf("-tables: %w", err)
	}
	return out, nil
}

// measure runs the claims, prints the ledger as they come, and writes what was asked for.
func measure(ctx context.Context, o options, out outputs, stdout *sink, stderr io.Writer) int {
	var ledger io.Writer = stdout
	if o.json == toStdout {
		ledger = stderr // so that standard output is JSON and nothing else
	}
	renderHead(ledger, o)
	if stdout.err != nil && o.json == "" {
		return exitDiffers // minutes of work that nobody would see
	}
	findings := audit(ctx, o, experiment.Run, newMeter(stderr, len(o.claims)), func(f finding) {
		renderRow(ledger, f)
		out.figures.add(f)
		out.tables.add(f)
	})
	a := newAccount(o, findings)
	renderFoot(ledger, a)
	out.figures.render(ledger)
	out.tables.render(ledger)
	report := writeReport(o.json, stdout, newReport(a))
	if stdout.err != nil {
		report = nil // run says so
	}
	for _, failed := range []struct {
		flag string
		err  error
	}{{"-json", report}, {"-figures", out.figures.err()}, {"-tables", out.tables.err()}} {
		if failed.err != nil {
			fmt.Fprintf(stderr, "audit: %s: %v\n", failed.flag, failed.err)
			return exitDiffers
		}
	}
	return a.exitCode()
}

// program names what the last bits of a training run depend on, beside its setup.
func program() string {
	return fmt.Sprintf("%s %s %s %s", golden.Suite, runtime.Version(), runtime.GOARCH, golden.Build())
}

// writeReport writes the report to a file, as a whole or not at all, to standard
// output, or nowhere.
func writeReport(target string, stdout io.Writer, r report) error {
	switch target {
	case "":
		return nil
	case toStdout:
		return r.write(stdout)
	}
	return atomicfile.Replace(target, r.write)
}

// checkTarget finds out before the run whether the report can be written after
// it.
func checkTarget(target string) error {
	if target == "" || target == toStdout {
		return nil
	}
	err := atomicfile.Writable(target)
	if errors.Is(err, atomicfile.ErrNotRegular) {
		return fmt.Errorf("%w; %s stands for standard output", err, toStdout)
	}
	return err
}
