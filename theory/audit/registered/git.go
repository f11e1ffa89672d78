package registered

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// What stands in the way of an answer. Each says what to do about it.
var (
	ErrNoGit        = errors.New("there is no git program in PATH; install git, which this reads the history with")
	ErrNoRepository = errors.New("this is no git repository, so nothing here says what came first; clone the project with git and run this there")
	ErrShallow      = errors.New("the clone is shallow: the commits that came first are not in it; fetch them with: git fetch --unshallow")
	ErrNoCommit     = errors.New("the repository has no commit yet")
)

// repository reads the objects of one git repository through one process.
type repository struct {
	in   io.WriteCloser
	out  *bufio.Reader
	stop func() error
}

// open finds the repository of dir, and the hashes of every commit that HEAD is made from, parents first.
func open(ctx context.Context, dir string) (*repository, []string, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return nil, nil, ErrNoGit
	}
	shallow, err := git(ctx, dir, "rev-parse", "--is-shallow-repository")
	switch {
	case err != nil && strings.Contains(err.Error(), "not a git repository"):
		return nil, nil, ErrNoRepository
	case err != nil:
		return nil, nil, err
	case shallow == "true":
		return nil, nil, ErrShallow
	}
	if _, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return nil, nil, ErrNoCommit
	}
	list, err := git(ctx, dir, "rev-list", "--topo-order", "--reverse", "HEAD")
	if err != nil {
		return nil, nil, err
	}
	r, err := newRepository(ctx, dir)
	return r, strings.Fields(list), err
}

// command is a call of git in dir, with messages in English.
func command(ctx context.Context, dir string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, "git", args...)
	c.Dir = dir
	c.Env = append(c.Environ(), "LC_ALL=C", "GIT_NO_REPLACE_OBJECTS=1")
	return c
}

// git is the output of a call. The error has what git said.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	c := command(ctx, dir, args...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(said.String()))
	}
	return strings.TrimSpace(string(out)), nil
}

func newRepository(ctx context.Context, dir string) (*repository, error) {
	c := command(ctx, dir, "cat-file", "--batch")
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	return &repository{in, bufio.NewReader(out), c.Wait}, nil
}

// close ends the process. What it still says, after an answer that was not the expected one, is read so that it can end.
func (r *repository) close() error {
	closed := r.in.Close()
	_, _ = io.Copy(io.Discard, r.out)
	return errors.Join(closed, r.stop())
}

// object reads the content of a commit, a tree or a file.
func (r *repository) object(hash, kind string) ([]byte, error) {
	if _, err := fmt.Fprintln(r.in, hash); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	line, err := r.out.ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	fields := strings.Fields(line) // hash, kind, size; or hash, missing
	if len(fields) != 3 || fields[1] != kind {
		return nil, fmt.Errorf("git cat-file: want %s %s, got %q", kind, hash, strings.TrimSpace(line))
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	content := make([]byte, size+1) // with a line end
	if _, err := io.ReadFull(r.out, content); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	return content[:size], nil
}
