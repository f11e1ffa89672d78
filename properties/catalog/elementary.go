package catalog

import (
	"math"

	"adfd/numerics/exact/interval"
)

// halfPi is the float64 nearest to pi/2, below it.
const halfPi = 0x1.921fb54442d18p+0

// elementary are the functions of package exact.
var elementary = []Function{
	{
		Name: "exp", Formula: "e^x",
		Domain: interval.Interval{Lo: -745, Hi: 709.75}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{-744.5, Tiny, "the value has one or two bits"},
			{-730.0, Tiny, "the value is subnormal, and so are all derivatives"},
			{709.5, Huge, "beside overflow"},
		},
		naive: math.Exp, series: call("exp"),
	},
	{
		Name: "log", Formula: "log x",
		Domain: interval.Interval{Lo: 0x1p-1022, Hi: 0x1p1023}, Core: interval.Interval{Lo: 0.25, Hi: 8},
		Places: []Place{
			{1 + 0x1p-52, Sensitive, "the value is 2^-52"},
			{1 - 0x1p-53, Sensitive, "the value is -2^-53"},
			{0x1p-1000, Steep, "derivatives overflow"},
		},
		naive: math.Log, series: call("log"),
	},
	{
		Name: "sin", Formula: "sin x",
		Domain: interval.Interval{Lo: -1e300, Hi: 1e300}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{2 * halfPi, Sensitive, "the float64 beside the zero at pi"},
			{1e22, Sensitive, "argument reduction takes 127 bits of pi"},
		},
		naive: math.Sin, series: call("sin"),
	},
	{
		Name: "cos", Formula: "cos x",
		Domain: interval.Interval{Lo: -1e300, Hi: 1e300}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{halfPi, Sensitive, "the float64 beside the zero at pi/2"},
			{0x1p60, Sensitive, "argument reduction takes 114 bits of pi"},
		},
		naive: math.Cos, series: call("cos"),
	},
	{
		Name: "tan", Formula: "tan x",
		Domain: interval.Interval{Lo: -halfPi, Hi: halfPi}, Core: interval.Interval{Lo: -1.25, Hi: 1.25},
		Places: []Place{
			{halfPi, Sensitive, "the float64 beside the pole: the value is 1.6e16"},
			{1.57, Sensitive, "8e-4 from the pole"},
		},
		naive: math.Tan, series: call("tan"),
	},
	{
		Name: "sinh", Formula: "(e^x - e^-x)/2",
		Domain: interval.Interval{Lo: -710, Hi: 710}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{1e-6, Cancels, "both exponentials are near 1"},
			{709.5, Huge, "beside overflow"},
		},
		naive:  func(x float64) float64 { return (math.Exp(x) - math.Exp(-x)) / 2 },
		series: call("sinh"),
	},
	{
		Name: "cosh", Formula: "(e^x + e^-x)/2",
		Domain: interval.Interval{Lo: -710, Hi: 710}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{1e-6, Saturated, "the value is 1 + 5e-13"},
			{-709.5, Huge, "beside overflow"},
		},
		naive:  func(x float64) float64 { return (math.Exp(x) + math.Exp(-x)) / 2 },
		series: call("cosh"),
	},
	{
		Name: "tanh", Formula: "(e^x - e^-x)/(e^x + e^-x)",
		Domain: interval.Interval{Lo: -370, Hi: 370}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{
			{-1e-6, Cancels, "both exponentials are near 1"},
			{19.5, Saturated, "the value is 1 to rounding; sech^2 is 5e-17, which 1 - tanh^2 loses"},
			{-365, Saturated, "sech^2 is subnormal"},
		},
		naive: func(x float64) float64 {
			p, n := math.Exp(x), math.Exp(-x)
			return (p - n) / (p + n)
		},
		series: call("tanh"),
	},
	{
		Name: "sigmoid", Formula: "1/(1 + e^-x)",
		Domain: interval.Interval{Lo: -745, Hi: 745}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{40, Saturated, "the value is 1 to rounding; the derivative is 4e-18"},
			{-740, Tiny, "the value is subnormal, and e^-x overflows"},
		},
		naive:  func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		series: call("sigmoid"),
	},
	{
		Name: "softplus", Formula: "log(1 + e^x)",
		Domain: interval.Interval{Lo: -745, Hi: 745}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{-30, Cancels, "1 + e^x keeps 9 bits of e^x"},
			{-740, Tiny, "the value is subnormal"},
			{740, Cancels, "e^x overflows"},
		},
		naive:  func(x float64) float64 { return math.Log(1 + math.Exp(x)) },
		series: call("softplus"),
	},
	{
		Name: "gaussian", Formula: "e^(-x^2)",
		Domain: interval.Interval{Lo: -27.25, Hi: 27.25}, Core: interval.Interval{Lo: -3, Hi: 3},
		Places: []Place{
			{25.1, Sensitive, "the rounding of x^2 counts 1260 times"},
			{-27, Tiny, "the value is subnormal"},
			{1e-9, Saturated, "the value is 1 to rounding"},
		},
		naive: func(x float64) float64 { return math.Exp(-x * x) }, series: call("gaussian"),
	},
	{
		Name: "sqrt", Formula: "sqrt x",
		Domain: interval.Interval{Lo: 0x1p-1022, Hi: 0x1p1023}, Core: interval.Interval{Lo: 0.25, Hi: 8},
		Places: []Place{{0x1p-200, Steep, "the branch point is 6e-61 away"}},
		naive:  math.Sqrt, series: call("sqrt"),
	},
	{
		Name: "recip", Formula: "1/x",
		Domain: interval.Interval{Lo: 0x1p-1022, Hi: 0x1p1022}, Core: interval.Interval{Lo: 0.25, Hi: 8},
		Places: []Place{
			{0x1p-200, Steep, "the pole is 6e-61 away"},
			{0x1p-1010, Huge, "all derivatives overflow"},
		},
		naive: func(x float64) float64 { return 1 / x }, series: call("recip"),
	},
	{
		Name: "gelu", Formula: "x (1 + erf(x/sqrt 2))/2",
		Domain: interval.Interval{Lo: -38, Hi: 38}, Core: interval.Interval{Lo: -4, Hi: 4},
		Places: []Place{
			{-7, Cancels, "erf is -1 + 3e-12"},
			{-37.75, Tiny, "the value is subnormal"},
			{-0.7517915246935645, Saturated, "the minimum: the derivative cancels"},
		},
		naive:  func(x float64) float64 { return x * (1 + math.Erf(x/math.Sqrt2)) / 2 },
		series: call("gelu"),
	},
	{
		Name: "silu", Formula: "x/(1 + e^-x)",
		Domain: interval.Interval{Lo: -745, Hi: 745}, Core: interval.Interval{Lo: -8, Hi: 8},
		Places: []Place{
			{-744, Tiny, "the value is subnormal, and e^-x overflows"},
			{-1.2784645427610738, Saturated, "the minimum: the derivative cancels"},
		},
		naive: func(x float64) float64 { return x / (1 + math.Exp(-x)) }, series: call("silu"),
	},
	{
		Name: "erf", Formula: "2/sqrt(pi) integral of e^(-t^2) from 0 to x",
		Domain: interval.Interval{Lo: -27, Hi: 27}, Core: interval.Interval{Lo: -3, Hi: 3},
		Places: []Place{
			{6, Saturated, "the value is 1 to rounding; the derivative is 3e-16"},
			{-26, Saturated, "the derivative is 6e-294"},
		},
		naive: math.Erf, series: call("erf"),
	},
}
