package properties_test

import (
	"go/ast"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/functions"

	"adfd/properties"
)

type objective interface {
	Func(x []float64) float64
	Grad(grad, x []float64)
}

type curved interface {
	Hess(dst *mat.SymDense, x []float64)
}

// returning adapts a Grad that returns its result too.
type returning struct {
	f interface {
		Func(x []float64) float64
		Grad(grad, x []float64) []float64
	}
}

func (r returning) Func(x []float64) float64 { return r.f.Func(x) }
func (r returning) Grad(grad, x []float64)   { r.f.Grad(grad, x) }

// objectives are gonum's, from their documented starting points.
var objectives = []struct {
	f     objective
	start []float64
	s     *properties.Settings
}{
	{functions.Beale{}, []float64{1, 1}, nil},
	{functions.BiggsEXP2{}, []float64{1, 2}, nil},
	{functions.BiggsEXP3{}, []float64{1, 2, 1}, nil},
	{functions.BiggsEXP4{}, []float64{1, 2, 1, 1}, nil},
	{functions.BiggsEXP5{}, []float64{1, 2, 1, 1, 1}, nil},
	{functions.BiggsEXP6{}, []float64{1, 2, 1, 1, 1, 1}, nil},
	{functions.Box3D{}, []float64{0, 10, 20}, nil},
	{functions.BrownAndDennis{}, []float64{25, 5, -5, -1}, nil},
	{functions.BrownBadlyScaled{}, []float64{1, 1}, &properties.Settings{Resolution: 0.01}}, // 10^12 hides all but two digits of the curvature 4
	{functions.ConcaveLeft{}, []float64{1}, nil},
	{functions.ConcaveRight{}, []float64{1}, nil},
	{functions.ExtendedPowellSingular{}, []float64{3, -1, 0, 3, 3, -1, 0, 3}, nil},
	{functions.ExtendedRosenbrock{}, []float64{-1.2, 1, -1.2, 1}, nil},
	{functions.Gaussian{}, []float64{0.4, 1, 0}, nil},
	{functions.GulfResearchAndDevelopment{}, []float64{5, 2.5, 0.15}, &properties.Settings{Lo: []float64{0.01}}},
	{functions.HelicalValley{}, []float64{-1, 0, 0}, &properties.Settings{Hi: []float64{-0.01, 10, 10}}}, // panics at x_0 = 0
	{functions.PenaltyI{}, []float64{1, 2, 3, 4}, nil},
	{functions.PenaltyII{}, []float64{0.5, 0.5, 0.5, 0.5}, nil},
	{functions.Plassmann{L: 39, Beta: 0.01}, []float64{1.3}, nil},
	{functions.PowellBadlyScaled{}, []float64{0, 1}, nil},
	{functions.Sphere{}, []float64{1, 2, 3}, nil},
	{functions.Trigonometric{}, []float64{0.2, 0.2, 0.2, 0.2, 0.2}, nil},
	{functions.VariablyDimensioned{}, []float64{0.5, 0}, nil},
	{functions.Watson{}, []float64{0, 0, 0, 0, 0, 0}, nil},
	{functions.Wood{}, []float64{-3, -1, -3, -1}, nil},
	{functions.YanaiOzawaKaneko{Beta1: 0.001, Beta2: 0.001}, []float64{0.5}, nil},
	{returning{functions.Linear{}}, []float64{1, 2}, nil},
	{returning{functions.NewMinimalSurface(5, 4)}, []float64{0.1, -0.2, 0.3, 0.1, 0.2, -0.1}, nil},
}

// nearby are the start and points around it, inside of the settings' box.
func nearby(start []float64, s *properties.Settings) [][]float64 {
	const others, radius = 2, 0.5
	points := [][]float64{start}
	r := rand.New(rand.NewPCG(20240514, 0))
	for range others {
		x := slices.Clone(start)
		for i := range x {
			x[i] += radius * (2*r.Float64() - 1)
			if s != nil && len(s.Lo) > 0 {
				x[i] = max(x[i], s.Lo[0])
			}
		}
		points = append(points, x)
	}
	return points
}

func hvp(f curved) func(dst, x, v []float64) {
	return func(dst, x, v []float64) {
		h := mat.NewSymDense(len(x), nil)
		f.Hess(h, x)
		mat.NewVecDense(len(dst), dst).MulVec(h, mat.NewVecDense(len(v), v))
	}
}

func typeName(f objective) string {
	t := reflect.TypeOf(f)
	if r, ok := f.(returning); ok {
		t = reflect.TypeOf(r.f)
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

func TestGonumObjectives(t *testing.T) {
	for _, c := range objectives {
		for _, x := range nearby(c.start, c.s) {
			assert.NoError(t, properties.Gradient(c.f.Func, c.f.Grad, x, c.s), typeName(c.f))
			if f, ok := c.f.(curved); ok && typeName(c.f) != "Beale" {
				assert.NoError(t, properties.HVP(c.f.Func, hvp(f), x, c.s), typeName(c.f))
			}
		}
	}
}

// At a minimum of a sum of squares the gradient is 0, of which quotients can't tell
// 0.1%; but nothing contradicts it.
func TestGonumMinima(t *testing.T) {
	for _, c := range objectives {
		m, ok := c.f.(interface{ Minima() []functions.Minimum })
		if !ok || c.s != nil {
			continue
		}
		for _, least := range m.Minima() {
			err := properties.Gradient(c.f.Func, c.f.Grad, least.X, c.s)
			if err != nil {
				assert.ErrorIs(t, err, properties.ErrInconclusive, typeName(c.f))
			}
		}
	}
}

// The Hessian of Beale's function takes x_1 for x_0 in all three residuals, so all
// but entry (0, 0) is wrong unless they are equal: at the minimum (3, 1/2) entry
// (1, 1) is 108 instead of 369/8, and (0, 1) is -61/32 instead of -183/16.
func TestGonumBealeHessian(t *testing.T) {
	f, x := functions.Beale{}, []float64{3, 0.5}
	violated(t, properties.HVP(f.Func, hvp(f), x, nil), "Beale")
	h := mat.NewSymDense(2, nil)
	f.Hess(h, x)
	assert.Equal(t, 108.0, h.At(1, 1), fixed)
	assert.Equal(t, -61./32, h.At(0, 1), fixed)

	right := func(dst, x, v []float64) {
		a, b := x[0], x[1]
		dst[0], dst[1] = 0, 0
		for i, c := range []float64{1.5, 2.25, 2.625} {
			p, p1, p2 := 1.0, 0.0, 0.0 // b^k and its derivatives
			for range i + 1 {
				p, p1, p2 = p*b, p1*b+p, p2*b+2*p1
			}
			r := c - a*(1-p)
			da, db, dab, dbb := -(1 - p), a*p1, p1, a*p2
			dst[0] += 2 * ((da*da)*v[0] + (da*db+r*dab)*v[1])
			dst[1] += 2 * ((da*db+r*dab)*v[0] + (db*db+r*dbb)*v[1])
		}
	}
	assert.NoError(t, properties.HVP(f.Func, right, x, nil))
	column := make([]float64, 2)
	right(column, x, []float64{0, 1})
	assert.Equal(t, []float64{-183. / 16, 369. / 8}, column)
}

// Every type of gonum's package that has gradients is in the table.
func TestGonumObjectivesComplete(t *testing.T) {
	names := exported(t, "gonum.org/v1/gonum/optimize/functions", func(f *ast.FuncDecl) string {
		if f.Recv == nil || (f.Name.Name != "Grad" && f.Name.Name != "Hess") {
			return ""
		}
		of := f.Recv.List[0].Type
		if p, ok := of.(*ast.StarExpr); ok {
			of = p.X
		}
		return of.(*ast.Ident).Name
	})
	for _, name := range names {
		listed := false
		for _, c := range objectives {
			listed = listed || typeName(c.f) == name
		}
		assert.True(t, listed, "functions.%s is not checked", name)
	}
}
