package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"adfd/numerics/atomicfile"
)

// run tests a leg, or reads the log of a finished one. Sum is of the sources.
func (l leg) run(ctx context.Context, dir, sum string, packages []string) (result, error) {
	path := filepath.Join(dir, l.name+"-"+sum+".json")
	log, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := l.missing(); err != nil {
			return result{}, fmt.Errorf("leg %s: %w", l.name, err)
		}
		fmt.Fprintf(os.Stderr, "== %s: %s\n", l.name, l.command(packages))
		if log, err = l.test(ctx, packages); err == nil {
			err = atomicfile.ReplaceBytes(path, log)
		}
	}
	if err != nil {
		return result{}, fmt.Errorf("leg %s: %w", l.name, err)
	}
	return parseLog(l.name, log)
}

// test runs go test and returns what it wrote. Tests that fail are no error, a run that was
// interrupted is one.
func (l leg) test(ctx context.Context, packages []string) ([]byte, error) {
	var log bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", l.arguments(packages)...)
	cmd.Env = append(os.Environ(), l.environment()...)
	cmd.Stdout, cmd.Stderr = &log, os.Stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	return log.Bytes(), nil
}

// sources is a hash of the packages' names and all that a test of the module reads: whatever changes it makes the
// logs of before another program's.
func sources(root string, packages []string) (string, error) {
	h := fnv.New64a()
	fmt.Fprintln(h, runtime.Version(), packages)
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != root {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() || path == recordFile {
			return nil
		}
		text, err := os.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n", filepath.ToSlash(path), len(text))
		h.Write(text)
		return err
	})
	return fmt.Sprintf("%016x", h.Sum64()), err
}
