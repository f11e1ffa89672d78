package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// render writes leg by package and leg by claim.
func render(w io.Writer, done []result) {
	packages, claims := map[string]bool{}, map[string]bool{}
	var heads []string
	for _, r := range done {
		heads = append(heads, r.leg)
		for name, o := range r.packages {
			packages[name] = packages[name] || o.action != "skip"
		}
		for claim := range r.distance {
			claims[claim] = true
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "package\t%s\n", strings.Join(heads, "\t"))
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		if !packages[name] {
			continue // no test files
		}
		line := strings.TrimPrefix(name, "adfd/")
		for _, r := range done {
			line += "\t" + r.packages[name].String()
		}
		fmt.Fprintln(t, line)
	}
	fmt.Fprintf(t, "\nclaim\t%s\n", strings.Join(heads, "\t"))
	for _, claim := range slices.Sorted(maps.Keys(claims)) {
		line := claim
		for _, r := range done {
			far, ran := r.distance[claim]
			if !ran {
				line += "\t-"
				continue
			}
			line += "\t" + units(far)
		}
		fmt.Fprintln(t, line)
	}
	t.Flush()
}

func (o outcome) String() string {
	switch o.action {
	case "pass":
		return fmt.Sprintf("%.0f s", o.seconds)
	case "fail":
		return "FAIL"
	}
	return "-"
}

// units is a distance as a reader wants it.
func units(far float64) string {
	switch {
	case far == 0:
		return "bits"
	case far < 1e-3:
		return "<0.001"
	}
	return fmt.Sprintf("%.2g", far)
}
