package atomicfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assertAlone checks that path has the text and nothing lies beside it.
func assertAlone(t *testing.T, path, text string) {
	t.Helper()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, text, string(got))
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, files, 1, "a temporary file was left")
}

// A write that breaks off leaves the old file, one that succeeds the new one.
func TestReplaceIsAtomic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table")
	require.NoError(t, ReplaceBytes(path, []byte("old")))
	assertAlone(t, path, "old")

	broken := errors.New("disk full")
	err := Replace(path, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(make([]byte, 100)))
		require.NoError(t, err)
		return broken
	})
	require.ErrorIs(t, err, broken)
	assertAlone(t, path, "old")

	require.NoError(t, ReplaceBytes(path, []byte("new")))
	assertAlone(t, path, "new")
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o644), info.Mode().Perm())
}

// What Writable accepts Replace writes, and what it rejects Replace rejects.
func TestWritable(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "table")
	require.NoError(t, ReplaceBytes(path, []byte("old")))
	require.NoError(t, Writable(path))
	assertAlone(t, path, "old")
	require.NoError(t, Writable(filepath.Join(dir, "other")))
	assertAlone(t, path, "old")

	missing := filepath.Join(dir, "none", "table")
	for _, check := range []func(string) error{Writable, func(p string) error { return ReplaceBytes(p, nil) }} {
		assert.ErrorContains(t, check(dir), "it is a directory")
		assert.ErrorContains(t, check(os.DevNull), "no regular file")
		err := check(missing)
		assert.ErrorIs(t, err, os.ErrNotExist)
		assert.ErrorContains(t, err, missing)
	}
}

// What kill -9 leaves in a directory is swept by the next that writes there, once it is too
// old to be somebody's; other files that look alike stay.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, age time.Duration) {
		t.Helper()
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		then := time.Now().Add(-age)
		require.NoError(t, os.Chtimes(path, then, then))
	}
	f, err := beside(filepath.Join(dir, "fresh"))
	require.NoError(t, err)
	require.NoError(t, f.Close())
	assert.True(t, Temporary(filepath.Base(f.Name())))
	file(".table.tmp123", 2*time.Hour)
	file(".other.state.tmp9", 2*time.Hour)
	for _, name := range []string{"table.tmp123", ".table.txt", ".table.tmp", ".tmp1x"} {
		assert.False(t, Temporary(name), name)
		file(name, 2*time.Hour)
	}
	require.NoError(t, ReplaceBytes(filepath.Join(dir, "table"), nil))
	var left []string
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	assert.ElementsMatch(t, []string{filepath.Base(f.Name()), "table", "table.tmp123", ".table.txt", ".table.tmp", ".tmp1x"}, left)
}
