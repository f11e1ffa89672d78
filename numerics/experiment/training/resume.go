package training

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"adfd/numerics/atomicfile"
	"adfd/numerics/engine"
	"adfd/numerics/train"
	"adfd/theory/claims"
)

// Store keeps training runs in a directory, so that a measurement that was cut goes on
// where it was. Run takes it from its context, see WithStore: a setup says what is
// measured, and where the runs are kept is no part of that. Tables are the same with a
// store and without.
//
// A run is one side of a cell at one step and seed. A finished one is a file HASH.run,
// which later measurements read; one under way is a file HASH.state, the checkpoint of
// package train, from which it is continued bit for bit. A run of L-BFGS, whose
// memory is no part of a checkpoint, begins anew. HASH is of the run's key: all that
// determines it but the program.
//
// The directory belongs to one program, whose name is in its file SUITE.
type Store struct {
	dir   string
	suite string // program and version
}

const suiteFile = "SUITE"

// OpenStore opens the store in a directory, which is made if it is not there. suite
// names the program with its version and all else that numbers may depend on. The error
// names a directory that is another program's, or that holds other things.
func OpenStore(dir, suite string) (*Store, error) {
	s := &Store{dir: dir, suite: suite}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("experiment: store: %w", err)
	}
	name := filepath.Join(dir, suiteFile)
	found, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, fmt.Errorf("experiment: store: %w", err)
		}
		// A program that was killed as it wrote the first file leaves a temporary one.
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return atomicfile.Temporary(e.Name()) })
		if len(entries) > 0 {
			return nil, fmt.Errorf("experiment: store %s: no file %s, but %d others, such as %s; take a new or empty directory",
				dir, suiteFile, len(entries), entries[0].Name())
		}
		if err := atomicfile.ReplaceBytes(name, []byte(suite+"\n")); err != nil {
			return s, fmt.Errorf("experiment: store: %w", err)
		}
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("experiment: store: %w", err)
	}
	if string(found) != suite+"\n" {
		return nil, fmt.Errorf("experiment: store %s: its runs are of %q, this is %q; take another directory, or go on with that program",
			dir, found, suite)
	}
	return s, nil
}

type storeKey struct{}

// WithStore returns a context under which Run keeps training runs in s.
func WithStore(ctx context.Context, s *Store) context.Context {
	return context.WithValue(ctx, storeKey{}, s)
}

// storeOf is the store of a context, or nil.
func storeOf(ctx context.Context) *Store {
	s, _ := ctx.Value(storeKey{}).(*Store)
	return s
}

// path is the file of a run.
func (s *Store) path(key courseKey, extension string) string {
	const bytes = 16 // of the hash: no two of a million keys share them
	sum := sha256.Sum256([]byte(key.String()))
	return filepath.Join(s.dir, fmt.Sprintf("%x.%s", sum[:bytes], extension))
}

// String is the key in the header of a file, with all that tells two runs apart.
func (k courseKey) String() string {
	side := string(k.side)
	if k.side == claims.EngineFD {
		side = fmt.Sprintf("%s %s p=%d h=%x", k.side, k.placement, k.accuracy, k.h)
	}
	activation := k.activation
	if activation == "" {
		activation = "tanh"
	}
	return fmt.Sprintf("%v, %s, %s, seed %d of master %d", k.set, activation, side, k.seed, k.master)
}

// checkpointShare is the number of checkpoints of a whole run: what a cut loses is a
// twentieth of it, some seconds at Full, and a checkpoint takes milliseconds.
const checkpointShare = 20

// keptCourse is the run of a store: read if it is finished, else continued or begun.
// compute makes it from a state.
func keptCourse[T engine.Float](s *Store, key courseKey, first float64, start []T,
	compute func(*train.State[T], train.Config[T]) (*course[T], error)) (*course[T], error) {
	finished := s.path(key, "run")
	c, err := readCourse[T](finished, s.suite, key.String())
	if err == nil {
		return c, sameBeginning(finished, c.losses, first)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	state, config := train.NewState(start), train.Config[T]{Steps: key.set.steps}
	if key.set.optimiser != claims.OptimiserLBFGS {
		config.Checkpoint, config.CheckpointEvery = s.path(key, "state"), max(1, key.set.steps/checkpointShare)
		underWay, err := train.ReadState[T](config.Checkpoint)
		switch {
		case err == nil:
			if err := sameBeginning(config.Checkpoint, underWay.History.Losses, first); err != nil {
				return nil, err
			}
			state = underWay
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("%w: delete the file", err)
		}
	}
	if c, err = compute(state, config); err != nil {
		return nil, err
	}
	if err := writeCourse(finished, s.suite, key.String(), c); err != nil {
		return nil, err
	}
	if config.Checkpoint != "" {
		// A run that has diverged early leaves none.
		if err := os.Remove(config.Checkpoint); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("experiment: store: %w", err)
		}
	}
	return c, nil
}

// sameBeginning reports a file whose run did not begin with the loss that this program
// finds at the start: another run's state, or one of a program that has changed since.
func sameBeginning(path string, losses []float64, first float64) error {
	if len(losses) == 0 || math.Float64bits(losses[0]) != math.Float64bits(first) {
		return fmt.Errorf("experiment: %s: the run there begins with losses %v, this one with %v: "+
			"it is another run's, or the program has changed since; delete the file, or take a new directory",
			path, losses[:min(1, len(losses))], first)
	}
	return nil
}
