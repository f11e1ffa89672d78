package figure

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"adfd/theory/claims"
)

// Every figure says how many seeds or points are behind it, of which master seed and run, and
// what AD and FD are.
func TestEveryFigureSaysWhatItIsDrawnFrom(t *testing.T) {
	for id, table := range samples(t) {
		f := drawn(t, id, table)
		notes := strings.Join(f.Notes, " ")
		assert.Regexp(t, `\bn = \d+\b`, notes, id)
		assert.Contains(t, notes, "master seed 20240514, in the test run.", id)
		assert.Contains(t, notes, "AD is automatic differentiation", id)
	}
}

// Panels of models and networks say their sizes, and no name of a table is left.
func TestEveryFigureIsInWords(t *testing.T) {
	for id, table := range samples(t) {
		f := drawn(t, id, table)
		f.each(func(p Panel) {
			switch {
			case table.HasKey("network"):
				assert.Regexp(t, `^network \d+x\d+, \d+ nodes, \d+ steps$`, p.Subtitle, id)
			case table.HasKey("nodes"):
				assert.Regexp(t, `nodes.*, N = \d+, M = \d+$`, p.Subtitle, id)
			}
		})
		assert.NotRegexp(t, `-1d|dyadic|[> ](adam|gd|lm|l-bfgs)[,.< ]`, svg(t, f), id)
	}
}

func TestCounted(t *testing.T) {
	assert.Equal(t, "n = 20", counted(made(t, "h", "n", "1: 20", "2: 20"), "n"))
	assert.Equal(t, "n = 5 to 10", counted(made(t, "h", "n", "1: 10", "2: 5", "3: 7"), "n"))
}

func TestDrawnFrom(t *testing.T) {
	table := made(t, "h", "n", "1: 10")
	assert.Equal(t, "n = 10 seeds of master seed 7, at the paper's scale. "+sides, drawnFrom(claims.DefaultSetup(claims.Full, 7), table, false))
	assert.Equal(t, "Points drawn from master seed 7, in the short run. "+sides, drawnFrom(claims.DefaultSetup(claims.Short, 7), table, true))
}
