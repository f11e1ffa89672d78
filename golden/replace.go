package golden

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ReplaceFile gives the file at path the content that write produces. The
// content goes to a temporary file beside it, which then takes its name, so that
// whoever opens path sees the old file or the new one, never a part. If write or
// the system fails, the old file stays and the temporary one is removed. A path
// that is there and no regular file, such as a device, is an error.
func ReplaceFile(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("golden: %s is no regular file", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("golden: %s: %w", path, err)
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
