// Command legs runs the tests on every build and processor that the suite is meant for,
// and says of each claim whether its table there is the recorded one to the bit.
//
//	go run ./golden/legs                  # all legs; those that are finished are not run again
//	go run ./golden/legs -only v3,arm64
//	go run ./golden/legs -list
//
// A leg is a build or a way of running: GOAMD64=v3, -tags noasm, arm64 under an emulator,
// the race detector. Its test log is kept in a directory under a name that changes with the
// sources, so that a run that was cut goes on where it was.
//
// The first table has a line a package and a column a leg. The second has a line a claim:
// "bits", or how far its rows are from golden/short in units of what is allowed there, such
// as 0.3. golden/legs.txt records which claims have other bits on which leg, and why; a
// claim that has other bits unrecorded, or the recorded bits where others are recorded, is
// an error. So is a multiplication that the compiler fuses with an addition: the line
// would have other bits elsewhere.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	only := flag.String("only", "", "run these legs alone, as in `v3,arm64`")
	dir := flag.String("dir", filepath.Join(os.TempDir(), "adfd-legs"), "`directory` where the logs of finished legs are kept")
	packages := flag.String("packages", "./...", "`patterns` of the packages that are tested, with spaces between them")
	list := flag.Bool("list", false, "list the legs and run nothing")
	flag.Parse()
	if err := run(ctx, *only, *dir, strings.Fields(*packages), *list); err != nil {
		fmt.Fprintf(os.Stderr, "legs: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, only, dir string, packages []string, list bool) error {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	if list {
		for _, l := range chosen {
			fmt.Printf("%-10s %s\n", l.name, l.command(packages))
		}
		return nil
	}
	text, err := os.ReadFile(recordFile)
	if err != nil {
		return fmt.Errorf("run it in the root of the module: %w", err)
	}
	known, err := parseRecord(string(text))
	if err != nil {
		return err
	}
	sum, err := sources(".", packages)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	errs := []error{checkFused(ctx)}
	var done []result
	for _, l := range chosen {
		r, err := l.run(ctx, dir, sum, packages)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		done = append(done, r)
		errs = append(errs, r.failures(), known.compare(r))
	}
	render(os.Stdout, done)
	return errors.Join(errs...)
}

// choose finds the legs of a comma-separated list, or all.
func choose(only string) ([]leg, error) {
	if only == "" {
		return legs, nil
	}
	var chosen []leg
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(legs, func(l leg) bool { return l.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no leg %q; -list names them", name)
		}
		chosen = append(chosen, legs[i])
	}
	return chosen, nil
}
