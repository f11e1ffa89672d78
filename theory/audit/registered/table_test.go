package registered

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// recordedTable is a table of a claim and a size, with one number.
func recordedTable(claim, size, number string) string {
	return "# suite: s\n# seed: 1\n# size: " + size + "\n# claim: " + claim + "\n# keys: problem\th\n# column: step\texact\n" +
		"problem\th\tstep\npoisson\t1\t" + number + "\n# end: 1 rows, crc64 0\n"
}

func TestParseTable(t *testing.T) {
	text := recordedTable("E1", "short", "0.5")
	want, ok := parseTable(text)
	require.True(t, ok)
	assert.Equal(t, "E1", want.claim)
	assert.Equal(t, "short", want.size)
	for name, same := range map[string]string{
		"the line of names is new":  strings.Replace(text, "problem\th\tstep\n", "", 1),
		"another seed in the head":  strings.Replace(text, "# seed: 1\n", "# go: x\n", 1),
		"a tolerance":               strings.Replace(text, "exact", "abs 2\trel 0", 1),
		"another trailer":           strings.Replace(text, "crc64 0", "crc64 1", 1),
		"the line ends of a system": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		got, _ := parseTable(same)
		assert.Equal(t, want, got, name)
	}
	for name, other := range map[string]string{
		"a number":    strings.Replace(text, "0.5", "0.25", 1),
		"a key":       strings.Replace(text, "poisson\t1", "poisson\t2", 1),
		"another row": strings.Replace(text, "# end", "poisson\t2\t1\n# end", 1),
	} {
		got, ok := parseTable(other)
		assert.True(t, ok)
		assert.NotEqual(t, want.rows, got.rows, name)
	}
	for _, none := range []string{"", "a text\n" + text, "# claim: E1\nrow\n", "# size: test\nrow\n", "E1 0.5\n"} {
		_, ok := parseTable(none)
		assert.False(t, ok, none)
	}
}
