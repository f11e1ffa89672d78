package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// check is the tests of one package whose names match a pattern; all for "".
type check struct{ pkg, run string }

func (c check) String() string {
	if c.run == "" {
		return "./" + c.pkg
	}
	return fmt.Sprintf("./%s -run '%s'", c.pkg, c.run)
}

// result is what became of a check.
type result struct {
	failed  []string // the tests that failed, by name; empty if all passed
	broken  string   // the compiler's message, if the tests could not be built
	hung    bool     // stopped by the time limit
	seconds float64
}

func (r result) passed() bool { return r.broken == "" && !r.hung && len(r.failed) == 0 }

// rapidSeed makes the cases of rapid the same in every run, as the Makefile does.
const rapidSeed = "RAPID_SEED=20240514"

// test runs a check at -short and stops at its first failure. The error is one of the
// run itself: the go command is missing, or ctx was cancelled.
//
// -trimpath lets the copies share what they compile, wherever they lie; vet is left to
// `make lint`, since a fault must be found by a test.
func (w workspace) test(ctx context.Context, c check, limit time.Duration) (result, error) {
	args := []string{"test", "-json", "-short", "-count=1", "-failfast", "-vet=off", "-trimpath", "-ldflags=-s -w", "-timeout", limit.String()}
	if c.run != "" {
		args = append(args, "-run", c.run)
	}
	command := exec.CommandContext(ctx, "go", append(args, "./"+c.pkg)...)
	command.Dir = w.dir
	command.Env = append([]string{rapidSeed}, os.Environ()...) // a later entry wins: the user's seed
	command.Env = append(command.Env, "RAPID_NOFAILFILE=true", "GOWORK=off")
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	var stderr bytes.Buffer
	command.Stderr = &stderr
	began := time.Now()
	out, err := command.Output()
	if ctx.Err() != nil {
		return result{}, ctx.Err()
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return result{}, fmt.Errorf("%v: %w", c, err)
	}
	r := readResult(out)
	r.seconds = time.Since(began).Seconds()
	switch {
	case err == nil || !r.passed():
	case len(out) == 0: // nothing was built
		r.broken = strings.TrimSpace(stderr.String())
	default:
		r.failed = []string{"the package as a whole"}
	}
	return r, nil
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output, FailedBuild string
}

// readResult reads the output of go test -json.
func readResult(out []byte) result {
	var r result
	var compiler strings.Builder
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, len(out)+1)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // the go command's own words
		}
		switch {
		case e.Action == "build-output":
			compiler.WriteString(e.Output)
		case e.Action == "fail" && e.FailedBuild != "":
			r.broken = strings.TrimSpace(compiler.String())
		case e.Action == "fail" && e.Test != "":
			r.failed = append(r.failed, e.Test)
		case strings.HasPrefix(e.Output, "panic: test timed out after"):
			r.hung = true
		case r.hung && strings.HasPrefix(e.Output, "\t\t"): // the list of tests that were running
			name, _, _ := strings.Cut(strings.TrimSpace(e.Output), " ")
			r.failed = append(r.failed, name)
		}
	}
	r.failed = leaves(r.failed)
	return r
}

// leaves drops the tests that failed only because a test within them did.
func leaves(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(parent string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(n, parent+"/") })
	})
}
