package golden

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"adfd/theory/claims"
)

// remedy ends every message about a file that cannot be used.
const remedy = "restore the file, or record it anew: go test ./golden -update (with -short for the short tables)"

// Read reads a recorded table. The error of a missing, corrupt or truncated
// file names the file, the line, and what to do.
func Read(path string) (Recorded, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Recorded{}, fmt.Errorf("golden: %w; %s", err, remedy)
	}
	r, line, err := decode(text)
	if err != nil {
		return Recorded{}, fmt.Errorf("golden: %s:%d: %w; %s", path, line, err, remedy)
	}
	return r, nil
}

// decoder walks the lines of a file. line counts from 1.
type decoder struct {
	lines []string
	line  int
}

// decode returns the number of the line that an error is about.
func decode(text []byte) (Recorded, int, error) {
	d := &decoder{lines: strings.Split(string(text), "\n")}
	r, err := d.file(text)
	return r, max(d.line, 1), err
}

func (d *decoder) file(text []byte) (Recorded, error) {
	if len(text) == 0 {
		return Recorded{}, fmt.Errorf("the file is empty")
	}
	r, err := d.header()
	if err != nil {
		return r, err
	}
	names, err := d.next()
	if err != nil {
		return r, err
	}
	if want := heading(r.Table); names != want {
		return r, fmt.Errorf("heading %q, but the header's keys and columns give %q", names, want)
	}
	for !strings.HasPrefix(d.peek(), "# ") {
		row, err := d.row(r.Table)
		if err != nil {
			return r, err
		}
		r.Table.Rows = append(r.Table.Rows, row)
	}
	end := bytes.LastIndex(text, []byte("# end: "))
	got, err := d.next()
	if err != nil {
		return r, err
	}
	if want := trailer(len(r.Table.Rows), text[:max(end, 0)]); got != want {
		return r, fmt.Errorf("trailer %q, but the lines above it give %q: something was changed", got, want)
	}
	if d.line != len(d.lines)-1 || d.lines[d.line] != "" {
		d.line++
		return r, fmt.Errorf("the file goes on after its trailer, or the trailer's line end is missing")
	}
	return r, r.validate()
}

// peek is the next line, or "# " at the end of the file, so that a loop over
// rows stops there and next reports it.
func (d *decoder) peek() string {
	if d.line >= len(d.lines)-1 && (d.line >= len(d.lines) || d.lines[d.line] == "") {
		return "# "
	}
	return d.lines[d.line]
}

func (d *decoder) next() (string, error) {
	if d.line >= len(d.lines)-1 && (d.line >= len(d.lines) || d.lines[d.line] == "") {
		return "", fmt.Errorf("the file ends here, without its trailer: it is truncated")
	}
	d.line++
	return d.lines[d.line-1], nil
}

// head takes the header line of that name and returns its cells.
func (d *decoder) head(name string) ([]string, error) {
	line, err := d.next()
	if err != nil {
		return nil, err
	}
	rest, ok := strings.CutPrefix(line, "# "+name+": ")
	if !ok {
		return nil, fmt.Errorf("unknown header %q, want %q", line, "# "+name+": ...")
	}
	return decodeCells(strings.Split(rest, "\t"))
}

// value takes a header line of one cell.
func (d *decoder) value(name string) (string, error) {
	cells, err := d.head(name)
	if err != nil {
		return "", err
	}
	if len(cells) != 1 {
		return "", fmt.Errorf("header %s has %d cells, want 1", name, len(cells))
	}
	return cells[0], nil
}

func (d *decoder) header() (Recorded, error) {
	var r Recorded
	var seed, size string
	for _, field := range []struct {
		name string
		dst  *string
	}{
		{headSuite, &r.Suite}, {headGo, &r.Go}, {headGOARCH, &r.GOARCH}, {headBuild, &r.Build},
		{headSeed, &seed}, {headSize, &size}, {headClaim, &r.Claim},
	} {
		var err error
		if *field.dst, err = d.value(field.name); err != nil {
			return r, err
		}
		switch field.name {
		case headSeed:
			if r.Seed, err = strconv.ParseUint(seed, 10, 64); err != nil {
				return r, fmt.Errorf("seed %q is no whole number of 64 bits", seed)
			}
		case headSize:
			if r.Size, err = claims.ParseSize(size); err != nil {
				return r, err
			}
		}
	}
	var err error
	if r.Table.Keys, err = d.head(headKeys); err != nil {
		return r, err
	}
	for strings.HasPrefix(d.peek(), "# "+headColumn+": ") {
		cells, err := d.head(headColumn)
		if err != nil {
			return r, err
		}
		c := claims.Column{Name: cells[0]}
		if last := len(cells) - 1; last > 1 && strings.HasPrefix(cells[last], nanCell) {
			if c.NaN = strings.TrimPrefix(cells[last], nanCell); c.NaN == "" {
				return r, fmt.Errorf("column %q: %q without a reason", c.Name, cells[last])
			}
			cells = cells[:last]
		}
		if c.Tol, err = decodeTolerance(cells[1:]); err != nil {
			return r, fmt.Errorf("column %q: %w", c.Name, err)
		}
		r.Table.Columns = append(r.Table.Columns, c)
	}
	return r, nil
}

func decodeTolerance(cells []string) (t claims.Tolerance, err error) {
	if len(cells) == 1 {
		if reason, ok := strings.CutPrefix(cells[0], "free: "); ok && reason != "" {
			t.Free = reason
			return t, nil
		}
		if cells[0] == "exact" {
			return t, nil
		}
		if factor, ok := strings.CutPrefix(cells[0], "factor "); ok {
			if t.Factor, err = decodeNumber(factor); err != nil {
				return t, err
			}
			return t, validateFactor(t)
		}
	}
	if len(cells) == 2 {
		abs, okAbs := strings.CutPrefix(cells[0], "abs ")
		rel, okRel := strings.CutPrefix(cells[1], "rel ")
		if okAbs && okRel {
			if t.Abs, err = decodeNumber(abs); err != nil {
				return t, err
			}
			if t.Rel, err = decodeNumber(rel); err != nil {
				return t, err
			}
			return t, validateTolerance(t)
		}
	}
	return t, fmt.Errorf("tolerance %q, want \"exact\", \"free: reason\", \"factor X\", or \"abs X\" and \"rel Y\"", strings.Join(cells, "\t"))
}

func (d *decoder) row(t claims.Table) (claims.Row, error) {
	var r claims.Row
	line, err := d.next()
	if err != nil {
		return r, err
	}
	cells := strings.Split(line, "\t")
	if want := len(t.Keys) + len(t.Columns); len(cells) != want {
		return r, fmt.Errorf("row %q has %d cells, want %d", line, len(cells), want)
	}
	if r.Key, err = decodeCells(cells[:len(t.Keys)]); err != nil {
		return r, err
	}
	r.Values = make([]float64, len(t.Columns))
	for i, s := range cells[len(t.Keys):] {
		if r.Values[i], err = decodeNumber(s); err != nil {
			return r, fmt.Errorf("column %q: %w", t.Columns[i].Name, err)
		}
	}
	return r, nil
}
