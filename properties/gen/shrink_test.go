package gen_test

import (
	"flag"
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"adfd/properties/expr"
	"adfd/properties/gen"
)

// recorder is the test that a property fails in.
type recorder struct {
	name   string
	failed bool
}

func (r *recorder) Helper()               {}
func (r *recorder) Name() string          { return r.name }
func (r *recorder) Logf(string, ...any)   {}
func (r *recorder) Log(...any)            {}
func (r *recorder) Skipf(string, ...any)  { runtime.Goexit() }
func (r *recorder) Skip(...any)           { runtime.Goexit() }
func (r *recorder) SkipNow()              { runtime.Goexit() }
func (r *recorder) Errorf(string, ...any) { r.failed = true }
func (r *recorder) Error(...any)          { r.failed = true }
func (r *recorder) Fatalf(string, ...any) { r.FailNow() }
func (r *recorder) Fatal(...any)          { r.FailNow() }
func (r *recorder) FailNow()              { r.failed = true; runtime.Goexit() }
func (r *recorder) Fail()                 { r.failed = true }
func (r *recorder) Failed() bool          { return r.failed }

// minimal is what rapid makes of a property of g that fails where fails says so.
// rapid runs the property once more on the case that it ends with.
func minimal[V any](t *testing.T, g *rapid.Generator[V], fails func(V) bool) V {
	t.Helper()
	// Enough tries to find a rare case, and no file about a failure that is meant.
	defer setFlag(t, "rapid.checks", "10000")()
	defer setFlag(t, "rapid.nofailfile", "true")()
	// Shrinking ends where no step is left, not by the clock.
	defer setFlag(t, "rapid.shrinktime", "24h")()
	r := &recorder{name: t.Name()}
	var last V
	done := make(chan struct{})
	go func() {
		defer close(done)
		rapid.Check(r, func(t *rapid.T) {
			if v := g.Draw(t, "v"); fails(v) {
				last = v
				t.FailNow()
			}
		})
	}()
	<-done
	require.True(t, r.failed, "no case fails")
	return last
}

// setFlag returns what sets the flag back.
func setFlag(t *testing.T, name, value string) (restore func()) {
	before := flag.Lookup(name).Value.String()
	require.NoError(t, flag.Set(name, value))
	return func() { require.NoError(t, flag.Set(name, before)) }
}

func always[V any](V) bool { return true }

func TestShrinksNetworks(t *testing.T) {
	assert.Equal(t, gen.Network{[]int{2, 1, 1}, "tanh", []float64{0, 0, 0, 0, 0}}, minimal(t, gen.Networks(2, 3, 5), always[gen.Network]))

	deep := minimal(t, gen.Networks(1, 3, 5, "sin", "tanh"), func(n gen.Network) bool {
		return len(n.Sizes) > 3 && n.Theta[0] > 0.5
	})
	assert.Equal(t, gen.Network{[]int{1, 1, 1, 1}, "sin", []float64{0.5625, 0, 0, 0, 0, 0}}, deep)
}

func TestShrinksProblems(t *testing.T) {
	for want, g := range map[string]*rapid.Generator[gen.Problem]{
		"u_xx = f, u = x^2": gen.Problems(2, 4),
		"u_x = f, u = x^2":  gen.Problems(1, 1),
	} {
		assert.Equal(t, want, minimal(t, g, always[gen.Problem]).String())
	}
	for want, fails := range map[string]func(gen.Problem) bool{
		"u_xx + u u = f, u = x^2": func(p gen.Problem) bool { return len(p.Products) > 0 },
		"u_xx + u = f, u = x^2":   func(p gen.Problem) bool { return len(p.Operator) > 1 },
		"u_xxx = f, u = x^2":      func(p gen.Problem) bool { return p.Order > 2 },
		"-u_xx = f, u = x^2":      func(p gen.Problem) bool { return p.Operator[0].Coef < 0 },
		"u_xx = f, u = x^2 + x^2": func(p gen.Problem) bool { return len(p.U) > 1 },
		"u_xy = f, u = x^2":       func(p gen.Problem) bool { return p.Dim == 2 && p.Operator[0].Index[1] > 0 },
		"u_xx = f, u = x^2 y":     func(p gen.Problem) bool { return p.Dim == 2 && p.U[0].Powers[1] > 0 },
		"u_xxxx = f, u = 0.5 x^2": func(p gen.Problem) bool { return p.Order > 3 && p.U[0].Coef == 0.5 },
		"u_xx + u_x u = f, u = x^2": func(p gen.Problem) bool {
			return len(p.Products) > 0 && p.Products[0].Factors[0].Order() > 0
		},
	} {
		assert.Equal(t, want, minimal(t, gen.Problems(2, 4), fails).String())
	}
}

func TestShrinksMatrices(t *testing.T) {
	one := minimal(t, gen.Matrices("", 6, 6), always[gen.Matrix])
	assert.Equal(t, "1x1 matrix with singular values [1]", one.String())
	assert.Equal(t, 1.0, one.At(0, 0))

	wide := minimal(t, gen.Matrices("", 6, 6), func(a gen.Matrix) bool {
		m, n := a.Dims()
		return n > m && m > 1
	})
	m, n := wide.Dims()
	want := mat.NewDense(m, n, nil)
	want.Set(0, 0, 1)
	want.Set(1, 1, 1)
	assert.True(t, mat.Equal(want, wide), "%#v", wide)
}

// Numbers shrink to the multiple of 1/16 that is nearest to 0 among those that
// fail, to an end where no multiple fails.
func TestShrinksNumbers(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		fails  func(x float64) bool
		want   float64
	}{
		{-1, 1, always[float64], 0},
		{0.3, 2, always[float64], 0.3125},
		{-2, -0.3, always[float64], -0.3125},
		{0.26, 0.31, always[float64], 0.31},
		{-2, 2, func(x float64) bool { return x > 1 }, 1.0625},
		{-2, 2, func(x float64) bool { return x < -1 }, -1.0625},
		{-2, 2, func(x float64) bool { return math.Abs(x) > 1 }, 1.0625},
		{-100, 0.3, func(x float64) bool { return x < -70 }, -70.0625},
		{0.3, 2, func(x float64) bool { return x > 1.99 }, 2},
		{-1, 0.3, func(x float64) bool { return x > 0.26 }, 0.3},
		{0.3, 2, func(x float64) bool { return x < 0.5 }, 0.3125},
		{0.3, 2, func(x float64) bool { return x == 0.3 }, 0.3},
	} {
		assert.Equal(t, c.want, minimal(t, gen.In(c.lo, c.hi), c.fails), "[%v, %v]", c.lo, c.hi)
	}
}

// Every power of the range can fail, and of two that do the one nearer to 1 is left.
func TestShrinksPowers(t *testing.T) {
	for _, c := range [][2]int{{-3, 3}, {-2, 5}, {-5, 2}, {0, 4}, {-4, 0}, {2, 6}, {-6, -2}, {0, 0}} {
		simplest := math.Ldexp(1, max(c[0], min(0, c[1])))
		assert.Equal(t, simplest, minimal(t, gen.PowerOfTwo(c[0], c[1]), always[float64]), "%v", c)
		for k := c[0]; k <= c[1]; k++ {
			want := math.Ldexp(1, k)
			is := func(h float64) bool { return h == want }
			assert.Equal(t, want, minimal(t, gen.PowerOfTwo(c[0], c[1]), is), "%v", c)
		}
	}
	assert.Equal(t, 4., minimal(t, gen.PowerOfTwo(-4, 4), func(h float64) bool { return h > 2 || h < 0.25 }))
}

func TestShrinksExpressions(t *testing.T) {
	for want, fails := range map[string]func(expr.Expr) bool{
		`expr.MustParse("x", -1, 1)`:      always[expr.Expr],
		`expr.MustParse("cos(x)", -1, 1)`: func(e expr.Expr) bool { return e.Depth() > 0 },
		`expr.MustParse("x", -0.5, 6)`: func(e expr.Expr) bool {
			_, hi := e.Domain()
			return hi > 3
		},
	} {
		assert.Equal(t, want, minimal(t, gen.Expr(expr.MaxDepth), fails).GoString())
	}
	assert.Equal(t, expr.Names()[0], minimal(t, gen.Function(), always[string]))
}

func TestShrinksStencils(t *testing.T) {
	for want, fails := range map[string]func(gen.Stencil) bool{
		"order 0 on 0":        always[gen.Stencil],
		"order 0 on 0, 1":     func(s gen.Stencil) bool { return len(s.Offsets) > s.Order+1 },
		"order 2 on 0, 1, -1": func(s gen.Stencil) bool { return s.Order > 1 },
		"order 1 on 0, 1, -1": func(s gen.Stencil) bool { return s.Order > 0 && len(s.Offsets) > s.Order+1 },
	} {
		assert.Equal(t, want, minimal(t, gen.Stencils(3, 3), fails).String())
	}
}

func TestShrinksPolynomials(t *testing.T) {
	assert.Equal(t, []float64{0}, minimal(t, gen.Polynomial(5), always[[]float64]))
	assert.Equal(t, []float64{0, 0, 2.0625}, minimal(t, gen.Polynomial(5), func(c []float64) bool { return len(c) > 2 && c[2] > 2 }))
}

func TestShrinksSpectra(t *testing.T) {
	assert.Equal(t, []float64{1, 1}, minimal(t, gen.Spectrum("", 2, 6), always[[]float64]))
	assert.Equal(t, []float64{1, 1, 1, 1}, minimal(t, gen.Spectrum("", 2, 6), func(s []float64) bool { return len(s) > 3 }))
	assert.Equal(t, []float64{8, 8}, minimal(t, gen.Spectrum("", 2, 6), func(s []float64) bool { return s[0] > 4 && s[0] == math.Exp2(math.Round(math.Log2(s[0]))) }))
}

func TestShrinksRotations(t *testing.T) {
	q := minimal(t, gen.Orthogonal(3), always[*mat.Dense])
	assert.True(t, mat.Equal(mat.NewDiagDense(3, []float64{1, 1, 1}), q), "%v", q)
	q = minimal(t, gen.Orthogonal(3), func(q *mat.Dense) bool { return q.At(2, 2) < 0 })
	assert.True(t, mat.Equal(mat.NewDiagDense(3, []float64{1, 1, -1}), q), "%v", q)
}

func TestShrinksPoints(t *testing.T) {
	lo, hi := []float64{-1, 0.25}, []float64{1, 2}
	assert.Equal(t, []float64{0, 0.25}, minimal(t, gen.Inside(lo, hi), always[[]float64]))
	far := minimal(t, gen.Inside(lo, hi), func(x []float64) bool { return x[1] > 1 })
	assert.Equal(t, []float64{0, 1.0625}, far)
	assert.Equal(t, []float64{1, 0, 0}, minimal(t, gen.Direction(3), always[[]float64]))
	assert.Equal(t, []float64{-1, 0}, minimal(t, gen.Direction(2), func(v []float64) bool { return v[0] < -0.96875 }))
	assert.Equal(t, []float64{-1, 0, 0}, minimal(t, gen.Direction(3), func(v []float64) bool { return v[0] < -0.25 }))
}

// What rapid prints is Go, or names all that made the case.
func TestGoString(t *testing.T) {
	n := gen.Network{Sizes: []int{1, 1, 1}, Activation: "sin", Theta: []float64{0.5, 0, 1, -2}}
	assert.Equal(t, `gen.Network{Sizes: []int{1, 1, 1}, Activation: "sin", Theta: []float64{0.5, 0, 1, -2}}`, fmt.Sprintf("%#v", n))
	assert.Equal(t, "sin network [1 1 1], theta = [0.5 0 1 -2]", n.String())
	a := gen.Matrix{Dense: mat.NewDense(1, 2, []float64{0, 3}), Sigma: []float64{3}, Error: 0x1p-50}
	assert.Equal(t, "1x2 matrix with singular values [3] within 8.881784197001252e-16: mat.NewDense(1, 2, []float64{0, 3})", fmt.Sprintf("%#v", a))
}
