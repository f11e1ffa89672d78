// Package atomicfile replaces files as a whole or not at all, for recorded tables,
// reports, checkpoints and runs that are kept.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// ErrNotRegular is wrapped by the error of a path that is there and no regular file,
// such as a directory or a device.
var ErrNotRegular = errors.New("no regular file")

// Replace gives the file at path the content that write produces. The content goes
// to a temporary file beside it, which then takes its name, so that whoever opens
// path sees the old file or the new one, never a part. If write or the system fails,
// the old file stays and the temporary one is removed; one that a killed program left
// in the directory is removed by the next that writes there, see Sweep. The error wraps
// ErrNotRegular for what is no file to be replaced.
func Replace(path string, write func(io.Writer) error) (err error) {
	if err := checkRegular(path); err != nil {
		return err
	}
	Sweep(filepath.Dir(path))
	f, err := beside(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close() // a second Close only repeats an error that is already reported
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	const readable = 0o644 // CreateTemp keeps files to their owner
	if err := f.Chmod(readable); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// ReplaceBytes is Replace with the content at hand.
func ReplaceBytes(path string, data []byte) error {
	return Replace(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Writable reports a path that Replace could not write, such as one in a directory
// that is missing or read-only. The file at path, if any, stays as it is.
func Writable(path string) error {
	if err := checkRegular(path); err != nil {
		return err
	}
	f, err := beside(path)
	if failed := (*os.PathError)(nil); errors.As(err, &failed) {
		return fmt.Errorf("%s: %w", path, failed.Err) // the temporary name would puzzle
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func checkRegular(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is %w: it is a directory", path, ErrNotRegular)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%s is %w", path, ErrNotRegular)
	}
	return nil
}

// beside opens a new file in the directory of path.
func beside(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".tmp*")
}

var temporary = regexp.MustCompile(`^\..*\.tmp\d+$`)

// Temporary reports whether a file in a directory, by its name there, is a temporary one
// of Replace: one that is being written, or that a killed program left.
func Temporary(name string) bool { return temporary.MatchString(name) }

// stale is the age at which a temporary file is nobody's. Replace holds one as long as its
// content takes to be written, which is seconds.
const stale = time.Hour

// Sweep removes the temporary files of dir that no program is writing any more. One that
// cannot be removed stays.
func Sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !Temporary(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > stale {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}
