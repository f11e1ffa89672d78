package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"adfd/numerics/atomicfile"
	"adfd/theory"
	"adfd/theory/audit/figure"
)

// gallery is the directory that figures are written to, as E1.svg and so on. With the
// empty one there are no figures.
type gallery struct {
	dir   string
	drawn []string // names of the files written
	errs  []error
}

// open makes the directory and finds out before the run whether the figures of the
// claims can be written there.
func (g *gallery) open(claims []theory.Claim) error {
	if g.dir == "" {
		return nil
	}
	const searchable = 0o755
	if err := os.MkdirAll(g.dir, searchable); err != nil {
		return err
	}
	for _, c := range claims {
		if !figure.Has(c.ID) {
			continue
		}
		if err := atomicfile.Writable(g.path(c)); err != nil {
			return err
		}
	}
	return nil
}

func (g *gallery) path(c theory.Claim) string { return filepath.Join(g.dir, c.ID+".svg") }

// add draws what was found of a claim, if it was measured and has a figure.
func (g *gallery) add(f finding) {
	if g.dir == "" || f.err != nil || !figure.Has(f.claim.ID) {
		return
	}
	drawn, err := figure.Draw(f.claim, f.table, f.outcome)
	if err == nil {
		err = atomicfile.Replace(g.path(f.claim), drawn.WriteSVG)
	}
	if err != nil {
		g.errs = append(g.errs, err)
		return
	}
	g.drawn = append(g.drawn, filepath.Base(g.path(f.claim)))
}

func (g *gallery) err() error { return errors.Join(g.errs...) }

// render says which figures there are and where.
func (g *gallery) render(w io.Writer) {
	if len(g.drawn) > 0 {
		fmt.Fprintf(w, "Figures in %s: %s.\n", g.dir, strings.Join(g.drawn, ", "))
	}
}
