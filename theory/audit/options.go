package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"adfd/theory/audit/figure"
	"adfd/theory/claims"
)

// toStdout is the -json file that stands for standard output.
const toStdout = "-"

// options is what a command line asks for.
type options struct {
	list     bool
	fault    bool
	history  bool           // say from the git history what came first, and run nothing
	masters  int            // runs under so many master seeds, from seed on; 0 for one run and its ledger
	json     string         // "" for no report
	figures  string         // directory that takes the figures; "" for none
	tables   string         // directory that takes the tables; "" for none
	resume   string         // directory that keeps training runs; "" for none
	claims   []claims.Claim // in the order of the ledger
	selected bool           // by -claims
	size     claims.Size
	seed     uint64
}

// setup is the setup under which a claim is run.
func (o options) setup(c claims.Claim) claims.Setup {
	s := claims.DefaultSetup(o.size, o.seed)
	if o.fault {
		s = s.With(c.Fault.Change)
	}
	return s
}

// flagSet declares the flags with o for their values.
func flagSet(o *options) *flag.FlagSet {
	o.claims, o.size, o.seed = claims.All(), claims.Audit, claims.DefaultSeed
	f := flag.NewFlagSet("audit", flag.ContinueOnError)
	f.SetOutput(io.Discard) // run prints the errors
	f.BoolVar(&o.list, "list", false, "list the claims and stop; with -claims, all that is fixed about these")
	f.BoolVar(&o.fault, "fault", false, "run each claim under its own fault, where its verdict must not be the expected one")
	f.BoolVar(&o.history, "registered", false, "run nothing; say from the git history whether each criterion came before its claim's first table, with the reason of every change that did not")
	f.Func("masters", "run the claims under `n` master seeds, from -seed on, and count their verdicts; by default those that rest on tests over seeds", func(s string) (err error) {
		if o.masters, err = strconv.Atoi(s); err != nil || o.masters < 1 {
			return errors.New("want a whole number from 1 up")
		}
		return nil
	})
	named(f, &o.json, "json", "write the report, tables included, to `file`; - for standard output, and the ledger then goes to standard error")
	named(f, &o.figures, "figures", "write the figure of each claim that has one to `dir`, as E1.svg; made if missing")
	named(f, &o.tables, "tables", "write the measured table of each claim to `dir`, as E1.txt in the format of package golden; made if missing")
	named(f, &o.resume, "resume", "keep every finished training run, and checkpoints of those under way, in `dir`, and go on from what is there; made if missing, for one version of the suite alone")
	f.Func("claims", "run only these `ids`, such as E1,E2a (default all)", func(s string) (err error) {
		o.claims, err = selectClaims(s)
		o.selected = true
		return err
	})
	f.Func("size", "`size` of the run: short, test, audit or full (default audit); full is audit with networks of the paper's scale, takes an hour or two on two cores and needs -resume", func(s string) (err error) {
		o.size, err = claims.ParseSize(s)
		return err
	})
	f.Func("seed", fmt.Sprintf("master `seed`, a whole number of 64 bits (default %d)", claims.DefaultSeed), func(s string) (err error) {
		if o.seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			return fmt.Errorf("want a whole number from 0 to 18446744073709551615")
		}
		return nil
	})
	return f
}

// named declares a flag whose value names a file or a directory: an empty one, such as a shell's variable
// that is not set, would be as good as no flag, without a word.
func named(f *flag.FlagSet, value *string, name, usage string) {
	f.Func(name, usage, func(s string) error {
		if s == "" {
			return errors.New("an empty name; leave the flag out for none")
		}
		*value = s
		return nil
	})
}

// parse reads a command line. The error says what there is; it is flag.ErrHelp
// if help was asked for.
func parse(args []string) (options, error) {
	var o options
	f := flagSet(&o)
	if err := f.Parse(args); err != nil {
		if strings.HasPrefix(err.Error(), "flag provided but not defined") {
			err = fmt.Errorf("%w; there are %s", err, flagNames(f))
		}
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q; there are only flags: %s", f.Arg(0), flagNames(f))
	}
	if o.masters > 0 && !o.selected {
		o.claims = slices.DeleteFunc(o.claims, func(c claims.Claim) bool { return !c.Reseeded })
	}
	if o.list && o.json != "" {
		return o, errors.New("-list measures nothing that -json could report")
	}
	if o.list && o.figures != "" {
		return o, errors.New("-list measures nothing that -figures could draw")
	}
	if o.figures != "" && !slices.ContainsFunc(o.claims, func(c claims.Claim) bool { return figure.Has(c.ID) }) {
		return o, fmt.Errorf("-figures: none of these claims has one, there are those of %s", strings.Join(figure.IDs(), ", "))
	}
	if o.list && o.tables != "" {
		return o, errors.New("-list measures nothing that -tables could record")
	}
	if o.fault && o.tables != "" {
		return o, errors.New("-tables records what the claims are judged by; under -fault they measure something else")
	}
	if o.list && o.resume != "" {
		return o, errors.New("-list measures nothing that -resume could keep")
	}
	if o.masters > 0 && (o.list || o.fault || o.json != "" || o.figures != "" || o.tables != "" || o.resume != "") {
		return o, errors.New("-masters counts verdicts and has no ledger: no -list, -fault, -json, -figures, -tables or -resume with it")
	}
	if o.history && (o.masters > 0 || o.list || o.fault || o.json != "" || o.figures != "" || o.tables != "" || o.resume != "") {
		return o, errors.New("-registered reads the git history and measures nothing: of the other flags it takes -claims alone")
	}
	if o.size == claims.Full && o.resume == "" && !o.list && !o.history {
		return o, errors.New("-size full takes an hour or two, and an interruption would lose it; name a directory with -resume, from which the same command goes on")
	}
	return o, nil
}

// selectClaims finds the claims of a list of ids. They run in the ledger's order
// and once each.
func selectClaims(list string) ([]claims.Claim, error) {
	wanted := map[string]bool{}
	for _, id := range strings.Split(list, ",") {
		id = strings.TrimSpace(id)
		if id == "" {
			return nil, errors.New("empty id; ids are separated by commas, and -list shows them")
		}
		c, err := claims.Lookup(id)
		if err != nil {
			return nil, err
		}
		wanted[c.ID] = true
	}
	return slices.DeleteFunc(claims.All(), func(c claims.Claim) bool { return !wanted[c.ID] }), nil
}

func flagNames(f *flag.FlagSet) string {
	var names []string
	f.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	return strings.Join(names, ", ")
}

// examples stand above the flags in the help.
const examples = `Audit runs the claims and prints the ledger: for each claim what was expected,
what came out, and by what margin. The ledger goes to standard output, progress
to standard error.

  audit                     every claim at audit size
  audit -list               what claims there are
  audit -list -claims S3    all that is fixed about one
  audit -claims E1,E2a      some of them
  audit -json report.json   with the tables behind the verdicts
  audit -registered         which criteria came before their tables, from the git history

`

// exitCodes stand below them.
const exitCodes = `
Exit codes of the built binary; go run turns all but 0 into 1:

  0  every verdict is the expected one; with -fault, none is
  1  a verdict differs, a claim could not be measured, something could not be written,
     or there is no git history to read for -registered
  2  usage
  3  interrupted; what was finished is kept

go doc adfd/theory/audit explains the JSON report and what an interruption keeps.
`

// usage prints the help.
func usage(w io.Writer) {
	var o options
	f := flagSet(&o)
	f.SetOutput(w)
	fmt.Fprint(w, examples)
	f.PrintDefaults()
	fmt.Fprint(w, exitCodes)
}
