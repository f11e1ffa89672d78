package train

import (
	"fmt"
	"os"

	"adfd/numerics/atomicfile"
	"adfd/numerics/engine"
)

// WriteState writes s to the file at path, by way of a temporary file beside it that
// takes its name: an interruption leaves the old file or the new one, never a part.
func WriteState[T engine.Float](path string, s *State[T]) error {
	data, err := s.MarshalBinary()
	if err == nil {
		err = atomicfile.ReplaceBytes(path, data)
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
