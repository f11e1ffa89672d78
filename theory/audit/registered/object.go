package registered

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// Commit is one commit of the history.
type Commit struct {
	Hash    string
	Parents []string
	Date    string // the author's day there, as git log prints it: 2006-01-02
	Subject string // first paragraph of the message, in one line
	Body    string // the rest
}

// parseCommit reads a commit object: headers, an empty line, the message.
func parseCommit(hash string, content []byte) (c Commit, tree string, err error) {
	head, message, _ := strings.Cut(string(content), "\n\n")
	c.Hash = hash
	for _, line := range strings.Split(head, "\n") {
		name, value, _ := strings.Cut(line, " ")
		switch name {
		case "tree":
			tree = value
		case "parent":
			c.Parents = append(c.Parents, value)
		case "author":
			if c.Date, err = day(value); err != nil {
				return c, "", fmt.Errorf("commit %s: %w", hash, err)
			}
		}
	}
	if tree == "" {
		return c, "", fmt.Errorf("commit %s names no tree", hash)
	}
	subject, body, _ := strings.Cut(strings.TrimSpace(message), "\n\n")
	c.Subject, c.Body = strings.Join(strings.Fields(subject), " "), strings.TrimSpace(body)
	return c, tree, nil
}

// day is the date in an author line, NAME <MAIL> SECONDS ZONE, where it was written.
func day(author string) (string, error) {
	_, when, _ := strings.Cut(author, "> ")
	seconds, zone, _ := strings.Cut(when, " ")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return "", fmt.Errorf("its author line %q has no time", author)
	}
	at := time.Unix(unix, 0).UTC()
	if offset, err := time.Parse("-0700", zone); err == nil {
		at = at.In(offset.Location())
	}
	return at.Format(time.DateOnly), nil
}

// file is a file of a commit: its path with slashes, and the hash of its content.
type file struct{ path, blob string }

// walker lists the files of trees. Most trees of a commit are those of its parent; each is read once.
type walker struct {
	object func(hash, kind string) ([]byte, error)
	known  map[string][]file
}

// files lists what a tree holds and its wanted files, with paths from the tree. It leaves out the folders
// that the go command leaves out.
func (w *walker) files(tree string) ([]file, error) {
	if known, ok := w.known[tree]; ok {
		return known, nil
	}
	content, err := w.object(tree, "tree")
	if err != nil {
		return nil, err
	}
	var all []file
	for len(content) > 0 {
		mode, name, hash, rest, err := entry(content, len(tree)/2)
		if err != nil {
			return nil, fmt.Errorf("tree %s: %w", tree, err)
		}
		content = rest
		switch {
		case mode == "40000" && !ignored(name):
			below, err := w.files(hash)
			if err != nil {
				return nil, err
			}
			for _, f := range below {
				all = append(all, file{path.Join(name, f.path), f.blob})
			}
		case strings.HasPrefix(mode, "100") && wanted(name):
			all = append(all, file{name, hash})
		}
	}
	w.known[tree] = all
	return all, nil
}

// entry cuts the first entry off a tree object: MODE, a space, NAME, a zero, and the hash in width bytes.
func entry(content []byte, width int) (mode, name, hash string, rest []byte, err error) {
	head, rest, found := bytes.Cut(content, []byte{0})
	if !found || len(rest) < width {
		return "", "", "", nil, fmt.Errorf("it is cut short")
	}
	mode, name, _ = strings.Cut(string(head), " ")
	return mode, name, hex.EncodeToString(rest[:width]), rest[width:], nil
}

func ignored(folder string) bool {
	return folder == "testdata" || folder == "vendor" || strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}

// wanted are Go files that are no tests, the module's file, and texts, among which are the recorded tables.
func wanted(name string) bool {
	switch path.Ext(name) {
	case ".go":
		return !strings.HasSuffix(name, "_test.go")
	case ".txt":
		return true
	}
	return name == "go.mod"
}
