package catalog

import (
	"math"

	"adfd/numerics/exact"
	"adfd/numerics/exact/interval"
)

var fields = []Field{
	{
		Name: "rosenbrock", Formula: "sum over i < 4 of 100 (x_(i+1) - x_i^2)^2 + (1 - x_i)^2", Dim: 4,
		Domain: interval.Interval{Lo: -1e10, Hi: 1e10}, Core: interval.Interval{Lo: -2, Hi: 2},
		Places: []FieldPlace{
			{[]float64{1.000000001, 1.000000002, 1.000000004, 1.000000008}, "the minimum at 1: every difference cancels"},
			{[]float64{1.3, 1.69, 2.8561, 8.157307210000001}, "the floor of the valley x_(i+1) = x_i^2"},
		},
		naive: func(x []float64) float64 {
			s := 0.0
			for i := range len(x) - 1 {
				a, b := x[i+1]-float64(x[i]*x[i]), 1-x[i]
				s += float64(100*a*a) + float64(b*b)
			}
			return s
		},
		series: func(x []exact.Jet) (exact.Jet, error) {
			s := constant(0, x[0].Order())
			for i := range len(x) - 1 {
				a, b := x[i+1].Sub(x[i].Mul(x[i])), constant(1, x[0].Order()).Sub(x[i])
				s = s.Add(a.Mul(a).Scale(exact.New(100))).Add(b.Mul(b))
			}
			return s, nil
		},
	},
	{
		Name: "sines", Formula: "sin(x_1) sin(2 x_2) sin(3 x_3)", Dim: 3,
		Domain: interval.Interval{Lo: -1e16, Hi: 1e16}, Core: interval.Interval{Lo: -2, Hi: 2},
		Places: []FieldPlace{
			{[]float64{0.7, halfPi, 1.1}, "the second factor is 1e-16"},
			{[]float64{1e15, 0.3, -0.4}, "argument reduction of 1e15"},
		},
		naive: func(x []float64) float64 { return math.Sin(x[0]) * math.Sin(2*x[1]) * math.Sin(3*x[2]) },
		series: func(x []exact.Jet) (exact.Jet, error) {
			y := constant(1, x[0].Order())
			for i, v := range x {
				s, err := of("sin", v.Scale(exact.New(float64(i+1))))
				if err != nil {
					return nil, err
				}
				y = y.Mul(s)
			}
			return y, nil
		},
	},
	{
		Name: "exponentials", Formula: "e^(x_1 x_2) - 1 - x_1 x_2 + e^(x_3) - e^(x_4)", Dim: 4,
		Domain: interval.Interval{Lo: -26, Hi: 26}, Core: interval.Interval{Lo: -2, Hi: 2},
		Places: []FieldPlace{
			{[]float64{1e-5, 0.001, 1.5, 1.5000000001}, "the exponentials cancel, and e^(x_1 x_2) - 1 in the gradient"},
		},
		naive: func(x []float64) float64 {
			return math.Exp(x[0]*x[1]) - 1 - float64(x[0]*x[1]) + math.Exp(x[2]) - math.Exp(x[3])
		},
		series: func(x []exact.Jet) (exact.Jet, error) {
			p := x[0].Mul(x[1])
			var e [3]exact.Jet
			for i, u := range []exact.Jet{p, x[2], x[3]} {
				var err error
				if e[i], err = of("exp", u); err != nil {
					return nil, err
				}
			}
			return e[0].Sub(constant(1, p.Order())).Sub(p).Add(e[1]).Sub(e[2]), nil
		},
	},
	{
		Name: "quadratic", Formula: "x^T Q diag(1, 2^-13, 2^-26, 2^-39) Q x / 2, Q = I - J/2, J all ones: condition 2^39", Dim: 4,
		Domain: interval.Interval{Lo: -0x1p300, Hi: 0x1p300}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []FieldPlace{
			{[]float64{-0.1, -0.1, -0.1, 0.1}, "the eigenvector of the least eigenvalue: A x cancels to 2^-39"},
		},
		naive: func(x []float64) float64 {
			a, s := QuadraticMatrix(), 0.0
			for i := range x {
				for j := range x {
					s += float64(x[i] * a[i][j] * x[j])
				}
			}
			return s / 2
		},
		series: func(x []exact.Jet) (exact.Jet, error) {
			a, s := QuadraticMatrix(), constant(0, x[0].Order())
			for i := range x {
				for j := range x {
					s = s.Add(x[i].Mul(x[j]).Scale(exact.New(a[i][j] / 2)))
				}
			}
			return s, nil
		},
	},
	{
		Name: "wells", Formula: "sum over i of (x_i^4 - 2 x_i^2)/i", Dim: 3,
		Domain: interval.Interval{Lo: -0x1p200, Hi: 0x1p200}, Core: interval.Interval{Lo: -2, Hi: 2},
		Places: []FieldPlace{
			{[]float64{1.0000000001, -0.9999999999, 0.5}, "beside two minima: 4x^3 - 4x cancels"},
		},
		naive: func(x []float64) float64 {
			s := 0.0
			for i, v := range x {
				s += (float64(v*v*v*v) - float64(2*v*v)) / float64(i+1)
			}
			return s
		},
		series: func(x []exact.Jet) (exact.Jet, error) {
			s := constant(0, x[0].Order())
			for i, v := range x {
				w := v.Mul(v)
				d, err := w.Mul(w).Sub(w.Scale(exact.New(2))).Div(constant(float64(i+1), v.Order()))
				if err != nil {
					return nil, err
				}
				s = s.Add(d)
			}
			return s, nil
		},
	},
	{
		Name: "logsumexp", Formula: "log(e^(x_1) + e^(x_2) + e^(x_3))", Dim: 3,
		// A width of 40 keeps the least weight of the softmax at 2^-58, and
		// products of two of them, in the Hessian, above 2^-128.
		Domain: interval.Interval{Lo: 980, Hi: 1020}, Core: interval.Interval{Lo: 998, Hi: 1002},
		Places: []FieldPlace{
			{[]float64{1000, 1001, 999}, "e^1000 overflows"},
			{[]float64{985, 1015, 1000.5}, "two weights of the softmax are below 1e-6"},
		},
		naive: func(x []float64) float64 { return math.Log(math.Exp(x[0]) + math.Exp(x[1]) + math.Exp(x[2])) },
		series: func(x []exact.Jet) (exact.Jet, error) {
			s := constant(0, x[0].Order())
			for _, v := range x {
				e, err := of("exp", v)
				if err != nil {
					return nil, err
				}
				s = s.Add(e)
			}
			return of("log", s)
		},
	},
	{
		Name: "norm", Formula: "sqrt(x_1^2 + x_2^2 + x_3^2)", Dim: 3,
		Domain: interval.Interval{Lo: -0x1p1000, Hi: 0x1p1000}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []FieldPlace{
			{[]float64{3e200, -4e200, 1e200}, "the squares overflow"},
			{[]float64{3e-200, -4e-200, 1e-200}, "the squares underflow"},
		},
		Kinks: [][]float64{{0, 0, 0}},
		naive: func(x []float64) float64 {
			return math.Sqrt(float64(x[0]*x[0]) + float64(x[1]*x[1]) + float64(x[2]*x[2]))
		},
		series: func(x []exact.Jet) (exact.Jet, error) {
			s := constant(0, x[0].Order())
			for _, v := range x {
				s = s.Add(v.Mul(v))
			}
			if s[0].Sign() == 0 {
				return s, nil // the value at the kink
			}
			return of("sqrt", s)
		},
	},
}

// QuadraticMatrix is the matrix Q diag(1, 2^-13, 2^-26, 2^-39) Q of the field
// quadratic, [4][4]. Its entries are multiples of 2^-41 below 1, and so exact.
func QuadraticMatrix() [4][4]float64 {
	lambda := [4]float64{1, 0x1p-13, 0x1p-26, 0x1p-39}
	q := func(i, j int) float64 {
		if i == j {
			return 0.5
		}
		return -0.5
	}
	var a [4][4]float64
	for i := range a {
		for j := range a {
			for k, l := range lambda {
				a[i][j] += float64(l * q(i, k) * q(j, k))
			}
		}
	}
	return a
}
