package scheme_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gonum "gonum.org/v1/gonum/diff/fd"

	"adfd/numerics/fd"
	"adfd/properties"
	"adfd/properties/catalog"
	"adfd/properties/scheme"
	"adfd/theory"
)

// gonumFormulas are all formulas that package diff/fd exports, with the accuracy
// and the constant of the leading error that textbooks give.
var gonumFormulas = []struct {
	name     string
	formula  gonum.Formula
	p        int
	reach    float64
	constant float64
}{
	{"Forward", gonum.Forward, 1, 1, 1. / 2},
	{"Forward2nd", gonum.Forward2nd, 1, 2, 1},
	{"Backward", gonum.Backward, 1, 1, -1. / 2},
	{"Backward2nd", gonum.Backward2nd, 1, 2, -1},
	{"Central", gonum.Central, 2, 1, 1. / 6},
	{"Central2nd", gonum.Central2nd, 2, 1, 1. / 12},
}

func formulaOf(f gonum.Formula) (offsets, weights []float64) {
	for _, p := range f.Stencil {
		offsets, weights = append(offsets, p.Loc), append(weights, p.Coeff)
	}
	return offsets, weights
}

func gonumDerivative(f gonum.Formula, concurrent bool) scheme.Differentiate {
	return func(g func(float64) float64, x, h float64) float64 {
		return gonum.Derivative(g, x, &gonum.Settings{Formula: f, Step: h, Concurrent: concurrent})
	}
}

func TestGonumDifferentiators(t *testing.T) {
	formulas := gonumFormulas
	if testing.Short() { // one on each side; the one about x is below
		formulas = formulas[1:3]
	}
	for _, g := range formulas {
		t.Run(g.name, func(t *testing.T) {
			assert.NoError(t, scheme.Differentiator(gonumDerivative(g.formula, false), g.formula.Derivative, g.p, g.reach))
		})
	}
	assert.NoError(t, scheme.Differentiator(gonumDerivative(gonum.Central2nd, true), 2, 2, 1), "concurrent")
}

// Stencils of package fd up to the sixth derivative and the eighth order.
func TestStencilDifferentiators(t *testing.T) {
	cases := [][2]int{{1, 8}, {4, 4}, {1, 2}, {2, 4}, {3, 2}, {6, 2}}
	if testing.Short() {
		cases = cases[3:4]
	}
	for _, c := range cases {
		s, err := fd.Central(c[0], c[1])
		require.NoError(t, err)
		impl := func(f func(float64) float64, x, h float64) float64 {
			d, err := s.Apply(f, x, h)
			if err != nil {
				return math.NaN()
			}
			return d
		}
		reach := float64((c[0]+1)/2 + c[1]/2 - 1)
		assert.NoError(t, scheme.Differentiator(impl, c[0], c[1], reach), s)
	}
}

// Richardson's extrapolation of central differences is a formula of accuracy 4.
func richardson(f func(float64) float64, x, h float64) float64 {
	central := func(h float64) float64 { return (f(x+h) - f(x-h)) / (2 * h) }
	return (4*central(h/2) - central(h)) / 3
}

func TestDifferentiatorRichardson(t *testing.T) {
	assert.NoError(t, scheme.Differentiator(richardson, 1, 4, 1))
	assert.Error(t, scheme.Differentiator(richardson, 1, 2, 1))
}

func TestDifferentiatorRejects(t *testing.T) {
	central := func(f func(float64) float64, x, h float64) float64 { return (f(x+h) - f(x-h)) / (2 * h) }
	for _, c := range []struct {
		name  string
		impl  scheme.Differentiate
		q, p  int
		reach float64
		want  string
	}{
		{"weight", func(f func(float64) float64, x, h float64) float64 {
			return (1.001*f(x+h) - f(x-h)) / (2 * h)
		}, 1, 2, 1, "moment 0"},
		{"sign", func(f func(float64) float64, x, h float64) float64 { return (f(x-h) - f(x+h)) / (2 * h) }, 1, 2, 1, "gives -1 times"},
		{"half", func(f func(float64) float64, x, h float64) float64 { return (f(x+h) - f(x-h)) / h }, 1, 2, 1, "gives 2 times"},
		{"claimed order 1", central, 1, 1, 1, "has accuracy 2"},
		{"claimed order 3", central, 1, 3, 1, "has accuracy 2"},
		{"reach", central, 1, 2, 0.5, "farthest point"},
		{"step ignored", func(f func(float64) float64, x, h float64) float64 { return central(f, x, 1) }, 1, 2, 1, "farthest point"},
		{"another formula for small steps", func(f func(float64) float64, x, h float64) float64 {
			if h < 0.5 {
				return central(f, x, h)
			}
			return richardson(f, x, h)
		}, 1, 4, 1, "h = 0.015625, offsets [-1 1] and weights [-0.5 0.5]: accuracy 4 claimed, the formula has accuracy 2"},
		{"step fixed below", func(f func(float64) float64, x, h float64) float64 { return central(f, x, max(h, 0x1p-12)) }, 1, 2, 1, "farthest point"},
		{"step fixed above", func(f func(float64) float64, x, h float64) float64 { return central(f, x, min(h, 0x1p-12)) }, 1, 2, 1, "falls by the order 0.000"},
		{"steps halved in one range", func(f func(float64) float64, x, h float64) float64 {
			if h < 0x1p-8 && h > 0x1p-10 {
				h /= 2
			}
			return central(f, x, h)
		}, 1, 2, 1, "falls by the order"},
		{"float32", func(f func(float64) float64, x, h float64) float64 {
			return float64(float32(f(x+h))-float32(f(x-h))) / (2 * h)
		}, 1, 2, 1, "falls by the order 2.5"},
		{"one side below a step", func(f func(float64) float64, x, h float64) float64 {
			if h < 0x1p-20 {
				return (f(x+h) - f(x)) / h
			}
			return central(f, x, h)
		}, 1, 2, 1, "total error"},
		{"not linear", func(f func(float64) float64, x, h float64) float64 {
			d := central(f, x, h)
			return d + h*d*d
		}, 1, 2, 1, "moment 0"},
		{"0 far from 0", func(f func(float64) float64, x, h float64) float64 {
			if math.Abs(x) > 10 {
				return 0
			}
			return central(f, x, h)
		}, 1, 2, 1, "sin at x = -20"},
		{"0 farther from 0", func(f func(float64) float64, x, h float64) float64 {
			if x > 100 {
				return 0
			}
			return central(f, x, h)
		}, 1, 2, 1, "sin at x = 1000"},
		{"0 for large steps", func(f func(float64) float64, x, h float64) float64 {
			if h > 10 {
				return 0
			}
			return central(f, x, h)
		}, 1, 2, 1, "at x = 0, h = 16: no value of f"},
		{"larger by 0.1% on the left", func(f func(float64) float64, x, h float64) float64 {
			if x < -4 {
				return 1.001 * central(f, x, h)
			}
			return central(f, x, h)
		}, 1, 2, 1, "total error"},
		{"larger by 0.1% on the right", func(f func(float64) float64, x, h float64) float64 {
			if x > 5 {
				return 1.001 * central(f, x, h)
			}
			return central(f, x, h)
		}, 1, 2, 1, "total error"},
		{"NaN", func(f func(float64) float64, x, h float64) float64 { f(x); return math.NaN() }, 1, 2, 1, "NaN"},
		{"no point", func(f func(float64) float64, x, h float64) float64 { return 1 }, 1, 2, 1, "no value of f"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := scheme.Differentiator(c.impl, c.q, c.p, c.reach)
			require.ErrorContains(t, err, c.want)
			if c.name != "no point" && c.name != "NaN" && c.name != "0 for large steps" {
				var v *properties.Violation
				assert.ErrorAs(t, err, &v)
			}
		})
	}
	for _, c := range []struct {
		q, p  int
		reach float64
	}{{0, 1, 1}, {1, 0, 1}, {13, 13, 1}, {1, 2, 0}, {1, 2, math.NaN()}, {1, 2, math.Inf(1)}} {
		var v *properties.Violation
		err := scheme.Differentiator(central, c.q, c.p, c.reach)
		assert.Error(t, err)
		assert.NotErrorAs(t, err, &v)
	}
}

// stepFactor is how far a default step may be from the best one, as claim F3 has
// it for predicted steps.
const stepFactor = 4

// Default steps of gonum against the step of least error for an f whose value and derivative
// of order p+q are of size 1, theory.OptimalStep. Those of Forward2nd and
// Backward2nd, 1e-4, suit the central formula, of accuracy 2: theirs is 1, and
// the best step ten times smaller. Measured at 64 points of the sine, they give
// away more than a factor 4 of accuracy.
func TestGonumDefaultSteps(t *testing.T) {
	sine, err := catalog.ByName("sin")
	require.NoError(t, err)
	for _, g := range gonumFormulas {
		_, weights := formulaOf(g.formula)
		w := 0.0
		for _, v := range weights {
			w += math.Abs(v)
		}
		best, _, err := theory.OptimalStep(g.formula.Derivative, g.p, w*theory.UnitRoundoff64, math.Abs(g.constant))
		require.NoError(t, err)
		rms := func(h float64) float64 {
			s := 0.0
			for _, x := range sine.Grid(64) {
				want, err := sine.Derivative(x, g.formula.Derivative)
				require.NoError(t, err)
				exactly, _ := want.Float64()
				d := gonum.Derivative(math.Sin, x, &gonum.Settings{Formula: g.formula, Step: h}) - exactly
				s += d * d
			}
			return math.Sqrt(s / 64)
		}
		step, loss := g.formula.Step/best, rms(g.formula.Step)/rms(best)
		t.Logf("%-12s default %.0e, best %.1e; error %.1e, at best %.1e", g.name, g.formula.Step, best, rms(g.formula.Step), rms(best))
		if g.name == "Forward2nd" || g.name == "Backward2nd" {
			assert.Greater(t, step, float64(stepFactor), g.name)
			assert.Greater(t, loss, float64(stepFactor), g.name)
			continue
		}
		assert.InDelta(t, 0, math.Log(step), math.Log(stepFactor), g.name)
		assert.Less(t, loss, float64(stepFactor), g.name)
	}
}

// What diff/fd does with steps differs from its documentation, "Step must be positive, or
// the finite difference formula will panic": only the step of the formula is looked
// at. A formula without one panics even if Settings has a step, and a negative step
// in Settings is taken for the mirrored formula.
func TestGonumSteps(t *testing.T) {
	stepless := gonum.Central
	stepless.Step = 0
	assert.Panics(t, func() {
		gonum.Derivative(math.Sin, 1, &gonum.Settings{Formula: stepless, Step: 1e-5})
	})
	mirrored := gonum.Derivative(math.Sin, 1, &gonum.Settings{Formula: gonum.Forward, Step: -1e-5})
	assert.Equal(t, gonum.Derivative(math.Sin, 1, &gonum.Settings{Formula: gonum.Backward, Step: 1e-5}), mirrored)
}
