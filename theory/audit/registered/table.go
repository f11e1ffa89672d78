package registered

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
)

// table is a recorded table: whose it is, and a hash of its rows.
type table struct{ claim, size, rows string }

// The lines of a header that tell a recorded table from other texts; package golden has the format.
const (
	headMark   = "# "
	headClaim  = "# claim: "
	headSize   = "# size: "
	headKeys   = "# keys: "
	headColumn = "# column: "
)

// parseTable reads a text. The header, the trailer and the line of column names are no part of the rows: they tell of
// the format, of tolerances and of the machine.
func parseTable(text string) (t table, ok bool) {
	var names []string
	rows := sha256.New()
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if !strings.HasPrefix(line, headMark) {
			if t.claim == "" || t.size == "" {
				return table{}, false // no header, or not this one's
			}
			if line != strings.Join(names, "\t") {
				rows.Write([]byte(line + "\n"))
			}
			continue
		}
		if value, is := strings.CutPrefix(line, headClaim); is {
			t.claim = value
		}
		if value, is := strings.CutPrefix(line, headSize); is {
			t.size = value
		}
		if value, is := strings.CutPrefix(line, headKeys); is {
			names = append(names, value)
		}
		if value, is := strings.CutPrefix(line, headColumn); is {
			name, _, _ := strings.Cut(value, "\t")
			names = append(names, name)
		}
	}
	t.rows = hex.EncodeToString(rows.Sum(nil)[:8])
	return t, t.claim != "" && t.size != ""
}

// shelf finds the recorded tables of commits.
type shelf struct {
	read  func(blob string) ([]byte, error)
	known map[string]table // by blob; the empty one for other texts
}

// tables are the recorded tables among the files of a commit: for each claim the sizes, and a hash of the rows of each.
// Where a table is found twice the last counts.
func (s *shelf) tables(files []file) (map[string]map[string]string, error) {
	found := map[string]map[string]string{}
	for _, f := range files {
		if path.Ext(f.path) != ".txt" {
			continue
		}
		t, known := s.known[f.blob]
		if !known {
			text, err := s.read(f.blob)
			if err != nil {
				return nil, err
			}
			t, _ = parseTable(string(text))
			s.known[f.blob] = t
		}
		if t.claim == "" {
			continue
		}
		if found[t.claim] == nil {
			found[t.claim] = map[string]string{}
		}
		found[t.claim][t.size] = t.rows
	}
	return found, nil
}
