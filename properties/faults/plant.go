package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
)

// finding is what became of a planted fault.
type finding struct {
	fault
	broken   string // the compiler's message: the fault is no fault of the program's
	hung     bool
	caughtBy string // empty if nothing failed
	seconds  float64
}

func (f finding) verdict() string {
	switch {
	case f.broken != "":
		return "BROKEN FAULT: it does not compile"
	case f.caughtBy == "":
		return "NOT CAUGHT"
	case f.hung:
		return "the time limit in " + f.caughtBy
	}
	return f.caughtBy
}

// plantAll plants each fault in a copy of the module and runs its tests until one
// fails. Where the tests fail without a fault, it is an error. If ctx is cancelled, the
// findings are those that were finished, with ctx's error.
func plantAll(ctx context.Context, root string, list []fault, workers int, m *meter) (findings []finding, err error) {
	p, err := newPool(root, workers)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	work := make(chan int, len(list))
	places := make([]edit, len(list))
	for i, f := range list {
		if places[i], err = f.place(p.pristine.dir); err != nil {
			return nil, err
		}
		work <- i
	}
	close(work)
	all := make([]*finding, len(list))
	m.start(len(list))
	err = p.each(ctx, func(ctx context.Context, w workspace) error {
		for i := range work {
			f := finding{fault: list[i]}
			if err := p.plant(ctx, w, &f, places[i]); err != nil {
				return err
			}
			all[i] = &f
			m.finish(fmt.Sprintf("%s: %s, %.1f s", f.name, f.verdict(), f.seconds))
		}
		return nil
	})
	for _, f := range all {
		if f != nil {
			findings = append(findings, *f)
		}
	}
	return findings, err
}

func (p *pool) plant(ctx context.Context, w workspace, f *finding, at edit) error {
	for _, c := range f.tests {
		limit, err := p.baseline(ctx, c)
		if err != nil {
			return err
		}
		err = w.with(at, func() error {
			r, err := w.test(ctx, c, limitFor(limit))
			if err != nil {
				return err
			}
			f.seconds += r.seconds
			f.broken, f.hung = r.broken, r.hung
			if r.broken == "" && !r.passed() {
				f.caughtBy = fmt.Sprintf("%s %s", c.pkg, some(r.failed))
			}
			return nil
		})
		if err != nil || f.broken != "" || f.caughtBy != "" {
			return err
		}
	}
	return nil
}

// printFindings prints the table and says whether every fault was caught.
func printFindings(out io.Writer, findings []finding, listed int) (allCaught bool) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "fault\tfile\tcaught by\tseconds")
	caught := 0
	for _, f := range findings {
		fmt.Fprintf(table, "%s\t%s\t%s\t%.1f\n", f.name, f.file, f.verdict(), f.seconds)
		if f.caughtBy != "" {
			caught++
		}
	}
	table.Flush()
	fmt.Fprintf(out, "\n%d of %d faults caught", caught, len(findings))
	if n := listed - len(findings); n > 0 {
		fmt.Fprintf(out, ", %d not run", n)
	}
	fmt.Fprintln(out)
	for _, f := range findings {
		if f.broken != "" {
			fmt.Fprintf(out, "\n%s:\n%s\n", f.name, f.broken)
		}
	}
	return caught == listed
}

// printList prints the catalogue.
func printList(out io.Writer, list []fault) {
	for _, f := range list {
		fmt.Fprintf(out, "%s\n    %s: %s -> %s\n    stands for %s\n", f.name, f.file, flat(f.old), flat(f.new), f.why)
		for _, c := range f.tests {
			fmt.Fprintf(out, "    go test %v\n", c)
		}
	}
	fmt.Fprintf(out, "%d faults\n", len(list))
}
