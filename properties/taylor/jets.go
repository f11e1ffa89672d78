package taylor

import "adfd/properties/expr"

// Jets is the Taylor implementation of package jet, with its running error
// bounds.
func Jets(f expr.Expr, x float64, order int) (value, bound []float64, err error) {
	b, err := f.Bounded(x, order)
	return b.Value, b.Bound, err
}
