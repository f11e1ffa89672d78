package taylor

import (
	"fmt"
	"math/big"

	"adfd/numerics/exact"
	"adfd/properties"
	"adfd/properties/expr"
	"adfd/properties/internal/number"
	"adfd/properties/internal/repeat"
)

// derivative says that the q-th derivative of an elementary function is
// factor * text.
type derivative struct {
	q      int
	factor func() *big.Float
	text   string
}

// derivatives is the table of derivatives that any calculus text has, one
// entry for each elementary function.
var derivatives = map[string]derivative{
	"exp":      {1, one, "exp(x)"},
	"log":      {1, one, "recip(x)"},
	"sin":      {1, one, "cos(x)"},
	"cos":      {1, one, "-1*sin(x)"},
	"tan":      {1, one, "1 + tan(x)^2"},
	"sinh":     {1, one, "cosh(x)"},
	"cosh":     {1, one, "sinh(x)"},
	"tanh":     {1, one, "1 - tanh(x)^2"},
	"sigmoid":  {1, one, "sigmoid(x)*sigmoid(-1*x)"},
	"softplus": {1, one, "sigmoid(x)"},
	"gaussian": {1, one, "-2*x*gaussian(x)"},
	"sqrt":     {1, one, "0.5/sqrt(x)"},
	"recip":    {1, one, "-1*recip(x)^2"},
	"gelu":     {2, normal, "(2 - x^2)*exp(-0.5*x^2)"},
	"silu":     {1, one, "sigmoid(x)*(1 + x*sigmoid(-1*x))"},
	"erf":      {1, twiceNormal, "gaussian(x)"},
}

func one() *big.Float { return exact.New(1) }

// normal is 1/sqrt(2 pi), with which gelu” = (2 - x^2) phi(x), phi the density
// of the normal distribution.
func normal() *big.Float {
	p := exact.Pi(number.Prec)
	return number.New().Quo(number.New().SetInt64(1), number.New().Sqrt(p.Mul(number.New().SetInt64(2), p)))
}

// twiceNormal is 2/sqrt(pi).
func twiceNormal() *big.Float {
	return number.New().Quo(number.New().SetInt64(2), number.New().Sqrt(exact.Pi(number.Prec)))
}

// constantError bounds the relative error of the factors above: a quotient, a
// root and a constant, at 2^-512 or less each.
const constantError = 4 * 0x1p-512

// Derivatives: the coefficients of the named function and those of its
// derivative agree, (k+1) f_(k+1) = (f')_k, where f' is written in elementary
// functions too, as cos(x) for sin or 1 - tanh(x)^2 for tanh (gelu by its second
// derivative). x must be in the declared domain; see expr.Elementary.
//
// This is the law that tells a recurrence of the wrong differential equation
// from the right one; Linearity, Leibniz and Chain hold for both.
func Derivatives(impl Coefficients, name string, x float64, order int) error {
	c, err := CompareDerivatives(impl, name, x, order)
	return properties.Judge("Derivatives", repeat.Call("taylor.Derivatives", name, x, order), c, err)
}

// CompareDerivatives is Derivatives with its numbers, for coefficients 0 to
// order of the derivative.
func CompareDerivatives(impl Coefficients, name string, x float64, order int) ([]properties.Comparison, error) {
	f, err := expr.Elementary(name)
	if err != nil {
		return nil, err
	}
	d, ok := derivatives[name]
	if !ok {
		return nil, fmt.Errorf("the derivative of %q is not in the table", name)
	}
	lo, hi := f.Domain()
	g, err := expr.Parse(d.text, lo, hi)
	if err != nil {
		return nil, err
	}
	fs, err := impl.series(f, x, order+d.q)
	if err != nil {
		return nil, err
	}
	gs, err := impl.series(g, x, order)
	if err != nil {
		return nil, err
	}
	got := make([]ball, order+1)
	for k := range got {
		rising := 1.0 // (k+1) ... (k+q)
		for i := 1; i <= d.q; i++ {
			rising *= float64(k + i)
		}
		got[k] = exactly(rising).mul(fs[k+d.q])
	}
	factor := ball{number.New().Set(d.factor()), newRad()}
	factor.rad.Mul(newRad().Abs(factor.mid), newRad().SetFloat64(constantError))
	what := fmt.Sprintf("derivative %d of %v", d.q, f)
	return coefficients(what, x, got, scale(factor, gs)), nil
}
