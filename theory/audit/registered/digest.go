package registered

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// digest stands for what a piece of code does: two pieces with one hash do the same.
type digest struct {
	hash    string
	numbers map[string]bool // constants of it and of what it calls
}

// digestKey is what a digest is of: a name, which types were opaque, and the package that asked.
type digestKey struct {
	of     types.Object
	opaque string
	root   *unit
}

// writer spells a piece of code so that its layout, comments, parentheses and the names that it
// gives do not show.
type writer struct {
	l       *loader
	u       *unit
	out     strings.Builder
	numbers map[string]bool
	locals  map[types.Object]int
	within  []types.Object // functions that call each other down to here
	opaque  []string       // types whose methods stay words
	root    *unit          // the package of the claim
}

// The types whose methods a judge calls: tables are read with those of the first, clauses are made and collected with
// those of the others. How a table is read is no criterion. How clauses make a verdict is one that all claims share.
const (
	tableType     = "Table"
	judgementType = "Judgement"
	clauseType    = "Clause"
)

// digest is that of a node of a package. Methods of the opaque types are known by name alone.
func (l *loader) digest(u *unit, n ast.Node, opaque ...string) digest {
	w := &writer{l: l, u: u, opaque: opaque, root: u}
	return w.digest(n)
}

// digest writes a node from the start.
func (w *writer) digest(n ast.Node) digest {
	w.numbers, w.locals = map[string]bool{}, map[types.Object]int{}
	w.node(n)
	sum := sha256.Sum256([]byte(w.out.String()))
	return digest{hex.EncodeToString(sum[:8]), w.numbers}
}

// node writes a node: constants by value, names by what they stand for, the rest by structure.
func (w *writer) node(n ast.Node) {
	if e, ok := n.(ast.Expr); ok {
		if v := w.u.info.Types[e].Value; v != nil && v.Kind() != constant.Unknown {
			w.constant(v)
			return
		}
	}
	switch n := n.(type) {
	case *ast.BasicLit:
		w.constant(constant.MakeFromLiteral(n.Value, n.Kind, 0))
	case *ast.ParenExpr:
		w.node(n.X)
	case *ast.Ident:
		w.name(n)
	case *ast.FuncDecl:
		if n.Recv != nil {
			w.node(n.Recv)
		}
		w.fields(reflect.ValueOf(ast.FuncLit{Type: n.Type, Body: n.Body}))
	case *ast.SelectorExpr:
		if x, ok := n.X.(*ast.Ident); ok {
			if p, ok := w.u.info.Uses[x].(*types.PkgName); ok && w.u.info.Uses[n.Sel] == nil {
				fmt.Fprintf(&w.out, "%s.%s ", p.Imported().Path(), n.Sel.Name)
				return
			} else if ok {
				w.name(n.Sel)
				return
			}
		}
		w.fields(reflect.ValueOf(*n))
		if w.u.info.Uses[n.Sel] == nil {
			w.methods(n.Sel.Name)
		}
	case *ast.CallExpr:
		if w.idle(n) {
			w.node(n.Args[0])
			return
		}
		w.fields(reflect.ValueOf(*n))
	case *ast.CommentGroup:
	default:
		w.fields(reflect.ValueOf(n).Elem())
	}
}

// idle reports a conversion of a value to the type that it has.
func (w *writer) idle(c *ast.CallExpr) bool {
	f := w.u.info.Types[c.Fun]
	return f.IsType() && len(c.Args) == 1 && types.Identical(f.Type, w.u.info.Types[c.Args[0]].Type)
}

var nodeType = reflect.TypeFor[ast.Node]()

// fields writes the parts of a node: those that are nodes, operators and words. Of a position all that can
// matter is whether it is there: three dots behind an argument have nothing else.
func (w *writer) fields(v reflect.Value) {
	fmt.Fprintf(&w.out, "%s(", v.Type().Name())
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch {
		case f.Type() == reflect.TypeFor[token.Pos]():
			if name == "Ellipsis" {
				fmt.Fprint(&w.out, f.Int() != 0, " ")
			}
		case f.Type().Implements(nodeType):
			w.part(f)
		case f.Kind() == reflect.Slice && f.Type().Elem().Implements(nodeType):
			fmt.Fprintf(&w.out, "%d:", f.Len())
			for j := range f.Len() {
				w.part(f.Index(j))
			}
		case f.Type() == reflect.TypeFor[token.Token](), f.Kind() == reflect.String, f.Kind() == reflect.Bool:
			fmt.Fprint(&w.out, f.Interface(), " ")
		}
	}
	w.out.WriteString(") ")
}

func (w *writer) part(v reflect.Value) {
	if v.IsNil() {
		w.out.WriteString("- ")
		return
	}
	w.node(v.Interface().(ast.Node))
}

func (w *writer) constant(v constant.Value) {
	text := v.ExactString()
	if v.Kind() == constant.Int || v.Kind() == constant.Float {
		w.numbers[text] = true
	}
	fmt.Fprintf(&w.out, "%s ", text)
}

// name writes what a name stands for. A local one is written as its number in order of appearance; a
// function, variable or constant of the module as its digest; all else as the word.
func (w *writer) name(n *ast.Ident) {
	o := w.u.info.Uses[n]
	if o == nil {
		o = w.u.info.Defs[n]
	}
	if f, ok := o.(*types.Func); ok {
		o = f.Origin() // as declared, of a method of a generic type
	}
	switch owner := w.owner(o); {
	case o == nil, o.Pkg() == nil:
		fmt.Fprintf(&w.out, "%s ", n.Name)
	case owner != nil && owner.bodies[o] != nil:
		w.follow(owner, o)
	case isField(o), o.Parent() == o.Pkg().Scope(), o.Parent() == nil:
		fmt.Fprintf(&w.out, "%s ", n.Name)
	default:
		if _, seen := w.locals[o]; !seen {
			w.locals[o] = len(w.locals)
		}
		fmt.Fprintf(&w.out, "$%d ", w.locals[o])
	}
}

// methods follows every method with a name that the claim's package, or one below it, declares. It stands for one of
// a value whose type is not known, because it comes from outside the module.
func (w *writer) methods(name string) {
	type method struct {
		owner *unit
		of    *types.Func
	}
	var found []method
	var search func(u *unit)
	search = func(u *unit) {
		for o := range u.bodies {
			m, ok := o.(*types.Func)
			if ok && m.Name() == name && receiver(m) != "" && !slices.Contains(found, method{u, m}) {
				found = append(found, method{u, m})
			}
		}
		for _, below := range u.imports {
			search(below)
		}
	}
	search(w.root)
	slices.SortFunc(found, func(a, b method) int {
		return cmp.Or(strings.Compare(receiver(a.of), receiver(b.of)), strings.Compare(a.of.Pkg().Path(), b.of.Pkg().Path()))
	})
	for _, m := range found {
		w.follow(m.owner, m.of)
	}
}

func (w *writer) owner(o types.Object) *unit {
	if o == nil {
		return nil
	}
	return w.l.owner[o.Pkg()]
}

func isField(o types.Object) bool {
	v, ok := o.(*types.Var)
	return ok && v.IsField()
}

// follow writes the digest of what a name of the module stands for.
func (w *writer) follow(owner *unit, o types.Object) {
	if i := slices.Index(w.within, o); i >= 0 {
		fmt.Fprintf(&w.out, "again%d ", len(w.within)-i)
		return
	}
	if f, ok := o.(*types.Func); ok && slices.Contains(w.opaque, receiver(f)) {
		fmt.Fprintf(&w.out, "%s ", o.Name())
		return
	}
	key := digestKey{o, strings.Join(w.opaque, " "), w.root}
	d, known := owner.digests[key]
	if !known {
		below := &writer{l: w.l, u: owner, within: append(slices.Clone(w.within), o), opaque: w.opaque, root: w.root}
		d = below.digest(owner.bodies[o])
		owner.digests[key] = d
	}
	maps.Copy(w.numbers, d.numbers)
	fmt.Fprintf(&w.out, "%s ", d.hash)
}

// receiver is the name of the type that a method belongs to, empty for a function.
func receiver(f *types.Func) string {
	r := f.Signature().Recv()
	if r == nil {
		return ""
	}
	t := r.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if named, ok := t.(*types.Named); ok {
		return named.Obj().Name()
	}
	return ""
}
