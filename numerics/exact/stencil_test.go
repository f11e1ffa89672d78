package exact

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
)

func rats(s ...string) []*big.Rat {
	r := make([]*big.Rat, len(s))
	for i := range s {
		var ok bool
		if r[i], ok = new(big.Rat).SetString(s[i]); !ok {
			panic(s[i])
		}
	}
	return r
}

func text(r []*big.Rat) []string {
	s := make([]string, len(r))
	for i := range r {
		s[i] = r[i].RatString()
	}
	return s
}

// TestTextbookStencils checks weights, accuracy and leading error against the
// formulas in every textbook.
func TestTextbookStencils(t *testing.T) {
	for _, c := range []struct {
		order            int
		offsets, weights []string
		accuracy         int
		constant         string
	}{
		{1, []string{"0", "1"}, []string{"-1", "1"}, 1, "1/2"},
		{1, []string{"-1", "0"}, []string{"-1", "1"}, 1, "-1/2"},
		{1, []string{"-1", "1"}, []string{"-1/2", "1/2"}, 2, "1/6"},
		{1, []string{"-1", "0", "1"}, []string{"-1/2", "0", "1/2"}, 2, "1/6"},
		{1, []string{"0", "1", "2"}, []string{"-3/2", "2", "-1/2"}, 2, "-1/3"},
		{1, []string{"-2", "-1", "0", "1", "2"}, []string{"1/12", "-2/3", "0", "2/3", "-1/12"}, 4, "-1/30"},
		{2, []string{"-1", "0", "1"}, []string{"1", "-2", "1"}, 2, "1/12"},
		{2, []string{"-2", "-1", "0", "1", "2"}, []string{"-1/12", "4/3", "-5/2", "4/3", "-1/12"}, 4, "-1/90"},
		{2, []string{"-3", "-2", "-1", "0", "1", "2", "3"}, []string{"1/90", "-3/20", "3/2", "-49/18", "3/2", "-3/20", "1/90"}, 6, "1/560"},
		{3, []string{"-2", "-1", "0", "1", "2"}, []string{"-1/2", "1", "0", "-1", "1/2"}, 2, "1/4"},
		{4, []string{"-2", "-1", "0", "1", "2"}, []string{"1", "-4", "6", "-4", "1"}, 2, "1/6"},
		{1, []string{"-1/2", "1/2"}, []string{"-1", "1"}, 2, "1/24"},
	} {
		s, err := NewStencil(c.order, rats(c.offsets...))
		require.NoError(t, err)
		assert.Equal(t, c.order, s.Order)
		assert.Equal(t, c.offsets, text(s.Offsets))
		assert.Equal(t, c.weights, text(s.Weights), "order %d on %v", c.order, c.offsets)
		assert.Equal(t, c.accuracy, s.Accuracy(), "order %d on %v", c.order, c.offsets)
		assert.Equal(t, c.constant, s.Constant().RatString(), "order %d on %v", c.order, c.offsets)
	}
}

// drawStencil draws a stencil of 2 to 9 distinct rational offsets.
func drawStencil(t *rapid.T) Stencil {
	n := rapid.SliceOfNDistinct(rapid.Int64Range(-20, 20), 2, 9, rapid.ID[int64]).Draw(t, "offsets")
	d := rapid.Int64Range(1, 7).Draw(t, "denominator")
	offsets := make([]*big.Rat, len(n))
	for i := range n {
		offsets[i] = big.NewRat(n[i], d)
	}
	order := rapid.IntRange(1, len(n)-1).Draw(t, "order")
	s, err := NewStencil(order, offsets)
	require.NoError(t, err)
	return s
}

// TestMoments checks the equations that define a stencil, exactly.
func TestMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStencil(t)
		n := len(s.Offsets)
		for k := range n {
			want := new(big.Rat)
			if k == s.Order {
				want.SetInt(number.Factorial(k))
			}
			assert.Zero(t, s.Moment(k).Cmp(want), "moment %d", k)
		}
		p := s.Accuracy()
		assert.GreaterOrEqual(t, p, n-s.Order)
		assert.LessOrEqual(t, p, n)
		assert.NotZero(t, s.Constant().Sign())
	})
}

// TestSumOfPolynomials checks that a stencil differentiates polynomials of
// degree below n exactly, with the leading error Constant() h^p at degree q + p.
func TestSumOfPolynomials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawStencil(t)
		x := New(rapid.Float64Range(-2, 2).Draw(t, "x"))
		h := number.Shift(number.NewInt(rapid.Int64Range(1, 9).Draw(t, "h"), 64), -rapid.IntRange(2, 12).Draw(t, "h.bits"))
		degree := s.Order + s.Accuracy()
		// f = (t - x)^degree: only the last moment contributes.
		f := func(y *big.Float) *big.Float { return exacttest.Pow0(exacttest.Sub(y, x), degree) }
		want := number.NewFloat(exacttest.Wide).SetRat(s.Constant())
		want.Mul(want, number.NewFloat(exacttest.Wide).SetInt(number.Factorial(degree)))
		want.Mul(want, exacttest.Pow0(h, s.Accuracy()))

		// Each term has roundings of 2^-workPrec in its weight, the product, the
		// sum and the divisions by h, fewer than 32, and two in its point, x/(s h) times
		// larger in y - x and degree times in its power.
		terms := number.NewFloat(exacttest.Wide)
		for j, w := range s.Weights {
			o := number.Abs(number.NewFloat(exacttest.Wide).SetRat(s.Offsets[j]))
			size := exacttest.Mul(exacttest.Pow0(o, degree), number.Abs(number.NewFloat(exacttest.Wide).SetRat(w)))
			terms.Add(terms, size)
			if o.Sign() != 0 {
				terms.Add(terms, exacttest.Mul(size, exacttest.Mul(number.NewInt(int64(degree), 64), exacttest.Add(number.NewInt(1, 2), exacttest.Quo(number.Abs(x), exacttest.Mul(o, h))))))
			}
		}
		allowed := exacttest.Mul(exacttest.Mul(terms, exacttest.Pow0(h, s.Accuracy())), number.NewFloat(64).SetMantExp(number.NewInt(32, 64), -WorkPrec))
		d := number.Abs(exacttest.Sub(s.Sum(f, x, h), want))
		assert.LessOrEqual(t, d.Cmp(allowed), 0, "error %g, allowed %g", d, allowed)
	})
}

// TestStencilsAgainstSeries compares stencils on every function with its
// Taylor coefficients, two ways to a derivative that share nothing but the
// function's values:
//
//	h^-q sum of w_j f(x + s_j h) = h^-q sum over n of c_n h^n Moment(n).
//
// The series ends at n = 24. What follows is below |c_25| h^21 2^30, and the
// nearest singularity, that of tan, makes c_25 < 2^10: 2^-380 at h = 2^-20. So
// the values of f, each off by scalarTolerance, make up the error; a factor 2
// covers the series, which is closer, and the rounding of the sum.
func TestStencilsAgainstSeries(t *testing.T) {
	x, h := New(0.8), number.Shift(number.NewInt(1, 64), -20)
	for _, f := range functions {
		c, err := Coefficients(f.name, x, 24)
		require.NoError(t, err)
		for q := 1; q <= 4; q++ {
			s, err := NewStencil(q, rats("-2", "-1", "0", "1/2", "2"))
			require.NoError(t, err)
			want := number.NewFloat(exacttest.Wide)
			for n := q; n < len(c); n++ {
				moment := number.NewFloat(exacttest.Wide).SetRat(s.Moment(n))
				want.Add(want, exacttest.Mul(moment, exacttest.Mul(c[n], exacttest.Pow0(h, n-q))))
			}
			values := Stencil{Order: q, Offsets: s.Offsets}
			for _, w := range s.Weights {
				values.Weights = append(values.Weights, new(big.Rat).Abs(w))
			}
			size := values.Sum(func(x *big.Float) *big.Float { return number.Abs(f.value(x)) }, x, h)
			assertClose(t, s.Sum(f.value, x, h), want, 2, size, f.name)
		}
	}
}

func TestStencilErrors(t *testing.T) {
	for _, c := range []struct {
		order   int
		offsets []*big.Rat
		want    string
	}{
		{0, rats("0", "1"), "stencil for the derivative of order 0, want at least 1"},
		{1, nil, "0 offsets for the derivative of order 1, want at least 2"},
		{3, rats("-1", "0", "1"), "3 offsets for the derivative of order 3, want at least 4"},
		{1, rats("0", "1/2", "2/4"), "offsets 1 and 2 are both 1/2"},
		{1, []*big.Rat{new(big.Rat), nil}, "offset 1 is missing"},
	} {
		_, err := NewStencil(c.order, c.offsets)
		assert.ErrorContains(t, err, c.want)
	}
}

// A stencil whose moments all vanish has no accuracy; the search for it ends.
func TestAccuracyOfNoStencil(t *testing.T) {
	offsets, none := []*big.Rat{big.NewRat(-1, 1), big.NewRat(1, 1)}, []*big.Rat{new(big.Rat), new(big.Rat)}
	s := Stencil{Order: 1, Offsets: offsets, Weights: none}
	assert.PanicsWithValue(t, "exact: stencil of order 1 whose moments 2 to 3 vanish", func() { s.Accuracy() })
	assert.Panics(t, func() { Stencil{Order: 1}.Accuracy() })
}
