package golden

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// encodeCell writes text as it is, or as a quoted Go string where it could be
// mistaken for a comment, a quotation, nothing, or the end of a cell or line.
func encodeCell(s string) string {
	if s == "" || s[0] == '#' || s[0] == '"' || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return strconv.Quote(s)
	}
	return s
}

func decodeCell(s string) (string, error) {
	if s == "" {
		return "", fmt.Errorf("empty cell")
	}
	if s[0] != '"' {
		return s, nil
	}
	text, err := strconv.Unquote(s)
	if err != nil {
		return "", fmt.Errorf("cell %s is no quoted string", s)
	}
	return text, nil
}

func encodeCells(cells []string) []string {
	out := make([]string, len(cells))
	for i, s := range cells {
		out[i] = encodeCell(s)
	}
	return out
}

func decodeCells(cells []string) ([]string, error) {
	out := make([]string, len(cells))
	for i, s := range cells {
		text, err := decodeCell(s)
		if err != nil {
			return nil, err
		}
		out[i] = text
	}
	return out, nil
}

// encodeNumber writes the fewest digits that read back to v; infinities and NaN
// are spelled +Inf, -Inf and NaN.
func encodeNumber(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func decodeNumber(s string) (float64, error) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no number", s)
	}
	return v, nil
}
