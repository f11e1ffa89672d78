package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each survivor that is explained still has its file and its function.
func TestSurvivors(t *testing.T) {
	text, err := os.ReadFile("survivors.txt")
	require.NoError(t, err)
	n := 0
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		n++
		cells := strings.Split(strings.TrimSpace(line), " | ")
		require.Len(t, cells, 5, line)
		source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(cells[0])))
		require.NoError(t, err)
		declared := regexp.MustCompile(`(?m)^(func (\([^)]*\) )?|var |const |type )` + regexp.QuoteMeta(cells[1]) + `\b`)
		assert.Regexp(t, declared, string(source), cells[0])
		assert.NotEmpty(t, cells[4], line)
	}
	assert.NotZero(t, n)
}
