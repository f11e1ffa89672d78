package scheme_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/fd"
	"adfd/properties"
	"adfd/properties/gen"
	"adfd/properties/scheme"
)

func TestGonumFormulas(t *testing.T) {
	for _, g := range gonumFormulas {
		offsets, weights := formulaOf(g.formula)
		q := g.formula.Derivative
		assert.NoError(t, scheme.Formula(offsets, weights, q, g.p), g.name)
		assert.NoError(t, scheme.Constant(offsets, weights, q, g.p, g.constant), g.name)
	}
}

// A change of any weight by 1e-3, a sign, q! and the claimed accuracy show in every
// formula of gonum.
func TestFormulaRejects(t *testing.T) {
	rejected := func(t *testing.T, err error, name string) {
		t.Helper()
		var v *properties.Violation
		require.ErrorAs(t, err, &v, name)
		assert.False(t, v.Measured <= v.Allowed, name)
	}
	for _, g := range gonumFormulas {
		offsets, weights := formulaOf(g.formula)
		q, p := g.formula.Derivative, g.p
		rejected(t, scheme.Formula(offsets, weights, q, p+1), g.name+", one order too high")
		if p > 1 {
			rejected(t, scheme.Formula(offsets, weights, q, p-1), g.name+", one order too low")
		}
		scaled := func(factor float64) []float64 {
			w := slices.Clone(weights)
			for j := range w {
				w[j] *= factor
			}
			return w
		}
		rejected(t, scheme.Formula(offsets, scaled(-1), q, p), g.name+", signs")
		rejected(t, scheme.Formula(offsets, scaled(2), q, p), g.name+", twice")
		rejected(t, scheme.Formula(offsets, scaled(1./2), q, p), g.name+", without 2!")
		for j := range weights {
			w := slices.Clone(weights)
			w[j] *= 1.001
			rejected(t, scheme.Formula(offsets, w, q, p), g.name+", a weight")
			// The allowance is u for each weight, and 4u for all if one of them is
			// a quarter of their absolute sum.
			w[j] = weights[j] + 8*0x1p-53*math.Abs(weights[j])
			rejected(t, scheme.Formula(offsets, w, q, p), g.name+", a weight by four ulps")
		}
		rejected(t, scheme.Constant(offsets, weights, q, p, -g.constant), g.name+", sign of the constant")
		rejected(t, scheme.Constant(offsets, weights, q, p, g.constant*(1+0x1p-50)), g.name+", constant")
	}
	err := scheme.Formula([]float64{-1, 1}, []float64{-0.5, 0.5}, 1, 4)
	assert.ErrorContains(t, err, "the formula has accuracy 2, with the error 0.16666666666666666 h^2 f^(3)")
	assert.ErrorContains(t, err, "repeat: scheme.Formula([]float64{-1, 1}, []float64{-0.5, 0.5}, 1, 4)")
	assert.ErrorContains(t, scheme.Formula([]float64{0}, []float64{1}, 0, 1), "the formula is exact")
	assert.ErrorContains(t, scheme.Formula([]float64{0, 1}, []float64{0, 1}, 1, 1), "diverges like h^-1")
}

// Every stencil of package fd has the accuracy and constant that it states, no more and no
// less, with offsets that are rounded too.
func TestFormulaOfStencils(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := gen.Stencils(6, 4).Draw(t, "stencil")
		s, err := fd.NewRat(drawn.Order, drawn.Offsets)
		if err != nil {
			t.Fatal(err)
		}
		if s.Accuracy() == fd.Exact {
			return
		}
		offsets, weights := s.Float64()
		properties.OK(t, scheme.Formula(offsets, weights, s.Order(), s.Accuracy()))
		constant, _ := s.Constant().Float64()
		properties.OK(t, scheme.Constant(offsets, weights, s.Order(), s.Accuracy(), constant))
		for _, p := range []int{s.Accuracy() - 1, s.Accuracy() + 1} {
			if err := scheme.Formula(offsets, weights, s.Order(), p); err == nil {
				t.Fatalf("accuracy %d passes for %d", p, s.Accuracy())
			}
		}
	})
}

func TestFormulaInput(t *testing.T) {
	one, two := []float64{0}, []float64{0, 1}
	for _, err := range []error{
		scheme.Formula(nil, nil, 1, 1),
		scheme.Formula(two, one, 1, 1),
		scheme.Formula(two, two, -1, 1),
		scheme.Formula(two, two, 1, 0),
		scheme.Formula([]float64{0, math.NaN()}, two, 1, 1),
		scheme.Formula(two, []float64{math.Inf(1), 1}, 1, 1),
		scheme.Constant(two, []float64{-1, 1}, 1, 1, math.NaN()),
		scheme.Formula([]float64{-1, 1, 1}, []float64{-0.5, 0.25, 0.25}, 1, 2),
		scheme.Constant([]float64{0, 1, math.Copysign(0, -1)}, []float64{-2, 1, 1}, 1, 1, 0.5),
	} {
		var v *properties.Violation
		assert.Error(t, err)
		assert.NotErrorAs(t, err, &v)
	}
}

// A moment that must not vanish has a limit from below, and is reported so.
func TestFormulaOfHigherAccuracy(t *testing.T) {
	err := scheme.Formula([]float64{-2, -1, 0, 1, 2}, []float64{1. / 12, -2. / 3, 0, 2. / 3, -1. / 12}, 1, 2)
	assert.ErrorContains(t, err, "want it away from 0: measured 0, allowed at least ")
	assert.NotContains(t, err.Error(), "measured -")
}
