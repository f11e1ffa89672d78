package registered

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"
)

// source is the module's Go files at one commit.
type source struct {
	folders map[string][]file // with the Go files of each, by path
	modules map[string]string // path of the folder with a go.mod to the module's name
	loading map[string]bool   // folders under way, so that a cycle of imports ends
}

// folder is where an imported package stands, if it is one of a module here.
func (s source) folder(imported string) (string, bool) {
	for at, module := range s.modules {
		if rest, within := strings.CutPrefix(imported+"/", module+"/"); within {
			dir := path.Join(at, rest)
			return dir, len(s.folders[dir]) > 0
		}
	}
	return "", false
}

// unit is a package with what its names stand for, as far as the module's own source tells.
type unit struct {
	signature string // changes whenever the package or one that it imports does
	imports   []*unit
	broken    bool // a file of it, or of one that it imports, is not Go
	name      *types.Package
	info      *types.Info
	files     []*ast.File
	bodies    map[types.Object]ast.Node // of functions, and of variables and constants the value
	digests   map[digestKey]digest
}

// loader reads packages. A commit changes few of them; each state is read once.
type loader struct {
	read  func(blob string) ([]byte, error)
	fset  *token.FileSet
	known map[string]*ast.File // by blob
	units map[string]*unit     // by signature
	owner map[*types.Package]*unit
}

func newLoader(read func(string) ([]byte, error)) *loader {
	return &loader{read, token.NewFileSet(), map[string]*ast.File{}, map[string]*unit{}, map[*types.Package]*unit{}}
}

// parse reads a file. It returns nil for one that is not Go.
func (l *loader) parse(f file) (*ast.File, error) {
	if known, ok := l.known[f.blob]; ok {
		return known, nil
	}
	text, err := l.read(f.blob)
	if err != nil {
		return nil, err
	}
	parsed, err := parser.ParseFile(l.fset, f.path, text, parser.SkipObjectResolution)
	if err != nil {
		parsed = nil
	}
	l.known[f.blob] = parsed
	return parsed, nil
}

// load reads the package of a folder and, before it, those of the module that it imports. Other packages
// stay empty: what they declare is known by its name alone.
func (l *loader) load(s source, dir string) (*unit, error) {
	s.loading[dir] = true
	defer delete(s.loading, dir)
	u := &unit{signature: dir, bodies: map[types.Object]ast.Node{}, digests: map[digestKey]digest{}}
	imports := map[string]*unit{}
	for _, f := range s.folders[dir] {
		parsed, err := l.parse(f)
		if err != nil {
			return nil, err
		}
		u.signature += " " + f.blob
		if parsed == nil {
			u.broken = true
			continue
		}
		u.files = append(u.files, parsed)
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			at, ours := s.folder(imported)
			if !ours || imports[imported] != nil || s.loading[at] {
				continue
			}
			if imports[imported], err = l.load(s, at); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range slices.Sorted(keys(imports)) {
		u.signature += " (" + imports[name].signature + ")"
		u.imports = append(u.imports, imports[name])
		u.broken = u.broken || imports[name].broken
	}
	if known := l.units[u.signature]; known != nil {
		return known, nil
	}
	l.resolve(u, dir, imports)
	l.units[u.signature], l.owner[u.name] = u, u
	return u, nil
}

// resolve finds what the names of a package stand for. Errors are no matter here: a name that is not found
// counts as a word.
func (l *loader) resolve(u *unit, dir string, imports map[string]*unit) {
	u.info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{},
	}
	c := types.Config{Error: func(error) {}, Importer: importer(func(name string) *types.Package {
		if imports[name] != nil {
			return imports[name].name
		}
		empty := types.NewPackage(name, path.Base(name))
		empty.MarkComplete()
		return empty
	})}
	u.name, _ = c.Check(dir, l.fset, u.files, u.info)
	for _, f := range u.files {
		for _, d := range f.Decls {
			u.declare(d)
		}
	}
}

// declare notes what a declaration at the top of a file gives to its names.
func (u *unit) declare(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		u.bodies[u.info.Defs[d.Name]] = d
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			values, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, name := range values.Names {
				if i < len(values.Values) {
					u.bodies[u.info.Defs[name]] = values.Values[i]
				} else {
					u.bodies[u.info.Defs[name]] = values
				}
			}
		}
	}
}

// importer finds packages for the type checker.
type importer func(name string) *types.Package

func (i importer) Import(name string) (*types.Package, error) {
	if p := i(name); p != nil {
		return p, nil
	}
	return nil, errors.New("no such package")
}
