package golden

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Any bytes give an error with its line, or a table that is written and read again to the same. The
// checksum would keep a fuzzer out, so that each text is tried with a right trailer as well.
func FuzzRead(f *testing.F) {
	whole, err := encode(sample())
	require.NoError(f, err)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte{})
	f.Add([]byte("\n"))
	for _, change := range [][2]string{
		{"\t1.5\n", "\tnan\n"}, {"\t1.5\n", "\t0x1p-3\n"}, {"\t1.5\n", "\t1e999\n"}, {"\t1.5\n", "\t1.5\t\n"}, {"abs 2", "abs -0"},
		{"exact", "free: "}, {"exact", "abs 0\trel 0"}, {"problem\th\n", "problem\tproblem\n"}, {"# seed: 2", "# seed: -2"},
		{"factor 4", "factor 1"}, {"factor 4", "factor 0"}, {"factor 4", "factor 0x1p1"}, {"factor 4", "factor 4\tnan: x"}, {"exact", "factor 4"},
		{"factor 4", "factor -Inf"}, {"factor 4", "factor 4\trel 0.5"}, {"poisson", `"\xff\t\n"`}, {"poisson", `"`}, {"poisson", ""}, {"poisson", "#poisson"}, {"\n", "\r\n"},
	} {
		f.Add(bytes.ReplaceAll(whole, []byte(change[0]), []byte(change[1])))
	}
	recorded, err := filepath.Glob(filepath.Join("short", "F*.txt"))
	require.NoError(f, err)
	for _, path := range recorded {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		readBack(t, text)
		readBack(t, sealed(text))
	})
}

// sealed is text with the trailer that its lines ask for, in place of the one it has.
func sealed(text []byte) []byte {
	body := text
	if end := bytes.LastIndex(text, []byte("# end: ")); end >= 0 {
		body = text[:end]
	}
	if !bytes.HasSuffix(body, []byte("\n")) {
		body = append(body[:len(body):len(body)], '\n')
	}
	rows := 0
	for _, line := range bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n")) {
		if !bytes.HasPrefix(line, []byte("# ")) {
			rows++
		}
	}
	return append(body[:len(body):len(body)], trailer(rows-1, body)+"\n"...) // one line is the heading
}

func readBack(t *testing.T, text []byte) {
	t.Helper()
	r, line, err := decode(text)
	if err != nil {
		assert.LessOrEqual(t, 1, line)
		assert.LessOrEqual(t, line, bytes.Count(text, []byte("\n"))+1, "%v", err)
		return
	}
	require.NoError(t, Compare(r.Table, r), "a table is within its own tolerances")
	again, err := encode(r)
	require.NoError(t, err, "what was read can be written")
	back, line, err := decode(again)
	require.NoError(t, err, "line %d of\n%s", line, again)
	assert.Equal(t, spelled(r), spelled(back))
}
