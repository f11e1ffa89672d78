package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/big"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// mutant is a small change that a slip of the keyboard could have made.
type mutant struct {
	edit
	line     int
	operator string
	old      string // the bytes replaced
	source   string // the line they stand in
}

func (m mutant) pkg() string { return path.Dir(m.file) }

func (m mutant) String() string {
	text := m.text
	if text == "" {
		text = "nothing"
	}
	return fmt.Sprintf("%s:%d %s: %s -> %s", m.file, m.line, m.operator, flat(m.old), flat(text))
}

// flat is text in one line, cut where it is long.
func flat(text string) string {
	const most = 60
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}

// Operators that are exchanged for others: arithmetic, comparisons at their boundary
// and negated, logic, and assignments.
var exchanges = map[token.Token][]exchange{
	token.ADD: {{"arithmetic", "-"}}, token.SUB: {{"arithmetic", "+"}},
	token.MUL: {{"arithmetic", "/"}}, token.QUO: {{"arithmetic", "*"}}, token.REM: {{"arithmetic", "*"}},
	token.LSS: {{"boundary", "<="}, {"negation", ">="}}, token.LEQ: {{"boundary", "<"}, {"negation", ">"}},
	token.GTR: {{"boundary", ">="}, {"negation", "<="}}, token.GEQ: {{"boundary", ">"}, {"negation", "<"}},
	token.EQL: {{"negation", "!="}}, token.NEQ: {{"negation", "=="}},
	token.LAND: {{"logic", "||"}}, token.LOR: {{"logic", "&&"}},
	token.ADD_ASSIGN: {{"assignment", "-="}}, token.SUB_ASSIGN: {{"assignment", "+="}},
	token.MUL_ASSIGN: {{"assignment", "/="}}, token.QUO_ASSIGN: {{"assignment", "*="}},
	token.INC: {{"assignment", "--"}}, token.DEC: {{"assignment", "++"}},
}

type exchange struct{ operator, text string }

// mutantsOf lists the mutants of a file of the module at root, in their order there.
// Some do not compile.
func mutantsOf(root, file string) ([]mutant, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := mutator{file: file, source: source, set: set}
	var functions []*ast.FuncType // around the node
	var around []ast.Node
	ast.Inspect(tree, func(n ast.Node) bool {
		if n == nil {
			if functionOf(around[len(around)-1]) != nil {
				functions = functions[:len(functions)-1]
			}
			around = around[:len(around)-1]
			return false
		}
		around = append(around, n)
		if t := functionOf(n); t != nil {
			functions = append(functions, t)
		}
		if r, ok := n.(*ast.ReturnStmt); ok {
			f.zeroed(r, functions[len(functions)-1])
		}
		f.visit(n)
		return true
	})
	return f.mutants, nil
}

func functionOf(n ast.Node) *ast.FuncType {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Type
	case *ast.FuncLit:
		return n.Type
	}
	return nil
}

type mutator struct {
	file    string
	source  []byte
	set     *token.FileSet
	mutants []mutant
}

func (f *mutator) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		f.exchange(n.OpPos, n.Op)
	case *ast.AssignStmt:
		f.exchange(n.TokPos, n.Tok)
	case *ast.IncDecStmt:
		f.exchange(n.TokPos, n.Tok)
	case *ast.IfStmt:
		f.negated(n.Cond)
	case *ast.ForStmt:
		f.negated(n.Cond)
	case *ast.BasicLit:
		f.constant(n)
	case *ast.BlockStmt:
		f.deleted(n.List)
	case *ast.CaseClause:
		f.deleted(n.Body)
	}
}

func (f *mutator) add(operator string, from, to token.Pos, text string) {
	start, end := f.set.Position(from), f.set.Position(to)
	f.mutants = append(f.mutants, mutant{
		edit:     edit{f.file, start.Offset, end.Offset, text},
		line:     start.Line,
		operator: operator,
		old:      string(f.source[start.Offset:end.Offset]),
		source:   strings.TrimSpace(strings.Split(string(f.source), "\n")[start.Line-1]),
	})
}

func (f *mutator) text(n ast.Node) string {
	return string(f.source[f.set.Position(n.Pos()).Offset:f.set.Position(n.End()).Offset])
}

func (f *mutator) exchange(at token.Pos, op token.Token) {
	for _, e := range exchanges[op] {
		f.add(e.operator, at, at+token.Pos(len(op.String())), e.text)
	}
}

// negated negates a condition. One comparison is negated where it stands.
func (f *mutator) negated(condition ast.Expr) {
	if condition == nil {
		return
	}
	if b, ok := condition.(*ast.BinaryExpr); ok && b.Op != token.LAND && b.Op != token.LOR {
		return
	}
	f.add("condition", condition.Pos(), condition.End(), "!("+f.text(condition)+")")
}

// constant changes whole numbers by 1 and others by 1%.
func (f *mutator) constant(c *ast.BasicLit) {
	switch c.Kind {
	case token.INT:
		v, ok := new(big.Int).SetString(c.Value, 0)
		if !ok {
			return
		}
		one := big.NewInt(1)
		f.add("integer", c.Pos(), c.End(), new(big.Int).Add(v, one).String())
		f.add("integer", c.Pos(), c.End(), "("+new(big.Int).Sub(v, one).String()+")")
	case token.FLOAT:
		f.add("constant", c.Pos(), c.End(), "("+c.Value+"*1.01)")
	}
}

// deleted leaves out calls and assignments.
func (f *mutator) deleted(statements []ast.Stmt) {
	for _, s := range statements {
		switch s := s.(type) {
		case *ast.ExprStmt, *ast.IncDecStmt:
			f.add("deletion", s.Pos(), s.End(), "")
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				f.add("deletion", s.Pos(), s.End(), "")
			}
		}
	}
}

// zeroed puts the zero value of its type in place of each result.
func (f *mutator) zeroed(r *ast.ReturnStmt, t *ast.FuncType) {
	var types []string
	if t.Results == nil {
		return
	}
	for _, field := range t.Results.List {
		for range max(1, len(field.Names)) {
			types = append(types, f.text(field.Type))
		}
	}
	if len(r.Results) != len(types) { // what a call returns, or named results
		return
	}
	for i, v := range r.Results {
		switch text := f.text(v); text {
		case "nil", "false", "0", `""`, types[i] + "{}":
		default:
			f.add("result", v.Pos(), v.End(), "*new("+types[i]+")")
		}
	}
}
