package taylor

import (
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/internal/repeat"
)

// Leibniz: the coefficients of f g are the Cauchy products, sum over i of
// f_i g_(k-i). x must be in the domains of f and g.
func Leibniz(impl Coefficients, f, g expr.Expr, x float64, order int) error {
	c, err := CompareLeibniz(impl, f, g, x, order)
	return properties.Judge("Leibniz", repeat.Call("taylor.Leibniz", f, g, x, order), c, err)
}

// CompareLeibniz is Leibniz with its numbers, one for each coefficient.
func CompareLeibniz(impl Coefficients, f, g expr.Expr, x float64, order int) ([]properties.Comparison, error) {
	product, err := expr.Mul(f, g)
	if err != nil {
		return nil, err
	}
	p, fs, gs, err := impl.three(product, f, g, x, order)
	if err != nil {
		return nil, err
	}
	return coefficients(product.String(), x, p, cauchy(fs, gs)), nil
}
