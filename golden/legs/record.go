package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// recordFile says on which leg which claims have other bits than golden/short, and why.
const recordFile = "golden/legs.txt"

// record is what the file says: by leg and claim the reason for other bits.
type record map[string]map[string]string

// parseRecord reads lines of three cells with tabs between them, leg, claims, reason; lines
// that begin with # are comments.
func parseRecord(text string) (record, error) {
	r := record{}
	for i, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[2] == "" {
			return nil, fmt.Errorf("%s:%d: %d cells, want leg, claims and reason", recordFile, i+1, len(cells))
		}
		if !slices.ContainsFunc(legs, func(l leg) bool { return l.name == cells[0] }) {
			return nil, fmt.Errorf("%s:%d: no leg %q", recordFile, i+1, cells[0])
		}
		if r[cells[0]] == nil {
			r[cells[0]] = map[string]string{}
		}
		for _, claim := range strings.Fields(cells[1]) {
			if _, twice := r[cells[0]][claim]; twice {
				return nil, fmt.Errorf("%s:%d: %s on %s stands there twice", recordFile, i+1, claim, cells[0])
			}
			r[cells[0]][claim] = cells[2]
		}
	}
	return r, nil
}

// compare reports the claims whose class on a leg, bits or tolerance, is not the recorded one.
func (r record) compare(got result) error {
	var errs []error
	for claim, far := range got.distance {
		_, known := r[got.leg][claim]
		switch {
		case far > 0 && !known:
			errs = append(errs, fmt.Errorf("leg %s: %s has other bits than golden/short (%s of its tolerance); find the line or the library, and mend it or say why in %s", got.leg, claim, units(far), recordFile))
		case far == 0 && known:
			errs = append(errs, fmt.Errorf("leg %s: %s has the recorded bits, but %s gives a reason why not", got.leg, claim, recordFile))
		}
	}
	for claim := range r[got.leg] {
		if _, ran := got.distance[claim]; !ran {
			errs = append(errs, fmt.Errorf("leg %s: %s did not run", got.leg, claim))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}
