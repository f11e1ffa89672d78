package taylor

import (
	"errors"
	"fmt"

	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/internal/repeat"
)

// inversePairs are compositions that are x itself, on intervals where both
// functions are declared: an elementary function with its inverse, where that
// has a closed form.
var inversePairs = []expr.Expr{
	expr.MustParse("exp(log(x))", 0x1p-9, 0x1p9),
	expr.MustParse("log(exp(x))", -6, 6),
	expr.MustParse("sinh(log(x + sqrt(x^2 + 1)))", -0.9375, 8),
	expr.MustParse("cosh(log(x + sqrt(x^2 - 1)))", 1.25, 16),
	expr.MustParse("tanh(0.5*log((1 + x)/(1 - x)))", -0.875, 0.875),
	expr.MustParse("sigmoid(log(x/(1 - x)))", 0.0625, 0.9375),
	expr.MustParse("softplus(log(exp(x) - 1))", 0.0625, 6),
	expr.MustParse("log(exp(softplus(x)) - 1)", -6, 6),
	expr.MustParse("sqrt(x)^2", 0x1p-9, 0x1p9),
	expr.MustParse("sqrt(x^2)", 0x1p-4, 0x1p4),
	expr.MustParse("recip(recip(x))", 0x1p-9, 0x1p9),
}

// InversePairs: a function of its inverse is x, with coefficients x, 1, 0, ...
// Every pair with x in its domain is checked, such as exp(log(x)) or
// sinh(log(x + sqrt(x^2 + 1))). An x that no pair can take is an error, as is an
// implementation that supports none of them.
func InversePairs(impl Coefficients, x float64, order int) error {
	c, err := CompareInversePairs(impl, x, order)
	return properties.Judge("InversePairs", repeat.Call("taylor.InversePairs", x, order), c, err)
}

// CompareInversePairs is InversePairs with its numbers, one for each
// coefficient of each pair.
func CompareInversePairs(impl Coefficients, x float64, order int) ([]properties.Comparison, error) {
	var all []properties.Comparison
	for _, pair := range inversePairs {
		if lo, hi := pair.Domain(); !(lo <= x && x <= hi) {
			continue
		}
		got, err := impl.series(pair, x, order)
		if errors.Is(err, ErrUnsupported) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, coefficients(pair.String(), x, got, polynomial([]float64{x, 1}, order))...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no pair of functions could be checked at x = %v", x)
	}
	return all, nil
}
