package properties_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/num/dual"
	"gonum.org/v1/gonum/num/hyperdual"

	"adfd/numerics/engine"
	"adfd/numerics/pde"
	"adfd/properties"
)

// dualFunction is a function of one variable of gonum's dual and hyperdual
// numbers. Name is gonum's, then what is fixed.
type dualFunction struct {
	name   string
	first  func(dual.Number) dual.Number
	second func(hyperdual.Number) hyperdual.Number
	points []float64
	s      *properties.Settings
}

var dualFunctions = []dualFunction{
	{"Abs", dual.Abs, hyperdual.Abs, []float64{-3, -0x1p-10, 0.5, 1e200}, nil},
	{"Acos", dual.Acos, hyperdual.Acos, []float64{-0.99, -0.5, 0x1p-10, 0.5, 0.99}, box(-1, 1)},
	{"Acosh", dual.Acosh, hyperdual.Acosh, []float64{1.001, 1.5, 3, 1e6}, box(1, 1e300)},
	{"Asin", dual.Asin, hyperdual.Asin, []float64{-0.99, -0.5, 0x1p-10, 0.5, 0.99}, box(-1, 1)},
	{"Asinh", dual.Asinh, hyperdual.Asinh, []float64{-1e6, -1, 0x1p-10, 0.5, 10}, nil},
	{"Atan", dual.Atan, hyperdual.Atan, []float64{-100, -1, 0x1p-10, 0.5, 10}, nil},
	{"Atanh", dual.Atanh, hyperdual.Atanh, []float64{-0.99, -0.5, 0x1p-10, 0.5, 0.99}, box(-1, 1)},
	{"Cos", dual.Cos, hyperdual.Cos, []float64{-20, -1, 0, 0.5, 3}, nil},
	{"Cosh", dual.Cosh, hyperdual.Cosh, []float64{-30, -1, 0, 0.5, 300}, nil},
	{"Exp", dual.Exp, hyperdual.Exp, []float64{-700, -1, 0, 0.5, 300}, nil},
	{"Inv", dual.Inv, hyperdual.Inv, []float64{-30, -1, -0.01, 0.5, 1e50}, nil},
	{"Log", dual.Log, hyperdual.Log, []float64{0.01, 0.5, 1.5, 10, 1e200}, box(0, 1e300)},
	{"Sin", dual.Sin, hyperdual.Sin, []float64{-20, -1, 0x1p-10, 0.5, 3}, nil},
	{"Sinh", dual.Sinh, hyperdual.Sinh, []float64{-30, -1, 0x1p-10, 0.5, 300}, nil},
	{"Sqrt", dual.Sqrt, hyperdual.Sqrt, []float64{0.01, 0.5, 1, 10, 1e200}, box(0, 1e300)},
	{"Tan", dual.Tan, hyperdual.Tan, []float64{-1.5, -1, 0x1p-10, 0.5, 10}, nil},
	{"Tanh", dual.Tanh, hyperdual.Tanh, []float64{-8, -1, 0x1p-10, 0.5, 3}, nil},

	{"Pow to 3", func(x dual.Number) dual.Number { return dual.Pow(x, dual.Number{Real: 3}) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Pow(x, hyperdual.Number{Real: 3}) },
		[]float64{0.1, 0.5, 10}, box(0, 1e300)},
	{"Pow of 2", func(x dual.Number) dual.Number { return dual.Pow(dual.Number{Real: 2}, x) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Pow(hyperdual.Number{Real: 2}, x) },
		[]float64{-20, -1, 0, 0.5, 10}, nil},
	{"Pow x to x", func(x dual.Number) dual.Number { return dual.Pow(x, x) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Pow(x, x) }, []float64{0.1, 0.5, 10}, box(0, 100)},
	{"PowReal to -1", func(x dual.Number) dual.Number { return dual.PowReal(x, -1) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.PowReal(x, -1) }, []float64{-20, -0.1, 0.5, 10}, nil},
	{"PowReal to 1", func(x dual.Number) dual.Number { return dual.PowReal(x, 1) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.PowReal(x, 1) }, []float64{-20, 0, 0.5}, nil},
	{"PowReal to 3", func(x dual.Number) dual.Number { return dual.PowReal(x, 3) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.PowReal(x, 3) }, []float64{-20, -0.1, 0.5, 10}, nil},

	{"Add", func(x dual.Number) dual.Number { return dual.Add(x, dual.Exp(x)) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Add(x, hyperdual.Exp(x)) }, []float64{-1, 2}, nil},
	{"Mul", func(x dual.Number) dual.Number { return dual.Mul(x, dual.Exp(x)) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Mul(x, hyperdual.Exp(x)) }, []float64{-1.5, 2}, nil},
	{"Scale", func(x dual.Number) dual.Number { return dual.Scale(-3, dual.Exp(x)) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Scale(-3, hyperdual.Exp(x)) }, []float64{-1, 2}, nil},
	{"Sub", func(x dual.Number) dual.Number { return dual.Sub(x, dual.Exp(x)) },
		func(x hyperdual.Number) hyperdual.Number { return hyperdual.Sub(x, hyperdual.Exp(x)) }, []float64{-1, 2}, nil},
}

// value is f, and slope the derivative that gonum finds.
func (f dualFunction) value(x float64) float64 { return f.first(dual.Number{Real: x}).Real }

func (f dualFunction) slope(x float64) float64 { return f.first(dual.Number{Real: x, Emag: 1}).Emag }

func TestGonumDual(t *testing.T) {
	for _, f := range dualFunctions {
		assert.NoError(t, properties.Derivative(f.value, f.slope, 1, f.points, f.s), f.name)
	}
}

// surface is f along s, t -> x + s/2 - 3t/4 + st/4 in gonum's hyperdual numbers:
// their parts are the derivatives in s, in t and in both, at 0 f'/2, -3f'/4 and
// f'/4 - 3f”/8. Outside of the settings' box there is no value.
func (f dualFunction) surface(x float64) func(y []float64) hyperdual.Number {
	return func(y []float64) hyperdual.Number {
		p := hyperdual.Number{
			Real:  x + y[0]/2 - 3*y[1]/4 + y[0]*y[1]/4,
			E1mag: 1./2 + y[1]/4, E2mag: -3./4 + y[0]/4, E1E2mag: 1. / 4,
		}
		if f.s != nil && (p.Real < f.s.Lo[0] || p.Real > f.s.Hi[0]) {
			return hyperdual.Number{Real: math.NaN(), E1mag: math.NaN(), E2mag: math.NaN(), E1E2mag: math.NaN()}
		}
		return f.second(p)
	}
}

// parts are the derivatives that the parts of a hyperdual number stand for.
var parts = []struct {
	name  string
	of    func(hyperdual.Number) float64
	index engine.MultiIndex
}{
	{"E1mag", func(y hyperdual.Number) float64 { return y.E1mag }, engine.MultiIndex{1, 0}},
	{"E2mag", func(y hyperdual.Number) float64 { return y.E2mag }, engine.MultiIndex{0, 1}},
	{"E1E2mag", func(y hyperdual.Number) float64 { return y.E1E2mag }, engine.MultiIndex{1, 1}},
}

// check compares one part of the surface at 0.
func (f dualFunction) check(x float64, part int) error {
	y := f.surface(x)
	p := parts[part]
	u := func(z []float64) float64 { return y(z).Real }
	lu := func(z []float64) float64 { return p.of(y(z)) }
	return properties.Operator(u, lu, []pde.Term{{Coef: 1, Index: p.index}}, []float64{0, 0}, nil)
}

// moderate keeps points where steps of order 1 are of use.
func moderate(x float64) bool { return math.Abs(x) < 50 }

func TestGonumHyperdual(t *testing.T) {
	for _, f := range dualFunctions {
		for _, x := range f.points {
			if !moderate(x) {
				continue
			}
			for i, p := range parts {
				assert.NoError(t, f.check(x, i), "%s at %v, %s", f.name, x, p.name)
			}
		}
	}
}

func TestGonumHyperdualSecond(t *testing.T) {
	for _, f := range dualFunctions {
		second := func(x float64) float64 { return f.second(hyperdual.Number{Real: x, E1mag: 1, E2mag: 1}).E1E2mag }
		points := slices.DeleteFunc(slices.Clone(f.points), func(x float64) bool { return !moderate(x) })
		assert.NoError(t, properties.Derivative(f.value, second, 2, points, f.s), f.name)
	}
}

func TestGonumDualKink(t *testing.T) {
	abs := dualFunctions[0]
	var k *properties.Kink
	require.ErrorAs(t, properties.Derivative(abs.value, abs.slope, 1, []float64{0}, nil), &k)
	assert.Equal(t, []float64{1, -1, 1}, []float64{k.Right, k.Left, k.Claimed})
	assert.NoError(t, properties.Derivative(abs.value, abs.slope, 1, []float64{0}, &properties.Settings{AtKink: true}))
}

// Whatever gonum exports is in the table.
func TestGonumDualComplete(t *testing.T) {
	for _, path := range []string{"gonum.org/v1/gonum/num/dual", "gonum.org/v1/gonum/num/hyperdual"} {
		names := exported(t, path, func(f *ast.FuncDecl) string {
			if f.Recv != nil {
				return ""
			}
			return f.Name.Name
		})
		for _, name := range names {
			listed := slices.ContainsFunc(dualFunctions, func(f dualFunction) bool {
				return strings.Fields(f.name)[0] == name
			})
			assert.True(t, listed, "%s.%s is not checked", path, name)
		}
	}
}

// exported lists what name makes of the exported functions of a package's source,
// without repetition.
func exported(t *testing.T, path string, name func(f *ast.FuncDecl) string) []string {
	t.Helper()
	// Not build.Import, which does not find the module in a binary of -trimpath.
	out, err := exec.Command("go", "list", "-f", `{{.Dir}}{{range .GoFiles}}{{"\n"}}{{.}}{{end}}`, path).Output()
	require.NoError(t, err)
	listed := strings.Split(strings.TrimSpace(string(out)), "\n")
	var names []string
	for _, file := range listed[1:] {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(listed[0], file), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Name.IsExported() {
				if n := name(d); n != "" && !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
		}
	}
	require.NotEmpty(t, names, path)
	return names
}
