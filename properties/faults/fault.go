package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fault is a slip in the source that the suite must notice.
type fault struct {
	name     string
	file     string // slashes, from the module's root
	old, new string // old stands in the file exactly once
	why      string // what the slip stands for
	tests    []check
}

// faults lists the catalogue.
func faults() []fault {
	return slices.Concat(theoryFaults, jetFaults, stencilFaults, exactFaults, modelFaults, trainingFaults, suiteFaults)
}

// in is all tests of the packages, in this order.
func in(packages ...string) []check {
	var all []check
	for _, p := range packages {
		all = append(all, check{pkg: p})
	}
	return all
}

// only is the tests of a package whose names match a pattern.
func only(pkg, run string) []check { return []check{{pkg, run}} }

// claims is the replays of claims. It is for what no other test can see.
func claims(ids ...string) []check {
	return only("golden", "TestClaims/^("+strings.Join(ids, "|")+")$")
}

// place finds the fault in the module at root.
func (f fault) place(root string) (edit, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.file)))
	if err != nil {
		return edit{}, fmt.Errorf("stale fault %s: %w", f.name, err)
	}
	if n := strings.Count(string(source), f.old); n != 1 {
		return edit{}, fmt.Errorf("stale fault %s: %q occurs %d times in %s, want once; find where the code went", f.name, f.old, n, f.file)
	}
	at := strings.Index(string(source), f.old)
	return edit{f.file, at, at + len(f.old), f.new}, nil
}
