package certified

import (
	"math"

	"adfd/numerics/jet/internal/scalar"
)

// The numbers that start a recurrence. Each function gives a bound of
// |s(z + d) - s(z)| for a change of the argument of up to d. The inequalities are
// local: multiples of the function's own size at z, so that a bound stays relative
// in the tails. Their own roundings are below 2^-46 = 128u, as are the relative
// errors of the scalar functions they use; shiftUp adds that.

func shiftUp(x float64) float64 { return float64(x) + float64(0x1p-46*x) }

// above is an upper bound of |s(z)| from the computed value.
func above(v float64) float64 { return shiftUp(math.Abs(v)) + seedUnderflow }

// expUp is an upper bound of e^d, d >= 0: below 1 the chord 1 + 2d.
func expUp(d float64) float64 {
	if d <= 1 {
		return 1 + 2*d
	}
	return above(math.Exp(d))
}

// expm1Up is an upper bound of e^d - 1, d >= 0: d + d^2 up to 1, since e - 1 < 2.
func expm1Up(d float64) float64 {
	if d <= 1 {
		return d + float64(d*d)
	}
	return above(math.Exp(d))
}

// sinhUp is an upper bound of sinh d, d >= 0: d + d^3/5 < d + d^3 up to 1.
func sinhUp(d float64) float64 {
	if d <= 1 {
		return d + float64(d*d*d)
	}
	return above(math.Exp(d))
}

// relative is an upper bound of d/z, at most 1. The quotient may underflow, so
// 2^-1074 is added.
func relative(d, z float64) float64 {
	if d == 0 {
		return 0
	}
	return min(shiftUp(d/math.Abs(z))+0x1p-1074, 1)
}

// seed is a function s of package scalar: the relative error of its value v at z, in units
// of roundoff, and a bound of |s(z + d) - s(z)|, d >= 0.
type seed struct {
	rel   float64
	shift func(z, v, d float64) float64
}

var seeds = map[string]seed{
	// e^z (e^d - 1).
	"exp": {2 * ulpsExp, func(_, v, d float64) float64 { return above(v) * expm1Up(d) }},

	// With q = d/z, -ln(1 - q) <= q/(1 - q), for an interval that does not reach zero.
	"log": {errLog, func(z, _, d float64) float64 { q := relative(d, z); return q / (1 - q) }},

	// |cos z| |sin d| + |sin z| (1 - cos d), and the same exchanged.
	"sin": {2 * ulpsSin, func(z, v, d float64) float64 { return turn(v, math.Cos(z), d+trigError(z)) }},
	"cos": {2 * ulpsCos, func(z, v, d float64) float64 { return turn(v, math.Sin(z), d+trigError(z)) }},

	// The two reduced arguments of the quotient err apart; each of them counts once.
	"tan": {errTan, func(z, v, d float64) float64 { return tanShift(v, d+2*trigError(z)) }},

	// cosh z sinh d + |sinh z| (cosh d - 1), and the same exchanged.
	"sinh": {2 * ulpsSinh, func(z, v, d float64) float64 { return grow(v, math.Cosh(z), d) }},
	"cosh": {2 * ulpsCosh, func(z, v, d float64) float64 { return grow(v, math.Sinh(z), d) }},

	// tanh' = sech^2 and (sech^2)' = -2 tanh sech^2.
	"tanh":  {2 * ulpsTanh, func(z, _, d float64) float64 { return tanhShift(z, d) }},
	"sech2": {errSech2, func(z, _, d float64) float64 { return min(2*d*(above(math.Tanh(z))+tanhShift(z, d))*sech2Up(z, d), 2) }},

	// sigmoid' = sech^2(z/2)/4, which grows by at most e^d within d.
	"sigmoid": {errSigmoid, func(z, _, d float64) float64 { return min(d*above(scalar.Sech2(z/2)/4)*expUp(d), 1) }},

	// softplus' = sigmoid <= min(1, sigmoid(z) e^d).
	"softplus": {errSoftplus, func(z, _, d float64) float64 { return d * min(above(scalar.Sigmoid(z))*expUp(d), 1) }},

	"gaussian": {errGaussian, func(z, v, d float64) float64 { return bellShift(1, z, v, d) }},
	"erfslope": {errDensity, func(z, v, d float64) float64 { return bellShift(1, z, v, d) }},
	"density":  {errDensity, func(z, v, d float64) float64 { return bellShift(0.5, z, v, d) }},

	// The slope is a bell, which grows by at most e^(2c|z|d), c = 1 or 1/2.
	"erf":    {2 * ulpsErf, func(z, _, d float64) float64 { return min(d*above(scalar.ErfSlope(z))*expUp(2*math.Abs(z)*d), 2) }},
	"normal": {errCDF, func(z, _, d float64) float64 { return min(d*above(scalar.NormalDensity(z))*expUp(math.Abs(z)*d), 1) }},

	// With q = d/z, sqrt(z) (1 - sqrt(1 - q)) <= sqrt(z) q/(2 - q), for an interval that
	// does not reach below zero.
	"sqrt": {2 * ulpsSqrt, func(z, v, d float64) float64 { q := relative(d, z); return above(v) * q / (2 - q) }},
}

// Value is the named function of x.
func (r rounding) Value(name string, x term) term {
	s, v := seeds[name], scalar.Value(name, x.v)
	return r.seed(v, s.rel, x, func(d float64) float64 { return s.shift(x.v, v, d) })
}

// turn bounds the change of sin or cos: its value at z is at, its slope slope.
func turn(at, slope, d float64) float64 {
	return min(float64(above(slope)*d)+float64(above(at)*d*d/2), 2)
}

// grow is turn for sinh and cosh; cosh d - 1 <= d sinh d.
func grow(at, slope, d float64) float64 { return (above(slope) + float64(above(at)*d)) * sinhUp(d) }

// tanShift: with p = tan d, (1 + tan^2 z) p / (1 - |tan z| p); p <= d + d^3 up to
// d = 1. The bound is infinite for an interval that may reach a pole.
func tanShift(v, d float64) float64 {
	t, p := above(v), d+float64(d*d*d)
	if !(d <= 1 && t*p <= 0.5) {
		return math.Inf(1)
	}
	return (1 + float64(t*t)) * p / (1 - float64(t*p))
}

// sech2Up is at least sech^2 within d of z: |ln sech^2|' = 2|tanh| <= 2.
func sech2Up(z, d float64) float64 { return above(scalar.Sech2(z)) * expUp(2*d) }

func tanhShift(z, d float64) float64 { return min(d*sech2Up(z, d), 2) }

// bellShift is for k exp(-c z^2), k below 2: within d of z it is at most v e^(2c|z|d), and
// its slope 2c(|z|+d) times that.
func bellShift(c, z, v, d float64) float64 {
	z = math.Abs(z)
	return min(d*2*c*(z+d)*above(v)*expUp(2*c*z*d), 2)
}

// powSeed is x^p: with q = d/z, z^p ((1 - q)^-|p| - 1), and -ln(1-q) <= q/(1-q). The
// exact power is at most the computed one over 1 - powError. The interval of x must
// not reach zero.
func (r rounding) powSeed(x term, p float64) term {
	v, rel := scalar.Power(x.v, p), powError(x.v, p)
	return r.seed(v, rel, x, func(d float64) float64 {
		q := relative(d, x.v)
		return above(v) / (1 - float64(rel*unit)) * expm1Up(shiftUp(math.Abs(p)*q/(1-q)))
	})
}
