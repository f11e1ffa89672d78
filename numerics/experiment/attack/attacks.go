package attack

import (
	"math"
	"math/big"

	"adfd/numerics/exact"
	"adfd/numerics/exact/dd"
	"adfd/numerics/fd"
	"adfd/theory"
)

// attacks lists the bounds under attack, each with scratch of its own.
func attacks() []*attack {
	return []*attack{
		formulaAttack("truncation", measureTruncation),
		formulaAttack("a-priori rounding", measureRounding),
		formulaAttack("running rounding", measureRunning),
		formulaAttack("total", measureTotal),
		stencilSumAttack(),
		sineEntryAttack(),
		featureArgumentAttack(),
		jetAttack(),
		weylAttack(),
		singularValueAttack(),
		stencilPointAttack(),
	}
}

// pick is a whole number below n from a coordinate.
func pick(p float64, n int) float64 { return math.Floor(p * float64(n)) }

// between is 2^e for an exponent between lo and hi.
func between(p, lo, hi float64) float64 { return math.Exp2(lo + (hi-lo)*p) }

// signed spreads a coordinate over both signs and the exponents lo to hi; a
// tenth of it goes to the exponents from lowest to highest.
func signed(p, lo, hi, lowest, highest float64) float64 {
	sign := 1.0
	if p *= 2; p >= 1 {
		p, sign = p-1, -1
	}
	if p < 0.1 {
		return sign * between(p/0.1, lowest, highest)
	}
	return sign * between((p-0.1)/0.9, lo, hi)
}

// arm is a stencil prepared for both arithmetics, with the numbers of its bounds.
type arm struct {
	fd.Stencil
	theory.Difference
	dd                 struct{ offsets, weights []dd.DD }
	big                struct{ offsets, weights []*big.Float }
	furthest, smallest float64 // largest and least offset
}

// oraclePrec is the precision of a sum that cancels: 256 bits are left of it.
const oraclePrec = exact.Prec + exact.Guard

// arms are the stencils under attack: central and one-sided ones, and two on uneven
// offsets whose kernels change sign.
func arms() []*arm {
	var all []*arm
	add := func(s fd.Stencil, err error) {
		if err != nil {
			panic(err) // offsets of this function
		}
		a := &arm{Stencil: s}
		if a.Difference, err = theory.NewDifference(s.Order(), s.Accuracy(), s.Offsets(), s.Weights()); err != nil {
			panic(err)
		}
		offsets, weights := s.Offsets(), s.Weights()
		for j := range offsets {
			o, w := new(big.Float).SetPrec(oraclePrec).SetRat(offsets[j]), new(big.Float).SetPrec(oraclePrec).SetRat(weights[j])
			a.big.offsets, a.big.weights = append(a.big.offsets, o), append(a.big.weights, w)
			a.dd.offsets, a.dd.weights = append(a.dd.offsets, dd.FromBig(o)), append(a.dd.weights, dd.FromBig(w))
		}
		floats, _ := s.Float64()
		a.smallest, a.furthest = floats[0], floats[len(floats)-1]
		all = append(all, a)
	}
	for q := 1; q <= 4; q++ {
		for p := 2; p <= 8; p += 2 {
			add(fd.Central(q, p))
		}
		add(fd.Forward(q, 1))
		add(fd.Backward(q, 3))
	}
	add(fd.New(1, []float64{-1, 0.25, 2}))
	third := []*big.Rat{big.NewRat(-2, 3), big.NewRat(1, 3), big.NewRat(1, 1), big.NewRat(7, 3)}
	add(fd.NewRat(2, third))
	return all
}

// The functions under attack: 2^e sin(w t), 2^e exp(w t), 2^e t^(p+q), the power that
// attains the truncation bound, and 2^e t^(p+q+1).
const (
	waveSine = iota
	waveExp
	wavePower
	waveNext
	waves
)

// formulaCase is one function, stencil, point and step.
type formulaCase struct {
	*arm
	wave     int
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
				pick(p[0], len(stencils)), pick(p[1], waves), signed(p[2], -12, 3, -1070, 12),
				between(p[3], -44, 4), between(p[4], -4, 4), e,
			}
		},
		measure: func(in []float64, exactly bool) (float64, float64, bool) {
			c := formulaCase{stencils[int(in[0])], int(in[1]), in[2], in[3], in[4], int(in[5])}
			// Far outside, values overflow; nearer, arguments of exp do not.
			if !(math.Abs(c.w)*(math.Abs(c.x)+c.Reach*math.Abs(c.h)) < 64) {
				return 0, 0, false
			}
			err, bound, ok := measure(c, exactly)
			return err, bound, ok && finite(err) && !math.IsInf(bound, 1)
		},
		power: func(in []float64) float64 { return math.Abs(in[3]) },
	}
}

func finite(x float64) bool { return x-x == 0 }

// degree is that of the monomial.
func (c formulaCase) degree() int {
	return c.Difference.Order + c.Difference.Accuracy + c.wave - wavePower
}

// maximum bounds max |f^(k)| over the reach of the stencil, widened for rounded
// arguments, without the factor 2^exponent: of a sine, 1 if its phase passes an
// extremum; of the others, the value at an end. Roundings are far below 2^-30.
func (c formulaCase) maximum(k int) float64 {
	const room = 1 + 0x1p-30
	margin := 0x1p-40*(math.Abs(c.x)+c.Reach*math.Abs(c.h)) + 0x1p-1060
	lo, hi := c.x+min(0, c.smallest*c.h)-margin, c.x+max(0, c.furthest*c.h)+margin
	largest := max(math.Abs(lo), math.Abs(hi))
	scale := math.Pow(c.w, float64(k)) * room
	switch c.wave {
	case waveExp:
		return scale * math.Exp(c.w*hi)
	case waveSine:
		phase := float64(k%2) * math.Pi / 2
		a, b := c.w*lo+phase, c.w*hi+phase
		if math.Floor(b/math.Pi-0.5) > math.Floor(a/math.Pi-0.5) {
			return scale
		}
		return scale * min(1, max(math.Abs(math.Sin(a)), math.Abs(math.Sin(b)))+0x1p-40)
	}
	n := c.degree()
	if k > n {
		return 0
	}
	for i := range k {
		scale = scale / c.w * float64(n-i) // the monomial has no frequency
	}
	return scale * math.Pow(largest, float64(n-k))
}

// maxima are the sizes of the bounds, rounded upwards; the values of f are within
// u |f| and half of the smallest number.
func (c formulaCase) maxima() theory.Sizes {
	up := func(k int) float64 { return math.Ldexp(c.maximum(k), c.exponent) + 0x1p-1074 }
	value := up(0)
	return theory.Sizes{
		Value: value, Slope: up(1), Derivative: up(c.Difference.Order + c.Difference.Accuracy),
		ValueError: theory.UnitRoundoff64*value*(1+0x1p-40) + 0x1p-1074,
	}
}

// derivativeDD is f^(k)(t) without the factor 2^exponent, for k = 0 or any k of a
// sine, an exponential or a monomial.
func (c formulaCase) derivativeDD(k int, t dd.DD) dd.DD {
	w := dd.FromFloat64(c.w)
	var v dd.DD
	switch c.wave {
	case waveSine:
		if v = w.Mul(t); k%2 == 0 {
			v = v.Sin()
		} else {
			v = v.Cos()
		}
		if k%4 >= 2 {
			v = v.Neg()
		}
	case waveExp:
		v = w.Mul(t).Exp()
	default:
		v = dd.FromFloat64(1)
		for i := range c.degree() {
			if i < k {
				v = v.Mul(dd.FromFloat64(float64(c.degree() - i)))
			} else {
				v = v.Mul(t)
			}
		}
		return v
	}
	for range k {
		v = v.Mul(w)
	}
	return v
}

// derivativeBig is the same with oraclePrec bits.
func (c formulaCase) derivativeBig(k int, t *big.Float) *big.Float {
	num := func(x float64) *big.Float { return new(big.Float).SetPrec(oraclePrec).SetFloat64(x) }
	v := num(1)
	if c.wave >= wavePower {
		for i := range c.degree() {
			if i < k {
				v.Mul(v, num(float64(c.degree()-i)))
			} else {
				v.Mul(v, t)
			}
		}
		return v
	}
	name := []string{"sin", "exp"}[c.wave]
	f, err := exact.Coefficients(name, new(big.Float).SetPrec(2*oraclePrec).Mul(num(c.w), t), k)
	if err != nil {
		panic(err) // |w t| < 64
	}
	// Coefficients carry Prec + Guard bits; Derivative would round to Prec.
	v.Mul(f[k], v.SetInt(new(big.Int).MulRange(1, int64(k))))
	for range k {
		v.Mul(v, num(c.w))
	}
	return v
}

// reference is what a computed value is compared with: the exact formula
// F = h^-q sum_j w_j f(x + s_j h), the derivative D = f^(q)(x), or D - F for both.
type reference struct{ formula, derivative bool }

// difference is |reference - computed|, with 2^exponent. What the reference itself
// may have lost is taken off, so that it invents no violation: 2^-240 of the absolute
// sum in 256 bits, 2^-94 in double-double.
func (c formulaCase) difference(from reference, computed float64, exactly bool) float64 {
	q := c.Difference.Order
	if exactly {
		num := func(x float64) *big.Float { return new(big.Float).SetPrec(oraclePrec).SetFloat64(x) }
		sum, size := num(0), 0.0
		for j, w := range c.big.weights {
			if !from.formula {
				break
			}
			t := num(c.h)
			// Exact: bits of x and of h s may lie far apart.
			t.SetPrec(4096).Mul(t, c.big.offsets[j]).Add(t, num(c.x))
			term := num(0).Mul(w, c.derivativeBig(0, t))
			sum.Add(sum, term)
			size += math.Abs(exact.Float64(term))
		}
		for range q {
			sum.Quo(sum, num(c.h))
			size /= c.h
		}
		if from.derivative {
			d := c.derivativeBig(q, num(c.x))
			size += math.Abs(exact.Float64(d))
			sum.Sub(d, sum)
		}
		if sum.Sign() != 0 {
			sum.SetMantExp(sum, c.exponent)
		}
		sum.Sub(sum, num(computed))
		return math.Abs(exact.Float64(sum)) - math.Ldexp(size, c.exponent)*0x1p-240
	}
	x, h := dd.FromFloat64(c.x), dd.FromFloat64(c.h)
	var sum dd.DD
	size := 0.0
	for j, w := range c.dd.weights {
		if !from.formula {
			break
		}
		term := w.Mul(c.derivativeDD(0, x.Add(c.dd.offsets[j].Mul(h))))
		sum, size = sum.Add(term), size+math.Abs(term.Hi)
	}
	for range q {
		sum, size = sum.Div(h), size/c.h
	}
	if from.derivative {
		d := c.derivativeDD(q, x)
		sum, size = d.Sub(sum), size+math.Abs(d.Hi)
	}
	// An argument is off by 2^-104 of itself, which the slope magnifies.
	size += math.Abs(c.w) * (math.Abs(c.x) + c.Reach*c.h) * size
	// Scaled before the computed value is taken off, which carries the factor.
	scaled := dd.DD{Hi: math.Ldexp(sum.Hi, c.exponent), Lo: math.Ldexp(sum.Lo, c.exponent)}
	err := math.Abs(scaled.Sub(dd.FromFloat64(computed)).Hi)
	return err - math.Ldexp(size, c.exponent)*0x1p-94 - 0x1p-1073
}

// value is f in float64: correctly rounded, where double-double tells, and rounded
// once more where it is subnormal.
func (c formulaCase) value(t float64) float64 {
	return math.Ldexp(c.derivativeDD(0, dd.FromFloat64(t)).Hi, c.exponent)
}

// stencilPointAttack attacks ArgumentError: the points at which a stencil takes its
// values against x + s h.
func stencilPointAttack() *attack {
	stencils := arms()
	return &attack{
		name: "stencil points", dim: 3, labels: []string{"stencil", "x", "h"},
		inputs: func(p []float64) []float64 {
			return []float64{pick(p[0], len(stencils)), signed(p[1], -6, 6, -1070, 1000), math.Abs(signed(p[2], -30, 6, -1070, 1000))}
		},
		measure: func(in []float64, _ bool) (err, bound float64, ok bool) {
			a, x, h := stencils[int(in[0])], in[1], in[2]
			var points []float64
			_, _ = a.Apply(func(t float64) float64 { // h^q may overflow, which is beside the point
				points = append(points, t)
				return 0
			}, x, h)
			for j, t := range points {
				d := wide(h)
				d.Add(d.Mul(d, a.big.offsets[j]), wide(x))
				err = max(err, math.Abs(exact.Float64(d.Sub(wide(t), d))))
			}
			return err, a.ArgumentError(x, h, theory.UnitRoundoff64), len(points) > 0
		},
		power: func(in []float64) float64 { return in[2] },
	}
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
