package jet_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/jet"
)

// specialCase matches a line such as "Pow(0, r) = +Inf, -Inf, NaN, ... for r < 0".
var specialCase = regexp.MustCompile(`^\t(\w+)\(([^,)]+)(?:, ([^)]+))?\) = ([^:]*?)(?: for . ([<>]) (\S+))?(?::.*)?$`)

// exponents are those that a case for a range of n or r is tried with.
var exponents = map[string][]float64{"> 0": {1, 2, 3}, "< 0": {-1, -2, -3}, "< -1": {-2, -3, -4}}

// Every elementary function has a list of special cases in its comment, and does what it
// says: the test reads the comments.
func TestSpecialCases(t *testing.T) {
	cases := 0
	for _, file := range []string{"elementary.go", "elementary_power.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, d := range f.Decls {
			d, ok := d.(*ast.FuncDecl)
			if !ok || !d.Name.IsExported() || d.Recv != nil {
				continue
			}
			name, comment := d.Name.Name, commentOf(d)
			assert.Contains(t, comment, "Special cases are", name)
			if strings.Contains(comment, "Special cases are those of") {
				continue
			}
			seen := map[string]bool{}
			for line := range strings.Lines(comment) {
				if !strings.HasPrefix(line, "\t") {
					continue
				}
				m := specialCase.FindStringSubmatch(strings.TrimRight(line, "\n"))
				require.NotNil(t, m, "%s: %q is no special case", name, line)
				require.Equal(t, name, m[1], line)
				seen[m[2]] = true
				cases++
				for _, r := range exponentsOf(t, m[3], m[5]+" "+m[6]) {
					begins(t, m[4], special(t, name, parse(t, m[2]), r), strings.TrimSpace(line))
				}
			}
			for _, z := range []string{"+Inf", "NaN"} {
				assert.True(t, seen[z], "%s has no case for %s", name, z)
			}
		}
	}
	assert.GreaterOrEqual(t, cases, 3*len(jet.Names()), "cases of the comments")
}

func commentOf(d *ast.FuncDecl) string {
	var b strings.Builder
	for _, c := range d.Doc.List {
		b.WriteString(strings.TrimPrefix(c.Text, "//") + "\n")
	}
	return b.String()
}

// special is the named function of the variable at z, and of r if it is a power.
func special(t *testing.T, name string, z, r float64) jet.Jet[float64] {
	x := jet.Variable(z, 5)
	switch name {
	case "Pow":
		return jet.Pow(nil, x, r)
	case "PowInt":
		return jet.PowInt(nil, x, int(r))
	}
	f, err := jet.Lookup[float64](strings.ToLower(name))
	require.NoError(t, err)
	return f(nil, x)
}

func exponentsOf(t *testing.T, r, span string) []float64 {
	switch {
	case r == "":
		return []float64{0}
	case span == " ":
		return []float64{parse(t, r)}
	}
	require.Contains(t, exponents, span)
	return exponents[span]
}

func parse(t *testing.T, s string) float64 {
	switch s {
	case "+Inf", "-Inf":
		return math.Inf(1 - 2*strings.Count(s, "-"))
	case "NaN":
		return math.NaN()
	}
	r, ok := new(big.Rat).SetString(s)
	require.True(t, ok, "%q is no number", s)
	v, _ := r.Float64()
	return v
}

// begins checks the coefficients against a list that may end in "...": its last number
// again and again.
func begins(t *testing.T, list string, got jet.Jet[float64], what string) {
	want := strings.Split(list, ", ")
	on := want[len(want)-1] == "..."
	if on {
		want = want[:len(want)-1]
	}
	require.NotEmpty(t, want, what)
	for k, v := range got {
		if k >= len(want) && !on {
			return
		}
		w := parse(t, want[min(k, len(want)-1)])
		assert.True(t, v == w || v != v && w != w, "%s: coefficient %d is %v", what, k, v)
	}
}

// A NaN in coefficient k shows from coefficient k on and not before.
func TestNaNStaysAbove(t *testing.T) {
	for _, name := range jet.Names() {
		f, err := jet.Lookup[float64](name)
		require.NoError(t, err)
		x := jet.Jet[float64]{0.7, 1.25, -0.5, 0.3, 2}
		want := f(nil, x)
		for k := range x {
			y := append(jet.Jet[float64]{}, x...)
			y[k] = math.NaN()
			got := f(nil, y)
			assert.Equal(t, want[:k], got[:k], name)
			for i, c := range got[k:] {
				assert.True(t, math.IsNaN(c), "%s of a NaN in coefficient %d: coefficient %d is %v", name, k, k+i, c)
			}
		}
	}
}
