package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"adfd/golden"
	"adfd/numerics/atomicfile"
	"adfd/theory/audit/figure"
	"adfd/theory/claims"
)

// folder is a directory that takes a file of each claim, as E1.svg and so on. With the empty
// name there are no files.
type folder struct {
	dir     string
	title   string // of the list of files
	ext     string
	has     func(id string) bool
	check   func(path string) error // of a file that is there; nil for none
	write   func(path string, f finding) error
	written []string // names
	errs    []error
}

// gallery takes the figures of the claims that have one.
func gallery(o options) *folder {
	return &folder{dir: o.figures, title: "Figures", ext: ".svg", has: figure.Has, write: func(path string, f finding) error {
		drawn, err := figure.Draw(f.claim, o.setup(f.claim), f.table, f.outcome)
		if err != nil {
			return err
		}
		return atomicfile.Replace(path, drawn.WriteSVG)
	}}
}

// records takes the measured tables, in the format of package golden, whatever their verdict.
func records(o options) *folder {
	all := func(string) bool { return true }
	write := func(path string, f finding) error {
		return golden.Write(path, golden.Record(f.claim.ID, o.setup(f.claim), f.table))
	}
	return &folder{dir: o.tables, title: "Tables", ext: ".txt", has: all, check: o.replaceable, write: write}
}

// replaceable reports a table of another claim, size or seed at path: it would be lost to one that
// answers another question.
func (o options) replaceable(path string) error {
	r, err := golden.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	id := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	if err == nil && (r.Claim != id || r.Size != o.size || r.Seed != o.seed) {
		return fmt.Errorf("%s is of claim %s, has size %s and master seed %d, not %s, %s and %d; name another directory", path, r.Claim, r.Size, r.Seed, id, o.size, o.seed)
	}
	return err
}

// open makes the directory and finds out before the run whether the files of the
// claims can be written there.
func (d *folder) open(claims []claims.Claim) error {
	if d.dir == "" {
		return nil
	}
	const searchable = 0o755
	if err := os.MkdirAll(d.dir, searchable); err != nil {
		return err
	}
	for _, c := range claims {
		if !d.has(c.ID) {
			continue
		}
		if err := atomicfile.Writable(d.path(c)); err != nil {
			return err
		}
		if d.check != nil {
			if err := d.check(d.path(c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *folder) path(c claims.Claim) string { return filepath.Join(d.dir, c.ID+d.ext) }

// add writes the file of a claim, if it was measured and has one.
func (d *folder) add(f finding) {
	if d.dir == "" || f.err != nil || !d.has(f.claim.ID) {
		return
	}
	if err := d.write(d.path(f.claim), f); err != nil {
		d.errs = append(d.errs, err)
		return
	}
	d.written = append(d.written, filepath.Base(d.path(f.claim)))
}

func (d *folder) err() error { return errors.Join(d.errs...) }

// render says which files there are and where.
func (d *folder) render(w io.Writer) {
	if len(d.written) > 0 {
		fmt.Fprintf(w, "%s in %s: %s.\n", d.title, d.dir, strings.Join(d.written, ", "))
	}
}
