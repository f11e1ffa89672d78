package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"adfd/golden"
)

// result is what a leg's tests said.
type result struct {
	leg      string
	packages map[string]outcome
	distance map[string]float64 // of a claim from its record, see golden.Distance
	failed   []string           // tests, as package.Test
}

// outcome is a package's last word.
type outcome struct {
	action  string // pass, fail or skip
	seconds float64
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

// parseLog reads the output of go test -json. Lines that are no event, such as the compiler's,
// are passed over: their package fails.
func parseLog(leg string, log []byte) (result, error) {
	r := result{leg: leg, packages: map[string]outcome{}, distance: map[string]float64{}}
	lines := bufio.NewScanner(bytes.NewReader(log))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue
		}
		if err := r.add(e); err != nil {
			return r, err
		}
	}
	return r, lines.Err()
}

func (r *result) add(e event) error {
	switch e.Action {
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packages[e.Package] = outcome{e.Action, e.Elapsed}
		} else if e.Action == "fail" {
			r.failed = append(r.failed, e.Package+"."+e.Test)
		}
	case "output":
		_, rest, found := strings.Cut(e.Output, golden.DistanceMark)
		if !found {
			return nil
		}
		claim, number, _ := strings.Cut(strings.TrimSpace(rest), " ")
		far, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return fmt.Errorf("leg %s: %q: %w", r.leg, e.Output, err)
		}
		r.distance[claim] = max(r.distance[claim], far) // a shuffled leg runs twice
	}
	return nil
}

// failures are the packages that failed, with their tests.
func (r result) failures() error {
	var errs []error
	for name, o := range r.packages {
		if o.action != "fail" {
			continue
		}
		var tests []string
		for _, test := range r.failed {
			if rest, ok := strings.CutPrefix(test, name+"."); ok {
				tests = append(tests, rest)
			}
		}
		errs = append(errs, fmt.Errorf("leg %s: %s fails: %s", r.leg, name, strings.Join(tests, ", ")))
	}
	if len(r.packages) == 0 {
		errs = append(errs, fmt.Errorf("leg %s: no package was tested", r.leg))
	}
	return errors.Join(errs...)
}
