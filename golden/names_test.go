package golden

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/theory/claims"
)

// claimIDs lists the ids of package theory.
func claimIDs() []string {
	var ids []string
	for _, c := range claims.All() {
		ids = append(ids, c.ID)
	}
	return ids
}

// One claim is found under its id everywhere: every claim of package theory has
// its test, and every test its claim.
func TestNamesOfTests(t *testing.T) {
	const file, prefix = "claims_test.go", "TestClaim_"
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var tested []string
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		id, ok := strings.CutPrefix(f.Name.Name, prefix)
		require.True(t, ok, "%s: %s does not begin with %s", file, f.Name.Name, prefix)
		assert.Equal(t, id, replayed(f), "%s: the id that %s replays", file, f.Name.Name)
		tested = append(tested, id)
	}
	assert.ElementsMatch(t, claimIDs(), tested, "claims of theory and tests of %s", file)
}

// replayed is the id in replay(t, "id"), the only statement of f.
func replayed(f *ast.FuncDecl) string {
	if len(f.Body.List) != 1 {
		return ""
	}
	statement, ok := f.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	call, ok := statement.X.(*ast.CallExpr)
	if !ok || len(call.Args) != 2 {
		return ""
	}
	if name, ok := call.Fun.(*ast.Ident); !ok || name.Name != "replay" {
		return ""
	}
	id, ok := call.Args[1].(*ast.BasicLit)
	if !ok {
		return ""
	}
	return strings.Trim(id.Value, `"`)
}

// Every claim has its recorded table in both sizes, and every file its claim.
func TestNamesOfFiles(t *testing.T) {
	if *update {
		return // they are being made
	}
	for _, size := range []claims.Size{claims.Test, claims.Short} {
		var recorded []string
		files, err := filepath.Glob(filepath.Join(string(size), "*"))
		require.NoError(t, err)
		for _, path := range files {
			recorded = append(recorded, strings.TrimSuffix(filepath.Base(path), ".txt"))
			r, err := Read(path)
			if assert.NoError(t, err) {
				assert.Equal(t, recordPath(size, r.Claim), path)
				assert.Equal(t, size, r.Size, path)
				assert.Equal(t, claims.DefaultSeed, r.Seed, path)
			}
		}
		assert.ElementsMatch(t, claimIDs(), recorded, "claims of theory and files in golden/%s", size)
	}
}

// Every claim says what it needs to be judged, and ids are unique.
func TestClaimsAreComplete(t *testing.T) {
	plain := claims.DefaultSetup(claims.Short, claims.DefaultSeed)
	var seen []string
	for _, c := range claims.All() {
		assert.False(t, slices.Contains(seen, c.ID), "two claims with id %q", c.ID)
		seen = append(seen, c.ID)
		for what, text := range map[string]string{
			"id": c.ID, "statement": c.Statement, "source": string(c.Source), "hypotheses": c.Hypotheses,
			"regime": c.Regime, "criterion": c.Criterion, "counter-criterion": c.Counter,
			"reason for its expected verdict": c.Because, "reason for its fault": c.Fault.Why,
		} {
			assert.NotEmpty(t, text, "claim %q has no %s", c.ID, what)
		}
		assert.Contains(t, []claims.Verdict{claims.Holds, claims.Fails}, c.Expected, "claim %q", c.ID)
		assert.NotEqual(t, plain, plain.With(c.Fault.Change), "the fault of claim %q changes nothing", c.ID)
		assert.Equal(t, claims.Short, plain.With(c.Fault.Change).Size, "the fault of claim %q changes the size", c.ID)
	}
}
