package attack

import (
	"math"

	"adfd/numerics/engine"
	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/theory"
)

// formulaCase is one function, stencil, point and step.
type formulaCase struct {
	*arm
	wave     wave
	x, h, w  float64
	exponent int
}

// formulaInputs name the inputs of a formulaCase.
var formulaInputs = []string{"stencil", "function", "x", "h", "w", "e"}

func formulaAttack(name string, measure func(c formulaCase, exactly bool) (err, bound float64, ok bool)) *attack {
	stencils := arms()
	return &attack{
		name: name, dim: len(formulaInputs), labels: formulaInputs,
		inputs: func(p []float64) []float64 {
			e := 0.0
			if p[5] < 0.2 { // towards both ends of the range
				e = math.Round(-1080 + 1980*p[5]/0.2)
			}
			return []float64{
				pick(p[0], len(stencils)), pick(p[1], waveCount), signed(p[2], -12, 3, -1070, 12),
				between(p[3], -44, 4), between(p[4], -4, 4), e,
			}
		},
		measure: func(in []float64, exactly bool) (float64, float64, bool) {
			a := stencils[int(in[0])]
			c := formulaCase{a, a.waves[int(in[1])], in[2], in[3], in[4], int(in[5])}
			// Far outside, values overflow; nearer, arguments of exp do not.
			if !(math.Abs(c.w)*(math.Abs(c.x)+float64(c.Reach*math.Abs(c.h))) < 64) {
				return 0, 0, false
			}
			err, bound, ok := measure(c, exactly)
			return err, bound, ok && finite(err) && !math.IsInf(bound, 1)
		},
		power: func(in []float64) float64 { return math.Abs(in[3]) },
	}
}

func finite(x float64) bool { return engine.Finite(x) }

// maximum bounds max |f^(k)| over the reach of the stencil, widened for rounded
// arguments, without the factor 2^exponent. Roundings are far below 2^-30.
func (c formulaCase) maximum(k int) float64 {
	const room = 1 + 0x1p-30
	margin := float64(0x1p-40*(math.Abs(c.x)+float64(c.Reach*math.Abs(c.h)))) + 0x1p-1060
	lo, hi := c.x+min(0, c.smallest*c.h)-margin, c.x+max(0, c.furthest*c.h)+margin
	return c.wave.maximum(c.w, k, lo, hi, math.Pow(c.w, float64(k))*room)
}

// maxima are the sizes of the bounds, rounded upwards; the values of f are within
// u |f| and half of the smallest number.
func (c formulaCase) maxima() theory.Sizes {
	up := func(k int) float64 { return math.Ldexp(c.maximum(k), c.exponent) + 0x1p-1074 }
	value := up(0)
	return theory.Sizes{
		Value: value, Slope: up(1), Derivative: up(c.Difference.Order + c.Difference.Accuracy),
		ValueError: float64(theory.UnitRoundoff64*value*(1+0x1p-40)) + 0x1p-1074,
	}
}

// reference is what a computed value is compared with: the exact formula
// F = h^-q sum_j w_j f(x + s_j h), the derivative D = f^(q)(x), or D - F for both.
type reference struct{ formula, derivative bool }

// difference is |reference - computed|, with 2^exponent. What the reference itself
// may have lost is taken off, so that it invents no violation.
func (c formulaCase) difference(from reference, computed float64, exactly bool) float64 {
	if exactly {
		return c.differenceBig(from, computed)
	}
	return c.differenceDD(from, computed)
}

// differenceBig loses 2^-240 of the absolute sum.
func (c formulaCase) differenceBig(from reference, computed float64) float64 {
	sum, size := num(0), 0.0
	if from.formula {
		for j, w := range c.big.weights {
			t := num(c.h)
			// Exact: bits of x and of h s may lie far apart.
			t.SetPrec(4096).Mul(t, c.big.offsets[j]).Add(t, num(c.x))
			term := num(0).Mul(w, c.wave.big(c.w, 0, t))
			sum.Add(sum, term)
			size += math.Abs(exact.Float64(term))
		}
	}
	for range c.Difference.Order {
		sum.Quo(sum, num(c.h))
		size /= c.h
	}
	if from.derivative {
		d := c.wave.big(c.w, c.Difference.Order, num(c.x))
		size += math.Abs(exact.Float64(d))
		sum.Sub(d, sum)
	}
	if sum.Sign() != 0 {
		sum.SetMantExp(sum, c.exponent)
	}
	sum.Sub(sum, num(computed))
	return math.Abs(exact.Float64(sum)) - float64(math.Ldexp(size, c.exponent)*0x1p-240)
}

// differenceDD loses 2^-94 of the absolute sum.
func (c formulaCase) differenceDD(from reference, computed float64) float64 {
	x, h := dd.FromFloat64(c.x), dd.FromFloat64(c.h)
	var sum dd.DD
	size := 0.0
	if from.formula {
		for j, w := range c.dd.weights {
			term := w.Mul(c.wave.dd(c.w, 0, x.Add(c.dd.offsets[j].Mul(h))))
			sum, size = sum.Add(term), size+math.Abs(term.Hi)
		}
	}
	for range c.Difference.Order {
		sum, size = sum.Div(h), size/c.h
	}
	if from.derivative {
		d := c.wave.dd(c.w, c.Difference.Order, x)
		sum, size = d.Sub(sum), size+math.Abs(d.Hi)
	}
	// An argument is off by 2^-104 of itself, which the slope magnifies.
	size += float64(math.Abs(c.w) * (math.Abs(c.x) + float64(c.Reach*c.h)) * size)
	// Scaled before the computed value is taken off, which carries the factor.
	scaled := dd.DD{Hi: math.Ldexp(sum.Hi, c.exponent), Lo: math.Ldexp(sum.Lo, c.exponent)}
	err := math.Abs(scaled.Sub(dd.FromFloat64(computed)).Hi)
	return err - float64(math.Ldexp(size, c.exponent)*0x1p-94) - 0x1p-1073
}

// value is f in float64: correctly rounded, where double-double tells, and rounded
// once more where it is subnormal.
func (c formulaCase) value(t float64) float64 {
	return math.Ldexp(c.wave.dd(c.w, 0, dd.FromFloat64(t)).Hi, c.exponent)
}

func measureTruncation(c formulaCase, exactly bool) (err, bound float64, ok bool) {
	return c.difference(reference{formula: true, derivative: true}, 0, exactly), c.Truncation(c.h, c.maxima().Derivative), true
}

func measureRounding(c formulaCase, exactly bool) (err, bound float64, ok bool) {
	got, e := c.Apply(c.value, c.x, c.h)
	if e != nil {
		return 0, 0, false // a step absorbed, an overflow
	}
	return c.difference(reference{formula: true}, got, exactly), c.Rounding(c.x, c.h, c.maxima(), theory.UnitRoundoff64), true
}

func measureRunning(c formulaCase, exactly bool) (err, bound float64, ok bool) {
	const half = 0.5 + 0x1p-40 // ulps of value
	got, bound, e := c.ApplyBounded(c.value, c.x, c.h, fd.Values{Slope: c.maxima().Slope, Error: fd.RelativeUlps(half)})
	if e != nil {
		return 0, 0, false
	}
	return c.difference(reference{formula: true}, got, exactly), bound, true
}

func measureTotal(c formulaCase, exactly bool) (err, bound float64, ok bool) {
	got, e := c.Apply(c.value, c.x, c.h)
	if e != nil {
		return 0, 0, false
	}
	return c.difference(reference{derivative: true}, got, exactly), c.Total(c.x, c.h, c.maxima(), theory.UnitRoundoff64), true
}
