package taylor

import (
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/internal/repeat"
)

// Linearity: the coefficients of a f + b g are a f_k + b g_k. x must be in the
// domains of f and g.
func Linearity(impl Coefficients, a float64, f expr.Expr, b float64, g expr.Expr, x float64, order int) error {
	c, err := CompareLinearity(impl, a, f, b, g, x, order)
	return properties.Judge("Linearity", repeat.Call("taylor.Linearity", a, f, b, g, x, order), c, err)
}

// CompareLinearity is Linearity with its numbers, one for each coefficient.
func CompareLinearity(
	impl Coefficients, a float64, f expr.Expr, b float64, g expr.Expr, x float64, order int,
) ([]properties.Comparison, error) {
	af, err := times(a, f)
	if err != nil {
		return nil, err
	}
	bg, err := times(b, g)
	if err != nil {
		return nil, err
	}
	sum, err := expr.Add(af, bg)
	if err != nil {
		return nil, err
	}
	s, fs, gs, err := impl.three(sum, f, g, x, order)
	if err != nil {
		return nil, err
	}
	want := make([]ball, order+1)
	for k := range want {
		want[k] = exactly(a).mul(fs[k]).add(exactly(b).mul(gs[k]))
	}
	return coefficients(sum.String(), x, s, want), nil
}

func times(a float64, f expr.Expr) (expr.Expr, error) {
	c, err := expr.Const(a)
	if err != nil {
		return c, err
	}
	return expr.Mul(c, f)
}

func (impl Coefficients) three(e, f, g expr.Expr, x float64, order int) (es, fs, gs []ball, err error) {
	if es, err = impl.series(e, x, order); err != nil {
		return nil, nil, nil, err
	}
	if fs, err = impl.series(f, x, order); err != nil {
		return nil, nil, nil, err
	}
	gs, err = impl.series(g, x, order)
	return es, fs, gs, err
}
