package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// notes keeps what became of mutants in a file, a line of JSON each, so that a survey that is cut
// goes on from there. A later line of a mutant takes the place of an earlier one.
type notes struct {
	mu    sync.Mutex
	file  *os.File // nil for none
	known map[string]note
}

// note is what became of a mutant. It belongs to one version of the source: the mutant and its line
// are the key, and mutants of another version that look alike are taken for it.
type note struct {
	Mutant, Source string
	Broken, Hung   bool   `json:",omitempty"`
	KilledBy       string `json:",omitempty"`
	Final          bool   `json:",omitempty"`
}

// openNotes reads what path holds and appends to it; "" is no file.
func openNotes(path string) (*notes, error) {
	n := &notes{known: map[string]note{}}
	if path == "" {
		return n, nil
	}
	old, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	default:
		lines := bufio.NewScanner(old)
		for lines.Scan() {
			var k note
			if err := json.Unmarshal(lines.Bytes(), &k); err != nil {
				return nil, errors.Join(fmt.Errorf("%s: %w: a line cut short by an interruption can be deleted", path, err), old.Close())
			}
			n.known[k.Mutant+k.Source] = k
		}
		if err := errors.Join(lines.Err(), old.Close()); err != nil {
			return nil, err
		}
	}
	n.file, err = os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	return n, err
}

// recall fills in what is known of o.
func (n *notes) recall(o *outcome) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	k, ok := n.known[o.mutant.String()+o.source]
	if ok {
		o.broken, o.hung, o.killedBy, o.final = k.Broken, k.Hung, k.KilledBy, k.Final
	}
	return ok
}

// keep writes o down.
func (n *notes) keep(o *outcome) error {
	if n.file == nil {
		return nil
	}
	line, err := json.Marshal(note{o.mutant.String(), o.source, o.broken, o.hung, o.killedBy, o.final})
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	_, err = n.file.Write(append(line, '\n'))
	return err
}

func (n *notes) close() error {
	if n.file == nil {
		return nil
	}
	return n.file.Close()
}
