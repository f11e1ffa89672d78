package seriestest

import (
	"math/big"

	"github.com/stretchr/testify/require"

	"adfd/numerics/exact"
	"adfd/numerics/exact/internal/exacttest"
	"adfd/numerics/exact/internal/number"
	"adfd/numerics/exact/internal/triangle"
)

// ClosedFormSizes returns the sums of absolute values of the closed forms of the
// named function, from 256-bit values.
func ClosedFormSizes(t require.TestingT, name string, x *big.Float, order int) exact.Jet {
	c, err := exact.Coefficients(name, x, order)
	require.NoError(t, err)
	c = Majorant(c)
	switch name {
	case "tanh":
		copy(c[1:], tanhSizes(x, order)[1:])
	case "sigmoid":
		copy(c[1:], sigmoidSizes(x, order)[1:])
	case "softplus":
		copy(c[1:], integrate(c[0], sigmoidSizes(x, order))[1:])
	case "silu":
		copy(c[1:], timesIdentity(number.Abs(x), sigmoidSizes(x, order))[1:])
	case "gaussian":
		copy(c[1:], normalSizes(exact.Gaussian(x), number.Shift(x, 1), 1, order)[1:])
	case "erf":
		y := exacttest.Quo(number.Shift(exact.Gaussian(x), 1), exact.Sqrt(exact.Pi(exacttest.Wide)))
		copy(c[1:], integrate(c[0], normalSizes(y, number.Shift(x, 1), 1, order))[1:])
	case "gelu":
		y := exacttest.Quo(exact.Exp(number.Neg(number.Half(number.Square(x)))), number.NewFloat(exacttest.Wide).Sqrt(number.Shift(exact.Pi(exacttest.Wide), 1)))
		p := integrate(number.Half(exact.Erfc(exacttest.Quo(number.Neg(x), exact.Sqrt(exact.New(2))))), normalSizes(y, x, 2, order))
		copy(c[1:], timesIdentity(number.Abs(x), p)[1:])
	}
	return c
}

// normalSizes drops the signs of normalSeries: e^(bt) e^(t²/n).
func normalSizes(y, b *big.Float, n int64, order int) exact.Jet {
	return normalSeries(y, number.Neg(number.Abs(b)), -n, order)
}

func tanhSizes(x *big.Float, order int) exact.Jet {
	c := make(exact.Jet, order+1)
	if exact.Float64(number.Abs(x)) < 0.5 {
		th := number.Abs(exact.Tanh(x))
		for k := range c {
			c[k] = exacttest.Quo(horner(withoutSigns(triangle.Hyperbolic.Row(k)), th), number.NewFloat(exacttest.Wide).SetInt(number.Factorial(k)))
		}
		return c
	}
	for k, s := range logisticSizes(number.Shift(x, 1), order) {
		c[k] = number.Shift(s, k+1)
	}
	return c
}

func sigmoidSizes(x *big.Float, order int) exact.Jet {
	if exact.Float64(number.Abs(x)) > 1 {
		return logisticSizes(x, order)
	}
	c := tanhSizes(number.Half(x), order)
	for k := range c {
		c[k] = number.Shift(c[k], -k-1)
	}
	c[0] = exact.Sigmoid(x)
	return c
}

func logisticSizes(x *big.Float, order int) exact.Jet {
	q := exact.Exp(number.Neg(number.Abs(x)))
	r := exacttest.Quo(number.NewInt(1, 64), exacttest.Add(q, number.NewInt(1, 64)))
	c := make(exact.Jet, order+1)
	for k := range c {
		c[k] = exacttest.Mul(horner(withoutSigns(triangle.Logistic.Row(k)), q), exacttest.Pow0(r, k+1))
		c[k] = exacttest.Quo(c[k], number.NewFloat(exacttest.Wide).SetInt(number.Factorial(k)))
	}
	c[0] = exact.Sigmoid(x)
	return c
}

func withoutSigns(p []*big.Int) []*big.Int {
	q := make([]*big.Int, len(p))
	for i := range p {
		q[i] = new(big.Int).Abs(p[i])
	}
	return q
}

// normalSeries returns the coefficients in t of y e^(-bt) e^(-t²/n): the product of two
// exponential series.
func normalSeries(y, b *big.Float, n int64, order int) exact.Jet {
	linear, square := exact.Jet{y}, exact.Jet{number.NewInt(1, exacttest.Wide)}
	for k := 1; k <= order; k++ {
		linear = append(linear, exacttest.Quo(exacttest.Mul(linear[k-1], b), number.NewInt(int64(-k), 64)))
		square = append(square, exact.New(0))
		if k%2 == 0 {
			square[k] = exacttest.Quo(square[k-2], number.NewInt(-n*int64(k/2), 64))
		}
	}
	c := make(exact.Jet, order+1)
	for k := range c {
		c[k] = exact.New(0)
		for i := 0; i <= k; i++ {
			c[k] = exacttest.Add(c[k], exacttest.Mul(linear[i], square[k-i]))
		}
	}
	return c
}

// integrate returns the series with constant term c0 whose derivative is d.
func integrate(c0 *big.Float, d exact.Jet) exact.Jet {
	c := exact.Jet{c0}
	for k := 1; k < len(d); k++ {
		c = append(c, exacttest.Quo(d[k-1], number.NewInt(int64(k), 64)))
	}
	return c
}

// timesIdentity returns the series of x f(x) from that of f.
func timesIdentity(x *big.Float, f exact.Jet) exact.Jet {
	c := exact.Jet{exacttest.Mul(x, f[0])}
	for k := 1; k < len(f); k++ {
		c = append(c, exacttest.Add(exacttest.Mul(x, f[k]), f[k-1]))
	}
	return c
}

// horner evaluates the polynomial with these coefficients, constant first.
func horner(p []*big.Int, x *big.Float) *big.Float {
	y := exact.New(0)
	for i := len(p) - 1; i >= 0; i-- {
		y = exacttest.Add(exacttest.Mul(y, x), new(big.Float).SetInt(p[i]))
	}
	return y
}
