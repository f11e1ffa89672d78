package taylor

import (
	"errors"
	"fmt"
	"math"

	"adfd/properties"
	"adfd/properties/expr"
)

// Coefficients is a Taylor-coefficient implementation: for k = 0 to order, value[k]
// approximates f^(k)(x)/k! and bound[k] >= |value[k] - f^(k)(x)/k!| is the error
// that it vouches for. expr.Fold evaluates f in an arithmetic of one's own.
//
// An implementation that lacks a function returns an error that wraps
// ErrUnsupported.
type Coefficients func(f expr.Expr, x float64, order int) (value, bound []float64, err error)

// ErrUnsupported is the error of an implementation that lacks a function.
// InversePairs passes over the pairs that need it.
var ErrUnsupported = errors.New("function not supported")

// series evaluates f and turns the result into balls.
func (impl Coefficients) series(f expr.Expr, x float64, order int) ([]ball, error) {
	value, bound, err := impl(f, x, order)
	if err != nil {
		return nil, fmt.Errorf("%v at x = %v: %w", f, x, err)
	}
	if len(value) != order+1 || len(bound) != order+1 {
		return nil, fmt.Errorf("%v at x = %v: %d coefficients and %d bounds, want %d of each",
			f, x, len(value), len(bound), order+1)
	}
	c := make([]ball, order+1)
	for k := range c {
		v, b := value[k], bound[k]
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%v at x = %v: coefficient %d is %v", f, x, k, v)
		}
		if math.IsInf(b, 0) || !(b >= 0) {
			return nil, fmt.Errorf("%v at x = %v: the bound of coefficient %d is %v, want it finite and not negative", f, x, k, b)
		}
		c[k] = around(v, b)
	}
	return c, nil
}

// coefficients compares two series, number by number.
func coefficients(what string, x float64, got, want []ball) []properties.Comparison {
	c := make([]properties.Comparison, len(want))
	for k := range want {
		m, a := compare(got[k], want[k])
		c[k] = properties.AtMost(fmt.Sprintf("%s at x = %v, coefficient %d", what, x, k), m, a)
	}
	return c
}

// polynomial is the series of the polynomial with these coefficients.
func polynomial(inner []float64, order int) []ball {
	c := make([]ball, order+1)
	for k := range c {
		c[k] = exactly(0)
		if k < len(inner) {
			c[k] = exactly(inner[k])
		}
	}
	return c
}

// cauchy is the product of two series, sum over i of a_i b_(k-i).
func cauchy(a, b []ball) []ball {
	c := make([]ball, len(a))
	for k := range c {
		c[k] = exactly(0)
		for i := 0; i <= k; i++ {
			c[k] = c[k].add(a[i].mul(b[k-i]))
		}
	}
	return c
}

func scale(s ball, a []ball) []ball {
	c := make([]ball, len(a))
	for k := range a {
		c[k] = s.mul(a[k])
	}
	return c
}
