package main

import (
	"slices"
	"strings"
)

// testCode tells which packages only help tests, as files _test.go do, from what each package
// imports outside of its tests: those that import testing or testify themselves, neither of
// which the module's products do, and that no package imports but others of the kind.
func testCode(direct map[string][]string) map[string]bool {
	helpers := map[string]bool{}
	for pkg, used := range direct {
		if slices.ContainsFunc(used, ofTesting) {
			helpers[pkg] = true
		}
	}
	for again := true; again; { // a helper that a product imports is none, nor are those that it imports
		again = false
		for pkg, used := range direct {
			if helpers[pkg] {
				continue
			}
			for _, u := range used {
				if helpers[u] {
					delete(helpers, u)
					again = true
				}
			}
		}
	}
	return helpers
}

func ofTesting(path string) bool {
	return path == "testing" || strings.HasPrefix(path, "github.com/stretchr/testify/")
}
