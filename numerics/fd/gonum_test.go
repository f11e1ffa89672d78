package fd_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gonum "gonum.org/v1/gonum/diff/fd"

	"adfd/numerics/fd"
)

func TestGonumFormulas(t *testing.T) {
	for name, c := range map[string]struct {
		formula gonum.Formula
		want    fd.Stencil
	}{
		"Forward":     {gonum.Forward, must(t)(fd.Forward(1, 1))},
		"Forward2nd":  {gonum.Forward2nd, must(t)(fd.Forward(2, 1))},
		"Backward":    {gonum.Backward, must(t)(fd.Backward(1, 1))},
		"Backward2nd": {gonum.Backward2nd, must(t)(fd.Backward(2, 1))},
		"Central":     {gonum.Central, must(t)(fd.Central(1, 2))},
		"Central2nd":  {gonum.Central2nd, must(t)(fd.Central(2, 2))},
	} {
		s, err := fd.FromGonum(c.formula)
		require.NoError(t, err, name)
		assert.Equal(t, c.want.String(), s.String(), name)
		assert.Equal(t, c.want.Accuracy(), s.Accuracy(), name)

		back, err := s.Formula()
		require.NoError(t, err, name)
		assert.ElementsMatch(t, c.formula.Stencil, back.Stencil, name)
		assert.Equal(t, c.formula.Derivative, back.Derivative, name)
		assert.Positive(t, back.Step, name)
	}
}

// gonum evaluates our formulas as we do, up to the order of summation, a fused
// multiply-add where the machine has one, and its power of h.
func TestGonumDerivativeAgrees(t *testing.T) {
	for q := 1; q <= 4; q++ {
		for _, p := range []int{2, 4, 6, 8} {
			for _, s := range []fd.Stencil{must(t)(fd.Central(q, p)), must(t)(fd.Forward(q, p)), must(t)(fd.Backward(q, p))} {
				formula, err := s.Formula()
				require.NoError(t, err)
				round, err := fd.FromGonum(formula)
				require.NoError(t, err)
				assert.Equal(t, s.String(), round.String())

				for _, h := range []float64{0, 0x1p-6} { // 0 is the formula's own step
					step := h
					if step == 0 {
						step = formula.Step
					}
					const x = 0.3
					got, err := s.Apply(math.Exp, x, step)
					require.NoError(t, err)
					ref := gonum.Derivative(math.Exp, x, &gonum.Settings{Formula: formula, Step: h})
					// Both are within applyBound of the truth, and it counts
					// each rounding; math.Pow adds an ulp.
					assert.InDelta(t, ref, got, 2*applyBound(s, x, step)+2*u*math.Abs(ref), "%v, h = %v", s, step)
				}
			}
		}
	}
}

// At a power-of-two step and in the same order of summation both do the same
// operations on the same numbers; a fused multiply-add saves gonum one rounding
// of a product for each term, which is below u Σ|w| M / h^q.
func TestGonumSumsTheSameTerms(t *testing.T) {
	const x, h = 0.3, 0x1p-6
	s := must(t)(fd.Central(4, 4))
	formula, err := s.Formula()
	require.NoError(t, err)
	got, err := s.Apply(math.Exp, x, h)
	require.NoError(t, err)
	ref := gonum.Derivative(math.Exp, x, &gonum.Settings{Formula: formula, Step: h})
	sum, _ := s.AbsWeightSum().Float64()
	fused := 2 * u * sum * math.Exp(x+3*h) / math.Pow(h, 4) // the product, and the sum it enters
	assert.InDelta(t, ref, got, fused)
}

// The default step is where |C| h^p + Σ|w| u/h^q is least.
func TestFormulaStepBalancesErrors(t *testing.T) {
	for _, s := range []fd.Stencil{must(t)(fd.Central(1, 2)), must(t)(fd.Central(4, 6)), must(t)(fd.Forward(3, 2))} {
		formula, err := s.Formula()
		require.NoError(t, err)
		c, _ := s.Constant().Float64()
		sum, _ := s.AbsWeightSum().Float64()
		total := func(h float64) float64 {
			return math.Abs(c)*math.Pow(h, float64(s.Accuracy())) + sum*u/math.Pow(h, float64(s.Order()))
		}
		assert.Less(t, total(formula.Step), total(formula.Step*1.01))
		assert.Less(t, total(formula.Step), total(formula.Step/1.01))
	}
}

func TestFromGonumErrors(t *testing.T) {
	point := func(loc, coeff float64) gonum.Point { return gonum.Point{Loc: loc, Coeff: coeff} }
	central := []gonum.Point{point(-1, 1), point(0, -2), point(1, 1)}
	for _, c := range []struct {
		formula gonum.Formula
		want    string
	}{
		{gonum.Formula{Derivative: 1}, "0 offsets for a derivative of order 1, want at least 2"},
		{gonum.Formula{Derivative: -1, Stencil: central}, "order -1"},
		{gonum.Formula{Derivative: 3, Stencil: central}, "3 offsets for a derivative of order 3"},
		{gonum.Formula{Derivative: 1, Stencil: []gonum.Point{point(0, -1), point(0, 1)}}, "offset 0 occurs twice"},
		{gonum.Formula{Derivative: 1, Stencil: []gonum.Point{point(0, -1), point(1, math.NaN())}}, "coefficient of location 1 is NaN"},
		{gonum.Formula{Derivative: 1, Stencil: []gonum.Point{point(0, -1), point(math.Inf(1), 1)}}, "offset 1 is +Inf"},
		// Right up to a sign, a factor, and a relative 2^-40.
		{gonum.Formula{Derivative: 1, Stencil: []gonum.Point{point(0, 1), point(1, -1)}}, "moment 1 equal to -1.00000000000000000, want 1"},
		{gonum.Formula{Derivative: 1, Stencil: central}, "moment 1 equal to 0.00000000000000000, want 1"},
		{gonum.Formula{Derivative: 2, Stencil: []gonum.Point{point(-1, 1), point(0, -2), point(1, 1+0x1p-40)}}, "moment 0 equal to 0.00000000000090949, want 0"},
		// Consistent, but not the best formula on its points.
		{gonum.Formula{Derivative: 1, Stencil: []gonum.Point{point(0, -1), point(1, 1), point(2, 0)}}, "moment 2 equal to 1.00000000000000000, want 0"},
	} {
		_, err := fd.FromGonum(c.formula)
		assert.ErrorContains(t, err, c.want)
	}
	_, err := must(t)(fd.Central(0, 2)).Formula()
	assert.ErrorContains(t, err, "no formula for the derivative of order 0")
}

// Locations that float64 rounds are taken, with the coefficients that belong to
// the exact ones.
func TestFromGonumToleratesRounding(t *testing.T) {
	for _, c := range []struct{ q, n int }{{1, 3}, {2, 5}, {3, 7}, {4, 9}} {
		var thirds []*big.Rat
		for i := range c.n {
			thirds = append(thirds, big.NewRat(int64(i), 3))
		}
		exact := must(t)(fd.NewRat(c.q, thirds))
		formula, err := exact.Formula()
		require.NoError(t, err)
		s, err := fd.FromGonum(formula)
		require.NoError(t, err)
		assert.NotEqual(t, exact.String(), s.String())
	}
}
