package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// workspace is a copy of the module in a directory of its own. Faults are planted in
// the copy: the module that the user works on is only read.
type workspace struct{ dir string }

// newWorkspace copies the module at root. What begins with a dot is left out, and so
// are the cases that rapid keeps of earlier failures, which belong to another program.
func newWorkspace(root string) (workspace, error) {
	dir, err := os.MkdirTemp("", "faults-")
	if err != nil {
		return workspace{}, err
	}
	w := workspace{dir}
	if err := copyTree(dir, root); err != nil {
		return workspace{}, fmt.Errorf("copy of %s: %w", root, errors.Join(err, w.remove()))
	}
	return w, nil
}

func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		switch {
		case name == ".":
			return nil
		case d.IsDir() && (d.Name() == ".git" || strings.HasSuffix(name, filepath.Join("testdata", "rapid"))):
			return filepath.SkipDir
		case d.IsDir():
			return os.Mkdir(target, 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o644)
	})
}

func (w workspace) remove() error { return os.RemoveAll(w.dir) }

// edit is the replacement of the bytes [start, end) of a file by text.
type edit struct {
	file       string // slashes, from the module's root
	start, end int
	text       string
}

// with runs do while the edit is made, and undoes it.
func (w workspace) with(e edit, do func() error) error {
	path := filepath.Join(w.dir, filepath.FromSlash(e.file))
	before, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	after := string(before[:e.start]) + e.text + string(before[e.end:])
	if err := os.WriteFile(path, []byte(after), 0o644); err != nil {
		return errors.Join(err, os.WriteFile(path, before, 0o644))
	}
	return errors.Join(do(), os.WriteFile(path, before, 0o644))
}
