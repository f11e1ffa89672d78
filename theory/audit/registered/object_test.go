package registered

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseCommit(t *testing.T) {
	c, tree, err := parseCommit("c0", []byte("tree t0\nparent p1\nparent p2\nauthor A <a@b> 1700000000 +0200\ncommitter C <c@d> 1800000000 +0000\n"+
		"gpgsig -----BEGIN-----\n tree x\n -----END-----\n\nA subject\nof two lines\n\nThe reason.\n\nMore.\n"))
	require.NoError(t, err)
	assert.Equal(t, "t0", tree)
	assert.Equal(t, Commit{Hash: "c0", Parents: []string{"p1", "p2"}, Date: "2023-11-15", Subject: "A subject of two lines", Body: "The reason.\n\nMore."}, c,
		"1700000000 s is 22:13 of the 14th at Greenwich, 00:13 of the 15th two hours to the east")
	_, _, err = parseCommit("c0", []byte("author A <a@b> 1 +0000\n\nx"))
	assert.ErrorContains(t, err, "no tree")
	_, _, err = parseCommit("c0", []byte("tree t0\nauthor A\n\nx"))
	assert.ErrorContains(t, err, "no time")
}

// A tree object by hand; hashes here have two bytes.
func TestFilesOfATree(t *testing.T) {
	objects := map[string]string{
		"0001": "100644 a.go\x00\x11\x11" + "100644 a_test.go\x00\x22\x22" + "100755 b.txt\x00\x33\x33" + "120000 c.go\x00\x44\x44" +
			"40000 d\x00\x00\x02" + "40000 testdata\x00\x00\x02" + "40000 .hidden\x00\x00\x02" + "160000 e\x00\x55\x55" + "100644 go.mod\x00\x66\x66" + "100644 f.md\x00\x77\x77",
		"0002": "100644 g.go\x00\x88\x88",
		"0003": "100644 g.go\x00\x88",
		"0004": "40000 h\x00\x00\x01",
	}
	var asked []string
	w := walker{func(hash, kind string) ([]byte, error) {
		asked = append(asked, hash)
		return []byte(objects[hash]), nil
	}, map[string][]file{}}
	got, err := w.files("0001")
	require.NoError(t, err)
	assert.Equal(t, []file{{"a.go", "1111"}, {"b.txt", "3333"}, {"d/g.go", "8888"}, {"go.mod", "6666"}}, got)
	got, err = w.files("0004")
	require.NoError(t, err)
	assert.Equal(t, "h/a.go h/b.txt h/d/g.go h/go.mod", strings.Join([]string{got[0].path, got[1].path, got[2].path, got[3].path}, " "))
	assert.Equal(t, []string{"0001", "0002", "0004"}, asked, "each tree is read once")
	_, err = w.files("0003")
	assert.ErrorContains(t, err, "cut short")
}
