package scheme_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"adfd/numerics/fd"
	"adfd/properties"
	"adfd/properties/gen"
	"adfd/properties/internal/lawtest"
	"adfd/properties/scheme"
)

func TestStencilMoments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := gen.Stencils(6, 4).Draw(t, "stencil")
		properties.OK(t, scheme.StencilMoments(fd.NewRat, s.Order, s.Offsets))
	})
}

// Steps down to 2^-10 at |x| <= 4 and offsets of 1/8 and more apart move x by
// far more than its spacing.
func TestStencilPolynomials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := gen.Stencils(6, 4).Draw(t, "stencil")
		poly := gen.Polynomial(len(s.Offsets)).Draw(t, "polynomial")
		x := gen.In(-4, 4).Draw(t, "x")
		h := gen.PowerOfTwo(-10, 1).Draw(t, "h") * rapid.Float64Range(1, 2).Draw(t, "mantissa of h")
		properties.OK(t, scheme.StencilPolynomials(fd.NewRat, s.Order, s.Offsets, poly, x, h))
	})
}

// wrongStencil is a stencil of package fd with something changed.
type wrongStencil struct {
	fd.Stencil
	weights []float64
	apply   func(f func(float64) float64, x, h float64) (float64, error)
}

func (s wrongStencil) Float64() (offsets, weights []float64) {
	offsets, weights = s.Stencil.Float64()
	if s.weights != nil {
		weights = s.weights
	}
	return offsets, weights
}

func (s wrongStencil) Apply(f func(float64) float64, x, h float64) (float64, error) {
	if s.apply != nil {
		return s.apply(f, x, h)
	}
	if s.weights == nil {
		return s.Stencil.Apply(f, x, h)
	}
	offsets, _ := s.Stencil.Float64()
	sum := 0.0
	for j := range offsets {
		sum += s.weights[j] * f(x+offsets[j]*h)
	}
	return sum / math.Pow(h, float64(s.Order())), nil
}

func wrong(change func(s *wrongStencil)) func(int, []*big.Rat) (wrongStencil, error) {
	return func(order int, offsets []*big.Rat) (wrongStencil, error) {
		right, err := fd.NewRat(order, offsets)
		s := wrongStencil{Stencil: right}
		if err == nil {
			change(&s)
		}
		return s, err
	}
}

// scaleWeight multiplies one weight.
func scaleWeight(j int, factor float64) func(*wrongStencil) {
	return func(s *wrongStencil) {
		_, s.weights = s.Stencil.Float64()
		s.weights[j] *= factor
	}
}

func TestStencilLawsReject(t *testing.T) {
	// Second derivative on uneven offsets; the weights 8/15, -1, … are rounded.
	offsets := scheme.Rationals("-3/2", "-1/3", "1/2", "1")
	poly := []float64{0.5, -1, 2, 3}
	const x, h = 0.3, 0x1p-4
	moments := func(impl func(int, []*big.Rat) (wrongStencil, error)) error {
		return scheme.StencilMoments(impl, 2, offsets)
	}
	polynomials := func(impl func(int, []*big.Rat) (wrongStencil, error)) error {
		return scheme.StencilPolynomials(impl, 2, offsets, poly, x, h)
	}
	right := wrong(func(*wrongStencil) {})
	require.NoError(t, moments(right))
	require.NoError(t, polynomials(right))

	for name, c := range map[string]struct {
		law    string
		check  func(func(int, []*big.Rat) (wrongStencil, error)) error
		change func(*wrongStencil)
	}{
		"a weight off by 1e-3":            {"StencilMoments", moments, scaleWeight(1, 1.001)},
		"a weight off by four ulps":       {"StencilMoments", moments, scaleWeight(0, 1+8*0x1p-53)},
		"weights for h^-q without the q!": {"StencilMoments", moments, func(s *wrongStencil) { scaleAll(s, 0.5) }},
		"weights in float32": {"StencilMoments", moments, func(s *wrongStencil) {
			_, s.weights = s.Stencil.Float64()
			for j, w := range s.weights {
				s.weights[j] = float64(float32(w))
			}
		}},
		"a weight off by 1e-3, applied": {"StencilPolynomials", polynomials, scaleWeight(1, 1.001)},
		"divided by h too seldom": {"StencilPolynomials", polynomials, func(s *wrongStencil) {
			s.apply = func(f func(float64) float64, x, h float64) (float64, error) {
				d, err := s.Stencil.Apply(f, x, h)
				return d * h, err
			}
		}},
		"one step beside x": {"StencilPolynomials", polynomials, func(s *wrongStencil) {
			s.apply = func(f func(float64) float64, x, h float64) (float64, error) {
				return s.Stencil.Apply(f, x+h, h)
			}
		}},
		"a point moved by 2^-40": {"StencilPolynomials", polynomials, func(s *wrongStencil) {
			s.apply = func(f func(float64) float64, x, h float64) (float64, error) {
				return s.Stencil.Apply(func(t float64) float64 {
					if t > x {
						t += 0x1p-40
					}
					return f(t)
				}, x, h)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var v *properties.Violation
			require.ErrorAs(t, c.check(wrong(c.change)), &v)
			assert.Equal(t, c.law, v.Law)
			assert.Greater(t, v.Measured, v.Allowed)
			assert.Contains(t, v.Repeat, `scheme.Rationals("-3/2", "-1/3", "1/2", "1")`)
			lawtest.Repeats(t, v)
		})
	}
}

func scaleAll(s *wrongStencil, factor float64) {
	_, s.weights = s.Stencil.Float64()
	for j := range s.weights {
		s.weights[j] *= factor
	}
}

func TestStencilBadCases(t *testing.T) {
	line := scheme.Rationals("-1", "0", "1")
	for _, c := range []struct {
		err  error
		want string
	}{
		{scheme.StencilMoments(fd.NewRat, 3, line), "3 offsets"},
		{scheme.StencilMoments(fd.NewRat, 1, scheme.Rationals("1/2", "2/4")), "1/2"},
		{scheme.StencilPolynomials(fd.NewRat, 1, line, []float64{0, 0, 0, 1}, 0, 1), "degree 3 on 3 offsets"},
		{scheme.StencilPolynomials(fd.NewRat, 1, line, []float64{0, math.NaN()}, 0, 1), "coefficient 1 of the polynomial is NaN"},
		{scheme.StencilPolynomials(fd.NewRat, 1, line, []float64{1}, 0, 0), "h = 0"},
		{scheme.StencilPolynomials(fd.NewRat, 1, line, []float64{1}, math.Inf(1), 1), "x = +Inf"},
		{scheme.StencilPolynomials(fd.NewRat, 1, line, []float64{1}, 1, 0x1p-60), "absorbed"},
		{scheme.StencilMoments(wrong(func(s *wrongStencil) { scaleAll(s, math.NaN()) }), 1, line), "weight 0 is NaN"},
		{scheme.StencilMoments(wrong(func(s *wrongStencil) { s.weights = []float64{1} }), 1, line), "2 offsets and 1 weights"},
		{scheme.StencilMoments(func(q int, o []*big.Rat) (fd.Stencil, error) {
			return fd.NewRat(q, scheme.Rationals("-1", "0", "2"))
		}, 1, line), "offset 2 was not asked for"},
		{scheme.StencilMoments(func(q int, o []*big.Rat) (fd.Stencil, error) { return fd.NewRat(q-1, o) }, 1, line), "want order 1"},
	} {
		var v *properties.Violation
		assert.NotErrorAs(t, c.err, &v)
		assert.ErrorContains(t, c.err, c.want)
	}
	assert.Panics(t, func() { scheme.Rationals("1/0") })
}
