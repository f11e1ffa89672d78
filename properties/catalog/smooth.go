package catalog

import (
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
)

// smooth are compositions, with derivatives of all orders on their domains.
var smooth = []Function{
	{
		Name: "runge", Formula: "1/(1 + 25 x^2)",
		Domain: interval.Interval{Lo: -8, Hi: 8}, Core: interval.Interval{Lo: -1, Hi: 1},
		Places: []Place{{0, Steep, "poles at +-i/5: Taylor's series converges for |t| < 1/5"}},
		naive:  func(x float64) float64 { return 1 / (1 + float64(25*x*x)) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			v := exact.Variable(x, order)
			return of("recip", v.Mul(v).Scale(exact.New(25)).Add(constant(1, order)))
		},
	},
	{
		Name: "sin50", Formula: "sin(50 x)",
		Domain: interval.Interval{Lo: -8, Hi: 8}, Core: interval.Interval{Lo: -1, Hi: 1},
		Places: []Place{{0.01, Steep, "the derivative of order k grows like 50^k"}},
		naive:  func(x float64) float64 { return math.Sin(50 * x) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			return of("sin", exact.Variable(x, order).Scale(exact.New(50)))
		},
	},
	{
		Name: "chirp", Formula: "sin(x^2)",
		Domain: interval.Interval{Lo: -1e10, Hi: 1e10}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{{1234567.1, Cancels, "the rounding of x^2 is 1e-4 of a radian"}},
		naive:  func(x float64) float64 { return math.Sin(x * x) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			v := exact.Variable(x, order)
			return of("sin", v.Mul(v))
		},
	},
	{
		Name: "wilkinson", Formula: "(x - 1)(x - 2)...(x - 20)",
		Domain: interval.Interval{Lo: 0, Hi: 21}, Core: interval.Interval{Lo: 0.25, Hi: 20.75},
		Places: []Place{
			{15.75, Cancels, "the expanded form cancels, though no root is near"},
			{16 + 0x1p-40, Sensitive, "beside a root"},
		},
		naive: horner(expanded(wilkinsonRoots())),
		series: func(x *big.Float, order int) (exact.Jet, error) {
			v, y := exact.Variable(x, order), constant(1, order)
			for _, r := range wilkinsonRoots() {
				y = y.Mul(v.Sub(constant(r, order)))
			}
			return y, nil
		},
	},
	{
		Name: "sextic", Formula: "x^6 - 6x^5 + 15x^4 - 20x^3 + 15x^2 - 6x + 1",
		Domain: interval.Interval{Lo: -8, Hi: 8}, Core: interval.Interval{Lo: -1, Hi: 3},
		Places: []Place{{0.998, Cancels, "(x - 1)^6 in the expanded form: terms of 20, value 6e-17"}},
		naive:  horner([]float64{1, -6, 15, -20, 15, -6, 1}),
		series: func(x *big.Float, order int) (exact.Jet, error) {
			return exact.Variable(x, order).Sub(constant(1, order)).Pow(exact.New(6))
		},
	},
	{
		Name: "cosratio", Formula: "(1 - cos x)/x^2, 1/2 at 0",
		Domain: interval.Interval{Lo: -100, Hi: 100}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{1e-4, Cancels, "1 - cos x is 5e-9"},
			{-1e-9, Cancels, "cos x is 1 to rounding"},
		},
		naive: func(x float64) float64 { return (1 - math.Cos(x)) / (x * x) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			if below(x, 0) {
				return powerSeries(x, order, func(n int) *big.Rat {
					if n%2 == 1 {
						return new(big.Rat)
					}
					return over(1-int64(n%4), n+2)
				}), nil
			}
			v := exact.Variable(x, order)
			c, err := of("cos", v)
			if err != nil {
				return nil, err
			}
			return constant(1, order).Sub(c).Div(v.Mul(v))
		},
	},
	{
		Name: "expm1mx", Formula: "e^x - 1 - x",
		Domain: interval.Interval{Lo: -700, Hi: 700}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{
			{1e-4, Cancels, "the value is 5e-9"},
			{-1e-9, Cancels, "the value is 5e-19, below the rounding of e^x"},
		},
		naive: func(x float64) float64 { return math.Exp(x) - 1 - x },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			if below(x, 0) {
				return powerSeries(x, order, func(n int) *big.Rat {
					if n < 2 {
						return new(big.Rat)
					}
					return over(1, n)
				}), nil
			}
			v := exact.Variable(x, order)
			e, err := of("exp", v)
			if err != nil {
				return nil, err
			}
			return e.Sub(constant(1, order)).Sub(v), nil
		},
	},
	{
		Name: "log1p", Formula: "log(1 + x)",
		Domain: interval.Interval{Lo: -1 + 0x1p-53, Hi: 0x1p60}, Core: interval.Interval{Lo: -0.75, Hi: 8},
		Places: []Place{
			{1e-10, Cancels, "1 + x keeps 20 bits of x"},
			{-1e-17, Cancels, "1 + x is 1 to rounding"},
		},
		naive: func(x float64) float64 { return math.Log(1 + x) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			if below(x, -8) {
				return powerSeries(x, order, func(n int) *big.Rat {
					if n == 0 {
						return new(big.Rat)
					}
					return big.NewRat(2*int64(n%2)-1, int64(n))
				}), nil
			}
			return of("log", exact.Variable(x, order).Add(constant(1, order)))
		},
	},
	{
		Name: "logcosh", Formula: "log(cosh x)",
		Domain: interval.Interval{Lo: -370, Hi: 370}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{{1e-5, Cancels, "cosh x is 1 + 5e-11"}},
		naive:  func(x float64) float64 { return math.Log(math.Cosh(x)) },
		series: logCosh,
	},
	{
		Name: "rootgap", Formula: "sqrt(x + 1) - sqrt x",
		Domain: interval.Interval{Lo: 0x1p-60, Hi: 0x1p60}, Core: interval.Interval{Lo: 0.25, Hi: 8},
		Places: []Place{
			{1e10, Cancels, "roots of 1e5, value 5e-6"},
			{1e15, Cancels, "roots of 3e7, value 2e-8"},
		},
		naive: func(x float64) float64 { return math.Sqrt(x+1) - math.Sqrt(x) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			v := exact.Variable(x, order)
			a, err := of("sqrt", v.Add(constant(1, order)))
			if err != nil {
				return nil, err
			}
			b, err := of("sqrt", v)
			if err != nil {
				return nil, err
			}
			return a.Sub(b), nil
		},
	},
	{
		Name: "pole", Formula: "1/(x - 1)",
		Domain: interval.Interval{Lo: 1 + 0x1p-52, Hi: 0x1p60}, Core: interval.Interval{Lo: 1.25, Hi: 8},
		Places: []Place{
			{1 + 0x1p-20, Sensitive, "the pole is 1e-6 away"},
			{1.0009, Steep, "the pole is 9e-4 away"},
		},
		naive: func(x float64) float64 { return 1 / (x - 1) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			return of("recip", exact.Variable(x, order).Sub(constant(1, order)))
		},
	},
	{
		Name: "flat", Formula: "e^(-1/x^2), 0 at 0",
		Domain: interval.Interval{Lo: -8, Hi: 8}, Core: interval.Interval{Lo: -2, Hi: 2},
		Places: []Place{
			{0.037, Tiny, "the value is subnormal"},
			{0.04, Sensitive, "all derivatives vanish at 0; the rounding of 1/x^2 counts 625 times"},
		},
		naive: func(x float64) float64 {
			if x == 0 {
				return 0
			}
			return math.Exp(-1 / (x * x))
		},
		series: flat,
	},
	{
		Name: "step", Formula: "tanh(100 x)",
		Domain: interval.Interval{Lo: -3, Hi: 3}, Core: interval.Interval{Lo: -0.0625, Hi: 0.0625},
		Places: []Place{
			{0.005, Steep, "poles at +-i pi/200"},
			{0.25, Saturated, "the value is 1 to rounding; the derivative is 8e-20"},
		},
		naive: func(x float64) float64 { return math.Tanh(100 * x) },
		series: func(x *big.Float, order int) (exact.Jet, error) {
			return of("tanh", exact.Variable(x, order).Scale(exact.New(100)))
		},
	},
}

// logCosh takes all coefficients but the first from its derivative, c_k =
// tanh_(k-1)/k. The first is |x| + log(1 + e^(-2|x|)) - log 2, log(cosh x), or,
// where cosh x is 1 but for 2^-120, three terms of the power series, whose next one,
// 17/1260 x^6 < 2^-366 of the first, is beyond the precision.
func logCosh(x *big.Float, order int) (exact.Jet, error) {
	t, err := exact.Coefficients("tanh", x, max(order-1, 0))
	if err != nil {
		return nil, err
	}
	c := exact.Jet{logCoshValue(x)}
	for k := 1; k <= order; k++ {
		c = append(c, newFloat().Quo(t[k-1], newFloat().SetInt64(int64(k))))
	}
	return c, nil
}

func logCoshValue(x *big.Float) *big.Float {
	switch {
	case below(x, -60):
		return powerSeries(x, 0, func(n int) *big.Rat {
			switch n {
			case 2:
				return big.NewRat(1, 2)
			case 4:
				return big.NewRat(-1, 12)
			case 6:
				return big.NewRat(1, 45)
			}
			return new(big.Rat)
		})[0]
	case below(x, 0):
		c := must(of("cosh", exact.Variable(x, 0)))
		return must(of("log", c))[0]
	}
	v := exact.Variable(new(big.Float).Abs(x), 0)
	y := must(of("softplus", v.Scale(exact.New(-2))))
	return y.Add(v).Sub(exact.Constant(exact.Ln2(jetPrec), 0))[0]
}

// flat is e^(-1/x^2). Below |x| = 2^-14 it and its derivatives are less than
// 2^(-3e8), and returned as 0.
func flat(x *big.Float, order int) (exact.Jet, error) {
	if below(x, -14) {
		return constant(0, order), nil
	}
	r, err := of("recip", exact.Variable(x, order))
	if err != nil {
		return nil, err
	}
	return of("exp", r.Mul(r).Scale(exact.New(-1)))
}

func wilkinsonRoots() []float64 {
	roots := make([]float64, 20)
	for i := range roots {
		roots[i] = float64(i + 1)
	}
	return roots
}

// expanded returns the coefficients of the product of x - r, from the constant
// up, each rounded once.
func expanded(roots []float64) []float64 {
	p := []*big.Int{big.NewInt(1)}
	for _, r := range roots {
		q := make([]*big.Int, len(p)+1)
		for k := range q {
			q[k] = new(big.Int)
			if k > 0 {
				q[k].Set(p[k-1])
			}
			if k < len(p) {
				q[k].Sub(q[k], new(big.Int).Mul(p[k], big.NewInt(int64(r))))
			}
		}
		p = q
	}
	c := make([]float64, len(p))
	for k := range c {
		c[k], _ = new(big.Float).SetInt(p[k]).Float64()
	}
	return c
}

func horner(c []float64) func(float64) float64 {
	return func(x float64) float64 {
		y := 0.0
		for k := len(c) - 1; k >= 0; k-- {
			y = float64(y*x) + c[k]
		}
		return y
	}
}
