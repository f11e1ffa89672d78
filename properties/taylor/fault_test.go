package taylor_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"adfd/numerics/jet/certified"
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/internal/lawtest"
	"adfd/properties/taylor"
)

// arithmetic is bounded Taylor arithmetic in which single operations can be
// replaced by wrong ones, which report the bounds of the right ones.
type arithmetic struct {
	x     float64
	order int
	fault fault
}

type fault struct {
	add, mul func(a, b certified.Jet, right []float64)
	call     map[string]func(a certified.Jet, right []float64)
}

func (g arithmetic) Variable() (certified.Jet, error) { return certified.Variable(g.x, g.order), nil }
func (g arithmetic) Constant(c float64) (certified.Jet, error) {
	return certified.Constant(c, g.order), nil
}

func (g arithmetic) Add(a, b certified.Jet) (certified.Jet, error) {
	c, err := certified.Add(a, b)
	if g.fault.add != nil && err == nil {
		g.fault.add(a, b, c.Value)
	}
	return c, err
}

func (g arithmetic) Mul(a, b certified.Jet) (certified.Jet, error) {
	c, err := certified.Mul(a, b)
	if g.fault.mul != nil && err == nil {
		g.fault.mul(a, b, c.Value)
	}
	return c, err
}

func (g arithmetic) Call(name string, a certified.Jet) (certified.Jet, error) {
	c, err := certified.Apply(name, a)
	if wrong := g.fault.call[name]; wrong != nil && err == nil {
		wrong(a, c.Value)
	}
	return c, err
}

func (g arithmetic) Sub(a, b certified.Jet) (certified.Jet, error)     { return certified.Sub(a, b) }
func (g arithmetic) Div(a, b certified.Jet) (certified.Jet, error)     { return certified.Div(a, b) }
func (g arithmetic) Pow(a certified.Jet, n int) (certified.Jet, error) { return certified.PowInt(a, n) }

func (f fault) taylor(e expr.Expr, x float64, order int) (value, bound []float64, err error) {
	b, err := expr.Fold(e, arithmetic{x, order, f})
	return b.Value, b.Bound, err
}

// laws are one case of each law. The right arithmetic obeys all of them.
var laws = map[string]func(taylor.Coefficients) error{
	"Linearity": func(impl taylor.Coefficients) error {
		return taylor.Linearity(impl, 0.75, expr.MustParse("sin(x)", -1, 1), -3, expr.MustParse("exp(x)", -1, 1), 0.3, 6)
	},
	"Leibniz": func(impl taylor.Coefficients) error {
		return taylor.Leibniz(impl, expr.MustParse("sin(x)", -1, 1), expr.MustParse("exp(x)", -1, 1), 0.3, 6)
	},
	"Chain": func(impl taylor.Coefficients) error {
		return taylor.Chain(impl, expr.MustParse("exp(x)", -1, 1), []float64{0.3, 1.5, -2, 0.7}, 6)
	},
	"InversePairs": func(impl taylor.Coefficients) error { return taylor.InversePairs(impl, 0.3, 6) },
	"Derivatives": func(impl taylor.Coefficients) error {
		if err := taylor.Derivatives(impl, "sin", 0.3, 6); err != nil {
			return err
		}
		return taylor.Derivatives(impl, "cos", 0.3, 6)
	},
}

func TestTaylorLawsHoldForTheRightArithmetic(t *testing.T) {
	for name, law := range laws {
		assert.NoError(t, law(fault{}.taylor), name)
		assert.NoError(t, law(taylor.Jets), name)
	}
}

// Each fault is one that a programmer makes, and the law named must see it.
func TestTaylorLawsReject(t *testing.T) {
	for name, c := range map[string]struct {
		law  string
		impl taylor.Coefficients
	}{
		"a sum in float32": {"Linearity", fault{add: func(a, b certified.Jet, c []float64) {
			for k := range c {
				c[k] = float64(float32(c[k]))
			}
		}}.taylor},
		"a sum without its last coefficient": {"Linearity", fault{add: func(a, b certified.Jet, c []float64) {
			c[len(c)-1] = a.Value[len(c)-1]
		}}.taylor},
		"a product that stops one term early": {"Leibniz", fault{mul: func(a, b certified.Jet, c []float64) {
			for k := 1; k < len(c); k++ {
				c[k] -= a.Value[k] * b.Value[0]
			}
		}}.taylor},
		"a product of derivatives for one of coefficients": {"Leibniz", fault{mul: func(a, b certified.Jet, c []float64) {
			if len(c) > 2 {
				c[2] += a.Value[1] * b.Value[1] // the binomial 2 of (fg)''
			}
		}}.taylor},
		"exp without the factor j": {"Chain", fault{call: map[string]func(certified.Jet, []float64){
			"exp": func(z certified.Jet, y []float64) {
				for k := 1; k < len(y); k++ {
					y[k] = 0
					for j := 1; j <= k; j++ {
						y[k] += z.Value[j] * y[k-j] / float64(k)
					}
				}
			}}}.taylor},
		"the first derivative of the argument only": {"Chain", fault{call: map[string]func(certified.Jet, []float64){
			"exp": func(z certified.Jet, y []float64) {
				for k := 1; k < len(y); k++ {
					y[k] = y[k-1] * z.Value[1] / float64(k)
				}
			}}}.taylor},
		"log with a sign of its recurrence wrong": {"InversePairs", fault{call: map[string]func(certified.Jet, []float64){
			"log": func(z certified.Jet, y []float64) {
				for k := 1; k < len(y); k++ {
					s := 0.0
					for j := 1; j < k; j++ {
						s += float64(j) * y[j] * z.Value[k-j] / float64(k)
					}
					y[k] = (z.Value[k] + s) / z.Value[0] // minus s
				}
			}}}.taylor},
		"cos with a sign of its recurrence wrong": {"Derivatives", fault{call: map[string]func(certified.Jet, []float64){
			"sin": func(z certified.Jet, y []float64) { hyperbolic(y, z.Value, math.Sin, math.Cos) },
			"cos": func(z certified.Jet, y []float64) { hyperbolic(y, z.Value, math.Cos, math.Sin) },
		}}.taylor},
		"derivatives for coefficients": {"Derivatives", func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
			value, bound, err = taylor.Jets(f, x, order)
			factorial := 1.0
			for k := range value {
				factorial *= math.Max(1, float64(k))
				value[k] *= factorial
			}
			return value, bound, err
		}},
		"an error of four times the bound": {"Leibniz", func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
			value, bound, err = taylor.Jets(f, x, order)
			if strings.Contains(f.String(), "*") {
				for k := range value {
					value[k] += 4 * bound[k] // the factors allow about one more
				}
			}
			return value, bound, err
		}},
		"a bound of nothing": {"Leibniz", func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
			value, _, err = taylor.Jets(f, x, order)
			return value, make([]float64, len(value)), err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			err := laws[c.law](c.impl)
			var v *properties.Violation
			require.ErrorAs(t, err, &v)
			assert.Equal(t, c.law, v.Law)
			assert.Greater(t, v.Measured, v.Allowed)
			lawtest.Repeats(t, v)
		})
	}
}

// hyperbolic is the recurrence s' = c x', c' = s x', right for sinh and cosh,
// from the values of sin and cos.
func hyperbolic(s, x []float64, f, g func(float64) float64) {
	c := make([]float64, len(s))
	s[0], c[0] = f(x[0]), g(x[0])
	for k := 1; k < len(s); k++ {
		s[k], c[k] = 0, 0
		for j := 1; j <= k; j++ {
			s[k] += float64(j) * x[j] * c[k-j] / float64(k)
			c[k] += float64(j) * x[j] * s[k-j] / float64(k)
		}
	}
}

// The line that repeats a violation is the one that made it.
func TestRepeat(t *testing.T) {
	impl := func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
		return make([]float64, order+1), make([]float64, order+1), nil
	}
	err := taylor.Chain(impl, expr.MustParse("exp(x)", -1, 1), []float64{0.3, 1.5}, 2)
	require.NoError(t, err) // 0 = 0: no law speaks against zero but the one of inverses
	err = taylor.InversePairs(impl, 0.1, 2)
	assert.ErrorContains(t, err, "repeat: taylor.InversePairs(impl, 0.1, 2)")

	err = taylor.Linearity(taylor.Jets, 0.5, expr.MustParse("x", 0, 1), 1, expr.MustParse("sin(x) - 0.5", -1, 1), 7, 2)
	assert.ErrorContains(t, err, `repeat: taylor.Linearity(impl, 0.5, expr.MustParse("x", 0, 1), 1, expr.MustParse("sin(x) - 0.5", -1, 1), 7, 2)`)
}

// What is no enclosure is the implementation's error, whatever the law.
func TestTaylorRejectsWhatIsNoEnclosure(t *testing.T) {
	spoil := func(change func(value, bound []float64) ([]float64, []float64)) taylor.Coefficients {
		return func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
			value, bound, err = taylor.Jets(f, x, order)
			value, bound = change(value, bound)
			return value, bound, err
		}
	}
	for want, change := range map[string]func(v, b []float64) ([]float64, []float64){
		"coefficient 1 is NaN":                 func(v, b []float64) ([]float64, []float64) { v[1] = math.NaN(); return v, b },
		"coefficient 0 is -Inf":                func(v, b []float64) ([]float64, []float64) { v[0] = math.Inf(-1); return v, b },
		"bound of coefficient 1 is +Inf":       func(v, b []float64) ([]float64, []float64) { b[1] = math.Inf(1); return v, b },
		"bound of coefficient 1 is NaN":        func(v, b []float64) ([]float64, []float64) { b[1] = math.NaN(); return v, b },
		"bound of coefficient 1 is -1":         func(v, b []float64) ([]float64, []float64) { b[1] = -1; return v, b },
		"coefficients and 7 bounds, want 7 of": func(v, b []float64) ([]float64, []float64) { return v[1:], b },
	} {
		for name, law := range laws {
			if name == "Derivatives" && want == "coefficients and 7 bounds, want 7 of" {
				continue // asks for one order more
			}
			assert.ErrorContains(t, law(spoil(change)), want, name)
		}
	}
}

// An implementation without logarithms is checked on the other pairs; one
// without any function at all can't pass.
func TestUnsupported(t *testing.T) {
	without := func(lacks func(string) bool) taylor.Coefficients {
		return func(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
			if lacks(f.String()) {
				return nil, nil, taylor.ErrUnsupported
			}
			return taylor.Jets(f, x, order)
		}
	}
	some := without(func(f string) bool { return f != "sqrt(x)^2" })
	assert.NoError(t, taylor.InversePairs(some, 0.3, 4))
	none := without(func(string) bool { return true })
	assert.ErrorContains(t, taylor.InversePairs(none, 0.3, 4), "no pair")
	err := taylor.Derivatives(none, "sin", 0.3, 4)
	assert.True(t, errors.Is(err, taylor.ErrUnsupported))
}
