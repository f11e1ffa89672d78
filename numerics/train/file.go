package train

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"adfd/numerics/engine"
)

// WriteState writes s to the file at path, by way of a temporary file beside it that
// takes its name: an interruption leaves the old file or the new one, never a part.
func WriteState[T engine.Float](path string, s *State[T]) error {
	data, err := s.MarshalBinary()
	if err == nil {
		err = replaceFile(path, data)
	}
	if err != nil {
		return fmt.Errorf("train: write checkpoint %s: %w", path, err)
	}
	return nil
}

// ReadState reads what WriteState wrote. The error of a missing, corrupt or truncated
// file, or one in another precision, names the file, the byte and what is wrong.
func ReadState[T engine.Float](path string) (*State[T], error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("train: read checkpoint: %w", err)
	}
	s := new(State[T])
	if err := s.UnmarshalBinary(data); err != nil {
		return nil, fmt.Errorf("train: checkpoint %s: %w; take an older copy, or begin the run anew", path, err)
	}
	return s, nil
}

// checkWritable reports a path that replaceFile could not write, such as one in a
// directory that is missing or read-only. The file at path, if any, stays as it is.
func checkWritable(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("it is a directory")
	}
	f, err := createBeside(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// createBeside opens a new file in the directory of path.
func createBeside(path string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
}

// replaceFile gives the file at path new content, as a whole or not at all.
func replaceFile(path string, data []byte) (err error) {
	f, err := createBeside(path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close() // a second Close only repeats an error that is already reported
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
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
