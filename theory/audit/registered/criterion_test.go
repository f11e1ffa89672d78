package registered

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module is a small one with what a claim needs, and a claim.
var module = map[string]string{
	"go.mod": "module suite\n",
	"theory/law.go": `package theory

import "math"

func InRegime(h float64) bool { return h >= 2*lowest && h < math.Pi }

const lowest = 0.25
`,
	"claims/claim.go": `package claims

type Verdict string

const Holds, Fails Verdict = "holds", "fails"

type Claim struct {
	ID, Regime, Criterion, Counter string
	Expected                       Verdict
	judge                          func(*Judgement, Table)
}

type Table struct{ Rows []float64 }

func (t Table) Value(i int) float64 { return t.Rows[i] }

type Clause struct{ Measured, Limit float64 }

func (c Clause) Met() bool { return c.Measured <= c.Limit }

type Judgement struct{ must []Clause }

func (j *Judgement) AtMost(what string, measured, limit float64) {
	j.must = append(j.must, Clause{measured, limit})
}

func (c Claim) JudgeAt(t Table) bool {
	var j Judgement
	c.judge(&j, t)
	return j.must[0].Met()
}
`,
	"claims/x1.go": `package claims

import "suite/theory"

const regimeText = "every step " + "of the regime"

const limit = 4

var claimX1 = Claim{
	ID:        "X1",
	Regime:    regimeText,
	Criterion: "at most 4",
	Counter:   "more than 8",
	Expected:  Holds,
	judge: func(j *Judgement, t Table) {
		for i, h := range t.Rows {
			if theory.InRegime(h) {
				j.AtMost("ratio", twice(t.Value(i)), limit)
			}
		}
	},
}

func twice(x float64) float64 { return x + x }
func other(x float64) float64 { return x * x }
`,
}

// read finds the criteria of a module whose files' blobs are their texts.
func read(t *testing.T, texts map[string]string) map[string]Criterion {
	t.Helper()
	a := newArchive(func(blob string) ([]byte, error) { return []byte(blob), nil })
	var files []file
	for path, text := range texts {
		files = append(files, file{path, text})
	}
	found, err := a.criteria(files)
	require.NoError(t, err)
	return found
}

// edited is the module with a text in one of its files replaced.
func edited(t *testing.T, path, from, to string) map[string]string {
	t.Helper()
	require.Equal(t, 1, strings.Count(module[path], from), "%s in %s", from, path)
	all := maps.Clone(module)
	all[path] = strings.Replace(all[path], from, to, 1)
	return all
}

func kind(t *testing.T, before, after map[string]string) Kind {
	t.Helper()
	old, now := read(t, before), read(t, after)
	require.Contains(t, now, "X1")
	return changed("X1", Revision{Criteria: now}, []Revision{{Criteria: old}})
}

func TestCriterion(t *testing.T) {
	found := read(t, module)
	require.Len(t, found, 1)
	c := found["X1"]
	assert.Equal(t, "holds", c.Expected)
	assert.Equal(t, "Regime: every step of the regime\nCriterion: at most 4\nCounter: more than 8\n", c.Words)
	assert.Equal(t, "1/2 4", c.Numbers, "2*lowest and limit, by value")
	assert.NotEmpty(t, c.Judge)
	assert.NotEmpty(t, c.Shared)
	assert.NotEqual(t, c.Judge, c.Shared)
}

// What each edit of a file changes in the criterion.
func TestEdits(t *testing.T) {
	const x1, law, claim = "claims/x1.go", "theory/law.go", "claims/claim.go"
	for _, c := range []struct {
		name, path, from, to string
		want                 Kind
	}{
		{"layout", x1, "j.AtMost(\"ratio\", twice(t.Value(i)), limit)", "j.AtMost(\n\"ratio\",\ntwice(t.Value(i)),\nlimit,\n)", 0},
		{"a comment", x1, "for i, h", "// Row by row.\nfor i, h", 0},
		{"a local name", x1, "for i, h := range t.Rows {\n\t\t\tif theory.InRegime(h)", "for i, step := range t.Rows {\n\t\t\tif theory.InRegime(step)", 0},
		{"a function's parameter", x1, "twice(x float64) float64 { return x + x }", "twice(y float64) float64 { return y + y }", 0},
		{"parentheses", x1, "return x + x", "return (x + x)", 0},
		{"a conversion to the same type", x1, "return x + x", "return float64(x + x)", 0},
		{"a constant written out", x1, "twice(t.Value(i)), limit)", "twice(t.Value(i)), 0x4)", 0},
		{"a text put together elsewhere", x1, "regimeText,", "\"every step of the regime\",", 0},
		{"another claim beside it", x1, "func other", "var claimX2 = Claim{ID: \"X2\", Criterion: \"none\"}\n\nfunc other", 0},
		{"a helper that it does not use", x1, "return x * x", "return x * x * x", 0},
		{"how a table is read", claim, "return t.Rows[i]", "return t.Rows[i] + 0", 0},

		{"the criterion's words", x1, "at most 4", "4 at most", Words},
		{"the counter-criterion's words", x1, "more than 8", "above 8", Words},
		{"the regime's words, in a constant", x1, "of the regime", "of it", Words},

		{"the expected verdict", x1, "Holds,", "Fails,", Expected},
		{"a limit", x1, "limit = 4", "limit = 5", Numbers},
		{"a limit and its words", x1, "const limit = 4\n\nvar claimX1 = Claim{\n\tID:        \"X1\",\n\tRegime:    regimeText,\n\tCriterion: \"at most 4\"", "const limit = 5\n\nvar claimX1 = Claim{\n\tID:        \"X1\",\n\tRegime:    regimeText,\n\tCriterion: \"at most 5\"", Numbers | Words},
		{"a constant of a package below", law, "lowest = 0.25", "lowest = 0.5", Numbers},
		{"a function of a package below", law, "h >= 2*lowest", "h > 2*lowest", Code},
		{"a name of a package outside", law, "math.Pi", "math.E", Code},
		{"a helper's operator", x1, "return x + x", "return x - x", Code},
		{"another helper", x1, "twice(t.Value(i))", "other(t.Value(i))", Code},
		{"a string in the judge, which may name a column", x1, `"ratio"`, `"error"`, Code},
		{"another method of the judgement", x1, "j.AtMost(", "j.AtLeast(", Code},
		{"a conversion to another type", x1, "return x + x", "return float64(float32(x + x))", Code},
		{"a type", x1, "func twice(x float64) float64", "func twice(x float32) float64", Code},

		{"how a clause is made", claim, "Clause{measured, limit}", "Clause{limit, measured}", Shared},
		{"when a clause is met", claim, "c.Measured <= c.Limit", "c.Measured < c.Limit", Shared},
		{"which clause decides", claim, "j.must[0].Met()", "j.must[1].Met()", Shared},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, kind(t, module, edited(t, c.path, c.from, c.to)))
		})
	}
}

// What stands beside names from outside the module, whose types are not known, is seen all the same: so is a method of
// a generic type, and three dots behind an argument.
func TestBesideTheUnknown(t *testing.T) {
	const body = "return math.Abs(half(x)-gap) + sum([]any{x}...) + pair[float64]{x}.first() + slices.Clone([]own{{x}})[0].get() }\n" +
		"func half(x float64) float64 { return x / 2 }\nfunc sum(x ...any) float64 { return 0 }\nconst gap = 0.75\n" +
		"type pair[T any] struct{ a T }\nfunc (p pair[T]) first() T { return p.a }\n" +
		"type own struct{ a float64 }\nfunc (o own) get() float64 { return o.a }"
	base := edited(t, "claims/x1.go", "return x + x }", body)
	for _, c := range []struct {
		from, to string
		want     Kind
	}{
		{"return x / 2", "return x * 2", Code},
		{"gap = 0.75", "gap = 0.5", Numbers},
		{"{x}...", "{x}", Code},
		{"T { return p.a }", "T { return p.b }", Code},
		{"float64 { return o.a }", "float64 { return -o.a }", Code},
		{"gap = 0.75", "gap = 3 / 4.", 0},
	} {
		now := maps.Clone(base)
		require.Equal(t, 1, strings.Count(now["claims/x1.go"], c.from), c.from)
		now["claims/x1.go"] = strings.Replace(now["claims/x1.go"], c.from, c.to, 1)
		assert.Equal(t, c.want, kind(t, base, now), c.to)
	}
}

// The claim goes into another package, its helper into a file of its own with another name, its judge gets a name, and
// the claims stand in a list.
func TestMove(t *testing.T) {
	moved := map[string]string{
		"go.mod":               module["go.mod"],
		"laws/theory/law.go":   module["theory/law.go"],
		"laws/claims/claim.go": module["claims/claim.go"],
		"laws/claims/help.go":  "package claims\n\nfunc doubled(x float64) float64 { return x + x }\n",
		"laws/claims/all.go": `package claims

import lower "suite/laws/theory"

func all() []Claim {
	return []Claim{{ID: "X0", Criterion: "none"}, {ID: "X1", Criterion: "at most 4", Counter: "more than 8", Regime: "every step of the regime", Expected: Holds, judge: judgeX1}}
}

func judgeX1(j *Judgement, t Table) {
	for i, h := range t.Rows {
		if lower.InRegime(h) {
			j.AtMost("ratio", doubled(t.Value(i)), 4)
		}
	}
}
`,
	}
	assert.Equal(t, Kind(0), kind(t, module, moved))
	assert.Len(t, read(t, moved), 2)

	// All in one package, as long as there was one.
	one := map[string]string{"go.mod": module["go.mod"]}
	for path, text := range module {
		if strings.HasSuffix(path, ".go") {
			text = strings.NewReplacer("package theory", "package suite", "package claims", "package suite", "theory.InRegime", "InRegime", `import "suite/theory"`, "").Replace(text)
			one[path[strings.LastIndex(path, "/")+1:]] = text
		}
	}
	assert.Equal(t, Kind(0), kind(t, module, one))
}

// An id is the literal's own; a literal without a criterion, or with an id that is computed, is no claim.
func TestLiterals(t *testing.T) {
	found := read(t, map[string]string{
		"go.mod": "module suite\n",
		"a.go":   "package a\n\nvar x = []T{{ID: `R1`, Criterion: `raw`}, {ID: \"R2\"}, {ID: id(), Criterion: \"c\"}, {\"R4\", \"c\"}}\nvar y = &T{Criterion: \"c\", ID: \"R5\"}\n",
		"c.txt":  "T{ID: \"R7\", Criterion: \"c\"}",
	})
	assert.ElementsMatch(t, []string{"R1", "R5"}, ids(found))
	assert.Equal(t, "Regime: \nCriterion: raw\nCounter: \n", found["R1"].Words)
}

// A package with a file that is not Go, as in the middle of a merge, says nothing, nor does one above it.
func TestBroken(t *testing.T) {
	for _, path := range []string{"claims/x1.go", "claims/claim.go", "theory/law.go"} {
		broken := maps.Clone(module)
		broken[path] += "<<<<<<< HEAD\n"
		assert.Empty(t, read(t, broken), path)
	}
}

func ids(found map[string]Criterion) (all []string) {
	for id := range found {
		all = append(all, id)
	}
	return all
}

// Functions that call each other end.
func TestRecursion(t *testing.T) {
	recursive := edited(t, "claims/x1.go", "return x + x }", "return even(x) }\nfunc even(x float64) float64 { return x + twice(x-1) }")
	assert.Equal(t, Numbers, kind(t, module, recursive))
	renamed := maps.Clone(recursive)
	renamed["claims/x1.go"] = strings.NewReplacer("even(", "odd(", "twice(", "again(").Replace(renamed["claims/x1.go"])
	assert.Equal(t, Kind(0), kind(t, recursive, renamed))
}
