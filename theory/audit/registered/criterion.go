package registered

import (
	"bytes"
	"go/ast"
	"go/constant"
	"go/types"
	"iter"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Criterion is what decides a claim, at one commit. It is comparable.
type Criterion struct {
	Expected string // verdict
	Words    string // regime, criterion and counter-criterion, as they are printed
	Judge    string // hash of the function that judges, and of all that it calls or names, but for what follows
	Numbers  string // every constant in it
	Shared   string // hash of how clauses are made and turned into a verdict, which all claims share
}

// The names that are looked for in a claim and its package.
const (
	fieldID        = "ID"
	fieldCriterion = "Criterion"
	fieldExpected  = "Expected"
	fieldJudge     = "judge"
	methodJudge    = "JudgeAt" // of a claim: it calls the judge
	claimType      = "Claim"
)

// wordFields are printed and judge nothing.
var wordFields = []string{"Regime", fieldCriterion, "Counter"}

func keys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }

// archive finds the criteria of commits.
type archive struct {
	*loader
	stating map[string]bool                 // by blob: does it state a claim
	known   map[string]map[string]Criterion // by the signatures of the packages that state claims
}

func newArchive(read func(string) ([]byte, error)) *archive {
	return &archive{newLoader(read), map[string]bool{}, map[string]map[string]Criterion{}}
}

// criteria are those of the claims that the files of a commit state, by id.
func (a *archive) criteria(files []file) (map[string]Criterion, error) {
	s, err := a.source(files)
	if err != nil {
		return nil, err
	}
	var units []*unit
	var signature string
	for _, dir := range slices.Sorted(keys(s.folders)) {
		for _, f := range s.folders[dir] {
			states, err := a.states(f)
			if err != nil {
				return nil, err
			}
			if !states {
				continue
			}
			u, err := a.load(s, dir)
			if err != nil {
				return nil, err
			}
			units, signature = append(units, u), signature+u.signature+"\n"
			break
		}
	}
	if known, ok := a.known[signature]; ok {
		return known, nil
	}
	found := map[string]Criterion{}
	for _, u := range units {
		a.collect(u, found)
	}
	a.known[signature] = found
	return found, nil
}

// source sorts the files of a commit by folder.
func (a *archive) source(files []file) (source, error) {
	s := source{map[string][]file{}, map[string]string{}, map[string]bool{}}
	for _, f := range files {
		switch dir := path.Dir(f.path); {
		case path.Ext(f.path) == ".go":
			s.folders[dir] = append(s.folders[dir], f)
		case path.Base(f.path) == "go.mod":
			text, err := a.read(f.blob)
			if err != nil {
				return s, err
			}
			for line := range strings.Lines(string(text)) {
				if words := strings.Fields(line); len(words) > 1 && words[0] == "module" {
					s.modules[dir] = strings.Trim(words[1], `"`)
				}
			}
		}
	}
	return s, nil
}

// states reports whether a file states a claim. Only one that might is parsed.
func (a *archive) states(f file) (bool, error) {
	states, known := a.stating[f.blob]
	if known {
		return states, nil
	}
	text, err := a.read(f.blob)
	if err != nil {
		return false, err
	}
	if bytes.Contains(text, []byte(fieldCriterion+":")) {
		parsed, err := a.parse(f)
		if err != nil {
			return false, err
		}
		visit(parsed, func(string, map[string]ast.Expr) { states = true })
	}
	a.stating[f.blob] = states
	return states, nil
}

// visit finds the claims of a file: literals with an id that is written out, and a criterion.
func visit(f *ast.File, see func(id string, fields map[string]ast.Expr)) {
	if f == nil {
		return
	}
	ast.Inspect(f, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		fields := named(literal)
		id, written := fields[fieldID].(*ast.BasicLit)
		if !written || fields[fieldCriterion] == nil {
			return true
		}
		if name, err := strconv.Unquote(id.Value); err == nil {
			see(name, fields)
		}
		return true
	})
}

// collect finds the claims of a package. Where an id is stated twice the first counts. Of a package with a file that
// is not Go nothing is known.
func (a *archive) collect(u *unit, found map[string]Criterion) {
	if u.broken {
		return
	}
	for _, f := range u.files {
		visit(f, func(id string, fields map[string]ast.Expr) {
			if _, twice := found[id]; !twice {
				found[id] = a.criterion(u, fields)
			}
		})
	}
}

// named are the values of a literal that are given by name.
func named(literal *ast.CompositeLit) map[string]ast.Expr {
	fields := map[string]ast.Expr{}
	for _, e := range literal.Elts {
		if pair, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := pair.Key.(*ast.Ident); ok {
				fields[key.Name] = pair.Value
			}
		}
	}
	return fields
}

func (a *archive) criterion(u *unit, fields map[string]ast.Expr) Criterion {
	c := Criterion{Expected: a.text(u, fields[fieldExpected])}
	for _, name := range wordFields {
		c.Words += name + ": " + a.text(u, fields[name]) + "\n"
	}
	if judge := fields[fieldJudge]; judge != nil {
		body := a.body(u, judge)
		own := a.digest(u, body, tableType, judgementType, clauseType)
		c.Judge, c.Numbers = own.hash, strings.Join(slices.Sorted(keys(own.numbers)), " ")
		c.Shared = a.digest(u, body, tableType).hash + a.caller(u)
	}
	return c
}

// text is the value of a string, or of one that is computed when the program runs a digest.
func (a *archive) text(u *unit, e ast.Expr) string {
	if e == nil {
		return ""
	}
	if v := u.info.Types[e].Value; v != nil && v.Kind() == constant.String {
		return constant.StringVal(v)
	}
	return a.digest(u, e, tableType).hash
}

// body is a function that an expression names, or else the expression: a function judges the same with a
// name and without one.
func (a *archive) body(u *unit, e ast.Expr) ast.Node {
	if name, ok := e.(*ast.Ident); ok {
		if f, ok := u.bodies[u.info.Uses[name]].(*ast.FuncDecl); ok {
			return f
		}
	}
	return e
}

// caller is the digest of the method that calls the judge and computes the verdict.
func (a *archive) caller(u *unit) string {
	for o, body := range u.bodies {
		if f, ok := o.(*types.Func); ok && f.Name() == methodJudge && receiver(f) == claimType {
			return a.digest(u, body, tableType).hash
		}
	}
	return ""
}
