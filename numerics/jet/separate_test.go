package jet_test

import (
	"testing"

	"adfd/numerics/jet"

	"github.com/stretchr/testify/assert"
)

// A recurrence reads its argument after it has begun to write: every function that is one refuses to
// write over it, in place of a wrong series.
func TestDestinationIsNotTheArgument(t *testing.T) {
	type series = jet.Jet[float64]
	for name, f := range map[string]func(dst, x series){
		"Div by":         func(dst, x series) { jet.Div(dst, jet.Constant(1.0, 2), x) },
		"Recip":          func(dst, x series) { jet.Recip(dst, x) },
		"Exp":            func(dst, x series) { jet.Exp(dst, x) },
		"Log":            func(dst, x series) { jet.Log(dst, x) },
		"SinCos, sin":    func(dst, x series) { jet.SinCos(dst, nil, x) },
		"SinCos, cos":    func(dst, x series) { jet.SinCos(nil, dst, x) },
		"Sin":            func(dst, x series) { jet.Sin(dst, x) },
		"Cos":            func(dst, x series) { jet.Cos(dst, x) },
		"Tan":            func(dst, x series) { jet.Tan(dst, x) },
		"SinhCosh, sinh": func(dst, x series) { jet.SinhCosh(dst, nil, x) },
		"SinhCosh, cosh": func(dst, x series) { jet.SinhCosh(nil, dst, x) },
		"Tanh":           func(dst, x series) { jet.Tanh(dst, x) },
		"Sigmoid":        func(dst, x series) { jet.Sigmoid(dst, x) },
		"Softplus":       func(dst, x series) { jet.Softplus(dst, x) },
		"SiLU":           func(dst, x series) { jet.SiLU(dst, x) },
		"Gaussian":       func(dst, x series) { jet.Gaussian(dst, x) },
		"Erf":            func(dst, x series) { jet.Erf(dst, x) },
		"GELU":           func(dst, x series) { jet.GELU(dst, x) },
		"Sqrt":           func(dst, x series) { jet.Sqrt(dst, x) },
		"PowInt":         func(dst, x series) { jet.PowInt(dst, x, 3) },
		"Pow":            func(dst, x series) { jet.Pow(dst, x, 0.5) },
	} {
		x := series{0.5, 1, 0.25}
		assert.PanicsWithValue(t, "jet: the destination must not be the argument", func() { f(x, x) }, name)
		assert.Equal(t, series{0.5, 1, 0.25}, x, "%s has begun to write", name)
		assert.NotPanics(t, func() { f(make(series, 3), x) }, name)
	}
	one := make(series, 3)
	assert.Panics(t, func() { jet.SinCos(one, one, series{0.5, 1, 0.25}) }, "sin and cos in one place")
	assert.Panics(t, func() { jet.SinhCosh(one, one, series{0.5, 1, 0.25}) }, "sinh and cosh in one place")
}
