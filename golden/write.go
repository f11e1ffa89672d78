package golden

import (
	"bytes"
	"fmt"
	"hash/crc64"
	"strings"

	"adfd/numerics/atomicfile"
	"adfd/theory/claims"
)

// Names of the header lines, in the order in which they stand.
const (
	headSuite  = "suite"
	headGo     = "go"
	headGOARCH = "goarch"
	headBuild  = "build"
	headSeed   = "seed"
	headSize   = "size"
	headClaim  = "claim"
	headKeys   = "keys"
	headColumn = "column"
)

// Write records r in the file at path, which is replaced as a whole or not at
// all. It fails on a table that Read could not give back.
func Write(path string, r Recorded) error {
	text, err := encode(r)
	if err != nil {
		return fmt.Errorf("golden: %s: %w", path, err)
	}
	if err := atomicfile.ReplaceBytes(path, text); err != nil {
		return fmt.Errorf("golden: %w", err)
	}
	return nil
}

func encode(r Recorded) ([]byte, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	head := func(name string, cells ...string) {
		fmt.Fprintf(&b, "# %s: %s\n", name, strings.Join(cells, "\t"))
	}
	head(headSuite, encodeCell(r.Suite))
	head(headGo, encodeCell(r.Go))
	head(headGOARCH, encodeCell(r.GOARCH))
	head(headBuild, encodeCell(r.Build))
	head(headSeed, fmt.Sprint(r.Seed))
	head(headSize, string(r.Size))
	head(headClaim, encodeCell(r.Claim))
	head(headKeys, encodeCells(r.Table.Keys)...)
	for _, c := range r.Table.Columns {
		head(headColumn, append(append([]string{encodeCell(c.Name)}, encodeTolerance(c.Tol)...), encodeNaN(c.NaN)...)...)
	}
	b.WriteString(heading(r.Table) + "\n")
	for _, row := range r.Table.Rows {
		cells := encodeCells(row.Key)
		for _, v := range row.Values {
			cells = append(cells, encodeNumber(v))
		}
		b.WriteString(strings.Join(cells, "\t") + "\n")
	}
	b.WriteString(trailer(len(r.Table.Rows), b.Bytes()) + "\n")
	return b.Bytes(), nil
}

// heading is the line of names above the rows.
func heading(t claims.Table) string {
	return strings.Join(append(encodeCells(t.Keys), encodeCells(columnNames(t))...), "\t")
}

func encodeTolerance(t claims.Tolerance) []string {
	switch {
	case t.Free != "":
		return []string{encodeCell("free: " + t.Free)}
	case t == claims.Tolerance{}:
		return []string{"exact"}
	case t.Factor != 0:
		return []string{"factor " + encodeNumber(t.Factor)}
	}
	return []string{"abs " + encodeNumber(t.Abs), "rel " + encodeNumber(t.Rel)}
}

// nanCell begins the cell that says why a column has rows without a number.
const nanCell = "nan: "

func encodeNaN(reason string) []string {
	if reason == "" {
		return nil
	}
	return []string{encodeCell(nanCell + reason)}
}

var crcTable = crc64.MakeTable(crc64.ECMA)

// trailer is the last line of a file whose other lines are body. The cyclic
// redundancy check finds every change within 64 consecutive bits, and so every
// changed byte; a file cut short has lost the line itself.
func trailer(rows int, body []byte) string {
	return fmt.Sprintf("# end: %d rows, crc64 %016x", rows, crc64.Checksum(body, crcTable))
}
