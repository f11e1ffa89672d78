package engine

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// No line of the module subtracts an expression from itself: Finite says why.
func TestNothingIsSubtractedFromItself(t *testing.T) {
	set, files := token.NewFileSet(), 0
	text := func(n ast.Node) string {
		var b strings.Builder
		require.NoError(t, printer.Fprint(&b, set, n))
		return b.String()
	}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		f, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		files++
		ast.Inspect(f, func(n ast.Node) bool {
			if b, ok := n.(*ast.BinaryExpr); ok && b.Op == token.SUB && text(b.X) == text(b.Y) {
				t.Errorf("%v: %s", set.Position(b.Pos()), text(b))
			}
			return true
		})
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, files, 100)
}
